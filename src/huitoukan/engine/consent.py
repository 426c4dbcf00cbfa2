"""Who may be compared with property data on a day: those who signed for it (承诺授权查询书).

An authorisation covers the whole household unless it names a member; the member named is found by
the ID number, without one by name inside the household. It counts from its first to its last day,
and not from the day on which it was revoked. Who is not covered for every data set that a rule
reads is skipped: neither hit nor clean. The rows of such persons are not even loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from huitoukan.engine import dialect
from huitoukan.engine.subjects import Subject
from huitoukan.rules.shapes.tables import AUTHORISATION, EVERYTHING

WHY = {
    "unauthorised": "没有有效承诺授权、不与 {table} 比对的人",
    "authorised": "可与 {table} 比对的人",
}
_BLANK = "coalesce(authorisation.{0}, '') = ''"


def authorised(table: str) -> str:
    """The helper table of the person keys that may be looked up in a data set."""
    return f"authorised_{table}"


def helpers(tables: Iterable[str], on: dt.date, delivered: Collection[str]) -> dict[str, str]:
    """The helper tables for these data sets as SQL, by name; each reads those before it.

    Without a list of authorisations nobody has signed.
    """
    made: dict[str, str] = {}
    for table in tables:
        lacking = _lacking(table)
        unsigned = "" if AUTHORISATION not in delivered else f"\nWHERE {_unsigned(table, on)}"
        made[lacking] = f"SELECT member.person_no, member.household_no FROM member{unsigned}"  # noqa: S608 - our names
        made[authorised(table)] = (
            "SELECT DISTINCT member.person_key FROM member\n"  # noqa: S608 - our names
            "WHERE member.person_no IS NOT NULL AND member.person_no NOT IN"
            f" (SELECT person_no FROM {lacking} WHERE person_no IS NOT NULL)"
        )
    return made


def why(helper: str) -> str:
    """What a helper table is, for people who read the plan."""
    kind, _, table = helper.partition("_")
    return WHY[kind].format(table=table)


def skipped(tables: Iterable[str], subject: Subject) -> str:
    """Whether an object is not compared: it, or one of its members, lacks an authorisation."""
    key = {"person": "person_no", "household": "household_no"}[subject.kind]
    return " OR ".join(
        f"coalesce({subject.key} IN (SELECT {key} FROM {_lacking(table)}"  # noqa: S608 - our names
        f" WHERE {key} IS NOT NULL), TRUE)"
        for table in tables
    )


def _lacking(table: str) -> str:
    return f"unauthorised_{table}"


def _unsigned(table: str, on: dt.date) -> str:
    """No valid authorisation covers the member: one question for each way of being covered."""
    unnamed, no_number = _BLANK.format("name"), _BLANK.format("id_no")
    ways = (
        f"{unnamed} AND {no_number}",
        "authorisation.person_key = member.person_key",
        f"{no_number} AND authorisation.name = member.name",
    )
    return "\n  AND ".join(
        "NOT EXISTS (SELECT 1 FROM authorisation WHERE"  # noqa: S608 - our names
        f" authorisation.household_no = member.household_no AND {way} AND {_valid(table, on)})"
        for way in ways
    )


def _valid(table: str, on: dt.date) -> str:
    day = f"DATE '{on.isoformat()}'"
    named = " OR ".join(
        f"contains('、' || authorisation.data_sets || '、', {dialect.text(f'、{word}、')})"
        for word in (EVERYTHING, table)
    )
    return (
        f"authorisation.valid_from <= {day} AND authorisation.valid_to >= {day}"
        f" AND (authorisation.revoked_on IS NULL OR authorisation.revoked_on > {day})"
        f" AND ({named})"
    )
