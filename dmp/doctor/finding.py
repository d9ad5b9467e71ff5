"""One thing that the doctor found."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)


@dataclass(frozen=True)
class Finding:
    """A row of pii.doctor_findings.

    Attributes
    ----------
    check_name
        What was looked at.
    severity
        error: the result would be wrong, or nothing can be built; warning; note.
    subject
        What it is about: a table, contract, source, type of identifier, or the machine.
    finding, advice
        What is wrong, and what to do.
    n_affected, n_rows
        Of how many rows or records it is true, of how many; None where it is about no rows.
    """

    check_name: str
    severity: str
    subject: str
    finding: str
    advice: str
    n_affected: int | None = None
    n_rows: int | None = None

    @property
    def sentence(self) -> str:
        """What was found, with its extent: '12 of 400 rows are refused: unreadable date'."""
        if self.n_affected is None or not self.n_rows:
            return self.finding
        return (
            f"{self.n_affected:,} of {self.n_rows:,} ({self.n_affected / self.n_rows:.1%})"
            f" {self.finding}"
        )
