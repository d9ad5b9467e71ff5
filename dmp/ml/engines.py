"""The doors of the mathematics: the same functions on either engine.

A dbt Python model hands over its session and its relations as they are. Which implementation works
is decided here and nowhere else: pyspark.ml for a Spark session, scikit-learn and `implicit` on
pandas frames for any other, whose relations must offer `df()` (DuckDB's do).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

SPARK = "pyspark."


def user_segments(session: object, *, users: Any, **settings: Any) -> Any:
    """Divide users into segments, see `dmp.ml.segments.user_segments`."""
    return _work(session, "segments", "user_segments", {"users": users}, settings)


def user_recommendations(
    session: object,
    *,
    users: Any,
    interactions: Any,
    popularity: Any,
    refused: Any,
    **settings: Any,
) -> Any:
    """Recommend items to users, see `dmp.ml.recommend.user_recommendations`."""
    frames = {
        "users": users,
        "interactions": interactions,
        "popularity": popularity,
        "refused": refused,
    }
    return _work(session, "recommend", "user_recommendations", frames, settings)


def evaluation_lists(
    session: object, *, interactions: Any, popularity: Any, holdout: Any, **settings: Any
) -> Any:
    """Make the lists that are judged, see `dmp.ml.recommend.evaluation_lists`."""
    frames = {"interactions": interactions, "popularity": popularity, "holdout": holdout}
    return _work(session, "recommend", "evaluation_lists", frames, settings)


def recommendation_quality(
    session: object, *, scores: Any, lists: Any, popularity: Any, **settings: Any
) -> Any:
    """Judge the lists, see `dmp.ml.quality.recommendation_quality`."""
    frames = {"scores": scores, "lists": lists, "popularity": popularity}
    return _work(session, "quality", "recommendation_quality", frames, settings)


def on_spark(session: object) -> bool:
    """Say whether the session is one of Spark, classic or Connect."""
    return type(session).__module__.startswith(SPARK)


def _work(
    session: object, module: str, function: str, frames: dict[str, Any], settings: dict[str, Any]
) -> Any:
    # Imported when asked for: each engine's libraries are heavy, and pyspark is often not there.
    package = "dmp.ml.spark" if on_spark(session) else "dmp.ml"
    work: Callable[..., Any] = getattr(import_module(f"{package}.{module}"), function)
    if not on_spark(session):
        frames = {name: relation.df() for name, relation in frames.items()}
    return work(**frames, **settings)
