"""What a frame must look like on entry and on exit, and the sentence when it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd


class FrameError(ValueError):
    """A frame breaks its contract; the message says which frame, what is wrong and what to do."""


@dataclass(frozen=True)
class Contract:
    """Columns, types and key that a frame must have on entry.

    Attributes
    ----------
    name
        The model that delivers the frame; it opens every error message.
    ids
        Text columns without nulls.
    numbers
        Float columns; null means unknown.
    key
        The columns that identify a row, in sort order.
    positive
        Those of `numbers` that must be known and greater than zero.
    known
        Those of `numbers` that must be known and not negative.
    """

    name: str
    ids: tuple[str, ...]
    numbers: tuple[str, ...]
    key: tuple[str, ...]
    positive: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def read(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Check `frame` and return its contracted columns, typed and sorted by the key.

        Raises
        ------
        FrameError
            When a column is missing, an id is null, a number is not a finite number, a number that
            must be positive is not, or two rows share a key.
        """
        missing = [name for name in (*self.ids, *self.numbers) if name not in frame.columns]
        if missing:
            raise FrameError(
                f"{self.name} lacks the column(s) {', '.join(missing)}; "
                f"it needs {', '.join((*self.ids, *self.numbers))}."
            )
        typed = pd.DataFrame(
            {name: self._text(frame, name) for name in self.ids}
            | {name: self._number(frame, name) for name in self.numbers}
        )
        repeated = typed.duplicated(list(self.key))
        if repeated.any():
            example = ", ".join(
                f"{name} = {typed.loc[repeated, name].iloc[0]}" for name in self.key
            )
            raise FrameError(
                f"{self.name} has {int(repeated.sum())} row(s) whose key was seen before "
                f"(first: {example}); it needs one row per {', '.join(self.key)}."
            )
        return typed.sort_values(list(self.key), ignore_index=True)

    def _text(self, frame: pd.DataFrame, name: str) -> pd.Series[str]:
        n_null = int(frame[name].isna().sum())
        if n_null:
            raise FrameError(
                f"{self.name} has {n_null} row(s) without {name}; drop or repair them upstream."
            )
        return frame[name].astype("str")

    def _number(self, frame: pd.DataFrame, name: str) -> pd.Series[float]:
        try:
            numbers = pd.to_numeric(frame[name]).astype("float64")
        except (ValueError, TypeError) as error:
            raise FrameError(f"{self.name} has a {name} that is not a number: {error}.") from None
        if np.isinf(numbers).any():
            raise FrameError(f"{self.name} has an infinite {name}; numbers must be finite or null.")
        if name in self.positive and not (numbers > 0).all():
            raise FrameError(
                f"{self.name} has a {name} that is not above zero; leave such rows out."
            )
        if name in self.known and not (numbers >= 0).all():
            raise FrameError(f"{self.name} has a {name} that is null or negative.")
        return numbers


def typed(columns: Mapping[str, object], schema: Mapping[str, str]) -> pd.DataFrame:
    """Build a result frame whose column types hold for zero rows too.

    Parameters
    ----------
    columns
        Column name to values of equal length; extra names are refused.
    schema
        Column name to pandas type, in output order. An untyped empty column would become an integer
        (or untyped) column in the warehouse and break the contract of the mart above it.
    """
    if set(columns) != set(schema):
        raise FrameError(f"expected the columns {sorted(schema)}, got {sorted(columns)}.")
    return pd.DataFrame(
        {name: pd.Series(columns[name], dtype=dtype) for name, dtype in schema.items()}
    )
