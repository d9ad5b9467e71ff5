"""What can be done with a delivery before anybody else is asked: fetch it, read it, write its parquet file aside."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.ingest.conversion import Converted, Delivered, convert
from dmp.ingest.inspection import inspect
from dmp.ingest.places import Delivery, Place
from dmp.ingest.tables import LandedTable

# Sources pass over names with an underscore, and a later run removes what a killed one left.
UNFINISHED = "_landing-"


@dataclass(frozen=True)
class Prepared:
    """A delivery that was read to its end.

    Attributes
    ----------
    delivery, sha256
        Which one, and the fingerprint of its content.
    fresh
        Its rows as parquet, beside their place.
    converted
        What became of the rows; None where the content is landed already: then nothing was written.
    refusal
        Why it cannot be landed; then the others mean nothing.
    reached
        Of a pulled table: the last value of its cursor.
    notes
        Sentences for its entry, beside what changed in its columns.
    """

    delivery: Delivery
    fresh: Path
    sha256: str = ""
    converted: Converted | None = None
    refusal: str = ""
    reached: str = ""
    notes: tuple[str, ...] = ()


def prepare(
    engine: duckdb.DuckDBPyConnection,
    table: LandedTable,
    place: Place,
    delivery: Delivery,
    is_landed: Callable[[str], bool],
) -> Prepared:
    """Fetch, read and convert one delivery; content whose fingerprint `is_landed` is not converted."""
    spare = table.folder / f"{UNFINISHED}{uuid.uuid4().hex}"
    fresh = spare.with_suffix(".parquet")
    try:
        file = place.fetch(delivery, spare)
        found = inspect(file, delivery.name)
        if is_landed(found.sha256):
            return Prepared(delivery, fresh, found.sha256)
        arrived_at = datetime.fromtimestamp(delivery.changed_at, UTC)
        converted = convert(engine, Delivered(file, delivery.name, arrived_at, found), table, fresh)
    except UserError as error:
        fresh.unlink(missing_ok=True)
        return Prepared(delivery, fresh, refusal=str(error))
    finally:
        spare.unlink(missing_ok=True)
    return Prepared(delivery, fresh, found.sha256, converted)
