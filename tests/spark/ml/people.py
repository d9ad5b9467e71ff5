"""Users for the segments: a shop without clear borders."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.ml.contracts import FEATURES


def shop(n_users: int) -> pd.DataFrame:
    """Skewed features of a shop, a fifth of its users never bought (unknown features)."""
    random = np.random.default_rng(5)
    activity = random.gamma(0.7, 3.0, n_users)
    frame = pd.DataFrame(
        {name: activity * random.lognormal(0.0, 0.6, n_users) for name in FEATURES}
    )
    for name in FEATURES:
        if name.startswith("days_"):
            frame[name] = 400.0 * np.exp(-frame[name] / 4.0)
        if name.endswith("_share"):
            frame[name] = random.beta(1.0, 6.0, n_users)
    frame.loc[random.random(n_users) < 0.2, ["days_since_last_order", "avg_order_value"]] = np.nan
    frame.insert(0, "snapshot", "evaluation")
    frame.insert(1, "user_id", [f"u{no:05d}" for no in range(n_users)])
    return frame
