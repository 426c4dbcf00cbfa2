"""The same rules for Polars' streaming engine, each reading its files by itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
from polars import col

WHO = ("person_no", "person_key", "household_no", "birth_date", "health_status")
DAY = date(2026, 10, 31)
NOW = "2026-10"
Frame = pl.LazyFrame
Scan = Callable[[str], Frame]

RUNS = (col("from_month").is_null() | (col("from_month") <= NOW)) & (
    col("to_month").is_null() | (col("to_month") >= NOW)
)
LISTED = (col("from_month") <= NOW) & (col("to_month").is_null() | (col("to_month") >= NOW))
CARD = col("expires_on").is_null() | (col("expires_on") >= DAY)
BIRTH = col("birth_date")
BIRTHDAY = BIRTH.dt.month().cast(pl.Int32) * 100 + BIRTH.dt.day()
AGE = 2026 - BIRTH.dt.year() - (BIRTHDAY > 901).cast(pl.Int32)
SCHOOL_AGE = AGE.is_between(6, 15)
DISABLED = (pl.lit("、") + col("health_status") + pl.lit("、")).str.contains(
    "、残疾、", literal=True
)


def persons(scan: Scan, table: str, *where: pl.Expr) -> Frame:
    """Members with the rows of a data set that satisfy the conditions."""
    rows = scan(table).filter(*where)
    return scan("member").select(WHO).join(rows, on="person_key")


def houses(rows: Frame, scan: Scan, *where: pl.Expr) -> Frame:
    """Households with rows of a data set."""
    told = scan("household").select("household_no", "head_name", "unsafe_house")
    return told.join(rows.filter(*where), on="household_no")


def missing(members: Frame, *tables: Frame) -> Frame:
    """Members with a key whom none of the tables knows."""
    members = members.filter(col("person_key").is_not_null())
    for table in tables:
        members = members.join(table, on="person_key", how="anti")
    return members.select("person_no", "name")


def newest(scan: Scan) -> Frame:
    """The newest appraisal of each house."""
    rows = scan("D33").filter(col("appraised_on").is_not_null())
    return rows.sort("appraised_on", "row_no").unique("household_no", keep="last")


def dead(scan: Scan, table: str) -> Frame:
    """Who has died by the day."""
    return scan(table).filter(col("died_on") <= DAY).select("person_key", "died_on")


def with_d05(scan: Scan) -> Frame:
    """X61: a post and a seat on the village committee."""
    posts = persons(scan, "D46", LISTED)
    return posts.join(scan("D05").select("person_key", col("post").alias("seat")), on="person_key")


def cars(scan: Scan) -> Frame:
    """X05: several cars in one household."""
    other = "挂车|摩托车|三轮"
    rows = persons(scan, "D08", col("state") == "正常", ~col("vehicle_type").str.contains(other))
    counted = rows.group_by("household_no").agg(col("plate").n_unique().alias("n"))
    return counted.filter(col("n") > 1)


def paid_after_death(scan: Scan) -> Frame:
    """X12: a subsidy after the month of death and one more."""
    rows = persons(scan, "D50", ~col("item").str.contains("丧葬", literal=True))
    both = rows.join(scan("D07").select("person_key", "died_on"), on="person_key")
    return both.filter(col("month") > col("died_on").dt.offset_by("1mo").dt.strftime("%Y-%m"))


RULES: dict[str, Callable[[Scan], Frame]] = {
    "X01": lambda s: persons(
        s, "D04", col("kind") == "在职", col("out_on").is_null() | (col("out_on") > DAY)
    ),
    "X03": lambda s: persons(s, "D05"),
    "X04": lambda s: persons(
        s,
        "D08",
        col("state") == "正常",
        col("use") == "非营运",
        col("vehicle_type").str.contains("客车", literal=True),
        col("value") > 30000,
    ),
    "X05": cars,
    "X06": lambda s: persons(
        s,
        "D42",
        col("kind") == "企业",
        col("role").is_in(["法定代表人", "股东"]),
        col("state") == "存续",
    ),
    "X11": lambda s: (
        pl.concat([dead(s, "D07"), dead(s, "D12")])
        .join(s("member"), on="person_key")
        .select("person_no", "name", "died_on")
    ),
    "X12": paid_after_death,
    "X16": lambda s: persons(s, "D14", RUNS).join(
        s("household").filter(col("poverty_attribute") == "一般贫困户"),
        on="household_no",
        how="semi",
    ),
    "X22": lambda s: persons(s, "D55", col("level").is_in([1, 2]), CARD, ~col("nursing_subsidy")),
    "X23": lambda s: persons(s, "D55", CARD).filter(~DISABLED),
    "X24": lambda s: missing(s("member").filter(DISABLED), s("D55")),
    "X26": lambda s: missing(
        s("member").filter(SCHOOL_AGE),
        s("D24"),
        s("D21").filter(col("state").is_in(["在读", "休学", "疑似辍学"])),
    ),
    "X27": lambda s: persons(s, "D21", col("state") == "疑似辍学").filter(SCHOOL_AGE),
    "X32": lambda s: missing(
        s("member"),
        s("D26").filter(col("year") == 2026),
        s("D27").filter(LISTED),
        dead(s, "D07"),
        dead(s, "D12"),
    ),
    "X33": lambda s: persons(s, "D26", col("year") == 2026).join(
        s("D27").filter(LISTED).select("person_key", "unit"), on="person_key"
    ),
    "X41": lambda s: houses(newest(s), s, col("grade").is_in(["C", "D"]), col("lived_in")),
    "X42": lambda s: houses(newest(s), s, col("grade").is_in(["C", "D"])).filter(
        ~col("unsafe_house")
    ),
    "X44": lambda s: houses(s("D34"), s).join(s("D40"), on="household_no"),
    "X47": lambda s: houses(
        s("D40"), s, col("moved_in_on").is_null(), col("key_on").dt.offset_by("3mo") < DAY
    ),
    "X48": lambda s: houses(
        s("D40"), s, col("moved_in_on").dt.offset_by("12mo") < DAY, ~col("old_house_demolished")
    ),
    "X49": lambda s: houses(s("D40"), s, col("persons") > 0, col("area_m2") > 25 * col("persons")),
    "X52": lambda s: houses(
        s("D39"),
        s,
        (col("litres_per_person") < 20)
        | ~col("quality_ok")
        | (col("trip_minutes") > 20)
        | (col("shortage_days") > 36),
    ),
    "X55": lambda s: persons(s, "D52", col("discounted"), col("amount") > 50000),
    "X56": lambda s: persons(s, "D52", col("due_on") > col("lent_on").dt.offset_by("36mo")),
    "X58": lambda s: persons(s, "D52", col("overdue_days") > 30),
    "X61": with_d05,
    "X76": lambda s: missing(s("member"), s("D06").filter(col("state") == "正常")),
}


def main(folder: Path, out: Path) -> None:
    """Run every query, write what it finds as Parquet, print how many objects each hits."""

    def scan(table: str) -> Frame:
        return pl.scan_parquet(folder / f"{table}.parquet")

    found = {}
    for name, query in RULES.items():
        frame = query(scan).collect(engine="streaming")
        frame.write_parquet(out / f"{name}.parquet")
        found[name] = frame[:, 0].n_unique()
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
