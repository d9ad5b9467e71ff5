"""Two engines, one project: build the same models on both and compare every table row for row."""

from dmp.compare.job import compare_engines

__all__ = ["compare_engines"]
