"""Users for the segments: three kinds, far apart; revenue and recency tell them."""

import numpy as np
import pandas as pd

from dmp.ml.contracts import FEATURES

KINDS = {"rich": (5_000.0, 5.0), "middle": (300.0, 60.0), "poor": (5.0, 300.0)}


def people(n_each: int = 40, snapshot: str = "evaluation") -> pd.DataFrame:
    """Some of each kind; the share of refunds is unknown."""
    random = np.random.default_rng(8)
    rows = []
    for kind, (revenue, days) in KINDS.items():
        for no in range(n_each):
            features: dict[str, object] = dict.fromkeys(FEATURES, 1.0)
            features["revenue_365d"] = revenue * random.uniform(0.8, 1.2)
            features["days_since_last_order"] = days * random.uniform(0.8, 1.2)
            features["refund_share"] = None
            rows.append({"snapshot": snapshot, "user_id": f"{no:02d}_{kind}"} | features)
    return pd.DataFrame(rows)
