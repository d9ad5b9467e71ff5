"""How good the evaluation lists were, with intervals and beside popularity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dmp.ml import bootstrap, contracts, metrics
from dmp.ml.arrays import FloatArray, IntArray
from dmp.ml.frames import typed
from dmp.ml.ranking import NO_ITEM

BASELINES = ("popularity", "popularity_recent")
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
    """One task: users with a target, their targets, every model's lists as item codes."""

    task: str
    n_cold_users: int
    n_candidates: int
    n_targets: IntArray
    target_rows: IntArray
    target_items: IntArray
    lists: dict[str, IntArray]


def recommendation_quality(
    lists: pd.DataFrame,
    holdout: pd.DataFrame,
    interactions: pd.DataFrame,
    popularity: pd.DataFrame,
    *,
    cutoffs: Sequence[int],
    samples: int,
    level: float,
    seed: int,
) -> pd.DataFrame:
    """Measure every model of every task at every cutoff.

    Targets are all items bought in the evaluation window, also those that nobody could have
    recommended (new or inactive at the cutoff): they count as misses. For 'discover', items the
    user had bought before are no targets. A user counts when at least one target is left; users
    without any history count like all others and are told in n_cold_users.

    The baseline of a metric is the better of the two popularity models; the lift is value /
    baseline - 1, its interval the percentile interval of the same ratio over paired resamples of
    users. Coverage (share of the candidates that anybody is shown) is no mean over users, so it
    has no interval. A lift over zero is null.

    Parameters
    ----------
    lists, holdout, interactions, popularity
        ml_evaluation_lists, feat_holdout_purchases, feat_interactions, feat_item_popularity.
    cutoffs
        The k of the metrics, each at least 1.
    samples, level, seed
        Bootstrap resamples, coverage of the intervals (such as 0.95), seed.

    Returns
    -------
    pd.DataFrame
        One row per task, model, metric and k; the columns of `QUALITY`.
    """
    ranked = contracts.EVALUATION_LISTS.read(lists)
    bought_later = contracts.HOLDOUT_PURCHASES.read(holdout)
    past = contracts.INTERACTIONS.read(interactions)
    past = past[past["snapshot"] == contracts.EVALUATION]
    candidates = contracts.ITEM_POPULARITY.read(popularity)
    n_candidates = int((candidates["snapshot"] == contracts.EVALUATION).sum())
    rows: list[dict[str, object]] = []
    for task in ranked["task"].drop_duplicates():
        judged = _judge(task, ranked[ranked["task"] == task], bought_later, past, n_candidates)
        if judged.n_targets.size:
            rows += _measure(judged, cutoffs, samples, level, seed)
    return typed({name: [row[name] for row in rows] for name in QUALITY}, QUALITY)


def _judge(
    task: str,
    ranked: pd.DataFrame,
    bought_later: pd.DataFrame,
    past: pd.DataFrame,
    n_candidates: int,
) -> _Judged:
    targets = bought_later[["user_id", "item_id"]]
    if task == contracts.DISCOVER:
        bought = past.loc[past["n_purchases"] > 0, ["user_id", "item_id"]]
        marked = targets.merge(bought, how="left", on=["user_id", "item_id"], indicator="where")
        targets = marked.loc[marked["where"] == "left_only", ["user_id", "item_id"]]
    users = pd.Index(targets["user_id"].drop_duplicates().sort_values())
    items = pd.Index(pd.concat([targets["item_id"], ranked["item_id"]]).drop_duplicates())
    target_rows = users.get_indexer(pd.Index(targets["user_id"]))
    # Positions, not isin: on arrow-backed text isin walks its argument in Python (10 s here).
    shown = ranked[users.get_indexer(pd.Index(ranked["user_id"])) >= 0]
    known = pd.Index(past["user_id"].drop_duplicates())
    return _Judged(
        task=task,
        n_cold_users=int((known.get_indexer(users) < 0).sum()),
        n_candidates=n_candidates,
        n_targets=np.bincount(target_rows, minlength=len(users)).astype(np.int64),
        target_rows=target_rows.astype(np.int64),
        target_items=items.get_indexer(pd.Index(targets["item_id"])).astype(np.int64),
        lists={
            str(model): _codes(of_model, users, items)
            for model, of_model in shown.groupby("model", sort=True)
        },
    )


def _codes(ranked: pd.DataFrame, users: pd.Index[str], items: pd.Index[str]) -> IntArray:
    ranks = ranked["rank"].to_numpy().astype(np.int64)
    rows = users.get_indexer(pd.Index(ranked["user_id"]))
    codes = np.full((len(users), int(ranks.max())), NO_ITEM, dtype=np.int64)
    codes[rows, ranks - 1] = items.get_indexer(pd.Index(ranked["item_id"]))
    return codes


def _measure(
    judged: _Judged, cutoffs: Sequence[int], samples: int, level: float, seed: int
) -> list[dict[str, object]]:
    names: list[tuple[str, str, int]] = []
    columns: list[FloatArray] = []
    for model, codes in judged.lists.items():
        hit = metrics.hits(codes, judged.target_rows, judged.target_items)
        for k in cutoffs:
            for metric, values in metrics.per_user(hit, judged.n_targets, k).items():
                names.append((model, metric, k))
                columns.append(values)
    if not columns:
        return []
    draws = bootstrap.resampled_means(np.column_stack(columns), samples, seed)
    means = {name: float(values.mean()) for name, values in zip(names, columns, strict=True)}
    drawn = {name: draws[:, place] for place, name in enumerate(names)}
    for model, codes in judged.lists.items():
        for k in cutoffs:
            shown = np.unique(codes[:, :k])
            n_shown = int((shown != NO_ITEM).sum())
            means[model, COVERAGE, k] = n_shown / max(judged.n_candidates, 1)
            drawn[model, COVERAGE, k] = np.full(samples, np.nan)
    return [_row(judged, name, means, drawn, level) for name in sorted(means)]


def _row(
    judged: _Judged,
    name: tuple[str, str, int],
    means: dict[tuple[str, str, int], float],
    drawn: dict[tuple[str, str, int], FloatArray],
    level: float,
) -> dict[str, object]:
    model, metric, k = name
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
        "task": judged.task,
        "model": model,
        "metric": metric,
        "k": k,
        "value": means[name],
        "ci_low": low,
        "ci_high": high,
        "n_users": judged.n_targets.size,
        "n_cold_users": judged.n_cold_users,
        "baseline": baseline,
        "lift_over_baseline": lift,
        "lift_ci_low": lift_low,
        "lift_ci_high": lift_high,
    }
