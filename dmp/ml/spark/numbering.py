"""Whole numbers for text ids, for ALS knows only those."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

# Ids are numbered bucket by bucket; a bucket must fit into one task.
BUCKETS = 256


def numbered(ids: DataFrame, column: str, number: str) -> DataFrame:
    """Give whole numbers to the distinct ids in `column` from 0, without gaps: 32-bit `number`.

    StringIndexer would bring every id to the driver. Here an id belongs to a bucket by its hash,
    the buckets follow one another, and inside a bucket the order is that of the ids: the numbers
    depend on the set of ids alone, not on partitions or their order.
    """
    placed = (
        ids.select(column)
        .distinct()
        .withColumn("bucket", F.pmod(F.xxhash64(column), F.lit(BUCKETS)))
    )
    in_order = Window.orderBy("bucket")
    starts = (
        placed.groupBy("bucket")
        .count()
        .select("bucket", (F.sum("count").over(in_order) - F.col("count")).alias("start"))
    )
    in_bucket = Window.partitionBy("bucket").orderBy(column)
    return placed.join(F.broadcast(starts), "bucket").select(
        column, (F.col("start") + F.row_number().over(in_bucket) - 1).cast("int").alias(number)
    )
