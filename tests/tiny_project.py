"""A dbt project of a few tables with the real macros: builds in seconds and can be made to fail."""

import gzip
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from dmp.project import Project

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "dbt_project.yml": """
        name: dmp
        profile: dmp
        version: "0.1.0"
        config-version: 2
        model-paths: [models, python_models]
        seed-paths: [seeds/reference]
        test-paths: [tests/data]
        flags: {send_anonymous_usage_stats: false, use_colors: false}
        on-run-start: ["{{ register_sources() }}"]
        vars: {datasets: {demo: {}, other: {}}}
        models:
          dmp:
            +persist_docs: {relation: true, columns: true}
            staging: {+schema: staging, +materialized: view}
            marts: {+schema: marts, +materialized: table}
        seeds: {dmp: {+schema: reference}}
    """,
    "models/staging/shop/_shop__sources.yml": """
        sources:
          - name: shop
            description: The shop.
            schema: raw_shop
            tables:
              - name: orders
                description: Orders as delivered.
                config: {meta: {path: "{{ env_var('DMP_RAW', 'seeds/raw') }}/shop/orders"}}
                columns: [{name: order_id}, {name: user_id}, {name: amount}]
                data_tests: [has_rows]
    """,
    "models/staging/shop/stg_shop__orders.sql": """
        select order_id, user_id, cast(amount as integer) as amount
        from {{ source('shop', 'orders') }}
    """,
    "models/staging/shop/stg_shop__orders.yml": """
        models: [{name: stg_shop__orders, description: One row per order.}]
    """,
    "python_models/ml_totals.py": """
        import os
        import time
        from pathlib import Path


        def model(dbt, session):
            dbt.config(schema="ml", materialized="table")
            orders = dbt.ref("stg_shop__orders").df()
            if pause := os.environ.get("TINY_PAUSE"):
                Path(pause).touch()
                while Path(pause).exists():
                    time.sleep(0.05)
            return orders.groupby("user_id", as_index=False)["amount"].sum()
    """,
    "python_models/ml_totals.yml": """
        models:
          - name: ml_totals
            description: One row per user.
            config: {meta: {owner: analyst@example.org}}
    """,
    "models/marts/users.sql": """
        select
            user_id, cast(amount as integer) as amount, labels.label, 1 as n_records, true as is_known
        from {{ ref('ml_totals') }} as totals
        left join {{ ref('labels') }} as labels on labels.code = 1
    """,
    "models/marts/users.yml": """
        models:
          - name: users
            description: One row per user.
            columns:
              - {name: user_id, description: The user's "id"., data_tests: [unique, not_null]}
              - name: amount
                description: All of it.
                data_tests: [{accepted_range: {arguments: {min_value: 0}}}]
    """,
    "models/marts/big_users.sql": """
        {{ config(materialized='view') }}
        select * from {{ ref('users') }} where amount >= 5
    """,
    "models/marts/big_users.yml": """
        models: [{name: big_users, description: One row per user who spent much.}]
    """,
    "seeds/reference/labels.csv": "code,label\n1,one\n",
    "seeds/reference/labels.yml": """
        seeds: [{name: labels, description: One row per code.}]
    """,
    "tests/data/assert_totals_are_kept.sql": """
        select 1 as problem
        from (select sum(amount) as amount from {{ ref('users') }}) as totals
        cross join (select sum(amount) as amount from {{ ref('stg_shop__orders') }}) as orders
        where totals.amount <> orders.amount
    """,
}
ORDERS = "order_id,user_id,amount\n1,a,3\n2,a,4\n3,b,1\n"


@dataclass(frozen=True)
class TinyProject:
    """A tiny project in `folder`, and the variables a user would have set."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Nothing but this folder: no setting of whoever runs the tests reaches it."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DMP_", "DBT_", "DAGSTER_"))
        }
        return kept | {"COLUMNS": "200"}

    @property
    def project(self) -> Project:
        return Project.locate(environ=self.environment, start=self.folder)

    def write(self, file: str, text: str) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_dedented(text))

    def deliver(self, text: str, file: str = "2026-06-30.csv.gz") -> Path:
        """Put a delivery of the shop's orders into its folder and return its path."""
        path = self.folder / "seeds/raw/shop/orders" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()) if file.endswith(".gz") else text.encode())
        return path


def make_tiny_project(folder: Path) -> TinyProject:
    """Write the project, with one delivery of three orders."""
    tiny = TinyProject(folder)
    for file, text in FILES.items():
        tiny.write(file, text)
    for name in ("schema", "sources", "parse", "dialect"):
        shutil.copytree(ROOT / "macros" / name, folder / "macros" / name)
    shutil.copytree(ROOT / "tests/data/generic", folder / "tests/data/generic")
    shutil.copy(ROOT / "profiles.yml", folder)
    tiny.deliver(ORDERS)
    return tiny


def _dedented(text: str) -> str:
    lines = text.strip("\n").splitlines()
    margin = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[margin:] for line in lines) + "\n"
