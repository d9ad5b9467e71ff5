"""What changed between two deliveries of one table, as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_EMPTY = "empty"
# whole numbers among numbers are no news
_ALIKE = frozenset({frozenset({"whole number", "number"})})


def drift(
    before: Mapping[str, str],
    now: Mapping[str, str],
    *,
    missing: Sequence[str],
    extra: Sequence[str],
) -> list[str]:
    """Compare the columns {name: kind of values} of two deliveries.

    `missing` are declared columns that this one lacks, `extra` columns that are not declared: they
    are news once, when the delivery before was not like that.
    """
    news = [f"{name} is missing" for name in missing if not before or name in before]
    news += [
        f"{name} is new and not declared (kept in _extra)" for name in extra if name not in before
    ]
    for name, kind in now.items():
        was = before.get(name, _EMPTY)
        if _EMPTY not in (was, kind) and was != kind and frozenset({was, kind}) not in _ALIKE:
            news.append(f"{name} was {was} and is {kind}")
    return news
