"""The file ledger: one line of JSON per delivery that was landed, in the landing folder of the dataset."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dmp.errors import UserError

# Models read it as the source landing.files.
LEDGER = "ledger/files.jsonl"


@dataclass(frozen=True)
class Entry:
    """One landed delivery.

    Attributes
    ----------
    source, table_name, path
        Which table, and the name of the file below its origin; of a pulled table the origin and the instant.
    size, version, sha256
        What identifies its content: bytes, what the place said of it, fingerprint.
    landed_as
        Name of the parquet file; empty where the content was there already under another path.
    n_rows, n_broken
        Rows it brought, and how many of them could not be taken apart.
    columns, drift
        Kind of values per column, and what changed since the last delivery of the table: sentences between bars.
    load_id, landed_at
        The run, and its instant (UTC, ISO 8601).
    reached
        Of a pulled table: the value of its cursor from which the next pull goes on.
    """

    source: str
    table_name: str
    path: str
    size: int
    version: str
    sha256: str
    landed_as: str
    n_rows: int
    n_broken: int
    load_id: str
    landed_at: str
    columns: dict[str, str] = field(default_factory=dict)
    drift: str = ""
    reached: str = ""


class Ledger:
    """What was landed so far; the last entry of a path counts.

    A line that a killed run wrote half is cut off: its delivery is landed again, under the same name.

    Raises
    ------
    UserError
        A line before the last is no entry.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / LEDGER
        self._entries: dict[tuple[str, str, str], Entry] = {}
        for entry in self._read():
            self._entries[entry.source, entry.table_name, entry.path] = entry

    def of(self, source: str, table_name: str) -> dict[str, Entry]:
        """Give the entries of one table by path, in the order in which they were landed last."""
        return {
            path: entry
            for (its_source, its_table, path), entry in self._entries.items()
            if (its_source, its_table) == (source, table_name)
        }

    def entries(self) -> list[Entry]:
        """Give all entries that count."""
        return list(self._entries.values())

    def add(self, entry: Entry) -> None:
        """Append one entry; it is on the disk when this returns."""
        key = entry.source, entry.table_name, entry.path
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as file:
            file.write(json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._entries.pop(key, None)
        self._entries[key] = entry

    def _read(self) -> list[Entry]:
        if not self._file.is_file():
            return []
        content = self._file.read_bytes()
        whole, _, half = content.rpartition(b"\n")
        if half:
            with self._file.open("r+b") as file:
                file.truncate(len(content) - len(half))
        entries = []
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                entries.append(Entry(**json.loads(line)))
            except (ValueError, TypeError):
                raise UserError(
                    f"Line {number} of the file ledger {self._file} is no entry: restore the file from a backup, or"
                    " remove it together with the landed files beside it to land everything again."
                ) from None
        return entries
