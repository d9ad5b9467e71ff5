"""Adding exports to a dataset: profile, recognise, ask what nobody can know, write models that a person can read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from dmp.errors import UserError
from dmp.ingest.places import is_delivery
from dmp.project import PROJECT_FILE
from dmp.sources.models import Export, model_yml, reserved_words, source_yml, sql_of
from dmp.sources.profile import Profile, profile
from dmp.sources.recognition import Match, recognise
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
        {column of the export: column of the contract}; "-" leaves it out.
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
    profile: Profile
    files: tuple[Path, ...]

    @property
    def left_out(self) -> list[str]:
        """Columns of the export that no column of the contract takes."""
        used = set(self.export.match.columns.values())
        return [column.name for column in self.profile.columns if column.name not in used]


# asks (question, default) and gives the answer
Ask = Callable[[str, str], str]


def add_source(
    root: Path, origins: Sequence[str], *, dataset: str, source: str, answers: Answers, ask: Ask
) -> list[Added]:
    """Write source, staging models and wiring for exports that arrive at `origins`, one table each.

    Parameters
    ----------
    root
        The folder of dbt_project.yml.
    origins
        Files, folders or s3://bucket/prefix; a folder of files of several names holds several exports.
    dataset, source
        Names of lower-case letters, digits and _; both may be new.
    ask
        Called for what cannot be known, with a default.

    Raises
    ------
    UserError
        An export cannot be read or fits nothing, a name is none, or an edited file would be overwritten.
    """
    for kind, name in (("dataset", dataset), ("source", source)):
        if not _NAME.fullmatch(name):
            raise UserError(
                f"{name} cannot be the name of a {kind}: use a-z, 0-9 and _, a letter first."
            )
    contracts = _contracts(root)
    found = []
    for origin in [each for path in origins for each in _origins(path, root)]:
        told = profile(origin, root)
        match = recognise(
            [column.name for column in told.columns], answers.contract, answers.columns
        )
        found.append((origin, _table_of(origin, match), told, match))
    names = [table for _, table, *_ in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserError(
            f"Two exports would be the table {twice[0]}: put them into one folder, or add them one by one."
        )
    currency = answers.currency or _currency(found, ask)
    exports = [
        (
            Export(
                dataset, source, table, place, tuple(column.name for column in told.columns), match, currency,
                _day_first(told, match, answers.day_first, ask),
            ),
            told,
        )
        for place, table, told, match in found
    ]  # fmt: skip
    return _write(root, exports, contracts, currency or "EUR", overwrite=answers.overwrite)


def _origins(path: str, root: Path) -> list[str]:
    """Take a folder of several exports apart: files whose names differ in figures alone belong together."""
    if "://" in path or not (root / path).is_dir():
        return [_pattern(path)] if "://" not in path else [path]
    files = [
        each.name
        for each in sorted((root / path).iterdir())
        if each.is_file() and is_delivery(each.name)
    ]
    patterns = list(dict.fromkeys(_pattern(name) for name in files))
    return [f"{path.rstrip('/')}/{each}" for each in patterns] if len(patterns) > 1 else [path]


def _pattern(path: str) -> str:
    """Write * for the days and numbers in the name of a file: later deliveries have others."""
    folder, slash, name = path.rpartition("/")
    stem, dot, endings = name.partition(".")
    return folder + slash + re.sub(r"\d[\d_T:-]*", "*", stem) + dot + endings


def _table_of(origin: str, match: Match) -> str:
    last = origin.rstrip("/").rpartition("/")[2].split(".")[0].lower()
    name = re.sub(r"\W+", "_", last).strip("_")
    is_name = _NAME.fullmatch(name) and name not in reserved_words()
    return name if is_name else match.shape.contract.removeprefix("input__")


def _contracts(root: Path) -> dict[str, list[dict[str, str]]]:
    """{contract: its columns with name, data_type and description} from models/input."""
    found = {}
    for file in sorted((root / "models/input").glob("*.yml")):
        [model] = yaml.safe_load(file.read_text("utf-8"))["models"]
        found[model["name"]] = model["columns"]
    return found


def _currency(found: Sequence[tuple[str, str, Profile, Match]], ask: Ask) -> str:
    for _, table, _, match in found:
        fields = match.shape.fields
        if (
            "currency" in fields
            and "currency" not in match.columns
            and {"gross_amount", "price"} & set(match.columns)
        ):
            return ask(
                f"No column of {table} names a currency. Which one are its amounts in?", "EUR"
            ).upper()
    return ""


def _day_first(told: Profile, match: Match, said: bool | None, ask: Ask) -> frozenset[str]:
    used = set(match.columns.values())
    first = {
        each.name for each in told.columns if each.slashes == "day first" and each.name in used
    }
    opened = [each for each in told.columns if each.slashes == "either" and each.name in used]
    if opened:
        said = bool(first) if said is None and first else said
        if said is None:
            example = opened[0].example
            answer = ask(f"Is the day first in {opened[0].name} ({example})? yes or no", "no")
            said = answer.strip().lower().startswith(("y", "j"))
        if said:
            first |= {each.name for each in opened}
    return frozenset(first)


def _write(
    root: Path,
    exports: Sequence[tuple[Export, Profile]],
    contracts: Mapping[str, list[dict[str, str]]],
    currency: str,
    *,
    overwrite: bool,
) -> list[Added]:
    first = exports[0][0]
    folder = root / "models/staging" / first.dataset / first.source
    texts: dict[Path, str] = {
        folder / f"_{first.source}_{export.table}__sources.yml": source_yml([export])
        for export, _ in exports
    }
    for export, _ in exports:
        columns = contracts[export.match.shape.contract]
        types = {column["name"]: column["data_type"] for column in columns}
        descriptions = {column["name"]: column["description"] for column in columns}
        texts[folder / f"{export.model}.sql"] = sql_of(export, types)
        texts[folder / f"{export.model}.yml"] = model_yml(export, types, descriptions)
    edited = [path for path in texts if path.is_file() and not _is_ours(path.read_text("utf-8"))]
    if edited and not overwrite:
        raise UserError(
            f"{edited[0].relative_to(root)} was edited since it was written: nothing was changed. Rename it, or say"
            " --overwrite to lose what was edited."
        )
    project = root / PROJECT_FILE
    feeds = [(export.match.shape.contract, export.model) for export, _ in exports]
    wiring = wired(project.read_text("utf-8"), first.dataset, feeds, currency)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(_marked(path, text), "utf-8")
    project.write_text(wiring, "utf-8")
    return [
        Added(export, told, tuple(path for path in texts if export.table in path.name))
        for export, told in exports
    ]


def _marked(path: Path, text: str) -> str:
    mark = _MARK_SQL if path.suffix == ".sql" else _MARK
    return f"{mark}{_fingerprint(text)}\n{text}"


def _is_ours(text: str) -> bool:
    """Tell whether a file is as it was written."""
    head, _, rest = text.partition("\n")
    return head in (f"{_MARK}{_fingerprint(rest)}", f"{_MARK_SQL}{_fingerprint(rest)}")


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
