"""The file `oversight.yaml` becomes a value."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.shapes.oversight import (
    POINTS,
    WEIGHTS,
    MeetingPlan,
    NoticeKind,
    OversightTerms,
)
from huitoukan.rules.shapes.words import Param


def build_oversight(entry: Entry) -> OversightTerms:
    """The whole file; every number in it names its source."""
    with Fields(entry) as fields:
        looks, full = fields.get("looks"), fields.get("full")
        points, weights = fields.get("points"), fields.get("weights")
        terms = OversightTerms(
            basis=fields.text("basis"),
            meetings=tuple(_meeting(part) for part in fields.items("meetings")),
            looks=_param(looks, "least", "次") if looks is not None else None,
            full=_param(full, "value", "分") if full is not None else None,
            points=_params(points, POINTS, "分"),
            weights=_params(weights, WEIGHTS, "%"),
            notices=tuple(_notice(part) for part in fields.items("notices")),
        )
        if bool(terms.points) != (terms.full is not None):
            raise entry.bad("POINTS", "满分 full 和扣分 points 要么都写，要么都空着")
        if terms.weights and round(sum(float(w.value) for w in terms.weights.values()), 6) != 100:
            raise entry.bad("WEIGHTS", "权重 weights 加起来应为 100")
        return terms


def _meeting(entry: Entry) -> MeetingPlan:
    with Fields(entry) as fields:
        return MeetingPlan(
            fields.text("kind"), fields.need("least").integer(), fields.integer("most"),
            fields.text("source"),
        )  # fmt: skip


def _notice(entry: Entry) -> NoticeKind:
    with Fields(entry) as fields:
        days, exit_kind = fields.get("days"), fields.text("exit", "")
        if days is not None and exit_kind:
            raise entry.bad("NOTICE", "写了 exit 的公示沿用退出签批的天数，不再写 days")
        return NoticeKind(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            exit=exit_kind,
            days=_param(days, "value", "天") if days is not None else None,
            has_names=fields.flag("names"),
            basis=fields.text("basis"),
        )


def check_oversight(pack: Pack, report: Report) -> None:
    """Note kinds of notices that follow an exit which the pack does not have, or stand twice."""
    seen: set[str] = set()
    for position, one in enumerate(pack.oversight.notices):
        at = ("notices", position)
        if one.exit and one.exit not in pack.exits:
            report.add("oversight.yaml", at, "NOTICE", f"没有退出签批“{one.exit}”")
        if one.id in seen:
            report.add("oversight.yaml", at, "NOTICE", f"公示类别“{one.id}”重复")
        seen.add(one.id)


def _param(entry: Entry, key: str, unit: str) -> Param:
    with Fields(entry) as fields:
        return Param(fields.need(key).number(), unit, fields.text("source"))


def _params(entry: Entry | None, known: Collection[str], unit: str) -> Mapping[str, Param]:
    found = {}
    for name, part in entry.pairs() if entry is not None else ():
        if name not in known:
            raise part.bad("CHOICE", f"“{name}”不能写在这里，只能是：{'、'.join(known)}")
        found[name] = _param(part, "value", unit)
    return found
