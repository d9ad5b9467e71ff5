"""Splink, told how we compare, scores our pairs as we do and learns from them what we learn.

On 1,200 made-up people, half of them twice. Of ours Splink has the conditions of the levels and, in
scoring, m and u: blocking, comparing, counting how common a value is, adding up and maximising are its
own.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from dirty_people import dirty_people
from house import House
from splink import DuckDBAPI, Linker

from dmp.identity import export_splink, import_splink
from dmp.identity.fellegi_sunter import learn
from dmp.identity.splink_model import RARITY

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
KEYS = ["comparison", "match_level"]
# What the samples of matches share, see int_idr_training_patterns; nobody here has a national id.
STRONG = {"name": "name_key", "birth_date": "birth_day", "email": "email"}


@pytest.fixture(scope="module")
def house(new_house: Callable[[str], House]) -> House:
    house = new_house("splink")
    house.deliver("2026-03-01", dirty_people(1200, seed=11))
    parts = ["--select", "+int_idr_pairs_scored", "+int_idr_training_patterns"]
    kinds = ["--resource-type", "model", "--resource-type", "seed"]
    house.build(*parts, *kinds, "--vars", "{idr_training: true}")
    return house


@pytest.fixture(scope="module")
def model(house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our weights as a model of Splink, taken over again; all pairs are scored with what came back."""
    file = tmp_path_factory.mktemp("model") / "ours.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DMP_RAW", str(house.raw))
        patch.setenv("DMP_LANDING", str(house.raw))
        project = house.project()
        export_splink(project, file)
        import_splink(project, file, n_records=None, distances="native", now=NOW)
    weights = ["ops_match_weights", "int_idr_match_weights", "int_idr_pairs_scored"]
    house.build("--select", *weights, "--vars", "{idr_rungs: [1.0e-20]}", command="run")
    return file


def frame(house: House, sql: str) -> pd.DataFrame:
    with duckdb.connect(str(house.warehouse), read_only=True) as warehouse:
        return warehouse.sql(sql).df()


def linker(
    house: House,
    model: dict[str, Any],
    strong_value: str = "null",
    frequencies: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> Linker:
    """Splink on our records; the column strong_value is a copy, so that it blocks no comparison."""
    query = f"select *, {strong_value} as strong_value from intermediate.int_idr_match_records"
    with duckdb.connect(str(house.warehouse), read_only=True) as warehouse:
        records = warehouse.sql(query).to_arrow_table()
    engine = DuckDBAPI()
    made = Linker(engine.register(records), model)
    for column, table in frequencies.items():
        made.table_management.register_term_frequency_lookup(engine.register(table), column)
    return made


@pytest.mark.usefixtures("model")
def test_weights_come_back_from_splink_as_they_went(house: House) -> None:
    """Every level of every comparison is recognised; the shipped file has six digits of each weight."""
    shipped = frame(house, "from reference.idr_match_weights where distances = 'jaro_winkler'")
    imported = frame(house, "from intermediate.int_idr_match_weights").set_index(KEYS).sort_index()
    shipped = shipped.set_index(KEYS).sort_index()
    assert set(imported["model_version"]) == {"2026-07-01T12:00:00Z"}
    assert set(imported["levels_version"]) == set(shipped["levels_version"])
    exact = {"rtol": 1e-12, "check_dtype": False}
    for column in ("m_probability", "u_probability"):
        pd.testing.assert_series_equal(imported[column], shipped[column], **exact)
    np.testing.assert_allclose(imported["match_weight"], shipped["match_weight"], atol=1e-4)


def test_splink_scores_every_pair_as_we_do(house: House, model: Path) -> None:
    """Weights to a billionth, rarity included. Splink has no caps on blocks, hence more pairs.

    It is told how often strangers have a value: left to itself it counts a person's own records, too.
    """
    settings = json.loads(model.read_text())
    scorer = linker(house, settings, frequencies=among_strangers(house, settings))
    theirs = scorer.inference.predict().as_pandas_dataframe()
    ours = frame(
        house,
        """
        select one.record_id as one_id, other.record_id as other_id, scored.*
        from intermediate.int_idr_pairs_scored as scored
        inner join intermediate.int_idr_match_records as one on one.node_id = scored.node_a
        inner join intermediate.int_idr_match_records as other on other.node_id = scored.node_b
        """,
    )
    scores = ["match_weight", "match_probability"]
    ours = by_pair(ours, "one_id", "other_id")
    theirs = by_pair(theirs, "record_id_l", "record_id_r").loc[ours.index]
    assert ours.index.is_unique
    assert len(ours) > 10_000
    assert ours["name_rarity"].abs().gt(1).any()
    assert ours["match_probability"].between(0.01, 0.99).any()
    np.testing.assert_allclose(ours[scores], theirs[scores], rtol=0, atol=1e-9)


def among_strangers(house: House, settings: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Per column the share of records with a value, less one's own record and its expected matches."""
    terms = frame(
        house,
        """
        select
            terms.comparison,
            terms.term,
            greatest(terms.n_records - 1 - 2 * weights.m_probability, 1) / terms.n_known as share
        from intermediate.int_idr_terms as terms
        inner join intermediate.int_idr_match_weights as weights on weights.comparison = 'prior'
        """,
    )
    columns = {
        each["output_column_name"].removesuffix(RARITY): level["tf_adjustment_column"]
        for each in settings["comparisons"]
        for level in each["comparison_levels"]
        if "tf_adjustment_column" in level
    }
    return {
        column: terms.loc[terms["comparison"] == name, ["term", "share"]].set_axis(
            [column, f"tf_{column}"], axis=1
        )
        for name, column in columns.items()
    }


def by_pair(pairs: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    ids = pairs[[one, other]]
    keyed = pairs.assign(first_id=ids.min(axis=1), second_id=ids.max(axis=1))
    return keyed.set_index(["first_id", "second_id"])


def test_splink_learns_from_the_same_pairs_what_we_learn(house: House, model: Path) -> None:
    """Expectation maximisation, given our u, from another start: Splink's first guess is its own.

    Ours takes every level as seen half a time more. Where a pair counts a thousand times, that is
    nothing, and m is equal to 0.0001. As it is, what a tenth of the matches show weighs the same to a
    tenth of a bit: city, which counts alone in some twenty of them, differs by 0.07, the rest by 0.02.
    """
    patterns = frame(house, "from intermediate.int_idr_training_patterns").drop(
        columns="levels_version"
    )
    many = learn(patterns.assign(n_pairs=patterns["n_pairs"] * 1000)).set_index(KEYS)
    theirs = maximised(house, json.loads(model.read_text()), many["u_probability"])
    many = many.loc[theirs.index]
    assert len(theirs) > 30
    np.testing.assert_allclose(many["m_probability"], theirs, rtol=0, atol=1e-4)
    usual = learn(patterns).set_index(KEYS).loc[theirs.index]
    common = theirs > 0.1
    assert common.sum() > 9
    np.testing.assert_allclose(
        np.log2(usual["m_probability"])[common], np.log2(theirs)[common], rtol=0, atol=0.1
    )


def maximised(
    house: House, model: dict[str, Any], unmatched: "pd.Series[float]"
) -> "pd.Series[float]":
    """Splink's m by comparison and level: the mean over the samples that do not decide it, as ours."""
    found: dict[tuple[str, int], list[float]] = {}
    for sample, column in STRONG.items():
        compared = [each for each in model["comparisons"] if each["output_column_name"] != sample]
        start = {
            **model,
            "comparisons": [
                with_u(each, unmatched) for each in compared if is_learned(each, unmatched)
            ],
            "em_convergence": 1e-5,
            "max_iterations": 300,
        }
        session = linker(
            house, start, column
        ).training.estimate_parameters_using_expectation_maximisation(
            "l.strong_value = r.strong_value", estimate_without_term_frequencies=True
        )
        for comparison in session.core_model_settings.comparisons:
            for level in comparison.comparison_levels:
                if not level.is_null_level:
                    key = (comparison.output_column_name, level.comparison_vector_value)
                    found.setdefault(key, []).append(level.m_probability)
    return pd.Series({key: float(np.mean(several)) for key, several in found.items()}).sort_index()


def is_learned(comparison: dict[str, Any], unmatched: "pd.Series[float]") -> bool:
    return (comparison["output_column_name"], 0) in unmatched.index


def with_u(comparison: dict[str, Any], unmatched: "pd.Series[float]") -> dict[str, Any]:
    """The comparison with our u and no m."""
    unknown, *levels = comparison["comparison_levels"]
    name, highest = comparison["output_column_name"], len(levels) - 1
    told = [
        {
            "sql_condition": level["sql_condition"],
            "u_probability": float(unmatched[name, highest - place]),
        }
        for place, level in enumerate(levels)
    ]
    return {"output_column_name": name, "comparison_levels": [unknown, *told]}
