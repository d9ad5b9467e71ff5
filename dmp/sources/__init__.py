"""Bringing a new source into a dataset: exports are profiled, recognised and staged by models that people can read."""

from dmp.sources.add import Added, Answers, add_source

__all__ = ["Added", "Answers", "add_source"]
