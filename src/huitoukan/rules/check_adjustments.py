"""Whether the kinds of adjustment fit the rest of the pack: columns, codes, rights, problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from huitoukan.domain.adjustments import HOUSEHOLD, MEMBER, Effect
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.shapes.registry import AdjustmentKind
from huitoukan.rules.shapes.tables import Column

CHAIN: Final = ("adjustment.check", "adjustment.approve")
"""The rights of which an approval chain may consist."""
OF_MEMBERS: Final = {Effect.ADD_MEMBER, Effect.END_MEMBER, Effect.MOVE_MEMBER}
EITHER: Final = {Effect.SET}
KEYS: Final = {"household_no", "person_no", "area_code", "village", "township", "member_count"}
"""Columns that only an effect changes: they say which row it is and where it lives."""
WITH_NEW_PERSON: Final = {Effect.ADD_MEMBER, Effect.ADD_HOUSEHOLD}


def check_adjustments(pack: Pack, report: Report) -> None:
    """Note the faults of `adjustments/`."""
    holders = {verb for post in pack.posts.values() for verb in post.verbs}
    for stem, kind in pack.adjustments.items():
        file = f"adjustments/{stem}.yaml"
        for at, sentence in _faults(pack, kind, holders):
            report.add(file, at, "ADJUSTMENT", sentence)


def _faults(
    pack: Pack, kind: AdjustmentKind, holders: set[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    effect = Effect(kind.effect)
    if effect not in EITHER and (effect in OF_MEMBERS) != (kind.about == MEMBER):
        yield ("about",), f"{kind.effect} 不是关于“{kind.about}”的"
    if kind.any_column != (effect is Effect.SET and not (kind.asks or kind.sets)):
        yield ("any_column",), "set 类要写 asks、sets，或者写 any_column（任选一列更正）"
    if kind.person and effect not in WITH_NEW_PERSON:
        yield ("person",), f"{kind.effect} 不登记新的人，不要写 person"
    yield from _faults_of_columns(pack, kind)
    yield from _faults_of_chain(kind, holders)
    for problem in kind.answers:
        if problem not in pack.problem_types:
            yield ("answers",), f"没有问题类型“{problem}”"


def _faults_of_columns(pack: Pack, kind: AdjustmentKind) -> Iterator[tuple[tuple[str, ...], str]]:
    columns = {name: data.by_name for name, data in pack.fields.items()}
    yield from _columns("asks", kind.asks, columns.get(kind.about, {}))
    yield from _columns("person", kind.person, columns.get(MEMBER, {}))
    for name in kind.needs:
        if name not in (*kind.asks, *kind.person):
            yield ("needs",), f"“{name}”要必填，先要写进 asks 或 person"
    for part, values, where in (
        (
            "sets",
            {name: (value,) for name, value in kind.sets.items()},
            columns.get(kind.about, {}),
        ),
        ("among", kind.among, columns.get(kind.about, {})),
        ("only_when", kind.only_when, columns.get(HOUSEHOLD, {})),
    ):
        yield from _columns(part, tuple(values), where)
        yield from _codes(pack, part, values, where)
    for name in kind.among:
        if name not in kind.asks:
            yield ("among",), f"“{name}”不在 asks 中"


def _faults_of_chain(
    kind: AdjustmentKind, holders: set[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if not kind.chain or any(verb not in CHAIN for verb in kind.chain):
        yield ("chain",), f"chain 要写，只能用 {'、'.join(CHAIN)}"
    if len(set(kind.chain)) != len(kind.chain):
        yield ("chain",), "同一项权限在 chain 中只写一次"
    for verb in kind.chain:
        if verb in CHAIN and verb not in holders:
            yield ("chain",), f"没有岗位有“{verb}”权限，这类调整永远批不了"
    if kind.notice_days < 0:
        yield ("notice_days",), "公示天数不能是负数"


def _columns(
    part: str, names: tuple[str, ...], columns: dict[str, Column]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for position, name in enumerate(names):
        if name in names[:position]:
            yield (part,), f"“{name}”重复"
        if name in KEYS:
            yield (part,), f"“{name}”是编号、住址或人数，由调整本身改，不能填"
        elif name not in columns:
            yield (part,), f"名册表没有列“{name}”"


def _codes(
    pack: Pack, part: str, values: Mapping[str, tuple[str, ...]], columns: dict[str, Column]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, words in values.items():
        column = columns.get(name)
        if column is None:
            continue
        known = pack.codes.get(column.codes or "")
        if known is None:
            yield (part, name), f"“{name}”不是代码列"
            continue
        for word in words:
            if word not in {value.zh for value in known.values}:
                yield (part, name), f"“{name}”没有代码“{word}”"
