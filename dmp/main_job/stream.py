"""Building in small steps: what has arrived is in the marts a moment later.

Most of a build of everything is starting dbt, reading what nobody delivered anew, and training
models. A stream keeps dbt's manifest and runs what is downstream of the sources whose files changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.console import Console

from dmp.errors import UserError
from dmp.main_job.dbt import Dbt
from dmp.main_job.job import BuildOptions, build_landed
from dmp.main_job.landing import land_files, land_new_deliveries
from dmp.main_job.stamps import Stamp, project_stamp, source_stamps
from dmp.project import Project
from dmp.warehouse import WarehouseInUseError, read_record

# Models are for the complete build: they want a closed window, not the last minute. The report on the
# quality of the inputs reads every source from its beginning.
LEFT_OUT = ("path:python_models+", "path:models/features+", "path:models/marts/quality+")


class Stream:
    """A dataset that is built again whenever something arrives.

    The first turn builds everything, and so does the first one after `complete_every`, after a change
    of the project's files, and after a build that failed or was killed. Any other turn builds the SQL
    models downstream of what arrived, with their tests, and publishes.
    """

    def __init__(self, project: Project, *, console: Console, complete_every: timedelta) -> None:
        self._project = project
        self._console = console
        self._complete_every = complete_every
        self._files: Stamp | None = None
        self._dbt: Dbt | None = None
        self._built: dict[str, Stamp] = {}
        self._failed: dict[str, Stamp] | None = None
        self._completed_at: datetime | None = None

    def turn(self, *, run_id: str, now: datetime) -> str | None:
        """Land what is new, and build it if there is any: say in a sentence what was built.

        What failed is tried again when something else arrives, not before. `now` is the instant of
        the turn (UTC).

        Raises
        ------
        UserError
            As a build does; WarehouseInUseError where another process holds the warehouse, which the next
            turn may find free.
        """
        self._parse_what_changed()
        if self._dbt is None:
            return None
        land_files(self._project)
        land_new_deliveries(self._project, self._dbt.sources(), now=now)
        seen = source_stamps(self._project, self._dbt.sources())
        arrived = [name for name, stamp in seen.items() if stamp != self._built.get(name)]
        is_complete = self._is_due(now)
        if seen == self._failed or not (arrived or is_complete):
            return None
        try:
            record = build_landed(
                self._project,
                self._dbt,
                BuildOptions() if is_complete else _downstream_of(arrived),
                console=self._console if is_complete else Console(quiet=True),
                run_id=run_id,
                now=now,
            )
        except WarehouseInUseError:
            raise
        except UserError:
            self._failed = seen
            raise
        self._built, self._failed = seen, None
        if is_complete:
            self._completed_at = now
        what = (
            "everything" if is_complete else ", ".join(n.removeprefix("source:") for n in arrived)
        )
        return f"Built {what} in {record.timing.seconds:.1f} s and published."

    def _parse_what_changed(self) -> None:
        files = project_stamp(self._project)
        if files == self._files:
            return
        self._files, self._dbt = files, None
        self._completed_at = self._failed = None
        self._dbt = Dbt(self._project)

    def _is_due(self, now: datetime) -> bool:
        record = read_record(self._project.warehouse)
        if self._completed_at is None or record is None or record.state != "good":
            return True
        return now - self._completed_at >= self._complete_every


def _downstream_of(sources: Sequence[str]) -> BuildOptions:
    return BuildOptions(
        select=tuple(f"{name}+" for name in sources), exclude=LEFT_OUT, publish_selection=True
    )
