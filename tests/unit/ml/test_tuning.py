import numpy as np
import scipy.sparse as sp

from dmp.ml import tuning
from dmp.ml.als import AlsSettings

SHOWN = np.ones(60, dtype=np.bool_)


def shop(n_users: int) -> sp.csr_matrix:
    random = np.random.default_rng(1)
    same = (np.arange(n_users)[:, None] % 4) == (np.arange(60)[None, :] % 4)
    chance = np.where(same, 0.4, 0.02)
    return sp.csr_matrix((random.random((n_users, 60)) < chance).astype(float))


def chosen(weights: sp.csr_matrix, shrinkages: list[float]) -> float:
    settings = AlsSettings(factors=8, shrinkages=shrinkages, threads=1)
    return tuning.choose_shrinkage(weights, SHOWN, settings)


def test_noise_is_not_learned_by_heart() -> None:
    assert chosen(shop(400), [0.02, 0.03, 1.0]) == 1.0


def test_tastes_are_not_shrunk_away() -> None:
    assert chosen(shop(400), [1.0, 20.0, 30.0]) == 1.0


def test_one_value_is_taken_as_it_is() -> None:
    assert chosen(shop(400), [3.0]) == 3.0


def test_too_little_to_hide_takes_the_middle_value() -> None:
    assert chosen(shop(5), [0.5, 0.9, 0.7]) == 0.7
    assert chosen(sp.csr_matrix((0, 60)), [0.5, 0.9, 0.7]) == 0.7


def test_the_choice_is_the_same_every_time() -> None:
    grid = [0.3, 0.6, 1.0]
    assert chosen(shop(300), grid) == chosen(shop(300), grid)


def test_climbing_finds_the_top_from_either_side_and_stays_within_the_values() -> None:
    hump = [1.0, 2.0, 3.0, 5.0, 4.0]
    assert tuning.climb(lambda place: hump[place], 5, 0) == 3
    assert tuning.climb(lambda place: hump[place], 5, 4) == 3
    assert tuning.climb(float, 5, 2) == 4
    assert tuning.climb(lambda place: -float(place), 5, 2) == 0


def test_climbing_asks_no_place_twice() -> None:
    asked: list[int] = []

    def quality(place: int) -> float:
        asked.append(place)
        return -abs(place - 3.0)

    tuning.climb(quality, 7, 1)
    assert len(asked) == len(set(asked))
