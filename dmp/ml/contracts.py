"""The frames that the feature models deliver, and those that one `ml_*` model hands to the next."""

from __future__ import annotations

from dmp.ml.frames import Contract
from dmp.ml.metrics import METRICS

EVALUATION = "evaluation"
SERVING = "serving"

DISCOVER = "discover"  # the task: something new; what the user had bought is left out
BUY_AGAIN = "buy_again"  # the task: whatever is bought next; what the user had bought is allowed

FEATURES = (
    "days_since_last_order",
    "days_since_first_order",
    "n_orders_365d",
    "revenue_365d",
    "avg_order_value",
    "n_items_365d",
    "n_categories_365d",
    "refund_share",
    "n_sessions_90d",
    "n_events_90d",
    "days_since_last_event",
    "email_click_share",
)

USERS = Contract(
    name="feat_users",
    ids=("snapshot", "user_id"),
    numbers=FEATURES,
    key=("snapshot", "user_id"),
)

INTERACTIONS = Contract(
    name="feat_interactions",
    ids=("snapshot", "user_id", "item_id"),
    numbers=("weight", "n_purchases", "n_purchases_decayed"),
    key=("snapshot", "user_id", "item_id"),
    known=("weight", "n_purchases", "n_purchases_decayed"),
)

ITEM_POPULARITY = Contract(
    name="feat_item_popularity",
    ids=("snapshot", "item_id"),
    numbers=("n_buyers", "n_purchases", "n_purchases_decayed"),
    key=("snapshot", "item_id"),
    known=("n_buyers", "n_purchases", "n_purchases_decayed"),
)

REFUSED = Contract(
    name="feat_personalisation_refused", ids=("user_id",), numbers=(), key=("user_id",)
)

HOLDOUT_PURCHASES = Contract(
    name="feat_holdout_purchases",
    ids=("user_id", "item_id"),
    numbers=("n_purchases",),
    key=("user_id", "item_id"),
    positive=("n_purchases",),
)

EVALUATION_LISTS = Contract(
    name="int_evaluation_lists",
    ids=("task", "model", "user_id", "item_id"),
    numbers=("rank", "score"),
    key=("task", "model", "user_id", "rank"),
    positive=("rank",),
)

RECOMMENDATION_SCORES = Contract(
    name="int_recommendation_scores",
    ids=("task", "model", "user_id"),
    numbers=("k", *METRICS, "is_cold"),
    key=("task", "model", "user_id", "k"),
    positive=("k",),
    known=(*METRICS, "is_cold"),
)
