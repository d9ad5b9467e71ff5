import numpy as np
import pytest

from dmp.ml import bootstrap

VALUES = np.random.default_rng(1).random((300, 2))


def test_the_interval_contains_the_mean_and_has_the_width_of_theory() -> None:
    draws = bootstrap.resampled_means(VALUES, 2_000, seed=4)
    low, high = bootstrap.interval(draws[:, 0], 0.95)
    mean = VALUES[:, 0].mean()
    theory = 1.96 * VALUES[:, 0].std() / np.sqrt(300)
    assert low < mean < high
    assert (high - low) / 2 == pytest.approx(theory, rel=0.1)


def test_columns_share_their_resamples() -> None:
    doubled = np.column_stack([VALUES[:, 0], 2 * VALUES[:, 0]])
    draws = bootstrap.resampled_means(doubled, 50, seed=4)
    np.testing.assert_allclose(draws[:, 1], 2 * draws[:, 0])


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    first = bootstrap.resampled_means(VALUES, 20, seed=4)
    np.testing.assert_array_equal(first, bootstrap.resampled_means(VALUES, 20, seed=4))
    assert not np.array_equal(first, bootstrap.resampled_means(VALUES, 20, seed=5))


def test_chunks_draw_what_the_whole_would(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bootstrap.resampled_means(VALUES, 20, seed=4)
    monkeypatch.setattr(bootstrap, "WEIGHTS_PER_CHUNK", 900)
    np.testing.assert_allclose(bootstrap.resampled_means(VALUES, 20, seed=4), whole)


def test_one_user_has_an_interval_of_no_width() -> None:
    draws = bootstrap.resampled_means(np.array([[0.25]]), 10, seed=1)
    assert bootstrap.interval(draws[:, 0], 0.95) == (0.25, 0.25)


def test_unknown_draws_are_left_out_and_nothing_known_is_unknown() -> None:
    assert bootstrap.interval(np.array([1.0, np.nan, 1.0]), 0.9) == (1.0, 1.0)
    assert np.isnan(bootstrap.interval(np.array([np.nan]), 0.9)).all()
