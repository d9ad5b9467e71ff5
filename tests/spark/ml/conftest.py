"""Frames for both engines: the small companies of the unit tests, and the demo's features."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

# The companies whose answers can be seen are those of the unit tests.
sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "ml"))


@pytest.fixture(scope="session")
def to_spark(spark: Any) -> Callable[[pd.DataFrame], Any]:
    """Hand a pandas frame to Spark as an engine would deliver it: nulls, never NaN."""

    def hand_over(frame: pd.DataFrame) -> Any:
        frame = frame.drop(columns="last_at", errors="ignore")  # no model reads instants
        types = {"f": "double", "i": "bigint", "b": "boolean"}
        schema = ", ".join(
            f"`{name}` {types.get(kind.kind, 'string')}" for name, kind in frame.dtypes.items()
        )
        rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
        return spark.createDataFrame(rows, schema)

    return hand_over


@pytest.fixture(scope="session")
def to_pandas() -> Callable[[Any], pd.DataFrame]:
    """Bring a small result back, sorted by all its text columns and its rank or number."""

    def bring(frame: Any) -> pd.DataFrame:
        rows = pd.DataFrame([row.asDict() for row in frame.collect()], columns=frame.columns)
        keys = ("task", "model", "metric", "snapshot", "user_id", "k", "rank")
        return rows.sort_values([key for key in keys if key in rows], ignore_index=True)

    return bring
