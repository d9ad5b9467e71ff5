"""The entry of a dataset in dbt_project.yml, edited as text: comments and order stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    return _with_currency("".join([*lines[:start], *block, *lines[end:]]), dataset, currency)


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


def _with_currency(text: str, dataset: str, currency: str) -> str:
    found = re.search(r"^  reporting_currency: \{(.*?)\}", text, re.MULTILINE)
    if found is None:
        raise UserError(
            "dbt_project.yml has no line '  reporting_currency: {...}' under vars: add the dataset there by hand."
        )
    if re.search(rf"\b{dataset}:", found[1]):
        return text
    return f"{text[: found.end() - 1]}, {dataset}: {currency}{text[found.end() - 1 :]}"
