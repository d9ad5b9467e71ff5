"""Simulating the company of a benchmark: `python -m benchmarks.world OUT --people N ...`.

A process of its own, so that its memory can be measured apart from the build's.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from dmp.simulate import simulate


def main() -> None:
    """Write the world as parquet."""
    parser = argparse.ArgumentParser(description="Simulate the company of a benchmark.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--events-per-person", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    wanted = parser.parse_args()
    simulate(
        wanted.out,
        people=wanted.people,
        seed=wanted.seed,
        file_format="parquet",
        events_per_person=wanted.events_per_person,
    )


if __name__ == "__main__":
    main()
