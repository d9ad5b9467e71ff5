"""How people name records: '<source>:<record_type>:<record_key>', in short '<source>:<record_key>'."""

from __future__ import annotations

from typing import NamedTuple

PROFILE = "contact"
RECORD_TYPES = (PROFILE, "visitor", "order", "recipient", "link", "statement")


class Record(NamedTuple):
    """A raw record by its source, type and key."""

    source: str
    record_type: str
    record_key: str

    @property
    def name(self) -> str:
        """The shortest form that names it, as the macro named_record_id reads it."""
        begins_like_a_type = self.record_key.split(":")[0] in RECORD_TYPES
        if self.record_type == PROFILE and not begins_like_a_type:
            return f"{self.source}:{self.record_key}"
        return f"{self.source}:{self.record_type}:{self.record_key}"


def parse_record(name: str) -> Record | None:
    """Read the name of a record; None where it is none. A key may hold colons."""
    source, colon, rest = name.partition(":")
    if not source or not colon or not rest:
        return None
    kind, colon, key = rest.partition(":")
    if colon and kind in RECORD_TYPES:
        return Record(source, kind, key) if key else None
    return Record(source, PROFILE, rest)
