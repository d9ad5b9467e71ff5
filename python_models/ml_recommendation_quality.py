from dmp.ml.engines import recommendation_quality


def model(dbt, session):
    """One row per task, model, metric and k: how good the evaluation lists were, beside popularity."""
    return recommendation_quality(
        session,
        scores=dbt.ref("int_recommendation_scores"),
        lists=dbt.ref("int_evaluation_lists"),
        popularity=dbt.ref("feat_item_popularity"),
        samples=dbt.config.meta_get("bootstrap_samples"),
        level=dbt.config.meta_get("interval_level"),
        seed=dbt.config.meta_get("seed"),
    )
