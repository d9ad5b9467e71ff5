from dmp.ml.engines import user_segments


def model(dbt, session):
    """One row per snapshot and user: the segment and the distance to its centre."""
    return user_segments(
        session,
        users=dbt.ref("feat_users"),
        n_segments=dbt.config.meta_get("n_segments"),
        min_segments=dbt.config.meta_get("min_segments"),
        max_segments=dbt.config.meta_get("max_segments"),
        min_fit_users=dbt.config.meta_get("min_fit_users"),
        sample_size=dbt.config.meta_get("sample_size"),
        seed=dbt.config.meta_get("seed"),
    )
