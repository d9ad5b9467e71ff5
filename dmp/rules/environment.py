"""The variables of the environment that steer a run."""

from __future__ import annotations

from collections.abc import Iterable

from dmp.rules.words import is_slip, nearest

KNOWN = (
    "DMP_DATASET",
    "DMP_LAKE",
    "DMP_LANDING",
    "DMP_POSTGRES_URL",
    "DMP_PUBLISHED",
    "DMP_RAW",
    "DMP_SPARK_CORES",
    "DMP_SPARK_EXECUTOR_MEMORY",
    "DMP_SPARK_MASTER",
    "DMP_SPARK_MEMORY",
    "DMP_SPARK_PARTITIONS",
    "DMP_SPARK_REMOTE",
    "DMP_TABLE_FORMAT",
    "DMP_TARGET",
    "DMP_WAREHOUSE",
)
# with the name of a source behind it
_OF_A_SOURCE = "DMP_POSTGRES_URL_"


def environment_problems(names: Iterable[str]) -> list[str]:
    """Say which DMP_ variables must be slips: a misspelt DMP_DATASET would build another dataset without a word."""
    return [
        f"The environment has {name}, which nothing reads; {nearest(name, KNOWN)}. Correct it, or unset it."
        for name in sorted(names)
        if name.startswith("DMP_")
        and name not in KNOWN
        and not name.startswith(_OF_A_SOURCE)
        and is_slip(name, KNOWN)
    ]
