"""The weights of agreement and disagreement, learned without labels.

Fellegi and Sunter (1969), "A theory for record linkage": a pair of records has a level of agreement
per comparison; m is the share of a level among pairs of one person, u among pairs of two, and
log2(m / u) its weight. u is counted on pairs drawn at random, which are hardly ever one person. m is
found by expectation maximisation (Winkler, 1988) on pairs that share one strong value, once per
value and without the comparison that shares it, and averaged.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dmp.ml.arrays import FloatArray, IntArray

RANDOM, CERTAIN, RECORDS = "random", "certain", "records"
SAMPLE, COUNT = "sample", "n_pairs"
PRIOR = "prior"
# Of the pairs of one person about so many agree on one of the certain keys.
RECALL_OF_CERTAIN = 0.7
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
    unmatched = {name: _shares(random, name, n_levels[name]) for name in seen}
    found: dict[str, list[FloatArray]] = {name: [] for name in seen}
    for sample, part in pairs.groupby(SAMPLE):
        names = [name for name in seen if name != sample]
        if part[COUNT].sum() < LEAST_PAIRS or not names:
            continue
        matched = _maximise(part, names, unmatched)
        for name in names:
            found[name].append(matched[name])
    rows = [
        (name, level, m, u, np.log2(m / u))
        for name in seen
        if found[name]
        for level, (m, u) in enumerate(
            zip(np.mean(found[name], axis=0), unmatched[name], strict=True)
        )
    ]
    if not rows:
        raise ValueError(
            f"no strong value (name, birth date, e-mail, national id) is shared by {LEAST_PAIRS}"
            " pairs of records"
        )
    rows.append((PRIOR, 0, _matches_per_record(patterns), np.nan, np.nan))
    names = ["comparison", "match_level", "m_probability", "u_probability", "match_weight"]
    return pd.DataFrame(rows, columns=names)


def _matches_per_record(patterns: pd.DataFrame) -> float:
    totals = patterns.groupby(SAMPLE)[COUNT].sum()
    return float(totals.get(CERTAIN, 0) + 1) / RECALL_OF_CERTAIN / max(int(totals[RECORDS]), 1)


def _shares(part: pd.DataFrame, name: str, n_levels: int) -> FloatArray:
    """Share of each level (n_levels,) among the pairs that have the field, none of them zero."""
    known = part[part[name] >= 0]
    levels = known[name].to_numpy(dtype=np.int64)
    counts = np.bincount(levels, weights=known[COUNT], minlength=n_levels) + UNSEEN
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
