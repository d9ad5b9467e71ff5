"""The planted truth of a simulated company, read from the raw folder's `truth/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from dmp.errors import UserError

_SUFFIXES = ("csv.gz", "csv", "parquet")
_COLUMNS = {
    "people": ("person_id", "purchase_rate", "dropout_at"),
    "record_owners": ("source", "record_type", "record_key", "person_id"),
    "tastes": ("person_id", "category", "affinity"),
    "items": ("product_id", "category", "appeal"),
}
#: Told by newer simulations only: what a person and a brand have in common beyond categories.
STYLES = ("style_1", "style_2")
_OPTIONAL = {"people": STYLES, "items": STYLES}
_NUMBERS = ("purchase_rate", "affinity", "appeal", *STYLES)


@dataclass(frozen=True)
class Truth:
    """What really is.

    Attributes
    ----------
    people
        person_id, purchase_rate (orders per day while alive), dropout_at (UTC without zone; null
        where still alive at the end).
    owners
        source, record_type, record_key, person_id.
    tastes
        person_id, category, affinity in (0, 1]; what a person hardly likes is left out.
    items
        product_id, category, appeal; the appeals add up to 1.
    """

    people: pd.DataFrame
    owners: pd.DataFrame
    tastes: pd.DataFrame
    items: pd.DataFrame


def read_truth(raw: Path) -> Truth:
    """Read the four tables of truth below the raw folder `raw`.

    Raises
    ------
    UserError
        There is no truth, or one of its tables is missing or has other columns.
    """
    folder = raw / "truth"
    if not folder.is_dir():
        raise UserError(
            f"There is no planted truth in {folder}, so there is nothing to score against: only"
            " simulated companies have it (`dmp simulate`), and DMP_RAW names their folder."
        )
    with duckdb.connect() as connection:
        frames = {name: _read(connection, folder / name) for name in _COLUMNS}
    people = frames["people"]
    # An empty field is a person who was still there at the end.
    dropout = people["dropout_at"].replace("", None)
    people["dropout_at"] = pd.to_datetime(dropout, utc=True, format="ISO8601").dt.tz_localize(None)
    return Truth(
        people=people,
        owners=frames["record_owners"],
        tastes=frames["tastes"],
        items=frames["items"],
    )


def _read(connection: duckdb.DuckDBPyConnection, folder: Path) -> pd.DataFrame:
    suffix = next((one for one in _SUFFIXES if any(folder.glob(f"*.{one}"))), None)
    if suffix is None:
        raise UserError(
            f"The truth is incomplete: {folder} holds no .csv, .csv.gz or .parquet file."
            " Simulate the company again."
        )
    files = [str(file) for file in sorted(folder.glob(f"*.{suffix}"))]
    needed = ", ".join(_COLUMNS[folder.name])
    how = "read_parquet(?)" if suffix == "parquet" else "read_csv(?, all_varchar = true)"
    try:
        found = connection.execute(f"select * from {how} limit 0", [files]).df().columns  # noqa: S608 - our own words
        extra = [name for name in _OPTIONAL.get(folder.name, ()) if name in found]
        wanted = ", ".join([needed, *extra])
        # No row of truth is told twice, but the same file may be delivered again.
        query = f"select distinct {wanted} from {how} order by all"  # noqa: S608 - our own names
        frame = connection.execute(query, [files]).df()
        return frame.astype({name: "float64" for name in _NUMBERS if name in frame})
    except (duckdb.Error, ValueError) as error:
        raise UserError(
            f"The truth in {folder} cannot be read ({str(error).splitlines()[0]}):"
            f" it needs the columns {needed}. Simulate the company again."
        ) from error
