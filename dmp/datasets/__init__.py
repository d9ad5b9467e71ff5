"""Shipped datasets that come from a package: putting their files where the sources read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from dmp.datasets import complete_journey

Lander = Callable[[Path], dict[str, int]]

LANDERS: Mapping[str, Lander] = {complete_journey.NAME: complete_journey.land}
"""How each dataset that has to be landed is landed: given the folder of its tables, it returns the
rows written per table. A dataset that is not here brings its own files (`demo`: seeds/raw)."""

__all__ = ["LANDERS", "Lander", "complete_journey"]
