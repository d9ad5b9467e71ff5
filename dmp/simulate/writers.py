"""Delivery files: gzip CSV, gzip JSON lines, or parquet, all values text.

Files stay open between chunks, so memory holds one chunk and bytes depend on nothing but content
(gzip with time 0 and no file name).
"""

from __future__ import annotations

import csv
import gzip
import io
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dmp.simulate import text
from dmp.simulate.batch import LONG, SHORT, Batch
from dmp.simulate.settings import FileFormat, IntArray
from dmp.simulate.sources.app import LINES_TABLE, to_lines
from dmp.simulate.sources.web import pack_properties

_STRAY_FIELD = "stray"


class RawWriter(AbstractContextManager["RawWriter"]):
    """Appends batches to ``<out>/<table>/<delivery date>.<suffix>`` and counts rows per table."""

    def __init__(self, out: Path, file_format: FileFormat) -> None:
        self._out = out
        self._format = file_format
        self._stack = ExitStack()
        self._open: dict[tuple[str, date], Any] = {}
        self.rows_written: dict[str, int] = {}

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def write(self, part: Batch, delivery: date) -> None:
        """Append the rows of one delivery; an empty batch still makes its file."""
        rows = _frame_of(part)
        if self._format == "parquet":
            self._write_parquet(part, rows, delivery)
        else:
            self._write_gzip(part, rows, delivery)
        self.rows_written[part.table] = self.rows_written.get(part.table, 0) + len(part)

    def _path(self, table: str, delivery: date, suffix: str) -> Path:
        path = self._out / table / f"{delivery.isoformat()}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _write_parquet(self, part: Batch, rows: pd.DataFrame, delivery: date) -> None:
        table = _arrow_table(_damaged_frame(rows, part.damage))
        key = (part.table, delivery)
        if key not in self._open:
            path = self._path(part.table, delivery, ".parquet")
            self._open[key] = self._stack.enter_context(
                pq.ParquetWriter(path, table.schema, compression="zstd")
            )
        self._open[key].write_table(table)

    def _write_gzip(self, part: Batch, rows: pd.DataFrame, delivery: date) -> None:
        key = (part.table, delivery)
        is_lines = part.table == LINES_TABLE
        new = key not in self._open
        if new:
            path = self._path(part.table, delivery, ".jsonl.gz" if is_lines else ".csv.gz")
            self._open[key] = self._stack.enter_context(_text_gzip(self._stack, path))
        stream: IO[str] = self._open[key]
        if is_lines:
            stream.writelines(line + "\n" for line in rows["line"])
            return
        writer = csv.writer(stream, lineterminator="\n")
        if new:
            writer.writerow(rows.columns)
        values = [column.to_numpy(dtype=object, na_value="") for _, column in rows.items()]
        records: list[Any] = list(zip(*values, strict=True))
        for position in np.flatnonzero(part.damage):
            records[position] = _damaged_record(records[position], part.damage[position])
        writer.writerows(records)


def _text_gzip(stack: ExitStack, path: Path) -> IO[str]:
    raw = stack.enter_context(path.open("wb"))
    packed = stack.enter_context(
        gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0)
    )
    return io.TextIOWrapper(packed, encoding="utf-8", newline="")


def _frame_of(part: Batch) -> pd.DataFrame:
    if part.table == LINES_TABLE:
        return pd.DataFrame({"line": to_lines(part.rows, part.damage)})
    return pack_properties(part.rows)


def _damaged_record(record: tuple[str, ...], damage: int) -> tuple[str, ...]:
    """Keep the first two thirds of the fields, or let a stray one in after the first third."""
    if damage == SHORT:
        return record[: _kept(len(record))]
    where = _stray_place(len(record))
    return (*record[:where], _STRAY_FIELD, *record[where:])


def _damaged_frame(rows: pd.DataFrame, damage: IntArray) -> pd.DataFrame:
    """Do the same damage where columns are fixed: lost fields are null, others shift."""
    width = rows.shape[1]
    if width == 1 or not damage.any():
        return rows
    original, damaged = rows, rows.copy()
    for column in range(_kept(width), width):
        damaged.iloc[damage == SHORT, column] = np.nan
    place = _stray_place(width)
    damaged.iloc[damage == LONG, place] = _STRAY_FIELD
    for column in range(place + 1, width):
        damaged.iloc[damage == LONG, column] = original.iloc[damage == LONG, column - 1].to_numpy()
    return damaged


def _kept(width: int) -> int:
    return max(1, 2 * width // 3)


def _stray_place(width: int) -> int:
    return max(1, width // 3)


def _arrow_table(rows: pd.DataFrame) -> pa.Table:
    arrays = [text.to_arrow(column) for _, column in rows.items()]
    schema = pa.schema([(name, pa.string()) for name in rows.columns])
    return pa.table(dict(zip(rows.columns, arrays, strict=True))).cast(schema)
