"""The rows of a village as one reading: every row says so, some row does, their sum, how many.

A row of which nobody can tell whether it counts, because a cell is blank, leaves the whole unknown;
so does a blank figure in a sum. Households and members are all listed in the registry: a village
without any counts 0. Of a list that departments deliver, a village without a row says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COUNTY: Final = "#county"
"""What stands for the person in readings that are added up for a county."""


@dataclass(frozen=True)
class Rows:
    """The parts of a SELECT: table and match column, value, day, and which rows hold and count.

    `holds` says whether a row is looked at (its time); `counts` whether it is one of those that
    are meant, which may be unknown. `is_listed`: the table lists all there are.
    """

    table: str
    value: str
    day: str
    holds: str
    counts: str
    is_listed: bool


def value_of(rows: Rows, how: str) -> str:
    """The one value of a village's rows as text, NULL when it is not known."""
    there = f"{rows.table}.village_code IS NOT NULL"
    meant = f"({there}) AND ({rows.counts})"
    open_rows = f"count(*) FILTER (WHERE (({there}) AND ({rows.counts})) IS NULL) > 0"
    blank = f"count(*) FILTER (WHERE ({meant}) AND {rows.value} IS NULL) > 0"

    def n_saying(word: str) -> str:
        return f"count(*) FILTER (WHERE ({meant}) AND {rows.value} = '{word}')"

    if how == "count":
        told = f"CAST(count(*) FILTER (WHERE {meant}) AS VARCHAR)"
        return f"CASE WHEN {open_rows} THEN NULL ELSE {told} END"
    if how == "sum":
        number = f"CAST({rows.value} AS DECIMAL(18, 4))"
        total = f"coalesce(sum({number}) FILTER (WHERE {meant}), 0)"
        told = f"CAST(CAST({total} AS DECIMAL(18, 2)) AS VARCHAR)"
        return f"CASE WHEN {open_rows} OR {blank} THEN NULL ELSE {told} END"
    # One row that says otherwise (or so) decides whatever the others say.
    decides, other = ("false", "true") if how == "every" else ("true", "false")
    return (
        f"CASE WHEN {n_saying(decides)} > 0 THEN '{decides}'"
        f" WHEN {open_rows} OR {blank} THEN NULL"
        f" WHEN {n_saying(other)} > 0 THEN '{other}' END"
    )


def select(rows: Rows, how: str, *, person: str, fact: str, source: str, stated_on: str) -> str:
    """The SELECT of a fact, one row for each village; the arguments after `how` are SQL texts."""
    join = "LEFT JOIN" if rows.is_listed else "JOIN"
    meant = f"{rows.table}.village_code IS NOT NULL AND ({rows.counts})"
    return (
        "SELECT * FROM (SELECT village.village_code AS number,"  # noqa: S608 - our own names and escaped texts
        f" {person} AS person_no, {fact} AS fact, {value_of(rows, how)} AS value,"
        f" coalesce(min({rows.day}) FILTER (WHERE {meant}), {stated_on}) AS day,"
        f" {source} AS source\n"
        f"FROM village {join} {rows.table}"
        f" ON {rows.table}.village_code = village.village_code AND ({rows.holds})\n"
        "WHERE village.village_code IS NOT NULL GROUP BY village.village_code"
        ") AS by_village WHERE value IS NOT NULL"
    )
