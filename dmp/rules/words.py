"""The word that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(value: str, words: Iterable[str]) -> str:
    """Quote the word that looks most like `value`, and all words where there are few."""
    known = sorted(set(words))
    close = get_close_matches(value, known, n=1, cutoff=0)
    told = f"the nearest is '{close[0]}'" if close else "there is none at all"
    return f"{told} (known: {', '.join(known)})" if 1 < len(known) <= 12 else told


def is_slip(value: str, words: Iterable[str]) -> bool:
    """Tell whether `value` is so near to one of the words that somebody must have meant it."""
    return bool(get_close_matches(value, list(words), n=1, cutoff=0.85))
