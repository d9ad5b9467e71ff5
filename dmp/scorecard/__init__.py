"""What was built, measured against what was planted, beside oracle, chance and plain counting."""

from dmp.scorecard.card import Gate, Scorecard, score
from dmp.scorecard.render import render
from dmp.scorecard.show import run

__all__ = ["Gate", "Scorecard", "render", "run", "score"]
