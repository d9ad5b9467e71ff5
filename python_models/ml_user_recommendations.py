from dmp.ml.engines import user_recommendations


def model(dbt, session):
    """One row per task, user and rank: what to recommend today."""
    return user_recommendations(
        session,
        users=dbt.ref("feat_users"),
        interactions=dbt.ref("feat_interactions"),
        popularity=dbt.ref("feat_item_popularity"),
        refused=dbt.ref("feat_personalisation_refused"),
        top_n=dbt.config.meta_get("considered"),
        min_items=dbt.config.meta_get("min_items"),
        als=dbt.config.meta_get("als"),
        ease=dbt.config.meta_get("ease"),
        blends=dbt.config.meta_get("blends"),
    )
