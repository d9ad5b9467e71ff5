"""Printing the scorecard of a project's warehouse."""

from __future__ import annotations

from rich.console import Console

from dmp.errors import UserError
from dmp.project import DEFAULT_DATASET, Project
from dmp.scorecard.card import score
from dmp.scorecard.render import render
from dmp.warehouse import reading


def run(project: Project, console: Console) -> None:
    """Score the warehouse of `project` against its planted truth and print the scorecard.

    Raises
    ------
    UserError
        A gate is missed, there is no truth for this dataset, or the warehouse cannot be read.
    """
    if project.dataset != DEFAULT_DATASET:
        raise UserError(
            f"The dataset {project.dataset} has no planted truth to score against:"
            f" only {DEFAULT_DATASET}, the simulated company, has one."
        )
    with reading(project.warehouse) as warehouse:
        card = score(warehouse, project.raw)
    console.print(render(card, title=f"{project.dataset}: measured against the planted truth"))
    missed = [gate for gate in card.gates if not gate.is_passed]
    if missed:
        names = ", ".join(f"{gate.name} {gate.value:.3f} < {gate.bound:.3f}" for gate in missed)
        raise UserError(f"The scorecard misses {len(missed)} of {len(card.gates)} gates: {names}.")
