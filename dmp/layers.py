"""What a build is made of: steps, and the layer each counts for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

PYTHON_LAYER = "ml"
CHECK_LAYER = "checks"
_WALK = ("reference", "staging", "input", "intermediate", "features", PYTHON_LAYER, "marts")
RUNNABLE = frozenset({"model", "seed", "snapshot", "test"})


def layer_of(file: str) -> str:
    """Name the layer of the dbt node declared in `file` (a path relative to the project folder).

    The first folder under models/ or seeds/ names the layer; python_models/ is the layer "ml";
    tests that stand alone (tests/data) are "checks". Generic tests are declared in a model's yml
    and so belong to its layer.
    """
    room, *inside = PurePosixPath(file.replace("\\", "/")).parts
    if room == "python_models":
        return PYTHON_LAYER
    if room in ("models", "seeds") and len(inside) > 1:
        return inside[0]
    return CHECK_LAYER


def seconds_by_layer(work: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Add up (file, seconds) per layer, in the order in which data walks through the layers."""
    totals: defaultdict[str, float] = defaultdict(float)
    for file, seconds in work:
        totals[layer_of(file)] += seconds
    return {layer: round(totals[layer], 3) for layer in sorted(totals, key=_place)}


def _place(layer: str) -> tuple[int, str]:
    return (_WALK.index(layer) if layer in _WALK else len(_WALK), layer)
