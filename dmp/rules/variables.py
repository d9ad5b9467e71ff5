"""What every variable of dbt_project.yml may be, asked before a build writes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dmp.rules.codes import CURRENCIES
from dmp.rules.words import is_slip, nearest


@dataclass(frozen=True)
class Rule:
    """What a variable takes, in words, and whether a value is that."""

    takes: str
    holds: Callable[[Any], bool]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _whole(least: int) -> Rule:
    return Rule(f"a whole number from {least}", lambda value: _is_whole(value) and value >= least)


def _whole_or_null() -> Rule:
    return Rule(
        "a whole number from 1, or null",
        lambda value: value is None or (_is_whole(value) and value >= 1),
    )


def _share() -> Rule:
    return Rule("a share from 0 to 1", lambda value: _is_number(value) and 0 <= value <= 1)


def _word(*words: str) -> Rule:
    return Rule(" or ".join(words), lambda value: value in words)


def _switch() -> Rule:
    return Rule("true or false", lambda value: isinstance(value, bool))


def _is_instant(value: Any) -> bool:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _is_rising(value: Any, holds: Callable[[Any], bool]) -> bool:
    is_list = isinstance(value, list) and bool(value) and all(holds(each) for each in value)
    return is_list and value == sorted(set(value))


def _is_probability(value: Any) -> bool:
    return _is_number(value) and 0 < value <= 1


def _are_currencies(value: Any) -> bool:
    told = value.values() if isinstance(value, dict) else [value]
    return all(isinstance(each, str) and each in CURRENCIES for each in told)


RULES = {
    "as_of": Rule(
        "an instant like 2026-07-01T00:00:00 or null",
        lambda value: value is None or _is_instant(value),
    ),
    "reporting_currency": Rule(
        "a currency of ISO 4217 per dataset, such as {demo: EUR}", _are_currencies
    ),
    "timely_days": _whole(0),
    "evaluation_days": _whole(1),
    "recommendation_cutoffs": Rule(
        "a list of rising whole numbers from 1",
        lambda value: _is_rising(value, lambda each: _is_whole(each) and each >= 1),
    ),
    "recommendation_list_length": _whole(1),
    "recommendation_max_per_category": _whole_or_null(),
    "recommendation_max_per_brand": _whole_or_null(),
    "recommendation_exploration": _share(),
    "recommendation_exploration_places": _whole(1),
    "personalisation_consent": _word("opt_out", "opt_in"),
    "item_list_length": _whole(1),
    "item_pair_min_support": _whole(1),
    "item_pair_max_items": _whole(2),
    "session_timeout_minutes": _whole(1),
    "interaction_half_life_days": Rule(
        "a number of days above 0", lambda value: _is_number(value) and value > 0
    ),
    "n_segments": _whole_or_null(),
    "idr_distances": _word("native", "portable"),
    "idr_max_rounds": _whole(1),
    "idr_comparisons_per_match": Rule(
        "a number from 1", lambda value: _is_number(value) and value >= 1
    ),
    "idr_rungs": Rule(
        "a list of rising probabilities above 0 and up to 1 (1: exact evidence alone, no likely matches)",
        lambda value: _is_rising(value, _is_probability),
    ),
    "idr_density": _share(),
    "idr_growth_records": _whole(0),
    "idr_growth_users": _whole(0),
    "idr_released_users": Rule(
        "a list of ids of users, [] for none",
        lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
    ),
    "idr_max_merged_share": _share(),
    "idr_guard_floor": _whole(0),
    "idr_allow_merges": _switch(),
    "idr_training": _switch(),
    "doctor": _switch(),
}


# judged by what they name, in wiring_problems
_WIRING = ("datasets", "adapters", "adapter_inputs")


def variable_problems(variables: Mapping[str, Any]) -> list[str]:
    """Say which of these variables {name: value that the build will use} cannot be.

    Those without a rule are somebody's own.
    """
    return [
        f"The variable {name} is {_shown(value)}; it takes {RULES[name].takes}."
        for name, value in variables.items()
        if name in RULES and not RULES[name].holds(value)
    ]


def _shown(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def name_problems(declared: Iterable[str], chosen: Iterable[str]) -> list[str]:
    """Say which names are no variables.

    Parameters
    ----------
    declared
        Names under vars in dbt_project.yml. One without a rule is somebody's own, unless it looks like one that has.
    chosen
        Names given with --vars.
    """
    known = sorted(declared)
    ours = {*RULES, *_WIRING}
    return [
        *(
            f"dbt_project.yml: nothing reads the variable '{name}'; {nearest(name, ours)}."
            for name in known
            if name not in ours and is_slip(name, ours)
        ),
        *(
            f"--vars: there is no variable '{name}'; {nearest(name, known)}."
            for name in chosen
            if name not in known
        ),
    ]


def wiring_problems(declared: Mapping[str, Any], contracts: Iterable[str]) -> list[str]:
    """Judge which models feed which contracts, and the names of datasets and adapters.

    A misspelt contract would stay empty without a word.

    Parameters
    ----------
    declared
        vars of dbt_project.yml.
    contracts
        Names of all input contracts.
    """
    problems = []
    known = list(contracts)
    datasets: Mapping[str, Mapping[str, Sequence[str]]] = declared.get("datasets") or {}
    adapters: Mapping[str, Mapping[str, str]] = declared.get("adapters") or {}
    shipped = declared.get("adapter_inputs") or {}
    currencies = declared.get("reporting_currency")
    problems += [
        f"vars.adapters.{dataset}: there is no adapter '{name}'; {nearest(name, shipped)}."
        for dataset, places in adapters.items()
        for name in places
        if name not in shipped
    ]
    for dataset, inputs in {**datasets, **shipped}.items():
        problems += [
            f"vars.datasets.{dataset}: there is no contract '{name}'; {nearest(name, known)}."
            for name in inputs
            if name not in known
        ]
        problems += [
            f"vars.datasets.{dataset}.{contract} is '{feeds}'; it takes a list of staging models, such as"
            " [stg_shop__orders]."
            for contract, feeds in inputs.items()
            if not (isinstance(feeds, list) and all(isinstance(each, str) for each in feeds))
        ]
    named = {*datasets, *adapters}
    if isinstance(currencies, dict):
        problems += [
            f"vars.reporting_currency: there is no dataset '{name}'; {nearest(name, named)}."
            for name in currencies
            if name not in named
        ]
    return problems
