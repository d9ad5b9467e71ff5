"""What a build came to: read from the warehouse, printed for its owner."""

from dmp.summary.collect import Summary, collect
from dmp.summary.render import render
from dmp.summary.show import show

__all__ = ["Summary", "collect", "render", "show"]
