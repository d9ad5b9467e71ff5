from dmp.ml.engines import evaluation_lists


def model(dbt, session):
    """One row per task, model, hold-out user and rank: what would have been recommended at the cutoff."""
    return evaluation_lists(
        session,
        interactions=dbt.ref("feat_interactions"),
        popularity=dbt.ref("feat_item_popularity"),
        holdout=dbt.ref("feat_holdout_purchases"),
        top_n=dbt.config.meta_get("top_n"),
        min_items=dbt.config.meta_get("min_items"),
        als=dbt.config.meta_get("als"),
        ease=dbt.config.meta_get("ease"),
        blends=dbt.config.meta_get("blends"),
    )
