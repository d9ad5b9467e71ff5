"""Adding exports to a dataset: profile, recognise, ask what nobody can know, write models that a person can read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from dmp.errors import UserError
from dmp.project import PROJECT_FILE
from dmp.rules.codes import CURRENCIES
from dmp.rules.words import nearest
from dmp.sources.export import Contract, Export
from dmp.sources.models import model_yml, source_yml, sql_of
from dmp.sources.origins import name_of, origins_in
from dmp.sources.profile import Profile, profile
from dmp.sources.readings import MARKED_AMOUNT
from dmp.sources.recognition import Match, NotRecognisedError, recognise
from dmp.sources.shapes import ORDERS
from dmp.sources.staged import reserved_words
from dmp.sources.totals import order_of_lines
from dmp.sources.wiring import wired

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MARK = "# written by `dmp source add`; fingerprint "
_MARK_SQL = "-- written by `dmp source add`; fingerprint "


@dataclass(frozen=True)
class Answers:
    """What somebody has said in advance.

    Attributes
    ----------
    contract
        What the exports are, where columns alone do not tell.
    columns
        {column of the export: column of the contract}; "-" leaves it out. A column of one export alone is written
        export:column.
    currency
        Code of amounts that have none.
    day_first
        Whether 03/04/2026 is the third of April; None asks where it is open.
    overwrite
        Whether generated files that somebody edited are written again.
    """

    contract: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    day_first: bool | None = None
    overwrite: bool = False


@dataclass(frozen=True)
class Added:
    """One export that became a source table: what it holds, what it was taken for, the files that were written."""

    export: Export
    contract: Contract
    profile: Profile
    files: tuple[Path, ...]


# asks (question, default) and gives the answer
Ask = Callable[[str, str], str]


def add_source(
    root: Path,
    origins: Sequence[str],
    *,
    dataset: str,
    source: str,
    answers: Answers,
    ask: Ask,
    skipped: Callable[[str], None],
) -> list[Added]:
    """Write source, staging models and wiring for exports that arrive at `origins`, one table each.

    Parameters
    ----------
    root
        The folder of dbt_project.yml.
    origins
        Files, folders, s3://bucket/prefix or postgres://schema.table; a folder of files of several names holds
        several exports.
    dataset, source
        Names of lower-case letters, digits and _; both may be new.
    ask
        Called for what cannot be known, with a default.
    skipped
        Called with a sentence for each export that fits no contract and is left out.

    Raises
    ------
    UserError
        An export cannot be read, none fits a contract, a column has days in both orders or is not there, a name is
        none, or an edited file would be overwritten.
    """
    for kind, name in (("dataset", dataset), ("source", source)):
        if not _NAME.fullmatch(name):
            raise UserError(
                f"{name} cannot be the name of a {kind}: use a-z, 0-9 and _, a letter first."
            )
    if answers.currency and answers.currency not in CURRENCIES:
        raise UserError(
            f"There is no currency {answers.currency}; {nearest(answers.currency, CURRENCIES)}."
        )
    contracts = _contracts(root)
    found, unknown = _found(root, origins, source, answers)
    for each in unknown:
        if not found or not _is_yes(ask(f"{each} Leave it out and write the rest?", "yes")):
            raise each
        skipped(str(each))
    names = [each.table for each in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserError(
            f"Two exports would be the table {twice[0]}: put them into one folder, or add them one by one."
        )
    if not any(each.match.shape is ORDERS for each in found):
        found += [
            replace(each, match=order)
            for each in found
            if (order := order_of_lines([column.name for column in each.told.columns], each.match))
        ]
    day_first = answers.day_first if answers.day_first is not None else _open_day(found, ask)
    currency = answers.currency or _currency(found, ask)
    exports = [
        (each.export(dataset, source, currency, day_first=day_first), each.told) for each in found
    ]
    return _write(root, exports, contracts, currency or "EUR", overwrite=answers.overwrite)


@dataclass(frozen=True)
class _Found:
    """An export that was recognised."""

    origin: str
    table: str
    told: Profile
    match: Match
    unwanted: frozenset[str]

    def export(self, dataset: str, source: str, currency: str, *, day_first: bool) -> Export:
        """Say how it is staged; `day_first` decides where no value tells."""
        ways = {"day first", "either"} if day_first else {"day first"}
        kinds = {column.name: column.reads_as for column in self.told.columns}
        used = set(self.match.columns.values())
        return Export(
            dataset,
            source,
            self.table,
            self.origin,
            tuple(kinds),
            _with_currency_of_amounts(self.match, kinds),
            currency,
            frozenset(
                column.name
                for column in self.told.columns
                if column.slashes in ways and column.name in used
            ),
            kinds,
            self.unwanted,
            self.told.key,
            self.told.cursor,
        )


def _with_currency_of_amounts(match: Match, kinds: Mapping[str, str]) -> Match:
    """Take the currency from amounts that name theirs, where no column does."""
    marked = [
        column
        for target, column in match.columns.items()
        if match.shape.fields[target].reader == "read_decimal" and kinds[column] == MARKED_AMOUNT
    ]
    if not marked or "currency" in match.columns or "currency" not in match.shape.fields:
        return match
    return replace(match, columns={**match.columns, "currency": marked[0]})


def _found(
    root: Path, origins: Sequence[str], source: str, answers: Answers
) -> tuple[list[_Found], list[NotRecognisedError]]:
    """Profile every export of the places and take it for a contract; give those that fit none apart."""
    profiles = {
        origin: profile(origin, root, source)
        for path in origins
        for origin in origins_in(path, root)
    }
    _check_columns(profiles, answers.columns)
    found, unknown = [], []
    for origin, told in profiles.items():
        name = name_of(origin)
        columns = [column.name for column in told.columns]
        given = _said_of(answers.columns, name, columns)
        try:
            match = recognise(columns, answers.contract, given, name)
        except NotRecognisedError as problem:
            unknown.append(NotRecognisedError(f"{origin}: {problem}"))
            continue
        _check_days(origin, told, match)
        unwanted = frozenset(column for column, target in given.items() if target == "-")
        found.append(_Found(origin, _table_of(name, match), told, match, unwanted))
    return found, unknown


def _said_of(said: Mapping[str, str], name: str, columns: Sequence[str]) -> dict[str, str]:
    """Give what was said of the columns of one export; what was said as export:column goes before."""
    everywhere = {column: target for column, target in said.items() if column in columns}
    here = {
        column.removeprefix(f"{name}:"): target
        for column, target in said.items()
        if column not in columns and column.startswith(f"{name}:")
    }
    return everywhere | here


def _check_columns(profiles: Mapping[str, Profile], said: Mapping[str, str]) -> None:
    """Refuse what was said of a column that no export has."""
    known = {
        word
        for origin, told in profiles.items()
        for column in told.columns
        for word in (column.name, f"{name_of(origin)}:{column.name}")
    }
    for column in said:
        if column not in known:
            raise UserError(f"There is no column {column} in any export; {nearest(column, known)}.")


def _table_of(name: str, match: Match) -> str:
    is_name = _NAME.fullmatch(name) and name not in reserved_words()
    return name if is_name else match.shape.contract.removeprefix("input__")


def _contracts(root: Path) -> dict[str, Contract]:
    """Read {name: contract} from models/input."""
    found = {}
    for file in sorted((root / "models/input").glob("*.yml")):
        [model] = yaml.safe_load(file.read_text("utf-8"))["models"]
        columns = model["columns"]
        tests = [each["never_null"] for each in model["data_tests"] if "never_null" in each]
        found[model["name"]] = Contract(
            {column["name"]: column["data_type"] for column in columns},
            {column["name"]: column["description"] for column in columns},
            tuple(name for test in tests for name in test["arguments"]["columns"]),
        )
    return found


def _currency(found: Sequence[_Found], ask: Ask) -> str:
    for each in found:
        kinds = {column.name: column.reads_as for column in each.told.columns}
        match = _with_currency_of_amounts(each.match, kinds)
        if (
            "currency" in match.shape.fields
            and "currency" not in match.columns
            and ({"gross_amount", "price", "amount"} & set(match.columns) or match.total_of)
        ):
            return ask(
                f"No column of {each.table} names a currency. Which one are its amounts in?", "EUR"
            ).upper()
    return ""


def _open_day(found: Sequence[_Found], ask: Ask) -> bool:
    """Ask once whether days with slashes begin with the day, where no column of any export tells."""
    slashed = [
        column
        for each in found
        for column in each.told.columns
        if column.slashes and column.name in each.match.columns.values()
    ]
    clear = [column for column in slashed if column.slashes != "either"]
    if clear or not slashed:
        return any(column.slashes == "day first" for column in clear)
    first = slashed[0]
    answer = ask(f"Is the day first in {first.name} ({first.example})? yes or no", "no")
    return _is_yes(answer)


def _is_yes(answer: str) -> bool:
    return answer.strip().lower().startswith(("y", "j"))


def _check_days(origin: str, told: Profile, match: Match) -> None:
    """Refuse a column in which 13/01 and 01/13 both stand: each way of reading it would be wrong for some."""
    for column in told.columns:
        if column.slashes == "both" and column.name in match.columns.values():
            raise UserError(
                f"{origin}: {column.name} has days in both orders, {column.example_day_first} and"
                f" {column.example_month_first}: have it exported in one, best as 2026-01-13."
            )


def _write(
    root: Path,
    exports: Sequence[tuple[Export, Profile]],
    contracts: Mapping[str, Contract],
    currency: str,
    *,
    overwrite: bool,
) -> list[Added]:
    first = exports[0][0]
    folder = root / "models/staging" / first.dataset / first.source
    written = {
        export.model: _files(export, contracts[export.match.shape.contract], folder)
        for export, _ in exports
    }
    texts = {path: text for files in written.values() for path, text in files.items()}
    for path in texts:
        _check_may_be_written(path, root, overwrite=overwrite)
    project = root / PROJECT_FILE
    feeds = [(export.match.shape.contract, export.model) for export, _ in exports]
    wiring = wired(project.read_text("utf-8"), first.dataset, feeds, currency)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(_marked(path, text), "utf-8")
    project.write_text(wiring, "utf-8")
    return [
        Added(export, contracts[export.match.shape.contract], told, tuple(written[export.model]))
        for export, told in exports
    ]


def _files(export: Export, contract: Contract, folder: Path) -> dict[Path, str]:
    """Render the files of one staging model; the table it reads is declared by the one that is named after it."""
    files = {
        folder / f"{export.model}.sql": sql_of(export, contract),
        folder / f"{export.model}.yml": model_yml(export, contract),
    }
    if export.match.total_of:
        return files
    return {
        folder / f"_{export.source}_{export.table}__sources.yml": source_yml([export]),
        **files,
    }


def _marked(path: Path, text: str) -> str:
    mark = _MARK_SQL if path.suffix == ".sql" else _MARK
    return f"{mark}{_fingerprint(text)}\n{text}"


def _check_may_be_written(path: Path, root: Path, *, overwrite: bool) -> None:
    """Refuse to lose what a person wrote: all of a file that is not ours, or what was changed in one of ours."""
    if not path.is_file():
        return
    head, _, rest = path.read_text("utf-8").partition("\n")
    shown = path.relative_to(root)
    if not head.startswith((_MARK, _MARK_SQL)):
        raise UserError(
            f"{shown} is there and was not written by `dmp source add`: nothing was changed. Choose another --name."
        )
    if not head.endswith(_fingerprint(rest)) and not overwrite:
        raise UserError(
            f"{shown} was edited since it was written: nothing was changed. Rename it, or say --overwrite to lose what"
            " was edited."
        )


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
