"""The files of a simulated world, read as a plain CSV reader reads them."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.settings import WorldSettings
from dmp.simulate.world import build_world

DEMO = Path(__file__).parents[3] / "seeds" / "raw"
SMALL = WorldSettings(people=200)


@dataclass(frozen=True)
class RawWorld:
    """Reads the files of a world as a plain, null-padding CSV reader does."""

    root: Path

    def files(self, table: str) -> list[Path]:
        return sorted((self.root / table).glob("*.gz"))

    def records(self, table: str) -> Iterator[tuple[str, list[str], list[str]]]:
        """Yield (delivery, header, fields) of every row, broken ones included."""
        for path in self.files(table):
            with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
                reader = csv.reader(stream)
                header = next(reader)
                for fields in reader:
                    yield path.name[:10], header, fields

    def table(self, name: str) -> pd.DataFrame:
        """Give all rows with the right count of fields; empty text is missing."""
        rows, columns = [], []
        for delivery, header, fields in self.records(name):
            columns = header
            if len(fields) == len(header):
                rows.append([*fields, delivery])
        frame = pd.DataFrame(rows, columns=[*columns, "delivery"], dtype=object)
        return frame.where(frame != "", None)

    @cached_property
    def app_lines(self) -> list[tuple[str, str]]:
        lines = []
        for path in self.files("app/events"):
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                lines.extend((path.name[:10], line.rstrip("\n")) for line in stream)
        return lines

    @cached_property
    def app_events(self) -> list[dict]:
        """Parse the app's documents that are whole."""
        parsed = []
        for _, line in self.app_lines:
            try:
                parsed.append(json.loads(line))
            except json.JSONDecodeError:
                continue
        return parsed

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        names = sorted(
            f"{path.parent.name}/{path.name}"
            for path in self.root.glob("*/*")
            if path.is_dir() and path.name != "events"
        )
        return {name: self.table(name) for name in names}


def built(folder: Path, settings: WorldSettings, rates: FaultRates) -> RawWorld:
    build_world(settings, rates, folder)
    return RawWorld(folder)
