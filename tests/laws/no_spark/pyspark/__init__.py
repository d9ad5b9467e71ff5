"""A Spark without tables, on the path only while dbt compiles for Spark: it needs no Java."""
