"""`absent_from`: an object with a usable key and no row in any of the tables.

Who has no usable key, or has one only for some members, is neither hit nor clean; nor is a
household without members when it is asked about them.
"""

from __future__ import annotations

from huitoukan.engine.question import Branch, Question, row_order
from huitoukan.engine.subjects import ROW_KEY, unasked


def branches(question: Question) -> tuple[Branch, ...]:
    """The objects that can be looked up and are not found."""
    absent = f"NOT ({_not_to_be_asked(question)})"
    return (Branch(where=(absent, f"NOT ({_found(question)})"), order=row_order(question.rule.of)),)


def unclear(question: Question) -> str:
    """Not found, but not everybody could be looked up."""
    reason = f"({_not_to_be_asked(question)})"
    of_members = set(question.rule.sources) <= {"member"}
    if question.link.via is None and (of_members or not _is_about_members(question)):
        return reason  # whoever cannot be asked at all is not found either
    return f"{reason} AND NOT ({_found(question)})"


def _not_to_be_asked(question: Question) -> str:
    """Without a key, or asked about members and without any."""
    reasons = [question.link.without_key]
    if _is_about_members(question):
        of, link = question.rule.of, question.link
        own_members = link.column == ROW_KEY[of]
        memberless = (
            unasked(of, "memberless") if own_members else f"NOT {link.exists('member', None)}"
        )
        reasons.append(memberless)
    return " OR ".join(reasons)


def _is_about_members(question: Question) -> bool:
    return "member" in question.rule.sources and question.rule.of in ("household", "village")


def _found(question: Question) -> str:
    return " OR ".join(
        question.link.exists(table, question.when(table), question.relation(table))
        for table in question.rule.sources
    )
