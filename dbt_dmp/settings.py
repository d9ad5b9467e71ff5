"""What macros ask about the settings before a build writes anything (on-run-start).

Added to the adapter of each engine, since an adapter is all of Python that a macro can reach.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from dbt.adapters.base import BaseAdapter, available

from dmp.errors import UserError
from dmp.rules import settings, variables
from dmp.rules.environment import environment_problems
from dmp.rules.seeds import parse_seed, read_seeds


def checked_variables(_: Any) -> list[str]:
    """List the variables whose values are judged."""
    return list(variables.RULES)


def settings_problems(
    self: Any,
    id_types: Sequence[str],
    chosen: Mapping[str, Any],
    contracts: Sequence[str],
) -> list[str]:
    """Judge seeds, variables and wiring.

    `id_types` are those that the models read, `chosen` the checked variables with the values of this run, `contracts`
    the input contracts.
    """
    root = Path(self.config.project_root)
    try:
        seeds = read_seeds(root)
    except UserError as error:
        return [str(error)]
    declared = yaml.safe_load((root / "dbt_project.yml").read_text("utf-8")).get("vars", {})
    problems = settings.seed_problems(seeds)
    problems += variables.variable_problems(chosen)
    problems += variables.name_problems(declared, self.config.cli_vars)
    problems += variables.wiring_problems(declared, contracts)
    problems += environment_problems(os.environ)
    if problems:
        return problems
    return [
        *settings.id_type_problems(seeds[settings.ID_TYPES], id_types),
        *settings.rule_problems(seeds[settings.RULES], id_types),
        *settings.outlier_problems(seeds[settings.OUTLIERS]),
    ]


def id_type_settings(self: Any, id_type: str) -> dict[str, str]:
    """Give the row of a type in the seed idr_id_types; models are compiled by it."""
    path = Path(self.config.project_root) / f"seeds/reference/{settings.ID_TYPES}.csv"
    rows = _id_types(path.read_bytes(), path.with_suffix(".yml").read_text("utf-8"))
    return rows.get(id_type, {})


@lru_cache(maxsize=1)
def _id_types(content: bytes, words: str) -> dict[str, dict[str, str]]:
    """Read the seed once for all the macros that ask."""
    seed = parse_seed(settings.ID_TYPES, settings.ID_TYPES, content, words)
    rows = map(seed.values, seed.rows)
    return {values["id_type"]: values for values in rows}


def named_records(self: Any) -> list[dict[str, str]]:
    """List the records that manual rules name: where, name, source, record_type, record_key."""
    seeds = read_seeds(Path(self.config.project_root))
    return [
        {"where": each.where, "name": each.name, **each.record._asdict()}
        for each in settings.named_records(seeds[settings.RULES])
    ]


def kept_users(self: Any) -> list[dict[str, str]]:
    """List the users that manual rules keep: where, name."""
    rules = read_seeds(Path(self.config.project_root))[settings.RULES]
    return [
        {"where": rules.where(row), "name": rules.values(row)["a"]}
        for row in rules.rows
        if rules.values(row)["kind"] == settings.KEEP_ID
    ]


def blocked_values(self: Any) -> list[dict[str, str]]:
    """List the values that manual rules block: where, id_type, name."""
    rules = read_seeds(Path(self.config.project_root))[settings.RULES]
    return [
        {"where": rules.where(row), "id_type": values["a"], "name": values["b"]}
        for row in rules.rows
        if (values := rules.values(row))["kind"] == settings.BLOCK_VALUE
    ]


def unreadable_block_sentence(_: Any, block: Mapping[str, str], why: str) -> str:
    """Say that a rule blocks a value that no identifier can be."""
    return settings.unreadable_block_sentence(block["where"], block["id_type"], block["name"], why)


def source_problems(self: Any, built: Sequence[str], feeds: Sequence[str]) -> list[str]:
    """Judge the sources of the named records; `feeds` are the staging models of all datasets."""
    seeds = read_seeds(Path(self.config.project_root))
    elsewhere = {feed.removeprefix("stg_").split("__")[0] for feed in feeds}
    elsewhere.update(seeds["idr_sources"].column("source"))
    return settings.source_problems(settings.named_records(seeds[settings.RULES]), built, elsewhere)


def unknown_record_sentence(_: Any, where: str, name: str, near: str | None) -> str:
    """Say that a rule names a record that no build has seen."""
    return settings.unknown_record_sentence(where, name, near)


def merged_user_sentence(_: Any, where: str, name: str, into: str) -> str:
    """Say that the user of a keep_id was merged into another."""
    return settings.merged_user_sentence(where, name, into)


def misspelt_user_sentence(_: Any, where: str, name: str, near: str) -> str:
    """Say that a keep_id names nobody, but nearly somebody."""
    return settings.misspelt_user_sentence(where, name, near)


def absent_user_sentence(_: Any, where: str, name: str) -> str:
    """Say that the user of a keep_id is not in this warehouse."""
    return settings.absent_user_sentence(where, name)


QUESTIONS = (
    checked_variables,
    settings_problems,
    id_type_settings,
    named_records,
    kept_users,
    blocked_values,
    unreadable_block_sentence,
    source_problems,
    unknown_record_sentence,
    merged_user_sentence,
    misspelt_user_sentence,
    absent_user_sentence,
)


def add_questions(adapter: type[BaseAdapter]) -> None:
    """Let macros ask them of this adapter."""
    for question in QUESTIONS:
        setattr(adapter, question.__name__, available(question))
    adapter._available_ |= {question.__name__ for question in QUESTIONS}
