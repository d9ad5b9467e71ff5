from dmp.ml.quality import recommendation_quality


def model(dbt, session):
    """One row per task, model, metric and k: how good the evaluation lists were, beside popularity."""
    return recommendation_quality(
        lists=dbt.ref("ml_evaluation_lists").df(),
        holdout=dbt.ref("feat_holdout_purchases").df(),
        interactions=dbt.ref("feat_interactions").df(),
        popularity=dbt.ref("feat_item_popularity").df(),
        cutoffs=dbt.config.meta_get("cutoffs"),
        samples=dbt.config.meta_get("bootstrap_samples"),
        level=dbt.config.meta_get("interval_level"),
        seed=dbt.config.meta_get("seed"),
    )
