"""What went wrong in a build, in words for its owner."""

from __future__ import annotations

from collections.abc import Sequence

from dmp.main_job.dbt import DbtRun, NodeResult, shortened

_NAMED = 3


def describe(result: NodeResult) -> str:
    """Say in one sentence what a bad node is, where it is declared and what happened."""
    where = f"{result.name} ({result.file})"
    kind = result.kind.capitalize()
    if result.kind == "test" and result.status == "fail":
        return f"{kind} {where} found {result.rows} {'row' if result.rows == 1 else 'rows'}"
    return f"{kind} {where} failed: {essence(result.message)}"


def essence(message: str) -> str:
    """Keep the part of dbt's message that says what happened.

    That is the last line of a Python traceback, else everything but dbt's headline
    ("Runtime Error in model x (models/x.sql)") and its trail of macro calls.
    """
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    if not lines:
        return "dbt gives no reason"
    if any(line.startswith("Traceback") for line in lines):
        return shortened(lines[-1])
    is_headline = " Error in " in lines[0] and lines[0].endswith(")")
    told = lines[1:] if is_headline and len(lines) > 1 else lines
    return shortened(" ".join(line for line in told if not line.startswith(">")))


def conclusion(run: DbtRun, *, dataset: str, log: str) -> str:
    """Say in one sentence why a build failed; several failures are expected to be listed above."""
    if run.stopped_by is not None:
        return run.stopped_by
    bad = [result for result in run.results if result.is_bad]
    if len(bad) == 1:
        return f"{describe(bad[0])}{_how_to_look(bad)}. Nothing was published; the log is {log}."
    skipped = sum(result.status == "skipped" for result in run.results)
    return (
        f"The build of {dataset} failed in the {len(bad)} places listed above (steps skipped:"
        f" {skipped}){_how_to_look(bad)}. Nothing was published; the log is {log}."
    )


def first_failures(run: DbtRun) -> str:
    """Say why a run failed that listed nothing: what stopped it, or its first failures by name."""
    if run.stopped_by is not None:
        return run.stopped_by
    bad = [result for result in run.results if result.is_bad]
    told = "; ".join(map(describe, bad[:_NAMED]))
    return f"{told}; and {len(bad) - _NAMED} more failed." if len(bad) > _NAMED else f"{told}."


def _how_to_look(bad: Sequence[NodeResult]) -> str:
    for result in bad:
        if result.kind == "test" and result.status == "fail":
            return f"; `dbt show --select {result.name}` shows the rows"
    return ""
