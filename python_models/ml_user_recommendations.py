from dmp.ml.recommend import user_recommendations


def model(dbt, session):
    """One row per user and rank: what to recommend today, without what the user has bought."""
    return user_recommendations(
        users=dbt.ref("feat_users").df(),
        interactions=dbt.ref("feat_interactions").df(),
        popularity=dbt.ref("feat_item_popularity").df(),
        top_n=dbt.config.meta_get("top_n"),
        min_items=dbt.config.meta_get("min_items"),
        settings=dbt.config.meta_get("als"),
    )
