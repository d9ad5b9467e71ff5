"""The command line: thin commands over the rooms of `dmp`.

Imports inside the commands keep `dmp --help` fast: dbt alone takes two seconds to import.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import os
import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from dmp.errors import UserError
from dmp.interrupts import noticing_interrupts
from dmp.project import Project

if TYPE_CHECKING:
    from dmp.identity import Trained


class _OneSentence(TyperGroup):
    """Commands that end a `UserError` or an interrupt with a sentence and exit code 1, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            with noticing_interrupts():
                return super().invoke(ctx)
        except UserError as error:
            sentence = str(error)
        except KeyboardInterrupt:
            sentence = "The run was interrupted."
        told = Text.assemble(("Error: ", "bold red"), sentence)
        Console(stderr=True).print(told, soft_wrap=True)
        raise typer.Exit(1)


app = typer.Typer(
    cls=_OneSentence,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="From raw user data to one user table, segments and recommendations.",
)

DatasetOption = Annotated[
    str | None,
    typer.Option("--dataset", "-d", help="Dataset to work on; by default DMP_DATASET or demo."),
]


TargetOption = Annotated[
    str | None,
    typer.Option(
        "--target",
        "-t",
        help="Engine to build on, an output of profiles.yml; by default DMP_TARGET or duckdb.",
    ),
]


VariablesOption = Annotated[
    list[str] | None,
    typer.Option("--var", help="Variable of dbt_project.yml for this run alone, as name=value."),
]


class FileFormat(StrEnum):
    """How simulated deliveries are written."""

    CSV = "csv"
    PARQUET = "parquet"


def _project(dataset: str | None, target: str | None = None) -> Project:
    return Project.locate(environ=os.environ, start=Path.cwd(), dataset=dataset, profile=target)


def _console() -> Console:
    """Give tables room where nobody says how wide the page is: in a pipe or a log."""
    return Console() if sys.stdout.isatty() or "COLUMNS" in os.environ else Console(width=120)


identity = typer.Typer(
    no_args_is_help=True,
    help="Who is who: learn what agreement is worth, judge the result, explain and correct it.",
)
app.add_typer(identity, name="identity")


source = typer.Typer(no_args_is_help=True, help="Your own sources: bring exports into a dataset.")
app.add_typer(source, name="source")


class Distances(StrEnum):
    """Which text distances weights are learned for."""

    NATIVE = "native"
    PORTABLE = "portable"


DistancesOption = Annotated[
    Distances, typer.Option(help="portable: the distances that every engine has.")
]


@app.command()
def build(
    *,
    dataset: DatasetOption = None,
    target: TargetOption = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", "-s", help="Build only this part (dbt syntax), publish nothing."),
    ] = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Rebuild incremental tables from scratch.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish even though only a selection was built.")
    ] = False,
    variables: VariablesOption = None,
) -> None:
    """Build the dataset, check it, publish its marts and say how it went."""
    from dmp.main_job import BuildOptions, read_variables
    from dmp.main_job import build as run
    from dmp.summary import show

    project = _project(dataset, target)
    console = _console()
    chosen = read_variables(project, variables or ())
    options = BuildOptions(
        select=tuple(select or ()),
        full_refresh=full_refresh,
        publish_selection=publish,
        variables=chosen,
    )
    run(project, options, console=console, run_id=str(uuid.uuid4()), now=datetime.now(UTC))
    show(project, console)


@app.command()
def publish(dataset: DatasetOption = None, target: TargetOption = None) -> None:
    """Publish the marts of the last good build again."""
    from dmp.publish import publish_last_build

    project = _project(dataset, target)
    publication = publish_last_build(project, now=datetime.now(UTC))
    place = project.display(project.published)
    _console().print(Text(f"Published {len(publication.tables)} tables in {place}."))


@app.command()
def summary(dataset: DatasetOption = None, target: TargetOption = None) -> None:
    """Show what the warehouse holds: rows, people, segments, quality, time."""
    from dmp.summary import show

    show(_project(dataset, target), _console())


@app.command()
def scorecard(dataset: DatasetOption = None, target: TargetOption = None) -> None:
    """Score what was built against the planted truth, beside oracle, chance and counting."""
    from dmp.scorecard import run

    run(_project(dataset, target), _console())


@app.command()
def compare_engines(
    dataset: DatasetOption = None,
    target: Annotated[
        str, typer.Option("--target", "-t", help="The other engine.")
    ] = "spark_local",
    steps: Annotated[
        int, typer.Option(min=1, help="Builds in a row, each with more of the deliveries.")
    ] = 1,
) -> None:
    """Build on DuckDB and on Spark beside the warehouse, and compare every SQL table by row."""
    from dmp.compare import compare_engines as run

    project = _project(dataset)
    folder = project.root / "warehouse" / "compared" / project.dataset
    run(project, target=target, folder=folder, steps=steps, console=_console())


@app.command()
def land(
    dataset: Annotated[
        str | None, typer.Argument(help="Dataset; by default DMP_DATASET or demo.")
    ] = None,
) -> None:
    """Put files where the sources of a dataset read them: those of a package, or what is new in a folder or bucket.

    `build` does so by itself. Of a source with config.meta.from every delivery is landed exactly once.
    """
    from dmp.ingest import land_deliveries
    from dmp.ingest.render import landing_table
    from dmp.main_job import Dbt, check_adapters_have_tables, land_files, landed_tables

    project = _project(dataset)
    place = project.landing / project.dataset
    console = _console()
    if rows := land_files(project, again=True):
        where = project.display(place)
        console.print(Text(f"Landed {sum(rows.values()):,} rows in {len(rows)} tables in {where}."))
        return
    sources = Dbt(project).sources()
    tables = landed_tables(project, sources)
    if not tables:
        raise UserError(
            f"No source of the dataset {project.dataset} is landed: say where its deliveries arrive as"
            " config.meta.from in the source's yml."
        )
    landing = land_deliveries(tables, place, root=project.root, now=datetime.now(UTC))
    console.print(landing_table(landing))
    if landing.refused:
        raise typer.Exit(1)
    check_adapters_have_tables(project, sources)


@app.command()
def collect(
    *,
    keys: Annotated[Path, typer.Option(help="TOML file with the write keys.")],
    dataset: DatasetOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
    rotate_seconds: Annotated[
        float, typer.Option(min=1, help="Age at which a file of events is closed for the build.")
    ] = 10,
) -> None:
    """Receive the events of Segment's SDKs over HTTP; what was accepted is on the disk (docs/collector.md)."""
    from dmp.collect.server import serve

    project = _project(dataset)
    folder = project.landing / project.dataset
    place = project.display(folder)
    _console().print(Text(f"Events that http://{host}:{port} receives land in {place}."))
    serve(keys, folder, host=host, port=port, rotate_seconds=rotate_seconds)


@app.command()
def stream(
    *,
    dataset: DatasetOption = None,
    every_seconds: Annotated[
        float, typer.Option(min=0.1, help="How often to look for new deliveries.")
    ] = 2,
    complete_hours: Annotated[
        float, typer.Option(min=0.1, help="How often to build everything, models included.")
    ] = 24,
) -> None:
    """Build what arrives, as it arrives: SQL marts within seconds, models with every complete build."""
    import signal
    import threading

    from dmp.main_job import Stream

    project, console, stopped = _project(dataset), _console(), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    running = Stream(project, console=console, complete_every=timedelta(hours=complete_hours))
    told = None
    while not stopped.is_set():
        now = datetime.now(UTC)
        try:
            said = running.turn(run_id=str(uuid.uuid4()), now=now)
        except UserError as error:
            said = f"Error: {error}"
        if said and said != told:
            console.print(Text(f"{now:%Y-%m-%d %H:%M:%S}Z {said}"), soft_wrap=True)
            told = said
        stopped.wait(every_seconds)


@app.command()
def doctor(dataset: DatasetOption = None, target: TargetOption = None) -> None:
    """Examine the inputs before a build: every line says what is wrong and what to do. Ends with 1 on errors."""
    from dmp.doctor import examine
    from dmp.doctor.finding import ERROR
    from dmp.doctor.render import findings_table

    findings = examine(_project(dataset, target), now=datetime.now(UTC))
    _console().print(findings_table(findings))
    if any(each.severity == ERROR for each in findings):
        raise typer.Exit(1)


@source.command()
def add(
    exports: Annotated[
        list[str],
        typer.Argument(help="Files, folders, s3://bucket/prefix or postgres://schema.table."),
    ],
    *,
    dataset: Annotated[str, typer.Option("--dataset", "-d", help="Dataset, new or known.")],
    name: Annotated[
        str | None, typer.Option(help="Name of the source; by default that of the dataset.")
    ] = None,
    contract: Annotated[
        str,
        typer.Option(
            help="What the exports are: orders, order_lines, events, contacts, products, refunds, consents, messages,"
            " ad_performance."
        ),
    ] = "",
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="[export:]column=contract_column, or column=- to leave it out."),
    ] = None,
    currency: Annotated[str, typer.Option(help="Currency of amounts that name none.")] = "",
    day_first: Annotated[
        bool | None, typer.Option(help="Whether 03/04/2026 is the third of April.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing, take the defaults.")] = False,
    overwrite: Annotated[
        bool, typer.Option(help="Write generated files again that were edited.")
    ] = False,
) -> None:
    """Recognise exports and write the staging models that read them, for you to review."""
    from dmp.sources import Answers, add_source, known_shapes, switch_on
    from dmp.sources.render import added_table

    mapped = dict(_pair(each) for each in columns or ())
    answers = Answers(contract, mapped, currency.upper(), day_first, overwrite)

    def ask(question: str, default: str) -> str:
        return default if yes else str(typer.prompt(question, default=default))

    # DMP_DATASET may name the very dataset that is to be added
    root = Project.locate(environ={}, start=Path.cwd()).root
    origins = [_from_project(each, root) for each in exports]
    console = _console()
    known = [] if contract or mapped else known_shapes(root, origins, ask)
    if known:
        switch_on(root, dataset, known, currency or ask("Which currency do you report in?", "EUR"))
        console.print(Text("Switched on in dbt_project.yml (docs/adapters.md)."))
    rest = [place for place in origins if place not in {each.place for each in known}]
    added = []
    if rest:
        added = add_source(
            root,
            rest,
            dataset=dataset,
            source=name or dataset,
            answers=answers,
            ask=ask,
            skipped=lambda sentence: console.print(Text(f"Left out: {sentence}")),
        )
    for each in added:
        console.print(added_table(each, root))
    console.print(Text(f"Read what was written, then: dmp build --dataset {dataset}"))


def _from_project(place: str, root: Path) -> str:
    """Write a place as the project sees it: what is typed starts in the current folder."""
    if "://" in place:
        return place
    path = Path(os.path.normpath(Path.cwd() / place))
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def _pair(text: str) -> tuple[str, str]:
    column, equals, target = text.rpartition("=")
    if not equals:
        raise UserError(f"--map {text} is no pair: write column=contract_column.")
    return column.strip(), target.strip()


@app.command()
def simulate(
    out: Annotated[Path, typer.Argument(help="Folder to write: new, empty, or a simulation.")],
    *,
    people: Annotated[int, typer.Option(min=1, help="Number of people.")] = 2000,
    seed: Annotated[int, typer.Option(help="Same seed, same company.")] = 7,
    days: Annotated[int, typer.Option(min=1, help="Length of the history.")] = 365,
    end: Annotated[str, typer.Option(help="Last day, as YYYY-MM-DD.")] = "2026-06-30",
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="How files are written.")
    ] = FileFormat.CSV,
    deliveries: Annotated[int, typer.Option(min=1, help="Number of files per source table.")] = 6,
    events_per_person: Annotated[
        float | None, typer.Option(help="Web and app events per person, about.")
    ] = None,
) -> None:
    """Write the raw exports of a simulated company, and the truth about it."""
    from dmp.simulate import simulate as run

    try:
        rows = run(
            out,
            people=people,
            seed=seed,
            days=days,
            end=date.fromisoformat(end),
            file_format=file_format.value,
            deliveries=deliveries,
            events_per_person=events_per_person,
        )
    except (ValueError, OSError) as error:
        raise UserError(f"Nothing was simulated: {str(error).rstrip('.')}.") from error
    _console().print(Text(f"Wrote {sum(rows.values()):,} rows in {len(rows)} tables to {out}."))


@identity.command()
def train(
    dataset: DatasetOption = None,
    target: TargetOption = None,
    distances: DistancesOption = Distances.NATIVE,
) -> None:
    """Learn, without labels, what agreement of names, dates, addresses ... is worth here."""
    from dmp.identity import train as run

    project = _project(dataset, target)
    _show_weights(run(project, distances=distances.value, now=datetime.now(UTC)))


def _show_weights(trained: Trained) -> None:
    console = _console()
    console.print(Text(trained.weights.to_string(index=False)))
    console.print(Text(f"Builds use version {trained.model_version} from now on."))


@identity.command()
def export_splink(
    model: Annotated[Path, typer.Argument(help="File to write.")],
    dataset: DatasetOption = None,
    target: TargetOption = None,
) -> None:
    """Write the weights of the last build as a model that Splink reads, over int_idr_match_records."""
    from dmp.identity import export_splink as run

    version = run(_project(dataset, target), model)
    _console().print(Text(f"Wrote version {version} to {model}."), soft_wrap=True)


@identity.command()
def import_splink(
    model: Annotated[Path, typer.Argument(help="Model that Splink has saved as JSON.")],
    *,
    records: Annotated[
        int | None,
        typer.Option(min=2, help="Records it was trained on; by default those of the last build."),
    ] = None,
    dataset: DatasetOption = None,
    target: TargetOption = None,
    distances: DistancesOption = Distances.NATIVE,
) -> None:
    """Take the weights of a Splink model whose comparisons and levels are ours."""
    from dmp.identity import import_splink as run

    project, now = _project(dataset, target), datetime.now(UTC)
    _show_weights(run(project, model, n_records=records, distances=distances.value, now=now))


@identity.command()
def evaluate(
    truth: Annotated[Path, typer.Option(help="Table with source, record_id and person.")],
    dataset: DatasetOption = None,
    target: TargetOption = None,
) -> None:
    """Compare the users of the last build with a truth: pairs and B-cubed."""
    from dmp.identity import evaluate as run

    found = run(_project(dataset, target), truth)
    agreed = found.agreement
    _console().print(
        Text(
            f"{found.n_records:,} records of {found.n_people:,} people were given to"
            f" {found.n_users:,} users, the largest with {found.largest_user};"
            f" {found.n_not_found:,} records of the truth are not in the warehouse.\n"
            f"pairs    precision {agreed.precision:.4f}  recall {agreed.recall:.4f}"
            f"  F1 {agreed.f1:.4f}\n"
            f"B-cubed  precision {agreed.b_cubed_precision:.4f}"
            f"  recall {agreed.b_cubed_recall:.4f}  F1 {agreed.b_cubed_f1:.4f}"
        )
    )


@identity.command()
def explain(
    one: Annotated[str, typer.Argument(help="Record, identifier (email:...) or user id.")],
    other: Annotated[str, typer.Argument(help="Another one.")],
    dataset: DatasetOption = None,
    target: TargetOption = None,
) -> None:
    """Show the shortest evidence that two are one person, or why they are not.

    A record is written <source>:<record_type>:<record_key>, a profile record <source>:<record_key>.
    """
    from dmp.identity import explain as run
    from dmp.identity.render import explanation

    found = run(_project(dataset, target), one, other)
    _console().print(explanation(found, one, other), highlight=False)


@identity.command()
def unmerge(
    user: Annotated[str, typer.Argument(help="The user that holds too much.")],
    *,
    record: Annotated[list[str], typer.Option(help="A record that is somebody else; repeat it.")],
    author: Annotated[str, typer.Option(help="Who decides.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    dataset: DatasetOption = None,
    target: TargetOption = None,
) -> None:
    """Take records out of a user for good: rules in seeds/reference/idr_manual_rules.csv."""
    from dmp.identity import unmerge as run
    from dmp.identity.render import unmerged

    project = _project(dataset, target)
    done = run(project, user, record, author=author, reason=reason, now=datetime.now(UTC))
    _console().print(unmerged(done, user, project.display(done.file)), highlight=False)


@identity.command()
def moves(
    run: Annotated[
        int | None, typer.Option(help="Number of the run; by default the last that moved any.")
    ] = None,
    dataset: DatasetOption = None,
    target: TargetOption = None,
) -> None:
    """Show which records a build gave to other users, and which facts followed."""
    from dmp.identity import read_moves
    from dmp.identity.render import moved

    _console().print(moved(read_moves(_project(dataset, target), run)), highlight=False)


@identity.command()
def preview(
    dataset: DatasetOption = None,
    target: TargetOption = None,
    variables: VariablesOption = None,
) -> None:
    """Tell what edited seeds or other variables would merge, split and move; changes nothing."""
    from dmp.identity import preview as run
    from dmp.identity import render_preview
    from dmp.main_job import read_variables

    project = _project(dataset, target)
    found = run(project, variables=read_variables(project, variables or ()))
    _console().print(Text("\n".join(render_preview(found))), soft_wrap=True)


if __name__ == "__main__":
    app()
