"""`count_per_group`: a household or village whose rows of `of`, measured, satisfy the condition.

Every group is asked, also those without a single row.
"""

from __future__ import annotations

from huitoukan.engine.dialect import column
from huitoukan.engine.question import Branch, Question, both
from huitoukan.engine.subjects import subject_of
from huitoukan.rules.scope import MEASURED, Fact, group_table


def branches(question: Question) -> tuple[Branch, ...]:
    """The groups with their measure."""
    rule = question.rule
    group, key = group_table(rule), str(rule.group)
    groups, its = column(group, key), column(rule.of, key)
    rows = subject_of(question.pack, rule, question.tables_in("measure", "among")).source
    measure = question.clauses["measure"]
    among = both(f"{its} IS NOT NULL", question.clauses.get("among"))
    # A group without rows measures what no row measures: a count of 0, a sum of nothing.
    measured = (
        f"JOIN (SELECT {groups} AS group_key,"
        f" CASE WHEN counted.group_key IS NULL THEN nothing.n ELSE counted.n END AS n\n"
        f"FROM {group}\n"
        f"LEFT JOIN (SELECT {its} AS group_key, {measure} AS n\n{rows}\n"
        f"WHERE {among} GROUP BY {its}) AS counted ON counted.group_key = {groups}\n"
        f"CROSS JOIN (SELECT {measure} AS n\n{rows}\nWHERE FALSE) AS nothing) AS {MEASURED}\n"
        f"ON {MEASURED}.group_key = {groups}"
    )
    return (
        Branch(
            joins=(measured,),
            where=(question.clauses["when"],),
            order=(groups,),
            facts={Fact(MEASURED, "n"): f"{MEASURED}.n"},
        ),
    )


def unclear(question: Question) -> str:  # noqa: ARG001 - the same question to every kind
    """A group is counted as it is written down: it needs no key."""
    return "FALSE"
