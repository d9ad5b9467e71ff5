"""A company whose answers can be seen: red users buy red items, black users black ones.

Every user has bought all items of the own colour but two (`missing`); black sells twice as well.
"""

from __future__ import annotations

import pandas as pd

from dmp.ml.contracts import FEATURES

N_USERS = 40  # even: red, odd: black
N_ITEMS = 20  # even: red, odd: black
MISSING = 2
SETTINGS = {
    "factors": 4,
    "alpha": 1.5,
    "user_balance": 0.5,
    "shrinkages": [0.5],
    "iterations": 10,
    "seed": 7,
    "threads": 1,
}
EASE = {"ridges": [10.0], "max_items": 100}
BLENDS = {
    "discover": {"als": 1.0, "ease": 0.5, "trend": 0.3},
    "buy_again": {"own_counts": 1.0, "als": 0.2, "trend": 0.1},
}


def refused(*names: str) -> pd.DataFrame:
    """Those of whom nothing may be used."""
    return pd.DataFrame({"user_id": pd.Series(["somebody else", *names], dtype="str")})


def user(no: int) -> str:
    return f"u{no:02d}"


def item(no: int) -> str:
    return f"i{no:02d}"


def colour(identifier: str) -> str:
    return "red" if int(identifier[1:]) % 2 == 0 else "black"


def missing(user_no: int) -> set[str]:
    own = [no for no in range(N_ITEMS) if no % 2 == user_no % 2]
    start = (user_no // 2) % len(own)
    return {item(own[(start + step) % len(own)]) for step in range(MISSING)}


def interactions(snapshot: str = "serving") -> pd.DataFrame:
    rows = [
        (snapshot, user(u), item(i), 10.0 + 10.0 * (i % 2), 1 + i % 2, 0.5)
        for u in range(N_USERS)
        for i in range(N_ITEMS)
        if i % 2 == u % 2 and item(i) not in missing(u)
    ]
    columns = ["snapshot", "user_id", "item_id", "weight", "n_purchases", "n_purchases_decayed"]
    return pd.DataFrame(rows, columns=columns)


def popularity(snapshot: str = "serving") -> pd.DataFrame:
    bought = interactions(snapshot).groupby("item_id")["n_purchases"].agg(["size", "sum"])
    return pd.DataFrame(
        {
            "snapshot": snapshot,
            "item_id": bought.index,
            "n_buyers": bought["size"].to_numpy(),
            "n_purchases": bought["sum"].to_numpy(),
            "n_purchases_decayed": bought["sum"].to_numpy() / 2,
        }
    )


def users(ids: list[str], snapshot: str = "serving") -> pd.DataFrame:
    features = dict.fromkeys(FEATURES, 1.0)
    return pd.DataFrame([{"snapshot": snapshot, "user_id": name} | features for name in ids])


def holdout() -> pd.DataFrame:
    rows = [(user(u), name, 1) for u in range(N_USERS) for name in sorted(missing(u))]
    return pd.DataFrame(rows, columns=["user_id", "item_id", "n_purchases"])


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    return frame.sample(frac=1.0, random_state=seed).reset_index(drop=True)
