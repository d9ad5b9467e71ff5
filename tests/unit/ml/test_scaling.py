import numpy as np
import pandas as pd
import pytest

from dmp.ml.scaling import MAX_UNITS, Scaling


def scaled(**columns: list[float | None]) -> np.ndarray:
    frame = pd.DataFrame(columns, dtype="float64")
    return Scaling.fit(frame).apply(frame)


def test_the_median_becomes_zero_and_the_middle_half_one_unit() -> None:
    points = scaled(any_share=[0.0, 0.25, 0.5, 0.75, 1.0])[:, 0]
    assert points.tolist() == pytest.approx([-1.0, -0.5, 0.0, 0.5, 1.0])


def test_money_is_straightened_by_its_logarithm() -> None:
    tenfold = scaled(revenue=[9.0, 99.0, 999.0])[:, 0]
    assert tenfold[1] - tenfold[0] == pytest.approx(tenfold[2] - tenfold[1])


def test_losses_mirror_gains() -> None:
    points = scaled(revenue=[-50.0, 0.0, 50.0])[:, 0]
    assert points[0] == pytest.approx(-points[2])


def test_unknown_values_stand_at_the_median() -> None:
    points = scaled(any_share=[0.1, 0.2, 0.9, None])[:, 0]
    assert points[3] == points[1]


def test_constant_and_unknown_columns_do_not_speak() -> None:
    assert not scaled(constant=[7.0, 7.0, 7.0], unknown=[None, None, None]).any()


def test_a_column_alike_for_most_is_scaled_by_its_deviation() -> None:
    points = scaled(refund_share=[0.0] * 9 + [1.0])[:, 0]
    assert points[-1] == pytest.approx(MAX_UNITS)
    assert not points[:-1].any()


def test_extremes_are_cut() -> None:
    assert np.abs(scaled(any_share=[0.0, 0.1, 0.2, 0.3, 900.0])).max() == MAX_UNITS


def test_others_are_scaled_by_what_was_learned() -> None:
    scaling = Scaling.fit(pd.DataFrame({"any_share": [0.0, 0.25, 0.5, 0.75, 1.0]}))
    others = pd.DataFrame({"any_share": [0.75, np.nan]})
    assert scaling.apply(others)[:, 0].tolist() == pytest.approx([0.5, 0.0])
