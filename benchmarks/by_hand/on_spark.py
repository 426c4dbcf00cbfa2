"""The same rules for Spark on this machine: the queries of on_duckdb as one would carry them over.

Wants the extra `spark` and a JDK; two threads, like the others.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.by_hand.on_duckdb import RULES as OF_DUCKDB

# What Spark says otherwise; and columns of one name, which its Parquet files cannot hold twice.
IN_SPARK = (
    ("EXISTS (FROM", "EXISTS (SELECT 1 FROM"),
    ("date_diff('year', m.birth_date, DATE '2026-09-01')", "2026 - year(m.birth_date)"),
    ("strftime(m.birth_date, '%m%d')", "date_format(m.birth_date, 'MMdd')"),
    (
        "strftime(a.died_on + INTERVAL 1 MONTH, '%Y-%m')",
        "date_format(a.died_on + INTERVAL 1 MONTH, 'yyyy-MM')",
    ),
    ("SELECT m.person_no, m.name, d.*", "SELECT m.person_no, d.*"),
    ("SELECT h.household_no, h.head_name, d.*", "SELECT d.*"),
    ("SELECT m.person_no, m.name, d.post, a.post", "SELECT m.person_no, d.post, a.post AS seat"),
)


def in_spark(query: str) -> str:
    """A query of on_duckdb in Spark's words."""
    for here, there in IN_SPARK:
        query = query.replace(here, there)
    return query


def main(folder: Path, out: Path) -> None:
    """Run every query, write what it finds as Parquet, print how many objects each hits."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "4g")
    for name, value in {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(out / "local"),
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
    }.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    for path in sorted(folder.glob("*.parquet")):
        spark.read.parquet(str(path)).createOrReplaceTempView(path.stem)
    found = {}
    for name, query in OF_DUCKDB.items():
        target = str(out / name)
        rows = spark.sql(in_spark(query))
        key = "person_no" if "person_no" in rows.columns else "household_no"
        rows.sort(key).write.parquet(target)
        found[name] = spark.read.parquet(target).select(key).distinct().count()
    spark.stop()
    gateway = SparkContext._gateway
    if gateway is not None:  # waited for, so that its time and memory are counted
        gateway.proc.stdin.close()
        gateway.proc.wait()
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
