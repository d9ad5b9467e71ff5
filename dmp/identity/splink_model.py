"""Our weights as a model of Splink, and a model of Splink as our weights.

A model of Splink is JSON: comparisons, each with levels from the strongest to the weakest, each level
an SQL condition over <column>_l and <column>_r with its m and u. Ours say the same over one_<column>
and other_<column>. Weights are only good for the levels that they were learned for, so a model is
imported where its levels are ours, however they are spelt, and refused where they are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd

from dmp.errors import UserError
from dmp.identity.fellegi_sunter import FLOOR, PRIOR
from dmp.identity.splink_sql import ELSE, columns_of, meaning

RARITY = "_rarity"


@dataclass(frozen=True)
class MatchModel:
    """How pairs are found and compared (macro match_model): what a set of weights belongs to.

    Attributes
    ----------
    levels_version
        Fingerprint of the comparisons.
    columns
        The columns of int_idr_match_records that are compared.
    comparisons
        Each with its name, `unknown`, `levels` from the strongest and perhaps a `term`.
    level_of
        Per comparison the expression of its level.
    blocking_rules
        Each with its `keys`.
    """

    levels_version: str
    columns: Sequence[str]
    comparisons: Sequence[Mapping[str, Any]]
    level_of: Mapping[str, str]
    blocking_rules: Sequence[Mapping[str, Any]]


def to_splink(ours: MatchModel, weights: pd.DataFrame, n_records: int) -> dict[str, Any]:
    """Write weights as the settings of a Splink linker over int_idr_match_records.

    The rarity of a value counts once for several of our levels, which no level of Splink can say. It
    becomes a comparison of its own, with m equal to u and the term frequencies of Splink.

    Parameters
    ----------
    ours
        The comparisons that the weights were learned for.
    weights
        comparison, match_level, m_probability, u_probability (see `fellegi_sunter.learn`).
    n_records
        Number of contact records: our prior is matches per record, Splink's is per pair.

    Returns
    -------
    dict
        To be written as JSON. Caps on the size of a block have no counterpart and are left out.
    """
    keys = zip(weights["comparison"], weights["match_level"], strict=True)
    shares = zip(weights["m_probability"], weights["u_probability"], strict=True)
    learned = dict(zip(keys, shares, strict=True))
    matches_of_two = 2 * learned[PRIOR, 0][0]
    odds = matches_of_two / max(n_records - 1 - matches_of_two, 1)
    comparisons = []
    for each in ours.comparisons:
        name, n_levels = each["name"], len(each["levels"])
        if (name, 0) not in learned:
            continue
        # a level that no sample has shown weighs nothing
        found_levels = [learned.get((name, level), (FLOOR, FLOOR)) for level in range(n_levels + 1)]
        comparisons.append(_comparison(each, found_levels))
        if "term" in each:
            share = sum(found_levels[level][1] for level in each["term"]["levels"])
            comparisons.append(_rarity(each, ours.level_of[name], share))
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_id",
        "sql_dialect": "duckdb",
        "probability_two_random_records_match": odds / (1 + odds),
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": _blocking(rule["keys"], ours.columns), "sql_dialect": "duckdb"}
            for rule in ours.blocking_rules
        ],
        "comparisons": comparisons,
    }


def from_splink(
    theirs: Mapping[str, Any], ours: MatchModel, n_records: int, file: str
) -> pd.DataFrame:
    """Read the weights of a model that Splink has saved.

    Rarity is not read: builds count it in their own records, of the levels that `term` names.

    Parameters
    ----------
    theirs
        The model, checked by `check_model`.
    ours
        The comparisons of the builds that will use the weights.
    n_records
        Number of records that Splink's prior speaks of.
    file
        Where the model comes from, for sentences.

    Returns
    -------
    pd.DataFrame
        As `fellegi_sunter.learn`. A comparison that the model does not have has none.

    Raises
    ------
    UserError
        A comparison or level that is none of ours, or has not been trained.
    """
    by_name = {each["name"]: each for each in ours.comparisons}
    taken: dict[str, str] = {}
    rows: list[tuple[str, int, float, float, float]] = []
    for comparison in theirs["comparisons"]:
        name = str(comparison.get("output_column_name", ""))
        levels = [each for each in comparison["comparison_levels"] if not each.get("is_null_level")]
        if name.endswith(RARITY) and name.removesuffix(RARITY) in by_name:
            _check_rarity(levels, name, file)
            continue
        counterpart = _counterpart(name, levels, by_name.values(), file)
        ours_name = counterpart["name"]
        if ours_name in taken:
            raise UserError(
                f"The comparisons '{taken[ours_name]}' and '{name}' of {file} are both our"
                f" '{ours_name}': leave one of them out."
            )
        taken[ours_name] = name
        _check_levels(levels, counterpart, name, file)
        for level, each in enumerate(reversed(levels)):
            m, u = (
                _probability(each, key, name, file) for key in ("m_probability", "u_probability")
            )
            rows.append((ours_name, level, m, u, float(np.log2(m / u))))
    share = _share(theirs.get("probability_two_random_records_match"))
    if share is None:
        raise UserError(
            f"{file} has no probability_two_random_records_match between 0 and 1: estimate it with"
            " Splink before saving the model."
        )
    if not rows:
        raise UserError(f"{file} has none of our comparisons: ours are {', '.join(by_name)}.")
    if n_records < 2:
        raise UserError(
            "The last build had no two contacts, so the prior of Splink cannot be told per record:"
            " say with --records how many the model was trained on."
        )
    rows.append((PRIOR, 0, share * (n_records - 1) / 2, np.nan, np.nan))
    names = ["comparison", "match_level", "m_probability", "u_probability", "match_weight"]
    return pd.DataFrame(rows, columns=names)


def check_model(theirs: object, file: str) -> Mapping[str, Any]:
    """Refuse what is no model of Splink for records of one table.

    Raises
    ------
    UserError
        It has no comparisons with levels, or links two tables.
    """
    comparisons = theirs.get("comparisons") if isinstance(theirs, Mapping) else None
    if (
        not isinstance(theirs, Mapping)
        or not isinstance(comparisons, list)
        or not comparisons
        or not all(_is_comparison(each) for each in comparisons)
    ):
        raise UserError(
            f"{file} is no model of Splink: it needs a list of comparisons, each with comparison_levels"
            " that have a sql_condition."
        )
    if theirs.get("link_type") == "link_only":
        raise UserError(
            f"{file} is a model of Splink for two tables without duplicates (link_only), whose prior"
            " counts other pairs than ours: train it as dedupe_only or link_and_dedupe."
        )
    return theirs


def _is_comparison(each: object) -> bool:
    levels = each.get("comparison_levels") if isinstance(each, Mapping) else None
    return isinstance(levels, list) and all(
        isinstance(level, Mapping) and isinstance(level.get("sql_condition"), str)
        for level in levels
    )


def _comparison(ours: Mapping[str, Any], learned: list[tuple[float, float]]) -> dict[str, Any]:
    highest = len(ours["levels"])
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": _in_splink(ours["unknown"]),
            "label_for_charts": "unknown",
            "is_null_level": True,
        }
    ]
    for level, condition in zip(range(highest, -1, -1), [*ours["levels"], ELSE], strict=True):
        m, u = learned[level]
        levels.append(
            {
                "sql_condition": _in_splink(condition) if level else ELSE.upper(),
                "label_for_charts": f"level {level}",
                "m_probability": m,
                "u_probability": u,
            }
        )
    return {"output_column_name": ours["name"], "comparison_levels": levels}


def _rarity(ours: Mapping[str, Any], level_of: str, share: float) -> dict[str, Any]:
    column, levels = ours["term"]["column"], ", ".join(map(str, ours["term"]["levels"]))
    shared = f"{column}_l = {column}_r and ({_in_splink(level_of)}) in ({levels})"

    def fixed(condition: str, label: str, probability: float) -> dict[str, Any]:
        return {
            "sql_condition": condition,
            "label_for_charts": label,
            "m_probability": probability,
            "u_probability": probability,
            "fix_m_probability": True,
            "fix_u_probability": True,
        }

    return {
        "output_column_name": ours["name"] + RARITY,
        "comparison_levels": [
            {
                "sql_condition": f"{column}_l is null or {column}_r is null",
                "label_for_charts": "unknown",
                "is_null_level": True,
            },
            {
                **fixed(shared, f"shared {column}", share),
                "tf_adjustment_column": column,
                "disable_tf_exact_match_detection": True,
            },
            fixed(ELSE.upper(), "no shared value", 1 - share),
        ],
    }


def _blocking(keys: Sequence[str], columns: Sequence[str]) -> str:
    column = re.compile(rf"\b({'|'.join(columns)})\b")
    sides = [(column.sub(r"l.\1", key), column.sub(r"r.\1", key)) for key in keys]
    return " and ".join(f"({one}) = ({other})" for one, other in sides)


def _in_splink(condition: str) -> str:
    """Spell one of our conditions as Splink does."""
    text = " ".join(condition.split())
    return re.sub(r"\bother_(\w+)", r"\1_r", re.sub(r"\bone_(\w+)", r"\1_l", text))


def _counterpart(
    name: str,
    levels: Sequence[Mapping[str, Any]],
    ours: Iterable[Mapping[str, Any]],
    file: str,
) -> Mapping[str, Any]:
    """Find the comparison of ours that has this name, or else the one of most nearly these columns."""
    used = columns_of(each["sql_condition"] for each in levels)
    best, likeness, known = None, 0.0, []
    for each in ours:
        if each["name"] == name:
            return each
        columns = columns_of(map(_in_splink, each["levels"]))
        found = len(used & columns) / len(used | columns)
        if found > likeness:
            best, likeness = each, found
        known.append(each["name"])
    if best is None:
        raise UserError(
            f"The comparison '{name}' of {file} reads no column that ours do: ours are"
            f" {', '.join(known)}; leave it out of the model."
        )
    return best


def _check_levels(
    levels: Sequence[Mapping[str, Any]], ours: Mapping[str, Any], name: str, file: str
) -> None:
    conditions = [each["sql_condition"] for each in levels]
    wanted = [*map(_in_splink, ours["levels"]), ELSE]
    for place, (one, other) in enumerate(zip_longest(conditions, wanted), start=1):
        if one is None or other is None or meaning(one) != meaning(other):
            raise UserError(
                f"Level {place} of the comparison '{name}' of {file} is {_quoted(one)}, of our"
                f" '{ours['name']}' it is {_quoted(other)}: weights are only good for the levels they"
                " were learned for, so train Splink on ours (`dmp identity export-splink` writes them)."
            )


def _check_rarity(levels: Sequence[Mapping[str, Any]], name: str, file: str) -> None:
    if any(each.get("m_probability") != each.get("u_probability") for each in levels):
        raise UserError(
            f"The comparison '{name}' of {file} has weights of its own, but stands for rarity alone,"
            " which builds count themselves: keep its m and u equal, as `dmp identity export-splink`"
            " wrote them."
        )


def _probability(level: Mapping[str, Any], key: str, name: str, file: str) -> float:
    value = _share(level.get(key))
    if value is None:
        raise UserError(
            f"The level {_quoted(level['sql_condition'])} of the comparison '{name}' of {file} has no"
            f" {key} above 0: Splink has not trained it, or saw no such pair; train it, or set"
            " the value by hand."
        )
    return value


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 < value <= 1 else None


def _quoted(condition: str | None) -> str:
    return "missing" if condition is None else f"`{condition}`"
