"""The form of an account: its texts, from a sheet and back to one. No script is needed for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from huitoukan.apps.registry.models import Member
from huitoukan.assess.sheets import MONEY, PER_DAY, PER_MONTH, YUAN
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

Texts = dict[str, str]
Content = Mapping[str, Any]

LINE_KEYS: Final = (
    "item", "person_no", "unit", "each", "times", "cost", "from", "to", "evidence", "said_by",
    "basis",
)  # fmt: skip
MEMBER_KEYS: Final = ("person_no", "name", "relation", "birth", "situation", "shares_household")
_LINE_OF: Final = re.compile(r"(lines|spending) 第 (\d+) 项")
_INPUT: Final = re.compile(r"(line|member)-(\d{1,4})-([a-z_]+)")
TIMES: Final = {PER_MONTH: "months", PER_DAY: "days"}
IS_YES: Final = {"yes": True, "no": False}
IN_WORDS: Final = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Typed:
    """What stands in the form: texts as typed, lines by the number of their input."""

    period_kind: str
    period_value: str
    members: dict[int, Texts] = field(default_factory=dict)
    lines: dict[int, Texts] = field(default_factory=dict)
    why: str = ""
    seen: int = 0


def typed_of(post: Mapping[str, str]) -> Typed:
    """The texts that were sent; a line or member that is ticked for removal or blank is left out.

    An unfilled line has neither an item nor a figure nor evidence.
    """
    found: dict[str, dict[int, Texts]] = {"line": {}, "member": {}}
    for name, text in post.items():
        told = _INPUT.fullmatch(name)
        if told:
            kind, index, key = told.groups()
            found[kind].setdefault(int(index), {})[key] = str(text).strip()
    seen = post.get("seen", "")
    return Typed(
        period_kind=post.get("period_kind", "").strip(),
        period_value=post.get("period_value", "").strip(),
        members={
            index: texts
            for index, texts in sorted(found["member"].items())
            if not texts.get("remove") and (texts.get("name") or texts.get("person_no"))
        },
        lines={
            index: texts
            for index, texts in sorted(found["line"].items())
            if not texts.get("remove") and any(texts.get(k) for k in ("item", "each", "evidence"))
        },
        why=post.get("why", "").strip(),
        seen=int(seen) if seen.isascii() and seen.isdigit() else 0,
    )


def content_of(typed: Typed, pack: Pack) -> dict[str, Any]:
    """The SHEET.json of the texts; what is wrong with them is found when it is read.

    A line's `no` is the number of its input plus one, so that a refusal names the line on screen.
    """
    lines: dict[str, list[dict[str, Any]]] = {"lines": [], "spending": []}
    for index, texts in typed.lines.items():
        part = "spending" if _is_spending(texts, pack) else "lines"
        lines[part].append({"no": str(index + 1), **_line(texts)})
    value: str | int = typed.period_value
    if typed.period_kind == "annual_oct_sep" and typed.period_value.isdigit():
        value = int(typed.period_value)
    return {
        "period": {typed.period_kind: value},
        "members": [_member(index, texts) for index, texts in typed.members.items()],
        **lines,
    }


def _line(texts: Texts) -> dict[str, Any]:
    unit = texts.get("unit") or YUAN
    figures = {}
    if unit in MONEY:
        figures["amount"] = texts.get("each", "")
        if unit in TIMES:
            figures[TIMES[unit]] = texts.get("times", "")
    else:
        figures["quantity"] = texts.get("times", "")
        figures["price"] = texts.get("each", "")
    same = ("item", "person_no", "cost", "from", "to", "evidence", "said_by", "basis")
    made = {"unit": unit, **figures, **{key: texts.get(key, "") for key in same}}
    return {key: value.replace(",", "") if key in figures else value
            for key, value in made.items() if value}  # fmt: skip


def _member(index: int, texts: Texts) -> dict[str, Any]:
    made: dict[str, Any] = {key: texts[key] for key in MEMBER_KEYS[:-1] if texts.get(key)}
    made.setdefault("person_no", str(index + 1))
    if texts.get("shares_household") in IS_YES:
        made["shares_household"] = IS_YES[texts["shares_household"]]
    return made


def line_at_fault(refused: Refused, typed: Typed, pack: Pack) -> int | None:
    """The number of the line's input that a refusal of the sheet is about, if it is about one."""
    no, where = str(refused.details.get("no", "")), str(refused.details.get("where", ""))
    if no.isdigit():
        return int(no) - 1
    told = _LINE_OF.search(where)
    if told is None:
        return None
    of_part = [
        n
        for n, texts in typed.lines.items()
        if _is_spending(texts, pack) == (told.group(1) == "spending")
    ]
    position = int(told.group(2)) - 1
    return of_part[position] if position < len(of_part) else None


def _is_spending(texts: Texts, pack: Pack) -> bool:
    item = pack.items_by_word.get(texts.get("item", ""))
    return item is not None and item.kind == "spending"


def typed_from(content: Content, *, seen: int) -> Typed:
    """The texts of a stored version, to be corrected."""
    ((kind, value),) = content["period"].items()
    lines = [*content.get("lines", ()), *(content.get("spending") or ())]
    return Typed(
        period_kind=kind,
        period_value=str(value),
        members={n: _member_texts(one) for n, one in enumerate(content["members"])},
        lines={n: _line_texts(one) for n, one in enumerate(lines)},
        seen=seen,
    )


def _line_texts(line: Content) -> Texts:
    texts = {key: str(line[key]) for key in LINE_KEYS if line.get(key) is not None}
    unit = texts.get("unit", YUAN)
    each = line.get("amount") if unit in MONEY else line.get("price")
    times = line.get(TIMES[unit]) if unit in TIMES else line.get("quantity")
    for key, value in (("each", each), ("times", times)):
        if value is not None:
            texts[key] = str(value)
    return texts


def _member_texts(member: Content) -> Texts:
    texts = {key: str(member[key]) for key in MEMBER_KEYS[:-1] if member.get(key) is not None}
    shares = member.get("shares_household")
    return {**texts, **({"shares_household": IN_WORDS[shares]} if shares in IN_WORDS else {})}


def members_typed(members: Iterable[Member], pack: Pack) -> dict[int, Texts]:
    """The members of the registry as the form begins with them."""
    known = {code: set(pack.facts["member"].by_name[code].codes) for code in ("relation",)}
    found = {}
    for n, one in enumerate(members):
        relation = str(one.facts.get("relation_to_head") or "")
        texts = {
            "person_no": one.person_no,
            "name": one.name,
            "relation": relation if relation in known["relation"] else "",
            "birth": str(one.facts.get("birth_date") or ""),
        }
        found[n] = {key: text for key, text in texts.items() if text}
    return found
