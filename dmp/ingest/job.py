"""Landing what is new: content first, then the ledger, so that a killed run loses and doubles nothing."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path

import duckdb

from dmp.disk import sync
from dmp.errors import UserError
from dmp.ingest.conversion import Converted
from dmp.ingest.drift import drift
from dmp.ingest.ledger import Entry, Ledger
from dmp.ingest.places import Delivery, Place, place_of_table
from dmp.ingest.preparation import UNFINISHED, Prepared, prepare
from dmp.ingest.pulling import pull
from dmp.ingest.tables import LandedTable
from dmp.warehouse import hold_file

# A file that changed this recently may still be on its way.
SETTLED_AFTER_SECONDS = 2.0
# Small files keep one core busy each, and a download none.
_HANDS = 2


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

    @property
    def sentence(self) -> str:
        """What was landed, in one line."""
        n_files, n_rows = len(self.landed), sum(entry.n_rows for entry in self.landed)
        n_broken = sum(entry.n_broken for entry in self.landed)
        deliveries = "delivery" if n_files == 1 else "deliveries"
        return f"Landed {n_files:,} new {deliveries}: {n_rows:,} rows, {n_broken:,} of them broken."


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
        engine = held.enter_context(duckdb.connect(config={"preserve_insertion_order": False}))
        hands = held.enter_context(ThreadPoolExecutor(_HANDS))
        held.callback(hands.shutdown, cancel_futures=True)
        ledger, done, load_id = Ledger(folder), Landing(), uuid.uuid4().hex
        for table in tables:
            shelf = _Shelf(table, ledger, done, load_id, now.isoformat())
            shelf.clear()
            if table.pull:
                shelf.put_pulled(pull(engine.cursor(), table, table.pull, shelf.known))
                continue
            place = place_of_table(table.origin, root, optional=table.optional)

            def prepared(
                delivery: Delivery,
                table: LandedTable = table,
                place: Place = place,
                shelf: _Shelf = shelf,
            ) -> Prepared:
                return prepare(engine.cursor(), table, place, delivery, shelf.holds)

            deliveries = list(place.deliveries())
            new = list(shelf.new_among(deliveries, clock() - settled_after))
            for each in hands.map(prepared, new):
                shelf.put(each)
            # the file that had brought their content holds another now
            for each in hands.map(prepared, shelf.left_without(deliveries)):
                shelf.put(each)
    return done


def _held(folder: Path, holder: str) -> UserError:
    return UserError(
        f"Another run (process {holder}) is landing into {folder}: wait until it ends."
    )


class _Shelf:
    """The landed files of one table and what the ledger says of them."""

    def __init__(
        self, table: LandedTable, ledger: Ledger, done: Landing, load_id: str, landed_at: str
    ) -> None:
        self._table = table
        self._ledger = ledger
        self._done = done
        self._load_id = load_id
        self._landed_at = landed_at
        self._known = ledger.of(table.source, table.name)
        self._fingerprints = {e.sha256: e.path for e in self._known.values() if e.landed_as}
        self._columns = next(
            (e.columns for e in reversed(list(self._known.values())) if e.columns), {}
        )

    def clear(self) -> None:
        """Put aside what a killed run left: half a file goes, and one that the ledger does not know is hidden."""
        folder = self._table.folder
        folder.mkdir(parents=True, exist_ok=True)
        for half in folder.glob(f"{UNFINISHED}*"):
            half.unlink()
        known = {entry.landed_as for entry in self._known.values()}
        for file in folder.glob("[!_]*"):
            if file.name not in known:
                file.rename(file.with_name(f"_unknown-{file.name}"))

    @property
    def known(self) -> Mapping[str, Entry]:
        """The entries of the table by path, in the order in which they were landed last."""
        return self._known

    def holds(self, sha256: str) -> bool:
        """Tell whether this content is landed."""
        return sha256 in self._fingerprints

    def new_among(
        self, deliveries: Iterable[Delivery], settled_before: float
    ) -> Iterator[Delivery]:
        """Give those that are new or changed; note those that are known, and those that still change."""
        for delivery in deliveries:
            before = self._known.get(delivery.name)
            if delivery.changed_at > settled_before:
                self._done.waiting.append(f"{self._table.title}: {delivery.name}")
            elif (
                before
                and self.holds(before.sha256)
                and (before.size, before.version) == (delivery.size, delivery.version)
            ):
                self._done.known += 1
            else:
                yield delivery

    def left_without(self, deliveries: Iterable[Delivery]) -> list[Delivery]:
        """Give those whose content was landed under another path, and is no longer."""
        known = ((delivery, self._known.get(delivery.name)) for delivery in deliveries)
        return [delivery for delivery, entry in known if entry and not self.holds(entry.sha256)]

    def put_pulled(self, prepared: Prepared | None) -> None:
        """Put what a pull brought; None where that was nothing new."""
        if prepared is None:
            self._done.known += 1
        else:
            self.put(prepared)

    def put(self, prepared: Prepared) -> None:
        """Move the file of a prepared delivery to its place, then note it in the ledger."""
        delivery, converted = prepared.delivery, prepared.converted
        if prepared.refusal:
            self._done.refused.append(f"{self._table.title}: {prepared.refusal}")
            return
        before = self._known.get(delivery.name)
        entry = self._entry(delivery, prepared.sha256)
        if converted is None or self.holds(prepared.sha256):
            prepared.fresh.unlink(missing_ok=True)
            if before and before.sha256 == entry.sha256:  # touched, or uploaded again
                entry = replace(before, size=entry.size, version=entry.version)
            self._done.known += 1
        else:
            entry = replace(
                entry,
                landed_as=self._free_name(delivery.name),
                n_rows=converted.n_rows,
                n_broken=converted.n_broken,
                columns=converted.columns,
                reached=prepared.reached,
                drift=" | ".join([*self._news(converted), *prepared.notes]),
            )
            _put(prepared.fresh, self._table.folder / entry.landed_as)
            self._columns = converted.columns
            self._done.landed.append(entry)
        self._note(entry, before)

    def _news(self, converted: Converted) -> list[str]:
        return drift(
            self._columns, converted.columns, missing=converted.missing, extra=converted.extra
        )

    def _note(self, entry: Entry, before: Entry | None) -> None:
        self._ledger.add(entry)
        self._known.pop(entry.path, None)
        self._known[entry.path] = entry
        if before and before.landed_as:
            self._fingerprints.pop(before.sha256, None)
            if before.landed_as != entry.landed_as:
                (self._table.folder / before.landed_as).unlink(missing_ok=True)
        if entry.landed_as:
            self._fingerprints[entry.sha256] = entry.path

    def _entry(self, delivery: Delivery, sha256: str) -> Entry:
        """Note content that counts under another path."""
        return Entry(
            source=self._table.source,
            table_name=self._table.name,
            path=delivery.name,
            size=delivery.size,
            version=delivery.version,
            sha256=sha256,
            landed_as="",
            n_rows=0,
            n_broken=0,
            load_id=self._load_id,
            landed_at=self._landed_at,
        )

    def _free_name(self, path: str) -> str:
        """Name the parquet file of a path: never that of another path.

        Up to its first dot it is the name of the delivery, which staging models may read.
        """
        before = self._known.get(path)
        if before and before.landed_as:
            return before.landed_as
        below = path.rpartition("/")[2] if "://" in path else path  # of a pull: its instant
        stem = below.replace("/", "__").split(".", 1)[0] or "delivery"
        taken = {entry.landed_as for entry in self._known.values()}
        names = (f"{stem}{f'-{number}' if number > 1 else ''}.parquet" for number in count(1))
        return next(name for name in names if name not in taken)


def _put(fresh: Path, target: Path) -> None:
    """Move a complete file into its place: readers see the old one or the new one."""
    sync(fresh)
    fresh.replace(target)
    sync(target.parent)
