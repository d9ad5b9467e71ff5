"""What a DataFrame must look like on entry: the contracts of `dmp.ml.frames`, checked by Spark."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

from dmp.ml.frames import Contract, FrameError

# What the pandas types of a result are in Spark.
TYPES = {"str": "string", "int64": "bigint", "float64": "double"}


def read(contract: Contract, frame: DataFrame) -> DataFrame:
    """Check `frame` and return its contracted columns: text, double, null for unknown numbers.

    Costs two passes over the frame: one aggregate, one count by key.

    Raises
    ------
    FrameError
        For the same reasons and in the same words as `Contract.read`.
    """
    missing = [name for name in (*contract.ids, *contract.numbers) if name not in frame.columns]
    if missing:
        raise FrameError(
            f"{contract.name} lacks the column(s) {', '.join(missing)}; "
            f"it needs {', '.join((*contract.ids, *contract.numbers))}."
        )
    _check_values(contract, frame)
    typed_frame = frame.select(
        *(F.col(name).cast("string").alias(name) for name in contract.ids),
        *(_number(name).alias(name) for name in contract.numbers),
    )
    _check_key(contract, typed_frame)
    return typed_frame


def shaped(frame: DataFrame, schema: Mapping[str, str]) -> DataFrame:
    """Cast and order the columns of a result as a pandas schema (see `frames.typed`) says."""
    return frame.select(
        *(F.col(name).cast(TYPES[kind]).alias(name) for name, kind in schema.items())
    )


def count_where(condition: Column) -> Column:
    """Count the rows for which the condition holds; 0 for no rows, unknown counts as no."""
    return F.count(F.when(condition, F.lit(1)))


def aggregated(frame: DataFrame, *columns: Column) -> Row:
    """Aggregate without groups: one row, also of no rows."""
    row: Row = frame.agg(*columns).collect()[0]
    return row


def _number(name: str) -> Column:
    number = F.col(name).try_cast("double")
    return F.when(~F.isnan(number), number)


def _check_values(contract: Contract, frame: DataFrame) -> None:
    checks = {f"null {name}": F.col(name).isNull() for name in contract.ids}
    for name in contract.numbers:
        number = _number(name)
        checks[f"text {name}"] = F.col(name).isNotNull() & F.col(name).try_cast("double").isNull()
        checks[f"infinite {name}"] = F.abs(number) == F.lit(float("inf"))
    for name in contract.positive:
        checks[f"low {name}"] = ~F.coalesce(_number(name) > 0, F.lit(False))
    for name in contract.known:
        checks[f"unknown {name}"] = ~F.coalesce(_number(name) >= 0, F.lit(False))
    counts = aggregated(
        frame, *(count_where(condition).alias(check) for check, condition in checks.items())
    )
    for check in checks:
        if not counts[check]:
            continue
        kind, name = check.split(" ", 1)
        raise FrameError(
            f"{contract.name} "
            + {
                "null": f"has {counts[check]} row(s) without {name}; drop or repair them upstream.",
                "text": f"has a {name} that is not a number in {counts[check]} row(s).",
                "infinite": f"has an infinite {name}; numbers must be finite or null.",
                "low": f"has a {name} that is not above zero; leave such rows out.",
                "unknown": f"has a {name} that is null or negative.",
            }[kind]
        )


def _check_key(contract: Contract, frame: DataFrame) -> None:
    repeated = frame.groupBy(*contract.key).count().where(F.col("count") > 1)
    found = aggregated(repeated, F.sum(F.col("count") - 1), F.min(F.struct(*contract.key)))
    if found[0]:
        example = ", ".join(f"{name} = {found[1][name]}" for name in contract.key)
        raise FrameError(
            f"{contract.name} has {found[0]} row(s) whose key was seen before "
            f"(first: {example}); it needs one row per {', '.join(contract.key)}."
        )
