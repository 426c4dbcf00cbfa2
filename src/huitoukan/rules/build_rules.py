"""A rule file becomes a Rule: which keys a rule has, and which of them each kind takes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.pack import canonical_bytes
from huitoukan.rules.shapes.campaign import SEVERITIES
from huitoukan.rules.shapes.comparing import STAGES, Difference, Example, Rule
from huitoukan.rules.shapes.words import Param, Period, Scalar


@dataclass(frozen=True)
class KindKeys:
    """The keys beyond the common ones that a kind needs, and those it may have."""

    needs: frozenset[str]
    may: frozenset[str] = frozenset()


_LOOKS = frozenset({"match", "when", "among", "newest", "unless"})

KINDS: dict[str, KindKeys] = {
    "where": KindKeys(frozenset({"when"}), frozenset({"among"})),
    "present_in": KindKeys(frozenset(), _LOOKS | {"in", "in_all"}),
    "absent_from": KindKeys(frozenset({"in"}), _LOOKS),
    "differs": KindKeys(frozenset({"in", "differs"}), _LOOKS),
    "exceeds": KindKeys(
        frozenset({"in", "measure", "over"}), frozenset({"match", "when", "among"})
    ),
    "overlaps": KindKeys(frozenset({"in", "periods"}), frozenset({"match", "when", "among"})),
    "duplicate": KindKeys(frozenset({"by"}), frozenset({"apart", "among"})),
    "count_per_group": KindKeys(frozenset({"group", "measure", "when"}), frozenset({"among"})),
    "sql": KindKeys(frozenset({"sql"}), frozenset({"in", "among", "match"})),
}
KIND_KEYS = frozenset().union(*(keys.needs | keys.may for keys in KINDS.values()))
CASES = ("positive", "negative", "boundary")


def build_rule(entry: Entry) -> Rule:
    """The rule of one file; raises BadEntry."""
    with Fields(entry) as fields:
        kind = fields.need("kind").choice(KINDS)
        _check_kind_keys(entry, kind)
        all_of = fields.get("in_all") is not None
        return Rule(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            severity=fields.need("severity").choice(SEVERITIES),
            topic=fields.text("topic"),
            department=fields.text("department"),
            problem=fields.text("problem", ""),
            basis=fields.text("basis"),
            in_force=build_period(fields.get("in_force")),
            false_positives=fields.words("false_positives"),
            ask_in_field=fields.text("ask_in_field", ""),
            mode=_choice(fields, "mode", ("review", "veto"), "review"),
            stage=_choice(fields, "stage", STAGES, "business"),
            kind=kind,
            of=fields.text("of"),
            sources=fields.words("in_all") if all_of else fields.words("in"),
            all_of=all_of,
            match=_choice(fields, "match", ("person", "household", "village"), "") or None,
            among=fields.text("among", "") or None,
            when=build_per_table(fields, "when"),
            params={name: build_param(part) for name, part in fields.pairs("params")},
            says=fields.text("says"),
            evidence={name: part.words() for name, part in fields.pairs("evidence")},
            examples=tuple(build_example(part) for part in fields.items("examples")),
            newest=fields.text("newest", "") or None,
            unless=build_per_table(fields, "unless"),
            differs=tuple(_difference(part) for part in fields.items("differs")),
            measure=fields.text("measure", "") or None,
            over=fields.text("over", "") or None,
            periods={name: _from_to(part) for name, part in fields.pairs("periods")},
            by=fields.words("by"),
            apart=fields.text("apart", "") or None,
            group=fields.text("group", "") or None,
            sql=fields.text("sql", "") or None,
            hash=hashlib.sha256(canonical_bytes(entry.value)).hexdigest(),
        )


def build_period(entry: Entry | None) -> Period:
    """`{from, to}`; absent means always."""
    if entry is None:
        return Period()
    with Fields(entry) as fields:
        return Period(fields.day("from"), fields.day("to"))


def _check_kind_keys(entry: Entry, kind: str) -> None:
    keys = KINDS[kind]
    given = {key for key, _ in entry.pairs()} & KIND_KEYS
    for key in sorted(given - keys.needs - keys.may):
        raise entry.at(key).bad("KEY_OF_OTHER_KIND", f"{kind} 类规则不用“{key}”")
    for key in sorted(keys.needs - given):
        raise entry.bad("KEY_MISSING", f"{kind} 类规则缺少“{key}”")
    if kind == "present_in" and len(given & {"in", "in_all"}) != 1:
        raise entry.bad("KEY_MISSING", "present_in 类规则要有“in”或“in_all”，二者取一")


def _choice(fields: Fields, key: str, options: tuple[str, ...], default: str) -> str:
    part = fields.get(key)
    return part.choice(options) if part is not None else default


def build_per_table(fields: Fields, key: str) -> dict[str, str]:
    """A condition, or conditions by table; the condition of all tables stands under ""."""
    part = fields.get(key)
    if part is None:
        return {}
    if isinstance(part.value, dict):
        return {table: condition.text() for table, condition in part.pairs()}
    return {"": part.text()}


def build_param(entry: Entry) -> Param:
    """`{value, unit, source}`."""
    with Fields(entry) as fields:
        value = fields.need("value")
        plain = value.number() if isinstance(value.value, int | float) else value.text()
        return Param(plain, fields.text("unit", ""), fields.text("source"))


def _difference(entry: Entry) -> Difference:
    with Fields(entry) as fields:
        return Difference(
            fields.text("ours"), fields.text("theirs"), fields.text("when", "") or None
        )


def _from_to(entry: Entry) -> tuple[str, str]:
    names = entry.words()
    if len(names) != 2:
        raise entry.bad("SHAPE", "起止应为两列，例如 [from_month, to_month]")
    return names[0], names[1]


def build_example(entry: Entry) -> Example:
    """One item of `examples`."""
    with Fields(entry) as fields:
        day = fields.need("on").day()
        return Example(
            name=fields.text("name"),
            case=fields.need("case").choice(CASES),
            on=day,
            given={
                table: tuple(_row(row) for row in part.items())
                for table, part in fields.need("given").pairs()
            },
            expect=tuple(item.text() for item in fields.need("expect").items()),
            missing=fields.words("missing"),
            cannot_tell=fields.integer("cannot_tell"),
        )


def _row(entry: Entry) -> dict[str, Scalar]:
    row: dict[str, Scalar] = {}
    for name, part in entry.pairs():
        if isinstance(part.value, list):
            row[name] = "、".join(part.words())
        elif isinstance(part.value, dict):
            raise part.bad("SHAPE", f"“{name}”应为一个值")
        else:
            row[name] = part.value
    return row
