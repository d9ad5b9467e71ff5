"""Landing what is new, file by file: content first, then the ledger, so that a killed run loses and doubles nothing."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from dmp.errors import UserError
from dmp.ingest.conversion import Delivered, convert
from dmp.ingest.drift import drift
from dmp.ingest.inspection import inspect
from dmp.ingest.ledger import Entry, Ledger
from dmp.ingest.places import Delivery, place_of
from dmp.ingest.tables import LandedTable
from dmp.warehouse import hold_file

# A file that changed this recently may still be on its way.
SETTLED_AFTER_SECONDS = 2.0


@dataclass
class Landing:
    """What a run did.

    Attributes
    ----------
    landed
        Entries of deliveries that are new or changed.
    known
        Number of deliveries that were landed before.
    waiting
        Deliveries that are still being written, left for the next run.
    refused
        Sentences about deliveries that cannot be landed.
    """

    landed: list[Entry] = field(default_factory=list)
    known: int = 0
    waiting: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def land_deliveries(
    tables: Iterable[LandedTable],
    folder: Path,
    *,
    root: Path,
    now: datetime,
    settled_after: float = SETTLED_AFTER_SECONDS,
    clock: Callable[[], float] = time.time,
) -> Landing:
    """Land every new or changed delivery of `tables` and note it in the ledger of `folder`.

    Parameters
    ----------
    tables
        The source tables; relative origins start at `root`.
    folder
        The landing folder of the dataset, which holds the ledger.
    now
        Instant of the run (UTC).
    settled_after
        Seconds for which a file of this machine must not have changed.

    Raises
    ------
    UserError
        A place cannot be read, another run is landing, or the folder cannot be written.
    """
    with ExitStack() as held:
        try:
            held.enter_context(hold_file(folder / "_lock", lambda holder: _held(folder, holder)))
        except OSError as error:
            raise UserError(
                f"The landing folder {folder} cannot be written ({error.strerror}): make it writable, or point"
                " DMP_LANDING at another folder."
            ) from error
        run = _Run(Ledger(folder), uuid.uuid4().hex, now.isoformat())
        for table in tables:
            _clear(table, run.ledger)
            place = place_of(table.origin, root)
            for delivery in place.deliveries():
                if clock() - delivery.changed_at < settled_after:
                    run.done.waiting.append(f"{table.title}: {delivery.name}")
                    continue
                try:
                    run.land(table, delivery, place.fetch)
                except UserError as error:
                    run.done.refused.append(f"{table.title}: {error}")
    return run.done


def _held(folder: Path, holder: str) -> UserError:
    return UserError(
        f"Another run (process {holder}) is landing into {folder}: wait until it ends."
    )


def _clear(table: LandedTable, ledger: Ledger) -> None:
    """Put aside what a killed run left: half a file goes, and one that the ledger does not know is hidden."""
    table.folder.mkdir(parents=True, exist_ok=True)
    for half in table.folder.glob("_landing-*"):
        half.unlink()
    known = {entry.landed_as for entry in ledger.of(table.source, table.name).values()}
    for file in table.folder.glob("[!_]*"):
        if file.name not in known:
            file.rename(file.with_name(f"_unknown-{file.name}"))


@dataclass
class _Run:
    ledger: Ledger
    load_id: str
    landed_at: str
    done: Landing = field(default_factory=Landing)

    def land(
        self, table: LandedTable, delivery: Delivery, fetch: Callable[[Delivery, Path], Path]
    ) -> None:
        known = self.ledger.of(table.source, table.name)
        there = {entry.sha256: entry for entry in known.values() if entry.landed_as}
        before = known.get(delivery.name)
        if (
            before
            and before.sha256 in there
            and (before.size, before.version) == (delivery.size, delivery.version)
        ):
            self.done.known += 1
            return
        spare = table.folder / f"_landing-{uuid.uuid4().hex}"
        fresh = spare.with_suffix(".parquet")
        try:
            file = fetch(delivery, spare)
            found = inspect(file, delivery.name)
            entry = self._entry(table, delivery, found.sha256)
            twin = there.get(found.sha256)
            if twin is None:
                arrived_at = datetime.fromtimestamp(delivery.changed_at, UTC)
                delivered = Delivered(file, delivery.name, arrived_at, found)
                entry = _converted(table, delivered, entry, known, fresh)
                _put(fresh, table.folder / entry.landed_as)
                self.done.landed.append(entry)
            else:
                if twin is before:  # its own content, touched or uploaded again
                    entry = replace(before, size=entry.size, version=entry.version)
                self.done.known += 1
        finally:
            spare.unlink(missing_ok=True)
            fresh.unlink(missing_ok=True)
        self.ledger.add(entry)
        if before and before.landed_as and before.landed_as != entry.landed_as:
            (table.folder / before.landed_as).unlink(missing_ok=True)

    def _entry(self, table: LandedTable, delivery: Delivery, sha256: str) -> Entry:
        """Note content that counts under another path."""
        return Entry(
            source=table.source,
            table_name=table.name,
            path=delivery.name,
            size=delivery.size,
            version=delivery.version,
            sha256=sha256,
            landed_as="",
            n_rows=0,
            n_broken=0,
            load_id=self.load_id,
            landed_at=self.landed_at,
        )


def _converted(
    table: LandedTable, delivered: Delivered, entry: Entry, known: Mapping[str, Entry], fresh: Path
) -> Entry:
    """Write the parquet file `fresh` and complete the entry by what became of the rows."""
    converted = convert(delivered, table, fresh)
    with_columns = [each.columns for each in known.values() if each.columns]
    last = with_columns[-1] if with_columns else {}
    return replace(
        entry,
        landed_as=_free_name(entry.path, known),
        n_rows=converted.n_rows,
        n_broken=converted.n_broken,
        columns=converted.columns,
        drift=drift(last, converted.columns, missing=converted.missing, extra=converted.extra),
    )


def _free_name(path: str, known: Mapping[str, Entry]) -> str:
    """Name the parquet file of a path: the same in every run, and never that of another path.

    Up to its first dot it is the name of the delivery, which staging models may read.
    """
    if path in known and known[path].landed_as:
        return known[path].landed_as
    stem = path.replace("/", "__").split(".", 1)[0] or "delivery"
    taken = {each.landed_as for each in known.values()}
    names = (
        f"{stem}{f'-{number}' if number > 1 else ''}.parquet" for number in range(1, len(taken) + 2)
    )
    return next(name for name in names if name not in taken)


def _put(fresh: Path, target: Path) -> None:
    """Move a complete file into its place: readers see the old one or the new one."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
