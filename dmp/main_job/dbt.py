"""Running dbt inside this process.

dbt's own runner is used instead of a child process because it hands over typed results and events:
progress and failures need no parsing of log text, the manifest is parsed once for planning and
building, and nothing depends on a `dbt` executable on the path. `keep_open: false` in the profile
makes dbt release the warehouse when the run ends, which publishing relies on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dmp.errors import UserError
from dmp.interrupts import noticing_interrupts
from dmp.layers import RUNNABLE, layer_of, seconds_by_layer
from dmp.project import DEFAULT_TARGET, PROJECT_FILE, Project
from dmp.rules.words import nearest
from dmp.warehouse import Timing

# Unit tests judge the SQL, not the data: they belong to `make test`, and would be a third of every
# build.
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
_LONGEST = 400
BAD = frozenset({"error", "fail", "runtime error", "partial success"})


@dataclass(frozen=True)
class NodeResult:
    """How one node went: `status` in dbt's word, `rows` that a failed test found."""

    unique_id: str
    name: str
    kind: str
    file: str
    status: str
    seconds: float
    rows: int | None
    message: str

    @property
    def is_bad(self) -> bool:
        """Whether the build must not be published because of this node."""
        return self.status in BAD


@dataclass(frozen=True)
class Node:
    """One step of a build and the layer it counts for."""

    unique_id: str
    name: str
    kind: str
    layer: str


def _unheard(*_: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class DbtRun:
    """The outcome of `dbt build`.

    `stopped_by` is the sentence of what stopped dbt before any node ran, else None.
    """

    results: tuple[NodeResult, ...]
    timing: Timing
    stopped_by: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether everything ran and nothing failed."""
        return self.stopped_by is None and not any(result.is_bad for result in self.results)


class Dbt:
    """dbt on one project: parsed once, then planning and building.

    Raises
    ------
    UserError
        The project cannot be parsed.
    """

    def __init__(self, project: Project, *, variables: Mapping[str, object] | None = None) -> None:
        self._project = project
        self._variables = dict(variables or {})
        parsed = self._invoke(["parse"])
        if not parsed.success:
            raise UserError(_with_nearest_model(sentence_of(parsed.exception), project.root))
        self._manifest = parsed.result

    def source_folders(self) -> tuple[Path, ...]:
        """List the folders of this machine from which the sources of the dataset are read."""
        known = {
            node.config.meta["path"]
            for node in self._manifest.sources.values()
            if node.config.meta.get("path")
        }
        return tuple(self._project.root / path for path in sorted(known) if "://" not in path)

    def sources(self) -> tuple[Mapping[str, Any], ...]:
        """List the source tables of the dataset, as the manifest's JSON has them."""
        return tuple(node.to_dict() for node in self._manifest.sources.values())

    def plan(self, select: Sequence[str], exclude: Sequence[str] = ()) -> tuple[Node, ...]:
        """List the steps that `build` would run for this selection.

        `select` and `exclude` are in dbt's selection syntax; nothing selected means everything.

        Raises
        ------
        UserError
            Nothing matches, or the selection cannot be understood.
        """
        arguments = ["list", "--output", "json", "--output-keys", "unique_id"]
        listed = self._invoke(
            [*arguments, *NO_UNIT_TESTS, *_selection(select, exclude)], manifest=self._manifest
        )
        if not listed.success:
            raise UserError(
                f"The selection '{' '.join(select)}' cannot be understood"
                f" ({sentence_of(listed.exception)}): --select takes dbt's selection syntax."
            )
        known: Mapping[str, Any] = self._manifest.nodes
        ids = (json.loads(line)["unique_id"] for line in listed.result)
        nodes = (known[unique_id] for unique_id in ids if unique_id in known)
        steps = tuple(
            Node(node.unique_id, node.name, _kind(node), layer_of(node.original_file_path))
            for node in nodes
            if _kind(node) in RUNNABLE
        )
        if not steps:
            raise UserError(
                f"Nothing matches the selection '{' '.join(select)}' in the dataset"
                f" {self._project.dataset}: `dbt list` shows what there is."
            )
        return steps

    def build(
        self,
        select: Sequence[str],
        exclude: Sequence[str] = (),
        *,
        full_refresh: bool = False,
        on_start: Callable[[str], None] = _unheard,
        on_finish: Callable[[str, str], None] = _unheard,
        with_tests: bool = True,
    ) -> DbtRun:
        """Run `dbt build`.

        Data tests belong to a build unless `with_tests` says otherwise.
        `on_start(unique_id)` and `on_finish(unique_id, status)` are called from dbt's threads.
        """

        def relay(event: Any) -> None:
            if event.info.name == "NodeStart":
                on_start(event.data.node_info.unique_id)
            elif event.info.name == "NodeFinished":
                on_finish(event.data.node_info.unique_id, event.data.node_info.node_status)

        refresh = ["--full-refresh"] if full_refresh else []
        tests = [] if with_tests else ["--exclude-resource-type", "test"]
        arguments = ["build", *NO_UNIT_TESTS, *tests, *_selection(select, exclude), *refresh]
        return self._run(arguments, relay)

    def test(self, select: Sequence[str]) -> DbtRun:
        """Run the data tests of a selection, on what is built already."""
        return self._run(["test", *NO_UNIT_TESTS, *_selection(select)], _unheard)

    def _run(self, arguments: Sequence[str], relay: Callable[[Any], None]) -> DbtRun:
        ran = self._invoke(arguments, manifest=self._manifest, callbacks=[relay])
        if ran.result is None:
            return DbtRun((), Timing(), stopped_by=sentence_of(ran.exception))
        results = tuple(_node_result(result) for result in ran.result.results)
        work = ((each.file, each.seconds) for each in results if each.kind in RUNNABLE)
        return DbtRun(
            results=results,
            timing=Timing(
                invocation_id=_invocation_id(),
                seconds=round(float(ran.result.elapsed_time), 3),
                seconds_by_layer=seconds_by_layer(work),
            ),
        )

    def evaluate(self, expression: str) -> Any:
        """Give the value of a Jinja expression of the project, as JSON carries it.

        Raises
        ------
        UserError
            It cannot be evaluated.
        """
        compiled = self._invoke(
            ["compile", "--inline", f"{{{{ tojson({expression}) }}}}"], manifest=self._manifest
        )
        if not compiled.success:
            raise UserError(sentence_of(compiled.exception))
        return json.loads(compiled.result.results[0].node.compiled_code)

    def _invoke(
        self,
        arguments: Sequence[str],
        *,
        manifest: Any = None,
        callbacks: Sequence[Callable[[Any], None]] = (),
    ) -> Any:
        # dbt takes two seconds to import, and `dmp publish` need not wait for it
        from dbt.cli.main import dbtRunner  # noqa: PLC0415 - see above

        runner = dbtRunner(manifest=manifest, callbacks=list(callbacks))
        places = {
            "--project-dir": self._project.root,
            "--profiles-dir": self._project.root,
            "--target-path": self._project.target,
            "--log-path": self._project.logs,
            "--target": self._project.profile,
        }
        options = [text for option, path in places.items() for text in (option, str(path))]
        if self._variables:
            options += ["--vars", json.dumps(self._variables)]
        quiet = ["--log-level", "none", "--log-level-file", "debug"]
        with _inside(self._project), noticing_interrupts():
            return runner.invoke([*arguments, *options, *quiet])


@contextmanager
def _inside(project: Project) -> Iterator[None]:
    """Work in the project's folder, where its relative paths start, on its dataset and warehouse."""
    chosen = {"DMP_DATASET": project.dataset, "DMP_TARGET": project.profile}
    place = "DMP_WAREHOUSE" if project.profile == DEFAULT_TARGET else "DMP_LAKE"
    chosen[place] = str(project.warehouse)
    before = {name: os.environ.get(name) for name in chosen}
    os.environ.update(chosen)
    try:
        with chdir(project.root):
            yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _selection(select: Sequence[str], exclude: Sequence[str] = ()) -> list[str]:
    chosen = {"--select": select, "--exclude": exclude}
    return [text for option, parts in chosen.items() if parts for text in (option, *parts)]


def _kind(node: Any) -> str:
    return str(node.resource_type)


def _invocation_id() -> str:
    from dbt_common.invocation import get_invocation_id  # noqa: PLC0415 - part of dbt, see above

    return str(get_invocation_id())


def _node_result(result: Any) -> NodeResult:
    node = result.node
    return NodeResult(
        unique_id=node.unique_id,
        name=node.name,
        kind=_kind(node),
        file=node.original_file_path,
        status=str(result.status),
        seconds=float(result.execution_time),
        rows=result.failures,
        message=result.message or "",
    )


def _with_nearest_model(sentence: str, root: Path) -> str:
    """Name the model that somebody probably meant: a slip in vars.datasets is dbt's "not found"."""
    missing = re.search(r"node named '(\w+)' which was not found", sentence)
    if missing is None:
        return sentence
    models = [file.stem for file in (root / "models").rglob("*.sql")]
    return f"{sentence}; {nearest(missing[1], models)}. It may stand in vars.datasets of {PROJECT_FILE}."


def sentence_of(error: BaseException | None) -> str:
    """Say what a dbt exception says, without its trail of macro calls."""
    text = str(getattr(error, "msg", None) or error or "dbt stopped without saying why.")
    lines = (line.strip() for line in text.splitlines())
    trail = ("> in ", "> called by ", "in macro ")
    return shortened(" ".join(line for line in lines if line and not line.startswith(trail)))


def shortened(text: str) -> str:
    """Keep what fits into a sentence: a message may quote a whole line of a file."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
