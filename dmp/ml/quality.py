"""How good the evaluation lists were, with intervals and beside popularity.

What a list was worth to one user is the business of SQL (int_recommendation_scores), the same on
every engine; here the scores are averaged, resampled and compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dmp.ml import bootstrap, contracts
from dmp.ml.arrays import FloatArray
from dmp.ml.frames import typed
from dmp.ml.metrics import METRICS

# Whatever counting reaches: a model that does not beat it is not worth its trouble.
BASELINES = ("own_counts", "popularity", "popularity_recent")
COVERAGE = "coverage"
QUALITY = {
    "task": "str",
    "model": "str",
    "metric": "str",
    "k": "int64",
    "value": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
    "n_users": "int64",
    "n_cold_users": "int64",
    "baseline": "str",
    "lift_over_baseline": "float64",
    "lift_ci_low": "float64",
    "lift_ci_high": "float64",
}


@dataclass(frozen=True)
class _Judged:
    """One task: how many users, and per (model, metric, k) the mean and its bootstrap draws."""

    n_users: int
    n_cold_users: int
    means: dict[tuple[str, str, int], float]
    draws: dict[tuple[str, str, int], FloatArray]


def recommendation_quality(
    scores: pd.DataFrame,
    lists: pd.DataFrame,
    popularity: pd.DataFrame,
    *,
    samples: int,
    level: float,
    seed: int,
) -> pd.DataFrame:
    """Average the scores of every model of every task at every cutoff.

    The baseline of a metric is the best way of counting at it (`BASELINES`); the lift is value /
    baseline - 1, its interval the percentile interval of the same ratio over paired resamples of
    users. Coverage (share of the candidates that any scored user is shown) is no mean over users,
    so it has no interval. A lift over zero is null.

    Parameters
    ----------
    scores, lists, popularity
        int_recommendation_scores, int_evaluation_lists, feat_item_popularity. Every user with a
        target has scores for every model of the task, so the cutoffs are those of `scores`.
    samples, level, seed
        Bootstrap resamples, coverage of the intervals (such as 0.95), seed.

    Returns
    -------
    pd.DataFrame
        One row per task, model, metric and k; the columns of `QUALITY`.
    """
    scored = contracts.RECOMMENDATION_SCORES.read(scores)
    shown = contracts.EVALUATION_LISTS.read(lists)
    candidates = contracts.ITEM_POPULARITY.read(popularity)
    n_candidates = int((candidates["snapshot"] == contracts.EVALUATION).sum())
    rows: list[dict[str, object]] = []
    for task, of_task in scored.groupby("task", sort=True):
        part = shown[shown["task"] == task]
        judged = _judge(of_task, part, n_candidates, samples=samples, seed=seed)
        rows += [{"task": task} | _row(judged, name, level) for name in sorted(judged.means)]
    return typed({name: [row[name] for row in rows] for name in QUALITY}, QUALITY)


def _judge(
    scored: pd.DataFrame, shown: pd.DataFrame, n_candidates: int, *, samples: int, seed: int
) -> _Judged:
    names: list[tuple[str, str, int]] = []
    columns: list[FloatArray] = []
    for _, part in scored.sort_values("user_id").groupby(["model", "k"], sort=True):
        model, k = str(part["model"].iloc[0]), int(part["k"].iloc[0])
        for metric in METRICS:
            names.append((model, metric, k))
            columns.append(part[metric].to_numpy())
    resampled = bootstrap.resampled_means(np.column_stack(columns), samples, seed)
    means = {name: float(values.mean()) for name, values in zip(names, columns, strict=True)}
    draws = {name: resampled[:, place] for place, name in enumerate(names)}
    users = scored.drop_duplicates("user_id")
    # Positions, not isin: on arrow-backed text isin walks its argument in Python (10 s here).
    known = pd.Index(users["user_id"]).get_indexer(pd.Index(shown["user_id"])) >= 0
    for model, k in dict.fromkeys((model, k) for model, _, k in names):
        seen = shown[known & (shown["model"] == model) & (shown["rank"] <= k)]
        means[model, COVERAGE, k] = seen["item_id"].nunique() / max(n_candidates, 1)
        draws[model, COVERAGE, k] = np.full(samples, np.nan)
    return _Judged(len(users), int(users["is_cold"].sum()), means, draws)


def _row(judged: _Judged, name: tuple[str, str, int], level: float) -> dict[str, object]:
    model, metric, k = name
    means, drawn = judged.means, judged.draws
    # To show more of the catalogue than popularity is no achievement: coverage has no baseline.
    compared = BASELINES if metric != COVERAGE else ()
    rivals = [rival for rival in compared if (rival, metric, k) in means]
    baseline = max(rivals, key=lambda rival: means[rival, metric, k], default=None)
    lift, lift_draws = float("nan"), np.full(1, np.nan)
    if baseline is not None and means[baseline, metric, k] > 0:
        lift = means[name] / means[baseline, metric, k] - 1
        below = drawn[baseline, metric, k]
        lift_draws = drawn[name] / np.where(below > 0, below, np.nan) - 1
    low, high = bootstrap.interval(drawn[name], level)
    lift_low, lift_high = bootstrap.interval(lift_draws, level)
    return {
        "model": model,
        "metric": metric,
        "k": k,
        "value": means[name],
        "ci_low": low,
        "ci_high": high,
        "n_users": judged.n_users,
        "n_cold_users": judged.n_cold_users,
        "baseline": baseline,
        "lift_over_baseline": lift,
        "lift_ci_low": lift_low,
        "lift_ci_high": lift_high,
    }
