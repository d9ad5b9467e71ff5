"""The judge of the lists: its SQL rendered without dbt, its definition in Python, and a world to judge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import jinja2
import numpy as np
import pandas as pd

from dmp.ml import metrics

SQL = Path("models/intermediate/predictions/int_recommendation_scores.sql")
N_USERS, N_ITEMS = 60, 25
KEYS = ["task", "model", "user_id", "k"]


def rendered(root: Path, cutoffs: Sequence[int]) -> str:
    """Render the SQL of int_recommendation_scores as dbt would, with plain table names."""

    def exact_sum(expression: str) -> str:
        return f"cast(sum(cast({expression} as decimal(28, 12))) as double)"

    return jinja2.Template((root / SQL).read_text("utf-8")).render(
        ref=lambda name: name,
        var=lambda _: list(cutoffs),
        type_double=lambda: "double",
        exact_sum=exact_sum,
    )


def scores(
    lists: pd.DataFrame, holdout: pd.DataFrame, interactions: pd.DataFrame, cutoffs: Sequence[int]
) -> pd.DataFrame:
    """Score every user of every list by `dmp.ml.metrics`: what the SQL must say."""
    past = interactions[interactions["snapshot"] == "evaluation"]
    bought = set(past[past["n_purchases"] > 0][["user_id", "item_id"]].itertuples(index=False))
    known = set(past["user_id"])
    rows = []
    for task in sorted(set(lists["task"])):
        targets: dict[str, set[str]] = {}
        for user, item in holdout[["user_id", "item_id"]].itertuples(index=False):
            if task == "buy_again" or (user, item) not in bought:
                targets.setdefault(user, set()).add(item)
        shown = lists[(lists["task"] == task) & lists["user_id"].isin(list(targets))]
        for model in sorted(set(shown["model"])):
            of_model = shown[shown["model"] == model].sort_values("rank")
            of_user = {user: part["item_id"].tolist() for user, part in of_model.groupby("user_id")}
            for user, wanted in targets.items():
                hit = np.array([[item in wanted for item in of_user.get(user, [])]], dtype=bool)
                for k in cutoffs:
                    values = metrics.per_user(hit, np.array([len(wanted)]), k)
                    row = {"task": task, "model": model, "user_id": user, "k": k}
                    row |= {"n_targets": len(wanted)}
                    row |= {name: float(value[0]) for name, value in values.items()}
                    rows.append(row | {"is_cold": user not in known})
    columns = [*KEYS, "n_targets", *metrics.METRICS, "is_cold"]
    return pd.DataFrame(rows, columns=columns).sort_values(KEYS, ignore_index=True)


def world() -> dict[str, pd.DataFrame]:
    """Random lists, purchases and a past; the last five users have no past, three no list."""
    random = np.random.default_rng(4)
    users = [f"u{no:02d}" for no in range(N_USERS)]
    items = [f"i{no:02d}" for no in range(N_ITEMS)]
    lists = pd.DataFrame(
        [
            (task, model, user, rank, item, -float(rank))
            for task, models in (
                ("buy_again", ("als", "own_counts", "popularity", "popularity_recent")),
                ("discover", ("als", "popularity", "popularity_recent")),
            )
            for model in models
            for user in users[3:]
            for rank, item in enumerate(random.permutation(items)[: random.integers(1, 11)], 1)
        ],
        columns=["task", "model", "user_id", "rank", "item_id", "score"],
    )
    pairs = [(user, item) for user in users for item in items]
    later = [pair for pair in pairs if random.random() < 0.12]
    before = [pair for pair in pairs if pair[0] < "u55" and random.random() < 0.2]
    past = pd.DataFrame(before, columns=["user_id", "item_id"])
    past["snapshot"], past["weight"] = "evaluation", 1.0
    past["n_purchases"] = random.integers(0, 2, len(past))
    popularity = pd.DataFrame({"snapshot": "evaluation", "item_id": items})
    for name in ("n_buyers", "n_purchases", "n_purchases_decayed"):
        popularity[name] = 1.0
    holdout = pd.DataFrame(later, columns=["user_id", "item_id"]).assign(n_purchases=1)
    return {
        "int_evaluation_lists": lists,
        "feat_holdout_purchases": holdout,
        "feat_interactions": past,
        "feat_item_popularity": popularity,
    }
