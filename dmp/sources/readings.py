"""What a text of an export reads as, in the SQL of the engine that profiles it; staging reads it anew by macros."""

from __future__ import annotations

from collections.abc import Mapping

INSTANT = "instant"
HALF_DAYS = "instant with AM or PM"
SECONDS = "seconds since 1970"
MILLISECONDS = "milliseconds since 1970"
POINT_ZERO = "whole number written 17.0"
WRITTEN_AMOUNT = "amount with blanks or brackets"
MARKED_AMOUNT = "amount with its currency"
TEXT = "text"
# what most values are, the column is
_MOST = 0.9

_DAY = r"(\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4})"
_SLASHED = r"^(\d{1,2})/(\d{1,2})/\d{4}"
_BOOLEANS = (
    "('true', 'false', 'yes', 'no', 't', 'f', 'y', 'n', 'ja', 'nein', 'oui', 'non', 'on', 'off')"
)

_NUMBER = "[-+]?[0-9][0-9.,]*([eE][-+]?[0-9]+)?"
_BLANKS = " \u00a0\u202f"
_WRITTEN = (
    f"[-+(]?{{mark}}[{_BLANKS}]?[-+(]?[0-9][0-9.,{_BLANKS}''\u2019]*[)-]?[{_BLANKS}]?{{mark}}[)]?"
)

# {kind: test of `value`}; of two that fit as many values the first is taken, so what fits more stands below
KINDS = {
    INSTANT: rf"regexp_full_match(value, '{_DAY}([T ]+\d{{1,2}}:.*)?') and not regexp_matches(value, '[AaPp][Mm]$')",
    HALF_DAYS: rf"regexp_full_match(value, '{_DAY}([T ]+\d{{1,2}}:.*)?')",
    SECONDS: r"regexp_full_match(value, '1[0-9]{9}([.][0-9]+)?')",
    MILLISECONDS: r"regexp_full_match(value, '1[0-9]{12}')",
    "yes or no": f"lower(value) in {_BOOLEANS}",
    POINT_ZERO: r"regexp_full_match(value, '[0-9]+[.]0')",
    "phone number": r"regexp_full_match(value, '([+]|00?[1-9][0-9]*[ (/-])[0-9 ()/.-]{6,}[0-9]')",
    "number": f"regexp_full_match(value, '{_NUMBER}')",
    WRITTEN_AMOUNT: f"regexp_full_match(value, '{_NUMBER}|{_WRITTEN.format(mark='')}')",
    MARKED_AMOUNT: f"regexp_full_match(value, '{_NUMBER}|{_WRITTEN.format(mark='([A-Z]{2,3}[$]?|[€$£¥])?')}')",
    "e-mail": r"regexp_full_match(value, '[^@\s]+@[^@\s]+[.][^@\s]+')",
    "JSON": r"value[1] in ('{', '[') and json_valid(value)",
}
# kinds whose values are points in time
INSTANTS = (INSTANT, HALF_DAYS)


def kind_of(counts: Mapping[str, int], n_filled: int) -> tuple[str, int]:
    """Give the kind that most values have, and how many have it; text where no kind has nearly all.

    `counts` is {kind: number of values that read as it}.
    """
    kind, number = max(counts.items(), key=lambda entry: entry[1])
    return (kind, number) if n_filled and number >= _MOST * n_filled else (TEXT, n_filled)


def slashed_part(place: int) -> str:
    """Read the first or second part of a day with slashes as a number; null where there is none."""
    return f"try_cast(regexp_extract(value, '{_SLASHED}', {place}) as integer)"


def without_offset() -> str:
    """Test whether a value has a time of day and names no offset from UTC."""
    has_time = rf"regexp_matches(value, '^{_DAY}[T ]+\d{{1,2}}:')"
    return rf"{has_time} and not regexp_matches(value, '(Z|UTC|GMT|[+-]\d{{2}}(:?\d{{2}})?)$')"


def instant_of(column: str, *, day_first: bool) -> str:
    """Read a text as an instant (UTC) for a first impression; null where none of the usual ways fits."""
    slashed = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    formats = [
        f"{day}{time}"
        for day in ("%d.%m.%Y", slashed, "%Y/%m/%d")
        for time in ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
    ]
    listed = ", ".join(f"'{each}'" for each in formats)
    text = f"trim({column})"
    return f"coalesce(timezone('UTC', try_cast({text} as timestamptz)), try_strptime({text}, [{listed}]))"
