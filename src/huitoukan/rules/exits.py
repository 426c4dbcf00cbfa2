"""The files of `exits/` become values, and are held against the rest of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from huitoukan.domain.areas import LEVELS
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.shapes.exits import ExitKind, Signer
from huitoukan.rules.shapes.words import Param

ABOUT: Final = ("household", "village")
SIGN: Final = "exit.sign"


def build_exit(entry: Entry) -> ExitKind:
    """A file of `exits/`."""
    with Fields(entry) as fields:
        notice = fields.get("notice")
        return ExitKind(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            about=fields.need("about").choice(ABOUT),
            basis=fields.text("basis"),
            only_when={name: part.words() for name, part in fields.pairs("only_when")},
            notice=_days(notice) if notice is not None else None,
            notice_place=fields.need("notice_place").texts(),
            chain=tuple(_signer(part) for part in fields.need("chain").items()),
        )


def _days(entry: Entry) -> Param:
    with Fields(entry) as fields:
        return Param(fields.need("days").integer(), "天", fields.text("source"))


def _signer(entry: Entry) -> Signer:
    with Fields(entry) as fields:
        level = fields.need("level").choice([one.value for one in LEVELS])
        return Signer(level, fields.need("title").texts())


def check_exits(pack: Pack, report: Report) -> None:
    """Note the faults of `exits/`: columns, values, the order of levels, who can sign."""
    for stem, kind in pack.exits.items():
        for at, sentence in _faults(pack, kind):
            report.add(f"exits/{stem}.yaml", at, "EXIT", sentence)


def _faults(pack: Pack, kind: ExitKind) -> Iterator[tuple[tuple[str, ...], str]]:
    upward = [one.value for one in reversed(LEVELS)]
    places = [upward.index(level) for level in kind.levels]
    if not places or places != sorted(set(places)):
        yield ("chain",), "chain 要从下往上写，每一级只签一次"
    for level in kind.levels:
        holders = [post for post in pack.posts.values() if post.level == level]
        if not any(SIGN in post.verbs for post in holders):
            yield ("chain",), f"没有{level}级的岗位有“{SIGN}”权限，永远签不完"
    if kind.notice is not None and kind.notice_days < 1:
        yield ("notice", "days"), "公示天数至少一天"
    columns = pack.fields[kind.about].by_name if kind.about in pack.fields else {}
    for name, words in kind.only_when.items():
        codes = pack.codes.get(columns[name].codes or "") if name in columns else None
        if codes is None:
            yield ("only_when", name), f"名册表没有代码列“{name}”"
            continue
        for word in words:
            if word not in {value.code for value in codes.values}:
                yield ("only_when", name), f"“{name}”没有“{word}”这个值"
