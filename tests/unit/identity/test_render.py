"""What is shown is what is there: brackets in a key or an address are no markup."""

from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from dmp.identity import Explanation, Moves, Unmerge
from dmp.identity.explain import Step
from dmp.identity.moves import Move, Rekeyed
from dmp.identity.render import explanation, moved, unmerged

STRANGE = ["[object Object]", "[/x]", "[bold]a@x.org[/bold]"]


def shown(renderable: RenderableType) -> str:
    console = Console(width=300)
    with console.capture() as capture:
        console.print(renderable, highlight=False)
    return capture.get()


@pytest.mark.parametrize("strange", STRANGE)
def test_explanation_shows_values_as_they_are(strange: str) -> None:
    step = Step(strange, "email", strange, strange, None, None)
    found = Explanation(True, (strange,), (step,), (strange,), (strange,))
    assert shown(explanation(found, strange, "b")).count(strange) == 7


@pytest.mark.parametrize("strange", STRANGE)
def test_unmerge_shows_records_as_they_are(strange: str) -> None:
    done = Unmerge(Path("rules.csv"), (("r", strange, strange),), (), ((strange,),), keeps_id=True)
    assert shown(unmerged(done, "one", "rules.csv")).count(strange) == 3


@pytest.mark.parametrize("strange", STRANGE)
def test_moves_show_evidence_as_it_is(strange: str) -> None:
    moves = (Move("merge", "one", "two", strange, 1),)
    found = Moves(3, moves, (Rekeyed("marts.orders", strange, strange, 2),))
    assert shown(moved(found)).count(strange) == 3
