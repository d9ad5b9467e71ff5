"""The weights of agreement and disagreement, learned without labels.

Fellegi and Sunter (1969), "A theory for record linkage": a pair of records has a level of agreement
per comparison; m is the share of a level among pairs of one person, u among pairs of two, and
log2(m / u) its weight. m is found by expectation maximisation (Winkler, 1988) on pairs that share one
strong value, once per value and without the comparison that shares it, and averaged. u is counted on
pairs drawn at random, less the few of them that are one person by what m and u said before: in a
small register those are most of the pairs that agree.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dmp.ml.arrays import FloatArray, IntArray

RANDOM, CERTAIN, RECORDS = "random", "certain", "records"
SAMPLE, COUNT = "sample", "n_pairs"
PRIOR = "prior"
# Of the pairs of one person about so many agree on one of the certain keys: a guess, used where the
# random pairs hold too few of one person to tell.
RECALL_OF_CERTAIN = 0.7
ENOUGH_MATCHES = 30
ROUNDS = 3
FIRST_SHARE = 0.3
MAX_STEPS = 300
TOLERANCE = 1e-6
LEAST_PAIRS = 100
FLOOR = 1e-9
# What a sample happens to lack is rare, not impossible: each level is seen half a time more (Jeffreys).
UNSEEN = 0.5


def learn(patterns: pd.DataFrame) -> pd.DataFrame:
    """Learn the weights from patterns of levels.

    Parameters
    ----------
    patterns
        One row per sample and pattern: sample ("random", one name per strong value, which is that
        of the comparison it decides; "certain" and "records" only count), one whole-number column
        per comparison (its level, -1 where a field is missing), n_pairs.

    Returns
    -------
    pd.DataFrame
        One row per comparison and level: comparison, match_level, m_probability, u_probability,
        match_weight. A comparison that no random pair allows has none. The row "prior" has matches
        per record as its m_probability, and nothing else.

    Raises
    ------
    ValueError
        There are no random pairs, or no sample of at least 100 pairs to learn matches from.
    """
    comparisons = [name for name in patterns.columns if name not in (SAMPLE, COUNT)]
    random = patterns[patterns[SAMPLE] == RANDOM]
    pairs = patterns[~patterns[SAMPLE].isin([RANDOM, CERTAIN, RECORDS])]
    seen = [name for name in comparisons if (random[name] >= 0).any()]
    if not seen:
        raise ValueError("there are no pairs of records that have a field in common")
    n_levels = {name: int(patterns[name].max()) + 1 for name in seen}
    strangers = _n_pairs(random)
    for _ in range(ROUNDS):
        unmatched = {name: _shares(random, strangers, name, n_levels[name]) for name in seen}
        matched = _matched(pairs, seen, unmatched)
        same = _one_person(random, matched, unmatched)
        strangers = _n_pairs(random) - same
    rows = [
        (name, level, m, u, np.log2(m / u))
        for name in matched
        for level, (m, u) in enumerate(zip(matched[name], unmatched[name], strict=True))
    ]
    if not rows:
        raise ValueError(
            f"no strong value (name, birth date, e-mail, national id) is shared by {LEAST_PAIRS}"
            " pairs of records"
        )
    rows.append((PRIOR, 0, _matches_per_record(patterns, same.sum()), np.nan, np.nan))
    names = ["comparison", "match_level", "m_probability", "u_probability", "match_weight"]
    return pd.DataFrame(rows, columns=names)


def _matches_per_record(patterns: pd.DataFrame, n_same: float) -> float:
    """Estimate the matches per record among all pairs: from the random ones, where they hold enough to tell."""
    totals = patterns.groupby(SAMPLE)[COUNT].sum()
    n_records = max(int(totals[RECORDS]), 1)
    if n_same >= ENOUGH_MATCHES:
        return float(n_same / totals[RANDOM] * (n_records - 1) / 2)
    return float(totals.get(CERTAIN, 0) + 1) / RECALL_OF_CERTAIN / n_records


def _matched(
    pairs: pd.DataFrame, seen: list[str], unmatched: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """M of each comparison (n_levels,), the mean over the samples that do not decide it."""
    found: dict[str, list[FloatArray]] = {name: [] for name in seen}
    for sample, part in pairs.groupby(SAMPLE):
        names = [name for name in seen if name != sample]
        if part[COUNT].sum() < LEAST_PAIRS or not names:
            continue
        for name, m in _maximise(part, names, unmatched).items():
            found[name].append(m)
    return {name: np.mean(several, axis=0) for name, several in found.items() if several}


def _one_person(
    random: pd.DataFrame, matched: Mapping[str, FloatArray], unmatched: Mapping[str, FloatArray]
) -> FloatArray:
    """How many pairs of each random pattern (n_patterns,) are one person, m and u held fixed."""
    counts = _n_pairs(random)
    evidence = np.zeros(len(random))
    for name, m in matched.items():
        evidence += _log_ratio(random[name].to_numpy(dtype=np.int64), m, unmatched[name])
    share = 1 / counts.sum()
    belief = counts * share
    for _ in range(MAX_STEPS):
        odds = np.log(share / (1 - share)) + evidence
        belief = counts / (1 + np.exp(-np.clip(odds, -700, 700)))
        before, share = share, float(np.clip(belief.sum() / counts.sum(), FLOOR, 1 - FLOOR))
        if abs(share - before) < TOLERANCE * before:
            break
    return np.asarray(belief)


def _n_pairs(part: pd.DataFrame) -> FloatArray:
    return part[COUNT].to_numpy(dtype=np.float64)


def _shares(part: pd.DataFrame, n_pairs: FloatArray, name: str, n_levels: int) -> FloatArray:
    """Share of each level (n_levels,) among the pairs that have the field, none of them zero."""
    levels = part[name].to_numpy(dtype=np.int64)
    known = levels >= 0
    counts = np.bincount(levels[known], weights=n_pairs[known], minlength=n_levels) + UNSEEN
    return np.asarray(counts / counts.sum())


def _maximise(
    part: pd.DataFrame, names: list[str], unmatched: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """Find the m probabilities by expectation maximisation, u held fixed; (n_levels,) per name."""
    counts = part[COUNT].to_numpy(dtype=np.float64)
    levels = {name: part[name].to_numpy(dtype=np.int64) for name in names}
    matched = {name: _first_guess(len(unmatched[name])) for name in names}
    share = FIRST_SHARE
    for _ in range(MAX_STEPS):
        odds = np.log(share / (1 - share)) + sum(
            _log_ratio(levels[name], matched[name], unmatched[name]) for name in names
        )
        belief = counts / (1 + np.exp(-np.clip(odds, -700, 700)))
        moved = abs(belief.sum() / counts.sum() - share)
        share = float(np.clip(belief.sum() / counts.sum(), FLOOR, 1 - FLOOR))
        for name in names:
            known = levels[name] >= 0
            mass = np.bincount(
                levels[name][known], weights=belief[known], minlength=len(unmatched[name])
            )
            guess = (mass + UNSEEN) / (mass + UNSEEN).sum()
            moved = max(moved, float(np.abs(guess - matched[name]).max()))
            matched[name] = guess
        if moved < TOLERANCE:
            break
    return matched


def _first_guess(n_levels: int) -> FloatArray:
    """People agree with themselves: the higher the level, the likelier."""
    rising = np.linspace(0.05, 1.0, n_levels) ** 2
    return np.asarray(rising / rising.sum())


def _log_ratio(levels: IntArray, matched: FloatArray, unmatched: FloatArray) -> FloatArray:
    ratio = np.log(matched) - np.log(unmatched)
    return np.where(levels >= 0, ratio[levels], 0.0)
