"""The same models on Apache Spark: DataFrames in, DataFrames out, by pyspark.ml.

The only place that imports pyspark; `dmp.ml.engines` imports it when a Spark session asks. What
comes to the driver is scalars and small aggregates: medians, one row per segment, counts. Only the
DataFrame and pipeline interfaces are used, so the same code runs in a local session, on a cluster
and over Spark Connect, and executors need neither this package nor pandas.
"""
