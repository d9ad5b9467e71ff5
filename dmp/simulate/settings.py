"""What one simulated world is asked to be: size, window, deliveries, random streams.

Time inside the simulator is an int64 count of milliseconds since 1970-01-01 UTC.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FileFormat = Literal["csv", "parquet"]
IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

MS_PER_SECOND = 1_000
MS_PER_MINUTE = 60 * MS_PER_SECOND
MS_PER_HOUR = 60 * MS_PER_MINUTE
MS_PER_DAY = 24 * MS_PER_HOUR

#: Web, app and identify calls per person in the whole window unless the caller says otherwise;
#: with 2,000 people this keeps the demo under 4 MB of gzip.
DEFAULT_EVENTS_PER_PERSON = 23.0
#: Shorter windows hold no newsletter and hardly a second order.
LEAST_DAYS = 28


def midnight_ms(day: date) -> int:
    """Give the milliseconds since the epoch at 00:00 UTC of ``day``."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * MS_PER_SECOND


@dataclass(frozen=True)
class WorldSettings:
    """Parameters of one world; equal settings and fault rates give equal bytes.

    Raises
    ------
    ValueError
        When a number is out of range, saying which and what is allowed.
    """

    people: int = 2000
    seed: int = 7
    days: int = 365
    end: date = date(2026, 6, 30)
    file_format: FileFormat = "csv"
    deliveries: int = 6
    events_per_person: float = DEFAULT_EVENTS_PER_PERSON
    people_per_chunk: int = 5000

    def __post_init__(self) -> None:
        if self.people < 1:
            raise ValueError(f"people must be at least 1, not {self.people}.")
        if self.seed < 0:
            raise ValueError(f"seed must be 0 or more, not {self.seed}.")
        if self.days < LEAST_DAYS:
            raise ValueError(f"days must be at least {LEAST_DAYS}, not {self.days}.")
        if not 1 <= self.deliveries <= self.days // 2:
            raise ValueError(
                f"deliveries must lie between 1 and half the days ({self.days // 2}), "
                f"not {self.deliveries}."
            )
        if self.events_per_person <= 0:
            raise ValueError(f"events_per_person must be above 0, not {self.events_per_person}.")
        if self.file_format not in ("csv", "parquet"):
            raise ValueError(f"file_format must be csv or parquet, not {self.file_format!r}.")

    @property
    def start(self) -> date:
        """The first day of the window."""
        return self.end - timedelta(days=self.days - 1)

    @property
    def start_ms(self) -> int:
        """The first instant of the window."""
        return midnight_ms(self.start)

    @property
    def end_ms(self) -> int:
        """The first instant after the window."""
        return midnight_ms(self.end) + MS_PER_DAY

    @property
    def delivery_dates(self) -> tuple[date, ...]:
        """Dates of the deliveries: evenly over the second half, the last the day after ``end``."""
        last = self.end + timedelta(days=1)
        step = max(1, self.days // (2 * self.deliveries))
        return tuple(last - timedelta(days=step * k) for k in reversed(range(self.deliveries)))

    @property
    def cutoffs_ms(self) -> IntArray:
        """Instant of each delivery (04:00 UTC): what was known before it is in it or earlier."""
        instants = [midnight_ms(day) + 4 * MS_PER_HOUR for day in self.delivery_dates]
        return np.array(instants, dtype=np.int64)

    def stream(self, subject: str, chunk: int = 0) -> np.random.Generator:
        """Give the random numbers of one subject and chunk.

        Each subject has its own stream, so switching one fault off leaves all else unchanged.
        """
        return np.random.default_rng([self.seed, zlib.crc32(subject.encode()), chunk])


@dataclass(frozen=True)
class Chunk:
    """People ``first`` to ``first + size - 1``, generated together; never splits a household."""

    number: int
    first: int
    size: int


def chunks_of(household_starts: IntArray, people: int, per_chunk: int) -> Iterator[Chunk]:
    """Cut the people into chunks of about ``per_chunk`` at borders of households."""
    wanted = np.arange(0, people, per_chunk)
    borders = np.unique(household_starts[np.searchsorted(household_starts, wanted)])
    for number, (first, last) in enumerate(zip(borders, [*borders[1:], people], strict=True)):
        yield Chunk(number=number, first=int(first), size=int(last - first))
