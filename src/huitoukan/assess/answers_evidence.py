"""What helps people to look closer, as plain JSON values: hints, records, doubts, changes."""

from __future__ import annotations

from huitoukan.assess.answers import Plain, check_plain, judged_plain, number, part_plain
from huitoukan.assess.changes import Changes
from huitoukan.assess.findings import Finding
from huitoukan.assess.looks import Look
from huitoukan.assess.plausibility import Asked
from huitoukan.assess.recorded import Beside


def asked(one: Asked) -> Plain:
    """A hint: `answer` is ask, quiet or cannot_tell."""
    return {
        "hint": one.hint.id,
        "title": one.hint.title.zh,
        "answer": {True: "ask", False: "quiet", None: "cannot_tell"}[one.holds],
        "asks": one.hint.asks.zh if one.holds else "",
        "cannot_tell_why": list(one.why),
        "lines": list(one.line_nos),
        "basis": one.hint.basis,
        "checks": [check_plain(check) for check in one.checks],
    }


def compared(one: Beside) -> Plain:
    """Items reported beside the payments of a data set."""
    return {
        "items": [item.code for item in one.items],
        "title": one.title,
        "data_set": one.data_set,
        "reported": number(one.reported),
        "recorded": number(one.recorded),
        "difference": number(one.difference),
        "tolerance_percent": one.tolerance.value if one.tolerance is not None else None,
        "tolerance_source": one.tolerance.source if one.tolerance is not None else "",
        "outcome": one.outcome,
        "why": one.why,
        "lines": list(one.line_nos),
        "payments": [
            {
                "person_no": paid.person_no,
                "amount": number(paid.amount),
                "from": paid.first.isoformat() if paid.first is not None else None,
                "to": paid.last.isoformat() if paid.last is not None else None,
                "said": paid.said,
            }
            for paid in one.payments
        ],
    }


def finding(one: Finding) -> Plain:
    """A doubt about a listing."""
    return {
        "finding": one.kind.id,
        "title": one.kind.title.zh,
        "problem": one.kind.problem,
        "look": [text.zh for text in one.kind.look],
        "basis": one.kind.basis,
        "in_hand": one.in_hand,
    }


def look(one: Look) -> Plain:
    """A section of a view."""
    return {
        "title": one.section.title.zh,
        "prompts": [text.zh for text in one.section.prompts],
        "photo": one.section.photo,
        "verdict": one.verdict,
        "indicators": [judged_plain(judged) for judged in one.judged],
        "household": [part_plain(part) for part in one.household],
        "members": [
            {"person_no": person_no, "facts": [part_plain(part) for part in parts]}
            for person_no, parts in one.members
        ],
    }


def changes(made: Changes) -> Plain:
    """What changed between two worksheets."""
    return {
        "before": made.before,
        "after": made.after,
        "indicators": [
            {
                "indicator": one.id,
                "title": one.title.zh,
                "before": one.before,
                "after": one.after,
                "because": [
                    {
                        "what": because.what,
                        "title": because.title,
                        "person_no": because.person_no,
                        "before": because.before,
                        "after": because.after,
                    }
                    for because in one.because
                ],
            }
            for one in made.indicators
        ],
    }
