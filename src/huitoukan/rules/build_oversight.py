"""The file `oversight.yaml` becomes a value."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.oversight import POINTS, WEIGHTS, MeetingPlan, OversightTerms
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
