"""Bringing a new source into a dataset: exports are profiled, recognised and staged by models that people can read."""

from dmp.sources.adapters import Known, known_shape, known_shapes, shipped_adapters, switch_on
from dmp.sources.add import Added, Answers, add_source

__all__ = [
    "Added",
    "Answers",
    "Known",
    "add_source",
    "known_shape",
    "known_shapes",
    "shipped_adapters",
    "switch_on",
]
