"""Writes Iceberg tables as plain Parquet, in the folders in which Spark would keep them: lake, folder, tables."""

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

lake, folder, tables = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.memory", "2g")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.warehouse.dir", str(lake / "tables"))
    .config("spark.driver.extraJavaOptions", f'"-Dderby.system.home={lake}"')
    .config("spark.hadoop.javax.jdo.option.ConnectionURL", "jdbc:derby:;databaseName=metastore")
    .enableHiveSupport()
    .getOrCreate()
)
commits = {}
for table in tables:
    schema, name = table.split(".")
    spark.table(table).coalesce(1).write.parquet(str(folder / f"tables/{schema}.db/{name}"))
    told = spark.sql(f"select operation, summary from {table}.snapshots order by committed_at")
    commits[table] = [{**row["summary"], "operation": row["operation"]} for row in told.collect()]
(folder / "commits.json").write_text(json.dumps(commits))
