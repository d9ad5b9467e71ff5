"""Shipped datasets that come from a package: putting their files where the sources read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from dmp.datasets import complete_journey
from dmp.errors import UserError

LANDERS: Mapping[str, Callable[[Path], dict[str, int]]] = {
    complete_journey.NAME: complete_journey.land
}
"""How each dataset that has to be landed is landed: given the folder of its tables, it returns the
rows written per table. A dataset that is not here brings its own files (`demo`: seeds/raw)."""


def land(dataset: str, landing: Path) -> dict[str, int]:
    """Put the files of `dataset` into `<landing>/<dataset>/<table>/` and count their rows per table.

    Raises
    ------
    UserError
        The dataset is not one that is landed, or cannot be.
    """
    if dataset not in LANDERS:
        raise UserError(
            f"There is nothing to land for the dataset {dataset}: its files are read where they"
            f" lie. What can be landed: {', '.join(sorted(LANDERS))}."
        )
    return LANDERS[dataset](landing / dataset)
