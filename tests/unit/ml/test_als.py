import numpy as np
import pytest
import scipy.sparse as sp

from dmp.ml import als
from dmp.ml.als import AlsSettings

SMALL = AlsSettings(factors=8, iterations=10, seed=3, threads=1)
SHRINKAGE = 0.5


def blocks(n_users: int = 60, n_items: int = 30) -> sp.csr_matrix:
    random = np.random.default_rng(11)
    same_block = (np.arange(n_users)[:, None] % 3) == (np.arange(n_items)[None, :] % 3)
    seen = same_block & (random.random((n_users, n_items)) < 0.7)
    return sp.csr_matrix(np.where(seen, random.uniform(0.5, 5.0, seen.shape), 0.0))


def test_factors_score_the_own_block_above_the_others() -> None:
    factors = als.fit(blocks(), SMALL, SHRINKAGE)
    scores = factors.users @ factors.items.T
    same_block = (np.arange(60)[:, None] % 3) == (np.arange(30)[None, :] % 3)
    assert scores[same_block].min() > scores[~same_block].max()


def test_the_same_seed_gives_the_same_factors_and_another_seed_others() -> None:
    first, again = als.fit(blocks(), SMALL, SHRINKAGE), als.fit(blocks(), SMALL, SHRINKAGE)
    other = als.fit(blocks(), AlsSettings(factors=8, seed=4, threads=1), SHRINKAGE)
    np.testing.assert_array_equal(first.users, again.users)
    np.testing.assert_array_equal(first.items, again.items)
    assert not np.array_equal(first.items, other.items)


def test_one_and_two_threads_give_the_same_factors() -> None:
    one = als.fit(blocks(), SMALL, SHRINKAGE)
    two = als.fit(blocks(), AlsSettings(factors=8, iterations=10, seed=3, threads=2), SHRINKAGE)
    np.testing.assert_array_equal(one.users, two.users)
    np.testing.assert_array_equal(one.items, two.items)


def test_the_unit_of_the_weights_does_not_matter() -> None:
    # 1024 is a power of two: scaling by it is exact.
    plain, scaled = als.fit(blocks(), SMALL, SHRINKAGE), als.fit(blocks() * 1024, SMALL, SHRINKAGE)
    np.testing.assert_array_equal(plain.items, scaled.items)


def test_confidence_is_one_plus_alpha_times_the_weight_over_the_mean() -> None:
    weights = sp.csr_matrix([[1.0, 3.0], [0.0, 2.0]])
    plain = als.confidence(weights, AlsSettings(alpha=2.0, user_balance=0.0))
    np.testing.assert_allclose(plain.toarray(), [[2.0, 4.0], [0.0, 3.0]])


def test_full_balance_gives_every_user_the_same_total() -> None:
    weights = sp.csr_matrix([[1.0, 3.0, 4.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.0]])
    balanced = als.confidence(weights, AlsSettings(alpha=1.0, user_balance=1.0))
    balanced.data -= 1.0
    totals = balanced.toarray().sum(axis=1)
    assert totals[0] == pytest.approx(totals[1])
    assert totals[2] == 0.0


def test_tiny_weights_never_become_negative_evidence() -> None:
    decayed = sp.csr_matrix([[1e-9, 1.0], [1e-12, 0.0]])
    assert als.confidence(decayed, AlsSettings()).data.min() >= 1.0


def test_the_noise_edge_is_the_largest_singular_value_of_noise() -> None:
    noise = np.random.default_rng(5).standard_normal((400, 200))
    largest = np.linalg.svd(noise, compute_uv=False)[0]
    assert als.noise_edge(sp.csr_matrix(noise)) == pytest.approx(largest, rel=0.03)


def test_empty_rows_and_columns_do_not_move_the_noise_edge() -> None:
    matrix = blocks()
    padded = sp.csr_matrix(sp.block_diag([matrix, sp.csr_matrix((50, 70))]))
    assert als.noise_edge(padded) == pytest.approx(als.noise_edge(matrix))


def test_no_interactions_give_zero_factors() -> None:
    factors = als.fit(sp.csr_matrix((3, 2)), SMALL, SHRINKAGE)
    assert factors.users.shape[0] == 3
    assert factors.items.shape[0] == 2
    assert not factors.users.any()


def test_more_factors_than_users_or_items_are_cut() -> None:
    factors = als.fit(sp.csr_matrix([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]), AlsSettings(), SHRINKAGE)
    assert factors.users.shape == (3, 2)
    assert np.isfinite(factors.users).all()


@pytest.mark.parametrize(
    "senseless",
    [
        {"factors": 0},
        {"alpha": 0.0},
        {"shrinkages": []},
        {"shrinkages": [0.5, 0.0]},
        {"user_balance": 1.5},
        {"threads": 0},
    ],
)
def test_senseless_settings_are_refused(senseless: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="ALS needs"):
        AlsSettings(**senseless)
