"""A Spark without data, on the path only while dbt compiles for Spark: it needs no Java."""
