"""Models of Splink become weights of ours where their levels are ours, and are refused in a sentence where not.

The models in splink_models/ were saved by Splink itself, trained on made-up people.
"""

import copy
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dmp.errors import UserError
from dmp.identity.fellegi_sunter import PRIOR
from dmp.identity.splink_model import MatchModel, check_model, from_splink, to_splink
from dmp.identity.splink_sql import meaning

SAVED = Path(__file__).parent / "splink_models"
HOUSEHOLD = "(one_family_name = other_family_name and one_given_name <> other_given_name)"
OURS = MatchModel(
    levels_version="v",
    columns=["birth_day", "phone", "gender", "given_name", "family_name", "name_key"],
    comparisons=[
        {
            "name": "name",
            "unknown": "(one_family_name is null or other_family_name is null)",
            "term": {"column": "name_key", "levels": [3, 2]},
            "levels": [
                "one_given_name = other_given_name and one_family_name = other_family_name",
                "one_given_name = other_family_name and one_family_name = other_given_name",
                "jaro_winkler_similarity(one_given_name, other_given_name) >= 0.88",
            ],
        },
        {
            "name": "birth_date",
            "unknown": "(one_birth_day is null or other_birth_day is null)",
            "levels": [
                "one_birth_day = other_birth_day",
                "damerau_levenshtein(one_birth_day, other_birth_day) <= 1",
                "substr(one_birth_day, 1, 7) = substr(other_birth_day, 1, 7)",
                "damerau_levenshtein(one_birth_day, other_birth_day) <= 2",
                "substr(one_birth_day, 1, 4) = substr(other_birth_day, 1, 4)",
            ],
        },
        {
            "name": "phone",
            "unknown": f"(one_phone is null or other_phone is null) or {HOUSEHOLD}",
            "levels": [
                "one_phone = other_phone",
                "damerau_levenshtein(one_phone, other_phone) <= 1",
            ],
        },
        {
            "name": "gender",
            "unknown": "(one_gender is null or other_gender is null)",
            "levels": ["one_gender = other_gender"],
        },
    ],
    level_of={name: f"level of {name}" for name in ("name", "birth_date", "phone", "gender")},
    blocking_rules=[{"keys": ["phone"]}, {"keys": ["substr(family_name, 1, 4)", "birth_day"]}],
)


def saved(version: str = "5.0.0") -> dict[str, Any]:
    model: dict[str, Any] = json.loads((SAVED / f"saved_by_{version}.json").read_text())
    return model


def read(model: dict[str, Any], n_records: int = 1802) -> pd.DataFrame:
    return from_splink(check_model(model, "m.json"), OURS, n_records, "m.json")


def comparison(model: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for each in model["comparisons"] if each["output_column_name"] == name
    )
    return found


@pytest.mark.parametrize("version", ["4.0.17", "5.0.0"])
def test_a_model_that_splink_saved_is_read(version: str) -> None:
    """Its columns have other names (dob), its comparisons are made of Splink's own library."""
    found = read(saved(version)).set_index(["comparison", "match_level"])
    assert set(found.index.levels[0]) == {"birth_date", "phone", "gender", PRIOR}
    exact = comparison(saved(version), "dob")["comparison_levels"][1]
    assert found.loc[("birth_date", 5), "m_probability"] == exact["m_probability"]
    assert found.loc[("birth_date", 5), "u_probability"] == exact["u_probability"]
    assert found.loc[("phone", 0), "match_weight"] < 0 < found.loc[("phone", 2), "match_weight"]
    share = saved(version)["probability_two_random_records_match"]
    assert found.loc[(PRIOR, 0), "m_probability"] == pytest.approx(share * 1801 / 2)


def test_weights_come_back_as_they_went() -> None:
    model = saved()
    weights = read(model)
    exported = json.loads(json.dumps(to_splink(OURS, weights, 1802)))
    again = read(exported)
    keys = ["comparison", "match_level"]
    pd.testing.assert_frame_equal(
        again.sort_values(keys, ignore_index=True),
        weights.sort_values(keys, ignore_index=True),
        rtol=1e-12,
    )


def named_weights() -> pd.DataFrame:
    rows = [("name", 0, 0.1, 0.9), ("name", 1, 0.2, 0.07), ("name", 2, 0.3, 0.02)]
    rows += [("name", 3, 0.4, 0.01), (PRIOR, 0, 0.5, float("nan"))]
    columns = ["comparison", "match_level", "m_probability", "u_probability"]
    return pd.DataFrame(rows, columns=columns)


def test_rarity_is_a_comparison_of_its_own_that_weighs_nothing_else() -> None:
    model = to_splink(OURS, named_weights(), 101)
    assert [each["output_column_name"] for each in model["comparisons"]] == ["name", "name_rarity"]
    unknown, shared, other = comparison(model, "name_rarity")["comparison_levels"]
    assert unknown["is_null_level"]
    assert shared["sql_condition"] == "name_key_l = name_key_r and (level of name) in (3, 2)"
    assert shared["tf_adjustment_column"] == "name_key"
    assert shared["m_probability"] == shared["u_probability"] == pytest.approx(0.03)
    assert other["m_probability"] == other["u_probability"] == pytest.approx(0.97)
    assert set(read(model, 101)["comparison"]) == {"name", PRIOR}


def test_prior_and_blocking_rules_are_said_as_splink_says_them() -> None:
    model = to_splink(OURS, named_weights(), 101)
    assert model["probability_two_random_records_match"] == pytest.approx(0.01)
    assert [each["blocking_rule"] for each in model["blocking_rules_to_generate_predictions"]] == [
        "(l.phone) = (r.phone)",
        "(substr(l.family_name, 1, 4)) = (substr(r.family_name, 1, 4)) and (l.birth_day) = (r.birth_day)",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"surname_l"  =  "SURNAME_r"', "(family_name_r = family_name_l)"),
        ("substring(dob_l, 1, 7) <= 0.90", "(SUBSTR(birth_day_l, 1, 7)) <= .9"),
        ("a_l = a_r and (b_l = b_r and c_l = c_r)", "c_l = c_r and a_l = a_r and b_l = b_r"),
        (" ELSE ", "else"),
    ],
)
def test_spelling_makes_no_difference(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a_l = a_r", "a_l = b_r"),
        ("a_l = a_r and b_l = b_r", "a_l = a_r or b_l = b_r"),
        ("levenshtein(a_l, a_r) <= 1", "levenshtein(a_l, a_r) <= 2"),
        ("levenshtein(a_l, a_r) <= 1", "damerau_levenshtein(a_l, a_r) <= 1"),
        ("a_l <= b_r", "b_r <= a_l"),
        ("this is no SQL (", "neither ) is this"),
    ],
)
def test_what_differs_is_told_apart(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)


def broken(name: str, level: int, **values: object) -> dict[str, Any]:
    model = saved()
    levels = comparison(model, name)["comparison_levels"]
    levels[level] = {
        key: value for key, value in {**levels[level], **values}.items() if value != ""
    }
    return model


def without_a_level() -> dict[str, Any]:
    model = saved()
    del comparison(model, "phone")["comparison_levels"][2]
    return model


def with_one_twice() -> dict[str, Any]:
    model = saved()
    twice = copy.deepcopy(comparison(model, "phone"))
    model["comparisons"].append({**twice, "output_column_name": "mobile"})
    return model


def with_a_rarity_that_weighs() -> dict[str, Any]:
    model = to_splink(OURS, named_weights(), 101)
    comparison(model, "name_rarity")["comparison_levels"][1]["m_probability"] = 0.9
    return model


def with_rarity_alone() -> dict[str, Any]:
    model = to_splink(OURS, named_weights(), 101)
    return {**model, "comparisons": [comparison(model, "name_rarity")]}


def with_a_stranger() -> dict[str, Any]:
    model = saved()
    levels = [{"sql_condition": "shoe_l = shoe_r"}, {"sql_condition": "ELSE"}]
    model["comparisons"].append({"output_column_name": "shoe", "comparison_levels": levels})
    return model


REFUSED = {
    "no list of comparisons": ({"model": 1}, r"m\.json is no model of Splink: it needs a list of"),
    "not even a table": ([1, 2], r"m\.json is no model of Splink: it needs a list of"),
    "a comparison without levels": ({"comparisons": [{"name": 1}]}, "is no model of Splink"),
    "two tables": ({**saved(), "link_type": "link_only"}, r"two tables without duplicates"),
    "no prior": (
        {**saved(), "probability_two_random_records_match": None},
        r"m\.json has no probability_two_random_records_match",
    ),
    "another bound": (
        broken("phone", 2, sql_condition="levenshtein(phone_l, phone_r) <= 3"),
        r"Level 2 of the comparison 'phone' of m\.json is `levenshtein\(phone_l, phone_r\) <= 3`,"
        r" of our 'phone' it is `damerau_levenshtein\(phone_l, phone_r\) <= 1`: .* train Splink on ours",
    ),
    "a level too few": (
        without_a_level(),
        r"Level 2 of the comparison 'phone' of m\.json is `ELSE`",
    ),
    "no m": (
        broken("dob", 1, m_probability=""),
        r"The level `\"dob_l\" = \"dob_r\"` of the comparison 'dob' of m\.json has no m_probability",
    ),
    "an unseen level": (
        broken("dob", 1, u_probability="level not observed in training dataset"),
        r"the comparison 'dob' of m\.json has no u_probability above 0",
    ),
    "an m of nought": (broken("gender", 2, m_probability=0), "has no m_probability above 0"),
    "one of ours twice": (
        with_one_twice(),
        "The comparisons 'phone' and 'mobile' of m.json are both",
    ),
    "rarity with weights": (
        with_a_rarity_that_weighs(),
        "'name_rarity' of m.json has weights of its own",
    ),
    "nothing of ours": (
        with_rarity_alone(),
        "has none of our comparisons: ours are name, birth_date",
    ),
    "a column of nobody's": (
        with_a_stranger(),
        r"'shoe' of m\.json reads no column that ours do: ours are name, birth_date, phone, gender",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_none_of_ours_is_refused_in_a_sentence(case: str) -> None:
    model, sentence = REFUSED[case]
    with pytest.raises(UserError, match=sentence) as refused:
        read(model)
    assert "\n" not in str(refused.value)


def test_a_prior_needs_two_records() -> None:
    with pytest.raises(UserError, match="say with --records how many the model was trained on"):
        read(saved(), n_records=1)
