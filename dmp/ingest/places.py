"""Where deliveries arrive: folders of this machine and buckets of any S3-compatible store."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Protocol

from dmp.errors import UserError

_FILE = re.compile(r"[.](csv|tsv|txt|jsonl?|ndjson|parquet)([.](gz|zst))?$", re.IGNORECASE)
# what browsers, rsync and other tools call a file that is not there completely yet
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")


@dataclass(frozen=True)
class Delivery:
    """A file as its place lists it.

    Attributes
    ----------
    name
        Its path below the origin, with forward slashes.
    size
        Bytes.
    version
        Another text whenever the content changed: time of change, or ETag.
    changed_at
        Seconds since 1970.
    """

    name: str
    size: int
    version: str
    changed_at: float


class Place(Protocol):
    """Where the deliveries of one table arrive."""

    def deliveries(self) -> Iterator[Delivery]:
        """List what is there, by name."""
        ...

    def fetch(self, delivery: Delivery, spare: Path) -> Path:
        """Give a file of this machine with its content: itself, or `spare`, written completely."""
        ...


def place_of(origin: str, root: Path) -> Place:
    """Give the place that `origin` names: a folder, a file, files of one pattern (orders_*.csv), s3://bucket/prefix.

    In a bucket, too, the last part may name a file or a pattern of files. What is relative starts at `root`.

    Raises
    ------
    UserError
        It has a scheme that nothing here reads.
    """
    if origin.startswith("s3://"):
        bucket, _, prefix = origin.removeprefix("s3://").partition("/")
        above, _, last = prefix.rpartition("/")
        return Bucket(bucket, above, last) if _names_files(last) else Bucket(bucket, prefix)
    if "://" in origin:
        scheme = origin.partition("://")[0]
        raise UserError(
            f"Nothing here reads {scheme}:// ({origin}): give a folder, s3://bucket/prefix or postgres://schema.table."
        )
    path = root / origin
    if "*" in path.name or path.is_file():
        return Folder(path.parent, path.name)
    return Folder(path)


def _names_files(last: str) -> bool:
    """Tell whether the last part of an address is a file or a pattern of files, and no prefix."""
    return "*" in last or bool(_FILE.search(last))


def place_of_table(origin: str, root: Path, *, optional: bool) -> Place:
    """Give the place of a table; one that is `optional` may also lie as <table>.<ending> where its folder would be.

    Raises
    ------
    UserError
        Nothing here reads its scheme, or the folder that would hold it is not there.
    """
    place = place_of(origin, root)
    if not (optional and isinstance(place, Folder) and not place.path.exists()):
        return place
    if not place.path.parent.is_dir():
        raise UserError(
            f"The folder {place.path.parent} is not there: create it, or change vars.adapters in dbt_project.yml."
        )
    return Folder(place.path.parent, f"{place.path.name}.*")


def is_delivery(name: str) -> bool:
    """Tell whether a name is one of a finished file that wants to be landed."""
    last = name.rpartition("/")[2]
    return bool(last) and not last.startswith(("_", ".")) and not last.endswith(_UNFINISHED)


@dataclass(frozen=True)
class Folder:
    """A folder of this machine: all of it with all folders below, or its files of one pattern."""

    path: Path
    pattern: str = "**/*"

    def deliveries(self) -> Iterator[Delivery]:
        """List what is there, by name."""
        if not self.path.is_dir():
            raise UserError(
                f"The folder {self.path} is not there: create it, or change meta.from in the source's yml."
            )
        for file in sorted(self.path.glob(self.pattern)):
            name = file.relative_to(self.path).as_posix()
            if file.is_file() and is_delivery(name):
                found = file.stat()
                yield Delivery(name, found.st_size, str(found.st_mtime_ns), found.st_mtime)

    def fetch(self, delivery: Delivery, spare: Path) -> Path:  # noqa: ARG002 - it is here already
        """Give the file itself."""
        return self.path / delivery.name


@dataclass(frozen=True)
class Bucket:
    """A prefix of a bucket, or its files of one pattern; endpoint and credentials come from the environment."""

    name: str
    prefix: str
    pattern: str = ""

    def deliveries(self) -> Iterator[Delivery]:
        """List what is there, by name; with a pattern what lies directly below the prefix and fits it."""
        start = self.prefix if self.prefix.endswith("/") or not self.prefix else self.prefix + "/"
        with _told(f"s3://{self.name}/{start}"):
            pages = (
                _client().get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=start)
            )
            found = [entry for page in pages for entry in page.get("Contents", ())]
        for entry in sorted(found, key=lambda entry: str(entry["Key"])):
            name = entry["Key"].removeprefix(start)
            if is_delivery(name) and (not self.pattern or _fits(name, self.pattern)):
                changed_at = entry["LastModified"].timestamp()
                yield Delivery(name, entry["Size"], entry["ETag"].strip('"'), changed_at)

    def fetch(self, delivery: Delivery, spare: Path) -> Path:
        """Write `spare`; an object that changed since it was listed is refused, not mixed."""
        start = self.prefix if self.prefix.endswith("/") or not self.prefix else self.prefix + "/"
        with _told(f"s3://{self.name}/{start}{delivery.name}"):
            got = _client().get_object(
                Bucket=self.name, Key=start + delivery.name, IfMatch=delivery.version
            )
            with spare.open("wb") as file:
                for chunk in got["Body"].iter_chunks(1 << 20):
                    file.write(chunk)
        return spare


def _fits(name: str, pattern: str) -> bool:
    return "/" not in name and fnmatchcase(name, pattern)


def _client() -> Any:
    try:
        import boto3  # noqa: PLC0415 - an extra
    except ImportError:
        raise UserError(
            "Reading s3:// needs the extra s3: pip install -e '.[s3]' (boto3), then try again."
        ) from None
    return boto3.client("s3", region_name=os.environ.get("AWS_DEFAULT_REGION") or "us-east-1")


@contextmanager
def _told(address: str) -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - an extra

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise UserError(
            f"{address} cannot be read ({str(error).rstrip('.')}): check the address, AWS_ENDPOINT_URL and"
            " the credentials in the environment, then try again; nothing of it was landed."
        ) from None
