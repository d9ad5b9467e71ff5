"""Weights are found again where they are known, and too little to learn from is said."""

import numpy as np
import pandas as pd
import pytest

from dmp.identity.fellegi_sunter import learn

M = {"name": [0.05, 0.15, 0.8], "birth_date": [0.1, 0.9], "city": [0.3, 0.7]}
U = {"name": [0.97, 0.02, 0.01], "birth_date": [0.99, 0.01], "city": [0.9, 0.1]}


def drawn(sample: str, n_pairs: int, matches: float, random: np.random.Generator) -> pd.DataFrame:
    """Patterns of pairs of which the share `matches` is one person; a tenth of the cities is unknown."""
    is_match = random.random(n_pairs) < matches
    levels = pd.DataFrame(
        {
            name: np.where(
                is_match,
                random.choice(len(M[name]), n_pairs, p=M[name]),
                random.choice(len(U[name]), n_pairs, p=U[name]),
            )
            for name in M
        }
    )
    levels.loc[random.random(n_pairs) < 0.1, "city"] = -1
    if sample in M:
        levels[sample] = len(M[sample]) - 1
    counted = levels.groupby(list(M)).size().rename("n_pairs").reset_index()
    return counted.assign(sample=sample)


def patterns() -> pd.DataFrame:
    random = np.random.default_rng(4)
    counts = pd.DataFrame({"sample": ["certain", "records"], "n_pairs": [699, 10_000]})
    return pd.concat(
        [
            drawn("random", 400_000, 0.0, random),
            drawn("name", 40_000, 0.4, random),
            drawn("birth_date", 40_000, 0.2, random),
            counts,
        ]
    )


def weights_of(learned: pd.DataFrame, name: str) -> pd.DataFrame:
    return learned[learned["comparison"] == name].set_index("match_level")


@pytest.mark.parametrize("name", M)
def test_planted_probabilities_are_found_again(name: str) -> None:
    found = weights_of(learn(patterns()), name)
    np.testing.assert_allclose(found["m_probability"], M[name], atol=0.02)
    np.testing.assert_allclose(found["u_probability"], U[name], atol=0.002)
    expected = np.log2(found["m_probability"] / found["u_probability"])
    np.testing.assert_allclose(found["match_weight"], expected)


def test_agreement_weighs_for_and_disagreement_against() -> None:
    found = learn(patterns())
    for name in M:
        weights = weights_of(found, name)["match_weight"]
        assert weights.is_monotonic_increasing
        assert weights.iloc[0] < 0 < weights.iloc[-1]


def test_the_prior_counts_matches_per_record() -> None:
    assert weights_of(learn(patterns()), "prior")["m_probability"].item() == pytest.approx(0.1)


def test_a_comparison_that_no_pair_allows_has_no_weight() -> None:
    assert weights_of(learn(patterns().assign(phone=-1)), "phone").empty


def test_too_little_is_said() -> None:
    told = patterns()
    with pytest.raises(ValueError, match=r"no strong value .* is shared by 100 pairs"):
        learn(told[told["sample"].isin(["random", "certain", "records"])])
    with pytest.raises(ValueError, match="no pairs of records that have a field in common"):
        learn(told[told["sample"] != "random"])
