import numpy as np
import pandas as pd
import pytest

from dmp.ml import contracts
from dmp.ml.frames import FrameError, typed

GOOD = pd.DataFrame(
    {
        "user_id": ["b", "a"],
        "item_id": ["1", "1"],
        "n_purchases": [2, 1],
        "something_else": ["x", "y"],
    }
)


def test_a_good_frame_comes_back_typed_and_sorted_without_extra_columns() -> None:
    read = contracts.HOLDOUT_PURCHASES.read(GOOD)
    assert read.to_dict("list") == {
        "user_id": ["a", "b"],
        "item_id": ["1", "1"],
        "n_purchases": [1.0, 2.0],
    }


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (GOOD.drop(columns="item_id"), "feat_holdout_purchases lacks the column(s) item_id"),
        (GOOD.assign(user_id=["b", None]), "1 row(s) without user_id"),
        (GOOD.assign(user_id="a"), "1 row(s) whose key was seen before (first: user_id = a"),
        (GOOD.assign(n_purchases=["two", "1"]), "n_purchases that is not a number"),
        (GOOD.assign(n_purchases=[np.inf, 1]), "infinite n_purchases"),
        (GOOD.assign(n_purchases=[0, 1]), "n_purchases that is not above zero"),
        (GOOD.assign(n_purchases=[np.nan, 1]), "n_purchases that is not above zero"),
    ],
)
def test_a_broken_frame_is_refused_with_a_sentence(broken: pd.DataFrame, sentence: str) -> None:
    with pytest.raises(FrameError) as raised:
        contracts.HOLDOUT_PURCHASES.read(broken)
    assert sentence in str(raised.value)


def test_unknown_features_are_allowed_but_unknown_weights_are_not() -> None:
    features = {name: [None] for name in contracts.FEATURES}
    users = pd.DataFrame({"snapshot": ["serving"], "user_id": ["a"]} | features)
    assert contracts.USERS.read(users)["revenue_365d"].isna().all()
    interaction = pd.DataFrame(
        {"snapshot": ["s"], "user_id": ["a"], "item_id": ["i"], "weight": [None], "n_purchases": 1}
    ).assign(n_purchases_decayed=1.0)
    with pytest.raises(FrameError, match="weight that is null or negative"):
        contracts.INTERACTIONS.read(interaction)


def test_numbers_as_ids_are_read_as_text() -> None:
    read = contracts.HOLDOUT_PURCHASES.read(GOOD.assign(item_id=[5, 6]))
    assert sorted(read["item_id"]) == ["5", "6"]


def test_an_empty_result_keeps_its_types() -> None:
    empty = typed(
        {"name": [], "n": [], "share": []}, {"name": "str", "n": "int64", "share": "float64"}
    )
    assert [str(kind) for kind in empty.dtypes] == ["str", "int64", "float64"]


def test_a_result_with_other_columns_is_refused() -> None:
    with pytest.raises(FrameError, match="expected the columns"):
        typed({"other": [1]}, {"n": "int64"})
