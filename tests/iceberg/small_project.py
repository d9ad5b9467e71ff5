"""A dbt project of one snapshot and of models that must be refused, with the project's own macros."""

from pathlib import Path

from lakehouse import ROOT

FILES = {
    "dbt_project.yml": f"""
name: dmp
profile: dmp
version: "0.1.0"
config-version: 2
macro-paths: ["{ROOT}/macros"]
flags: {{send_anonymous_usage_stats: false, use_colors: false}}
on-run-start: ["{{{{ check_table_format() }}}}"]
vars: {{price: 10, datasets: {{demo: {{}}}}}}
models: {{+file_format: iceberg}}
""",
    "models/prices.sql": """
select 1 as product_id, {{ var('price') }} as price
union all
select 2 as product_id, 20 as price
union all
select 3 as product_id, 30 as price
""",
    "snapshots/price_history.yml": """
snapshots:
  - name: price_history
    relation: ref('prices')
    config: {unique_key: product_id, strategy: check, check_cols: [price], file_format: iceberg}
""",
    "models/half_an_overwrite.sql": """
{{ config(materialized='incremental', incremental_strategy='insert_overwrite') }}
select * from {{ ref('prices') }}
""",
    "models/merge_without_format.sql": """
{{ config(materialized='incremental', incremental_strategy='merge', unique_key='product_id', file_format='parquet') }}
select * from {{ ref('prices') }}
""",
}


def write_small_project(folder: Path) -> Path:
    """Write the project's files and return its folder."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip())
    return folder
