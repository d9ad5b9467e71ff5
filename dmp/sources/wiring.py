"""The entry of a dataset in dbt_project.yml, edited as text: comments and order stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from dmp.errors import UserError

_DATASETS = "  datasets:\n"


def wired(text: str, dataset: str, feeds: Sequence[tuple[str, str]], currency: str) -> str:
    """Give the text of dbt_project.yml in which `feeds` (contract, staging model) belong to the dataset.

    What is there already stays as it is; a dataset that is new reports in `currency`.

    Raises
    ------
    UserError
        The file is not laid out as the project's own.
    """
    lines = text.splitlines(keepends=True)
    if _DATASETS not in lines:
        raise UserError(
            "dbt_project.yml has no line '  datasets:' under vars: wire the dataset by hand (README, Your own data)."
        )
    start = lines.index(_DATASETS) + 1
    end = next(place for place in range(start, len(lines)) if not lines[place].startswith("    "))
    block = _with_feeds(lines[start:end], dataset, feeds)
    edited = with_currency("".join([*lines[:start], *block, *lines[end:]]), dataset, currency)
    if _datasets(edited) != _wished(_datasets(text), dataset, feeds):
        raise UserError(
            f"The entry {dataset} under vars.datasets in dbt_project.yml is not laid out as the others are: write its"
            " contracts one below the other, each with its models in brackets, or wire by hand (README, Your own data)."
        )
    return edited


_Datasets = dict[str, dict[str, list[str]]]


def _datasets(text: str) -> _Datasets:
    known = yaml.safe_load(text)["vars"]["datasets"]
    return {name: dict(feeds or {}) for name, feeds in known.items()}


def _wished(known: _Datasets, dataset: str, feeds: Sequence[tuple[str, str]]) -> _Datasets:
    own = known.setdefault(dataset, {})
    for contract, model in feeds:
        own[contract] = list(dict.fromkeys([*own.get(contract, []), model]))
    return known


def _with_feeds(block: list[str], dataset: str, feeds: Sequence[tuple[str, str]]) -> list[str]:
    head = f"    {dataset}:\n"
    if head not in block:
        block = [*block, head]
    for contract, model in feeds:
        first = block.index(head) + 1
        last = next(
            (place for place in range(first, len(block)) if not block[place].startswith("      ")),
            len(block),
        )
        known = next(
            (
                place
                for place in range(first, last)
                if block[place].strip().startswith(f"{contract}:")
            ),
            None,
        )
        if known is None:
            block = [*block[:last], f"      {contract}: [{model}]\n", *block[last:]]
        elif not re.search(rf"\b{model}\b", block[known]):
            block[known] = block[known].replace("]", f", {model}]", 1)
    return block


def with_currency(text: str, dataset: str, currency: str) -> str:
    """Give the text of dbt_project.yml in which the dataset reports in a currency; one that it has stays."""
    found = re.search(r"^  reporting_currency: \{(.*?)\}", text, re.MULTILINE)
    if found is None:
        raise UserError(
            "dbt_project.yml has no line '  reporting_currency: {...}' under vars: add the dataset there by hand."
        )
    if re.search(rf"\b{dataset}:", found[1]):
        return text
    return f"{text[: found.end() - 1]}, {dataset}: {currency}{text[found.end() - 1 :]}"
