"""What the commands print: accounts and worksheets as plain JSON values, every step in them.

docs/reference/assess.md describes the shapes. Yuan are JSON numbers; what is not known is null with
a reason beside it, never 0.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from huitoukan.assess.criteria import Check
from huitoukan.assess.facts import NUMBERS, shown
from huitoukan.assess.income import Compared, Counted, Reckoning, Step
from huitoukan.assess.rates import Rate
from huitoukan.assess.shares import Part
from huitoukan.assess.verdicts import Judged, Worksheet
from huitoukan.domain.refusals import Refused

Plain = dict[str, Any]


def number(value: Decimal | None) -> int | float | None:
    """A figure for JSON: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def refused(error: Refused) -> Plain:
    """A refusal inside an answer."""
    return {"refused": error.code, "sentence": error.sentence(), "remedy": error.remedy()}


def account(reckoning: Reckoning) -> Plain:
    """The account by one profile."""
    profile = reckoning.profile
    return {
        "profile": profile.id,
        "title": profile.title.zh,
        "basis": profile.basis,
        "household": number(reckoning.total),
        "per_head": number(reckoning.per_head),
        "members_counted": reckoning.n_members,
        "by_kind": {kind: number(value) for kind, value in reckoning.by_kind.items()},
        "by_person": {no: number(value) for no, value in reckoning.by_person.items()},
        "of_the_household": number(reckoning.of_household),
        "taken_off_by_caps": number(reckoning.taken_off),
        "beside": number(reckoning.beside),
        "rigid_spending": number(reckoning.rigid),
        "after_rigid_spending": number(reckoning.after_rigid),
        "has_forecast": reckoning.has_forecast,
        "lines_compared": [_compared(one) for one in reckoning.lines],
        "members": [_member(one) for one in reckoning.members],
        "steps": [_step(one) for one in reckoning.steps],
        "caps": [
            {
                "items": list(cap.items),
                "ratio": number(cap.ratio),
                "listed": number(cap.listed),
                "allowed": number(cap.allowed),
                "taken_off": number(cap.taken_off),
                "source": cap.source,
            }
            for cap in reckoning.caps
        ],
        "spending": [_step(one) for one in reckoning.spending],
        "rounding": {"decimals": profile.places.value, "source": profile.places.source},
    }


def _compared(one: Compared) -> Plain:
    return {
        "line": one.id,
        "title": one.title,
        "value": number(one.value),
        "above": one.is_above,
        "within_10_percent_above": one.is_near,
        "source": one.source,
        "why": one.why,
    }


def _member(one: Counted) -> Plain:
    person = one.person
    return {
        "person_no": person.person_no,
        "counts": one.counts,
        "rule": one.rule,
        "source": one.source,
    }


def _step(step: Step) -> Plain:
    line = step.line
    return {
        "no": line.no,
        "item": line.item.code,
        "title": line.item.title.zh,
        "kind": line.item.kind,
        "person_no": line.person_no,
        "from": line.first.isoformat(),
        "to": line.last.isoformat(),
        "formula": step.formula,
        "gross": number(step.gross),
        "cost": number(step.cost),
        "net": number(step.net),
        "counted": number(step.counted),
        "beside": number(step.beside),
        "why": step.why,
        "evidence": line.evidence,
        "said_by": line.said_by,
        "basis": line.basis,
        "sources": list(step.sources),
    }


def worksheet(sheet: Worksheet) -> Plain:
    """The verdict by a standard and everything it rests on."""
    return {
        "object": sheet.facts.about,
        NUMBERS[sheet.facts.about]: sheet.facts.number,
        "standard": sheet.standard.id,
        "title": sheet.standard.title.zh,
        "basis": sheet.standard.basis,
        "on": sheet.on.isoformat(),
        "verdict": sheet.verdict,
        "indicators": [judged_plain(one) for one in sheet.indicators],
        "income": account(sheet.reckoning) if sheet.reckoning is not None else None,
    }


def judged_plain(one: Judged) -> Plain:
    """An indicator with every comparison."""
    indicator = one.indicator
    return {
        "indicator": indicator.id,
        "title": indicator.title.zh,
        "verdict": one.verdict,
        "says": indicator.says.zh if one.verdict == "not_met" else "",
        "cannot_tell_why": list(dict.fromkeys(_why(check) for check in _unknown(one)))
        if one.verdict == "cannot_tell"
        else [],
        "basis": indicator.basis,
        "evidence_wanted": list(indicator.evidence),
        "params": {
            name: {"value": param.value, "unit": param.unit, "source": param.source}
            for name, param in indicator.params.items()
        },
        "checks": [
            {**check_plain(check), "decides": any(check is each for each in one.decided_by)}
            for check in one.checks
        ],
    }


def _unknown(one: Judged) -> list[Check]:
    return [check for check in one.decided_by if check.holds is None]


def _why(check: Check) -> str:
    who = f"成员 {check.person_no} 的" if check.person_no else ""
    return f"{who}{check.fact.title.zh}：{check.why}"


def check_plain(check: Check) -> Plain:
    """One comparison: the fact, against what, and what came of it."""
    found = check.known
    return {
        "fact": check.fact.name,
        "title": check.fact.title.zh,
        "person_no": check.person_no,
        "value": _plain(found.value),
        "unit": check.fact.unit,
        "source": found.source,
        "on": found.on.isoformat() if found.on is not None else None,
        "how": check.how,
        "against": _plain(check.against),
        "against_source": check.against_source,
        "holds": check.holds,
        "why": check.why,
        "conflict": [
            {"value": _plain(one.value), "source": one.source, "on": one.on.isoformat()}
            for one in found.conflict
        ],
    }


def rate(one: Rate) -> Plain:
    """A rate with its counts and limits."""
    worked = one.worked
    return {
        "rate": one.fact.name,
        "title": one.fact.title.zh,
        "unit": one.fact.unit,
        "percent": number(one.percent),
        "cannot_tell_why": worked.known.why,
        "numerator": [part_plain(part) for part in worked.parts],
        "denominator": part_plain(worked.whole),
        "limits": [
            {
                "how": check.how,
                "against": _plain(check.against),
                "against_source": check.against_source,
                "holds": check.holds,
                "why": check.why,
            }
            for check in one.checks
        ],
    }


def part_plain(part: Part) -> Plain:
    """A count or another fact with its source and day."""
    known = part.known
    return {
        "fact": part.fact.name,
        "title": part.fact.title.zh,
        "value": _plain(known.value),
        "unit": part.fact.unit,
        "source": known.source,
        "on": known.on.isoformat() if known.on is not None else None,
        "why": known.why,
    }


WORDS = {"met": "达标", "not_met": "不达标", "cannot_tell": "无法判断"}


def as_lines(sheet: Worksheet) -> list[str]:
    """The worksheet for a terminal: one line an indicator, then why."""
    lines = [f"{sheet.standard.title.zh}（{sheet.on}）：{WORDS[sheet.verdict]}"]
    for one in sheet.indicators:
        lines.append(f"  {one.indicator.id} {one.indicator.title.zh}：{WORDS[one.verdict]}")
        if one.verdict == "not_met":
            lines.append(f"    {one.indicator.says.zh}依据：{one.indicator.basis}")
            lines += [f"    {_said(check)}" for check in one.decided_by]
        elif one.verdict == "cannot_tell":
            lines += [f"    {why}" for why in dict.fromkeys(map(_why, _unknown(one)))]
    return lines


def _said(check: Check) -> str:
    who = f"成员 {check.person_no}，" if check.person_no else ""
    day = f"，{check.known.on}" if check.known.on is not None else ""
    value = f"{shown(check.known.value)}{check.fact.unit}"
    return f"{who}{check.fact.title.zh}：{value}（{check.known.source}{day}）"
