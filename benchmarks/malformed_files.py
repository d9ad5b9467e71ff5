"""Malformed deliveries, through landing and through the profile of `dmp source add`: read, or refused in a sentence.

    .venv/bin/python -m benchmarks.malformed_files

Whole files of every kind are cut, mixed, mis-encoded and mis-named by a seeded generator. Exit code 1 if any ended in
something else than rows or a sentence that names the file.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import io
import json
import random
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from dmp.errors import UserError
from dmp.ingest import LandedTable, land_deliveries
from dmp.sources.profile import profile

COLUMNS = ("id", "email", "total")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
# bytes and texts that have broken readers of exports before
_NASTY = (
    b'"', b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b",", b";", b"\t", b"\x81", b"\xc3", b"\\", b"{", b"}",
    b"[]", b"null", b"sep=;\n", b"$.", b"/", b"~", b"'", b"\x1a", b"\xe2\x80\xa8", b'{"id":', b"1e999", b"\x01",
)  # fmt: skip


def malformed(chance: random.Random) -> tuple[str, bytes]:
    """Give the name and the content of one delivery."""
    kind = chance.choice(("csv", "csv", "jsonl", "jsonl", "parquet", "tsv"))
    content = _whole(chance, kind)
    packing = chance.choice(("", "", "", ".gz", ".zst")) if kind != "parquet" else ""
    if chance.random() < 0.5:
        content = _damaged(chance, content)
    if packing == ".gz":
        content = gzip.compress(content, mtime=0)
    elif packing == ".zst":
        content = zstandard.compress(content)
    if chance.random() < 0.5:
        content = _damaged(chance, content)
    ending = kind if chance.random() < 0.9 else chance.choice(("csv", "jsonl", "parquet", "xlsx"))
    return f"delivery.{ending}{packing}", content


def _whole(chance: random.Random, kind: str) -> bytes:
    rows = [
        (number, f"ö{number}@example.org", f"{number},5") for number in range(chance.randrange(5))
    ]
    if kind == "parquet":
        target = io.BytesIO()
        columns = zip(*rows, strict=True) if rows else ((), (), ())
        pq.write_table(pa.table(dict(zip(COLUMNS, map(list, columns), strict=True))), target)
        return target.getvalue()
    if kind == "jsonl":
        text = "".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n" for row in rows)
    else:
        sign = "\t" if kind == "tsv" else chance.choice(",;|")
        quoted = [[str(number), email, f'"{total}"'] for number, email, total in rows]
        text = "".join(sign.join(row) + "\n" for row in [list(COLUMNS), *quoted])
    return text.encode(chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")))


def _damaged(chance: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(damaged) + 1)
        what = chance.randrange(5)
        if what == 0:
            del damaged[place:]
        elif what == 1:
            del damaged[place : place + chance.randrange(8)]
        elif what == 2:
            damaged[place:place] = chance.choice(_NASTY) * chance.choice((1, 1, 1, 2000))
        elif what == 3:
            damaged[place:place] = chance.randbytes(chance.randrange(1, 8))
        else:
            damaged[place:place] = damaged[: chance.randrange(60)]
    return bytes(damaged)


def outcomes(number: int, seed: int) -> tuple[collections.Counter[str], list[str]]:
    """Deliver `number` files; give how often each thing happened, and what ended in no sentence."""
    counted: collections.Counter[str] = collections.Counter()
    wrong = []
    for run in range(number):
        name, content = malformed(random.Random(f"{seed} {run}"))  # noqa: S311 - repeatable is what is wanted
        with tempfile.TemporaryDirectory() as work:
            place = Path(work)
            (place / "exports").mkdir()
            (place / "exports" / name).write_bytes(content)
            for what, attempt in (("landing", _land), ("profile", _profile)):
                try:
                    sentence = attempt(place)
                except Exception as error:  # what must not be: it is what is looked for
                    sentence = None
                    wrong.append(f"run {run}, {what}, {name}: {type(error).__name__}: {error}")
                if sentence is None:
                    counted[f"{what}: crashed"] += 1
                elif sentence and name not in sentence:
                    counted[f"{what}: unexplained"] += 1
                    wrong.append(f"run {run}, {what}, {name}: {sentence}")
                else:
                    counted[f"{what}: {'refused with a sentence' if sentence else 'read'}"] += 1
    return counted, wrong


def _land(place: Path) -> str:
    """Land the delivery; give the sentence of a refusal, empty for rows."""
    table = LandedTable("shop", "orders", COLUMNS, "exports", place / "landing/acme/shop/orders")
    done = land_deliveries([table], place / "landing/acme", root=place, now=NOW, settled_after=0.0)
    return " ".join(str(each) for each in done.refused)


def _profile(place: Path) -> str:
    try:
        profile("exports", place)
    except UserError as refusal:
        return str(refusal)
    return ""


def main() -> None:
    """Print what happened; exit code 1 if something happened that must not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    counted, wrong = outcomes(told.files, told.seed)
    for what, times in sorted(counted.items()):
        print(f"{what}: {times:,}")
    for each in wrong[:20]:
        print(each[:400])
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
