import numpy as np
import pytest
import scipy.sparse as sp

from dmp.ml import ease
from dmp.ml.ease import EaseSettings

SETTINGS = EaseSettings(ridges=(1.0,), max_items=100)


def random_matrix(n_users: int = 80, n_items: int = 12) -> sp.csr_matrix:
    random = np.random.default_rng(3)
    dense = random.random((n_users, n_items)) * (random.random((n_users, n_items)) < 0.3)
    return sp.csr_matrix(dense)


def test_weights_minimise_the_squared_error_under_a_diagonal_of_zero() -> None:
    x = random_matrix()
    dense = x.toarray()
    gram = dense.T @ dense
    ridge = 2.0
    penalty = ridge * np.diag(gram).mean()
    weights = ease.fit(x, SETTINGS, ridge).weights
    for item in range(dense.shape[1]):
        # the regression of one item on all others, with the same penalty
        others = [other for other in range(dense.shape[1]) if other != item]
        a = gram[np.ix_(others, others)] + penalty * np.eye(len(others))
        expected = np.linalg.solve(a, gram[others, item])
        assert weights[others, item] == pytest.approx(expected, abs=1e-5)
        assert weights[item, item] == 0


def test_only_the_items_with_most_users_are_looked_at_and_the_others_score_nothing() -> None:
    x = sp.csr_matrix(np.array([[1, 1, 0, 1], [1, 1, 0, 0], [1, 1, 0, 0.0]]))
    model = ease.fit(x, EaseSettings(max_items=2), 1.0)
    assert model.items.tolist() == [0, 1]
    scores = model.scores(x)
    assert scores.shape == x.shape
    assert (scores[:, 2:] == 0).all()
    assert (scores[:, :2] > 0).all()


def test_the_unit_of_the_weights_does_not_matter() -> None:
    x = random_matrix()
    one, other = (ease.fit(ease.inputs(x * unit), SETTINGS, 3.0) for unit in (1.0, 50.0))
    assert one.weights == pytest.approx(other.weights, abs=1e-5)


def test_permuted_users_give_the_same_weights() -> None:
    x = random_matrix()
    order = np.random.default_rng(5).permutation(x.shape[0])
    one, other = ease.fit(x, SETTINGS, 3.0), ease.fit(x[order], SETTINGS, 3.0)
    assert one.weights == pytest.approx(other.weights, abs=1e-6)


def test_nothing_to_learn_from_gives_no_scores() -> None:
    nothing = sp.csr_matrix((3, 4))
    assert (ease.fit(ease.inputs(nothing), SETTINGS, 3.0).scores(nothing) == 0).all()


@pytest.mark.parametrize("wrong", [{"ridges": []}, {"ridges": [0]}, {"max_items": 0}])
def test_settings_without_a_solution_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="EASE needs"):
        EaseSettings(**wrong)
