"""Exports of known tools: a folder that a shipped adapter reads is switched on instead of staged anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from dmp.errors import UserError
from dmp.ingest.places import is_delivery
from dmp.ingest.tables import plain_name
from dmp.project import PROJECT_FILE
from dmp.sources.profile import profile
from dmp.sources.wiring import with_currency

# So much of a file must be what the adapter declares: `order.csv` of any shop is not Shopify's.
_SHARE_DECLARED = 0.6
_LINE = re.compile(r"^  adapters: (\{.*\})(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Adapter:
    """A shipped adapter: {table: {column: whether it is required}}."""

    name: str
    tables: Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True)
class Known:
    """A folder that an adapter reads, and the tables of it that are there."""

    adapter: str
    place: str
    tables: tuple[str, ...]


def shipped_adapters(root: Path) -> list[Adapter]:
    """Read the adapters of the project from their source ymls."""
    found = []
    for file in sorted((root / "models/staging/adapters").glob("*/_*__sources.yml")):
        [source] = yaml.safe_load(file.read_text("utf-8"))["sources"]
        tables = {
            table["name"]: {
                column["name"]: bool(column.get("config", {}).get("meta", {}).get("required"))
                for column in table["columns"]
            }
            for table in source["tables"]
        }
        found.append(Adapter(source["name"], tables))
    return found


def known_shapes(root: Path, places: Sequence[str], ask: Callable[[str, str], str]) -> list[Known]:
    """Find the places that a shipped adapter reads, and that somebody wants it to read."""
    adapters = shipped_adapters(root)
    known = [found for place in places if (found := known_shape(place, root, adapters))]
    return [each for each in known if ask(_question(each), "yes").strip().lower().startswith("y")]


def _question(known: Known) -> str:
    return (
        f"{known.place} holds {', '.join(known.tables)} as {known.adapter} lays them out. Read them with the shipped"
        " adapter? yes or no"
    )


def known_shape(place: str, root: Path, adapters: Sequence[Adapter]) -> Known | None:
    """Tell which adapter reads a folder of this machine; None where none does.

    At least two of its tables must be there (the only one, where it has one), each with what it requires.
    """
    folder = root / place
    if "://" in place or not folder.is_dir():
        return None
    entries = {
        entry.name.split(".")[0]: f"{place.rstrip('/')}/{entry.name}"
        for entry in sorted(folder.iterdir())
        if is_delivery(entry.name)
    }
    for adapter in adapters:
        there = [name for name in adapter.tables if name in entries]
        if len(there) >= min(2, len(adapter.tables)) and all(
            _is_table(entries[name], root, adapter.tables[name]) for name in there
        ):
            return Known(adapter.name, place, tuple(there))
    return None


def _is_table(place: str, root: Path, declared: Mapping[str, bool]) -> bool:
    try:
        columns = {plain_name(column.name) for column in profile(place, root).columns}
    except UserError:  # nothing there, or JSON lines: not to be told by a header
        return False
    required = {plain_name(name) for name, is_required in declared.items() if is_required}
    known = columns & {plain_name(name) for name in declared}
    return required <= columns and len(known) >= _SHARE_DECLARED * len(columns)


def switch_on(root: Path, dataset: str, known: Sequence[Known], currency: str) -> None:
    """Write the adapters of a dataset into dbt_project.yml.

    Raises
    ------
    UserError
        The file has no such line, or the adapter reads another place already.
    """
    project = root / PROJECT_FILE
    text = project.read_text("utf-8")
    line = _LINE.search(text)
    if line is None:
        raise UserError(
            f"{PROJECT_FILE} has no line '  adapters: {{...}}' under vars: add"
            f" {{{dataset}: {{{', '.join(_pairs(known))}}}}} by hand (docs/adapters.md)."
        )
    told = yaml.safe_load(line[1])
    own = told.setdefault(dataset, {})
    for each in known:
        if own.setdefault(each.adapter, each.place) != each.place:
            raise UserError(
                f"The adapter {each.adapter} of {dataset} reads {own[each.adapter]} already: nothing was changed."
                " A dataset can switch an adapter on once."
            )
    flow = yaml.safe_dump(told, default_flow_style=True, width=10_000, sort_keys=False).strip()
    edited = f"{text[: line.start(1)]}{flow}{text[line.end(1) :]}"
    project.write_text(with_currency(edited, dataset, currency.upper()), "utf-8")


def _pairs(known: Sequence[Known]) -> Iterator[str]:
    for each in known:
        yield f"{each.adapter}: {each.place}"
