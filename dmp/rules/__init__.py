"""What people decide about identity, and whether it can be: light enough for every start of dbt."""
