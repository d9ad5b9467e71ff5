"""The simulated company: raw exports of several systems, with faults and with the truth.

``simulate`` is the one entrance; ``dmp.simulate.world`` says how a world is made.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.folder import prepare_folder, write_marker
from dmp.simulate.settings import DEFAULT_EVENTS_PER_PERSON, WorldSettings
from dmp.simulate.world import build_world

__all__ = ["simulate"]


def simulate(
    out: Path,
    *,
    people: int = 2000,
    seed: int = 7,
    days: int = 365,
    end: date = date(2026, 6, 30),
    file_format: Literal["csv", "parquet"] = "csv",
    deliveries: int = 6,
    events_per_person: float | None = None,
) -> dict[str, int]:
    """Generate a simulated company into ``out``; equal arguments give equal bytes.

    Parameters
    ----------
    out
        A new or empty folder, or one that holds an earlier simulation, which is replaced.
    people
        How many people there are.
    seed
        Of all random numbers.
    days
        Length of the window, which ends with ``end``.
    end
        Last day of the window; the last delivery is dated the day after.
    file_format
        ``csv`` writes gzip CSV (JSON lines for the app), ``parquet`` text columns.
    deliveries
        Files per table.
    events_per_person
        Web and app calls per person in the window, roughly; by default 23.

    Returns
    -------
    dict
        Rows written per table, ``{"web/tracks": n, ...}``.

    Raises
    ------
    ValueError
        When ``out`` holds anything but an earlier simulation, or an argument is out of range.
    """
    settings = WorldSettings(
        people=people,
        seed=seed,
        days=days,
        end=end,
        file_format=file_format,
        deliveries=deliveries,
        events_per_person=(
            DEFAULT_EVENTS_PER_PERSON if events_per_person is None else events_per_person
        ),
    )
    prepare_folder(out, settings)
    rows = build_world(settings, FaultRates(), out)
    write_marker(out, settings, rows)
    return rows
