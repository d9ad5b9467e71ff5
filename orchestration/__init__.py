"""Dagster over the dbt graph: it learns what there is from the manifest and adds when."""
