"""The Jackson that Iceberg's runtime jar looks for, made from pyspark's. A trick for tests, never shipped.

The one package that brings an Iceberg runtime has taken the copy of Jackson out of it that Iceberg carries under a
name of its own (`org.apache.iceberg.shaded.com.fasterxml.jackson`). pyspark carries the same three jars under their
real name, so each class is copied with the name changed. A class names other classes in its constant pool alone
(Java Virtual Machine Specification, chapter 4.4), as texts with their lengths in front: nothing else is touched.
A real installation takes Iceberg's runtime from its publisher, where Jackson is inside.
"""

import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path

REAL = "com.fasterxml.jackson"
SHADED = f"org.apache.iceberg.shaded.{REAL}"
JARS = ("annotations", "core", "databind")

_MAGIC = 0xCAFEBABE
_UTF8 = 1
# Bytes after the tag of every other kind of constant, and the kinds that take two places (table 4.4-A).
_SIZES = {
    3: 4,
    4: 4,
    5: 8,
    6: 8,
    7: 2,
    8: 2,
    9: 4,
    10: 4,
    11: 4,
    12: 4,
    15: 3,
    16: 2,
    17: 4,
    18: 4,
    19: 2,
    20: 2,
}
_TWO_PLACES = {5, 6}


def write_shaded_jackson(pyspark_jars: Path, jar: Path) -> None:
    """Write the classes of pyspark's three Jackson jars, renamed, into one jar.

    Left out is META-INF: signatures, and variants for Java versions of which the plain classes do the same.
    """
    sources = [
        found for name in JARS for found in sorted(pyspark_jars.glob(f"jackson-{name}-2.*.jar"))
    ]
    assert len(sources) == len(JARS), f"pyspark's Jackson is not in {pyspark_jars}"
    jar.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_STORED) as shaded:
        for name, content in _classes(sources):
            shaded.writestr(_renamed(name.encode()).decode(), renamed_class(content))


def _classes(jars: Iterable[Path]) -> Iterable[tuple[str, bytes]]:
    for jar in jars:
        with zipfile.ZipFile(jar) as classes:
            for name in classes.namelist():
                if name.startswith("com/") and name.endswith(".class"):
                    yield name, classes.read(name)


def renamed_class(content: bytes) -> bytes:
    """Rewrite the texts in the constant pool of one class file; the rest of it stays."""
    magic, _, _, n_constants = struct.unpack_from(">IHHH", content)
    assert magic == _MAGIC, "this is no class file"
    parts, at, place = [content[:10]], 10, 1
    while place < n_constants:
        kind = content[at]
        if kind == _UTF8:
            (length,) = struct.unpack_from(">H", content, at + 1)
            text = _renamed(content[at + 3 : at + 3 + length])
            parts.append(struct.pack(">BH", _UTF8, len(text)) + text)
            at += 3 + length
        else:
            parts.append(content[at : at + 1 + _SIZES[kind]])
            at += 1 + _SIZES[kind]
        place += 2 if kind in _TWO_PLACES else 1
    return b"".join([*parts, content[at:]])


def _renamed(text: bytes) -> bytes:
    for mark in (".", "/"):
        text = text.replace(REAL.replace(".", mark).encode(), SHADED.replace(".", mark).encode())
    return text
