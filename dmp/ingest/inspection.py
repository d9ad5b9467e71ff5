"""One reading of a delivery from end to end: is it whole, what does it hold, how is it written."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from dmp.errors import UserError

_CHUNK = 1 << 20
_HEAD = 1 << 16
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_FORMATS = {"csv": "csv", "tsv": "csv", "txt": "csv", "jsonl": "jsonl", "ndjson": "jsonl"}


@dataclass(frozen=True)
class Inspected:
    """What one reading tells.

    Attributes
    ----------
    sha256
        Of the bytes as delivered.
    file_format
        csv, jsonl or parquet.
    encoding
        Of a text: utf-8, utf-8-sig (with a byte-order mark), utf-16 or cp1252; else empty.
    head
        The first 64 KiB of a text, decoded.
    """

    sha256: str
    file_format: str
    encoding: str = ""
    head: str = ""


def format_of(name: str) -> str:
    """Tell csv, jsonl or parquet by the endings of a file name.

    Raises
    ------
    UserError
        It is none of them.
    """
    endings = name.rpartition("/")[2].lower().split(".")[1:]
    if endings and endings[-1] in ("gz", "zst"):
        endings.pop()
    last = endings[-1] if endings else ""
    if last == "parquet":
        return "parquet"
    if last in ("xlsx", "xls", "ods"):
        raise UserError(f"{name} is a workbook: save its sheet as 'CSV UTF-8' and deliver that.")
    if last not in _FORMATS:
        raise UserError(
            f"{name} is of no kind that can be read: expected .csv, .tsv, .txt, .jsonl, .ndjson (each also"
            " with .gz or .zst) or .parquet; rename it with a leading underscore to have it ignored."
        )
    return _FORMATS[last]


def inspect(file: Path, name: str) -> Inspected:
    """Read `file`, delivered as `name`, to its end.

    Raises
    ------
    UserError
        It is cut off, damaged, empty, or neither UTF-8, UTF-16 nor Windows-1252.
    """
    file_format = format_of(name)
    if file.stat().st_size == 0:
        raise UserError(f"{name} is empty: deliver it again, or remove it.")
    sha256 = _fingerprint(file)
    if file_format == "parquet":
        return Inspected(sha256, file_format)
    encoding, head = _encoding(file, name)
    return Inspected(sha256, file_format, encoding, head)


def _fingerprint(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def unpacked(file: Path, name: str) -> Iterator[BinaryIO]:
    """Open a text as its packed or plain bytes say; damage becomes one sentence.

    Raises
    ------
    UserError
        It is cut off or damaged.
    """
    try:
        with file.open("rb") as raw:
            if name.endswith(".gz"):
                with gzip.open(raw) as packed:
                    yield cast(BinaryIO, packed)
            elif name.endswith(".zst"):
                reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
                yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, reader)))
            else:
                yield raw
    except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
        raise UserError(
            f"{name} is cut off or damaged ({str(error).rstrip('.')}): deliver it again, or remove it."
        ) from None


def _encoding(file: Path, name: str) -> tuple[str, str]:
    with unpacked(file, name) as stream:
        start = stream.read(_HEAD)
    marked = [text for mark, text in _BYTE_ORDER_MARKS.items() if start.startswith(mark)]
    candidates = marked or ["utf-8", "cp1252"]
    problems = []
    for encoding in candidates:
        with unpacked(file, name) as stream:
            problem = _undecodable_at(stream, encoding)
        if problem is None:
            break
        problems.append(problem)
    else:
        raise UserError(
            f"{name} is no text in UTF-8, UTF-16 or Windows-1252 (near byte {problems[0]:,}): save it as UTF-8"
            " and deliver it again."
        )
    # a letter may be cut at the end of the head, never at the end of the file
    head = codecs.getincrementaldecoder(encoding)().decode(start)
    if "\0" in head:
        raise UserError(f"{name} holds binary data, no text: deliver it as CSV or JSON lines.")
    return encoding, head


def _undecodable_at(stream: BinaryIO, encoding: str) -> int | None:
    """Read to the end; give the position near which bytes are no text of this encoding, else None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    position = 0
    while True:
        chunk = stream.read(_CHUNK)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return position + error.start
        if not chunk:
            return None
        position += len(chunk)
