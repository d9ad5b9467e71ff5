"""The whole scorecard of one warehouse, and the gates it must pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from dmp.errors import UserError
from dmp.scorecard import identity, recommendations, segments
from dmp.scorecard.identity import IdentityScore
from dmp.scorecard.owners import owned_records, people_of_users
from dmp.scorecard.recommendations import Reach
from dmp.scorecard.segments import Separation
from dmp.scorecard.truth import Truth, read_truth

SEED = 20
LEAST_PRECISION = 0.95
#: Over the best way of counting. Own purchases say nearly all about what is bought again: there, not to lose is enough.
LEAST_LIFT = {"discover": 0.30, "buy_again": 0.0}
#: The segments must separate buyers this many times better than all but 1 % of random ones.
TIMES_CHANCE = 2.0
CHANCE_LEVEL = 0.99
CHANCE_SAMPLES = 10_000
#: With fewer of the truth's records in the warehouse, the two are not of the same simulation.
LEAST_FOUND = 0.5

_NEEDED = (
    "identity.user_map",
    "intermediate.int_idr_identifiers",
    "intermediate.int_clock",
    "features.feat_users",
    "features.feat_interactions",
    "features.feat_item_popularity",
    "features.feat_holdout_purchases",
    "marts.model_quality",
    "marts.segment_profiles",
)


@dataclass(frozen=True)
class Model:
    """NDCG@10 of one of our models at one task, as marts.model_quality tells it.

    `lift` is over the best way of counting; it and the intervals are None where not told.
    """

    task: str
    name: str
    ndcg: float
    interval: tuple[float, float] | None
    n_users: int
    lift: float | None
    lift_interval: tuple[float, float] | None


@dataclass(frozen=True)
class Gate:
    """One promise: `value` must reach `bound`; nan never does."""

    name: str
    value: float
    bound: float

    @property
    def is_passed(self) -> bool:
        """Whether the promise is kept."""
        return self.value >= self.bound


@dataclass(frozen=True)
class Scorecard:
    """Everything that was measured.

    Attributes
    ----------
    n_owned_records
        Records of the truth that the warehouse knows, of `n_true_records`.
    identity, models, bounds, separations
        Scores of who is who, of our recommenders, of chance and oracle beside them, of segments.
    """

    n_owned_records: int
    n_true_records: int
    identity: tuple[IdentityScore, ...]
    models: tuple[Model, ...]
    bounds: tuple[Reach, ...]
    separations: tuple[Separation, ...]

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The promises about the demo, kept or not."""
        return tuple(self._gates())

    def _gates(self) -> Iterator[Gate]:
        for score in self.identity:
            if score.method == identity.OURS and score.scope == "all":
                yield Gate("identity: pair precision", score.agreement.precision, LEAST_PRECISION)
        for task, least in LEAST_LIFT.items():
            lifts = [m.lift for m in self.models if m.task == task and m.name == "blend"]
            lift = next((one for one in lifts if one is not None), float("nan"))
            yield Gate(f"{task}: NDCG@10 of the blend over counting", lift, least)
        ours, chance, _ = self.separations
        bound = TIMES_CHANCE * chance.eta_squared
        yield Gate(
            f"segments: eta squared over {TIMES_CHANCE:g} times chance", ours.eta_squared, bound
        )


def score(warehouse: duckdb.DuckDBPyConnection, raw: Path) -> Scorecard:
    """Measure a built warehouse against the truth below the raw folder it was built from.

    Raises
    ------
    UserError
        There is no truth or it belongs to another company, or a table is not built yet.
    """
    truth = read_truth(raw)
    _require_tables(warehouse)
    identifiers = _frame(
        warehouse, "select record_id, id_type, id_value from intermediate.int_idr_identifiers"
    )
    records = _frame(
        warehouse,
        "select record_id, user_id, source, record_type, record_key from identity.user_map",
    )
    owned = owned_records(records, identifiers, truth.owners)
    n_owned = int(owned["is_named"].sum())
    if n_owned < LEAST_FOUND * len(truth.owners):
        raise UserError(
            f"Only {n_owned:,} of the {len(truth.owners):,} records named in {raw / 'truth'} are in"
            " the warehouse, so it was built from other files: build it again, or point DMP_RAW at"
            " the files it was built from."
        )
    person_of_user = people_of_users(owned)
    return Scorecard(
        n_owned_records=n_owned,
        n_true_records=len(truth.owners),
        identity=identity.identity_scores(owned, identifiers, seed=SEED),
        models=_models(warehouse),
        bounds=recommendations.bounds(
            truth,
            person_of_user,
            holdout=_frame(warehouse, "select * from features.feat_holdout_purchases"),
            interactions=_frame(warehouse, "select * from features.feat_interactions"),
            popularity=_frame(warehouse, "select * from features.feat_item_popularity"),
        ),
        separations=_separations(warehouse, truth, person_of_user),
    )


def _models(warehouse: duckdb.DuckDBPyConnection) -> tuple[Model, ...]:
    rows = warehouse.execute(
        """
        select task, model, value, ci_low, ci_high, n_users,
            lift_over_baseline, lift_ci_low, lift_ci_high
        from marts.model_quality
        where metric = 'ndcg' and k = ?
        order by task, value desc, model
        """,
        [recommendations.K],
    ).fetchall()
    return tuple(
        Model(task, name, value, _interval(low, high), users, lift, _interval(least, most))
        for task, name, value, low, high, users, lift, least, most in rows
    )


def _separations(
    warehouse: duckdb.DuckDBPyConnection, truth: Truth, person_of_user: pd.Series[str]
) -> tuple[Separation, ...]:
    profiles = _frame(
        warehouse,
        """
        select n_evaluated_users, n_next_window_buyers
        from marts.segment_profiles
        order by next_window_purchase_rate desc nulls last, segment_no
        """,
    )
    sizes = profiles["n_evaluated_users"].to_numpy(dtype=np.int64)
    buyers = profiles["n_next_window_buyers"].to_numpy(dtype=np.int64)
    users = _frame(
        warehouse,
        """
        select
            users.user_id,
            exists (
                select 1 from features.feat_holdout_purchases as holdout
                where holdout.user_id = users.user_id
            ) as has_bought
        from features.feat_users as users
        where users.snapshot = 'evaluation'
        order by users.user_id
        """,
    )
    cutoff = warehouse.execute("select evaluation_cutoff from intermediate.int_clock").fetchall()
    return (
        segments.separation(segments.OURS, sizes, buyers),
        segments.by_chance(sizes, buyers, level=CHANCE_LEVEL, samples=CHANCE_SAMPLES, seed=SEED),
        segments.by_truth(
            truth,
            person_of_user.reindex(pd.Index(users["user_id"])),
            users["has_bought"].to_numpy(dtype=np.bool_),
            sizes=sizes,
            cutoff=cutoff[0][0],
        ),
    )


def _require_tables(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select table_schema || '.' || table_name from information_schema.tables
        where table_catalog = current_database()
        """
    ).fetchall()
    missing = [name for name in _NEEDED if (name,) not in rows]
    if missing:
        raise UserError(
            f"The warehouse lacks {', '.join(missing)}: run `dmp build` to the end first."
        )


def _frame(warehouse: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    return warehouse.execute(query).df()


def _interval(low: Any, high: Any) -> tuple[float, float] | None:
    return None if low is None or high is None else (float(low), float(high))
