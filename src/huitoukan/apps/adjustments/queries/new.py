"""Fills [adjustments:new]: which kinds fit a household, and the form that a kind asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huitoukan.apps.adjustments import pages
from huitoukan.apps.adjustments.models import Adjustment
from huitoukan.apps.adjustments.queries import adjustment_for, asking, kind_of
from huitoukan.apps.adjustments.queries.asking import Filled
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.filled import column_input
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import Choice, Field
from huitoukan.apps.core.showing import address, column_label, language, shown_value
from huitoukan.apps.places.queries import areas_with, full_name, villages_in
from huitoukan.apps.registry.models import Household, Member
from huitoukan.apps.registry.queries import household_for
from huitoukan.domain.adjustments import Effect
from huitoukan.domain.areas import Level
from huitoukan.domain.identity import mask_id
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import verb_label
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.registry import AdjustmentKind
from huitoukan.rules.shapes.tables import Column

GROUPS: Final = (
    ("status", gettext_noop("身份变化（纳入、退出）")),
    ("natural", gettext_noop("自然变动")),
    ("correction", gettext_noop("更正信息")),
)
OTHER_LABELS: Final = {
    Effect.SPLIT: gettext_noop("新户的户编号"),
    Effect.MERGE: gettext_noop("并入这一户的是哪一户（户编号）"),
    Effect.MOVE_MEMBER: gettext_noop("移到哪一户（户编号）"),
}


def new_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    on: date,
    back: tuple[Filled, Refused] | None = None,
) -> pages.NewPage:
    """[adjustments:new] `back` is a form that was refused, with what was filled in."""
    again = adjustment_for(actor, params["again"]) if params.get("again") else None
    number = params.get("household", "") if again is None else again.household_no
    if back is not None:
        number = back[0].household_no
    chosen = back[0].kind if back else again.kind if again else params.get("kind", "")
    kind = kind_of(campaign, chosen) if chosen else None
    is_new = kind is not None and Effect(kind.effect) is Effect.ADD_HOUSEHOLD
    household = (
        household_for(actor, number, "adjustment.propose") if number and not is_new else None
    )
    if kind is None or (household is None and not is_new):
        return _kinds_page(campaign, household, params.get("problem", ""))
    filled = back[0] if back else _kept(again) if again else None
    column = filled.column if filled else params.get("column", "")
    form = _Form(actor, campaign, kind, household, filled=filled, refused=back[1] if back else None)
    columns = asking.asked_columns(campaign.pack.opened(), kind, column)
    needs_column = kind.any_column and not columns
    return pages.NewPage(
        title=kind.title.in_(language()),
        household_no=household.household_no if household else "",
        household_name=household.head_name if household else "",
        kind=kind.id,
        basis=kind.basis,
        chain=" → ".join(verb_label(verb, language()) for verb in kind.chain),
        href=reverse("adjustments:new") if again is None else address(
            reverse("adjustments:new"), {}, again=again.code
        ),
        hidden=_hidden(kind, household, column, params, filled),
        persons=() if needs_column else form.persons(),
        is_many=Effect(kind.effect) is Effect.SPLIT,
        fields=() if needs_column else form.fields(columns),
        more=() if needs_column else form.more(on),
        column_picker=form.picker(column) if kind.any_column else None,
        errors=(refusal_text(back[1]),) if back else (),
    )  # fmt: skip


def _hidden(
    kind: AdjustmentKind,
    household: Household | None,
    column: str,
    params: Mapping[str, str],
    filled: Filled | None,
) -> tuple[tuple[str, str], ...]:
    problem = filled.problem if filled else params.get("problem", "")
    found = [("kind", kind.id), ("column", column), ("problem", problem)]
    if household is not None:
        found.append(("household_no", household.household_no))
    return tuple((name, value) for name, value in found if value)


def _kinds_page(campaign: Campaign, household: Household | None, problem: str) -> pages.NewPage:
    pack = campaign.pack.opened()
    path = reverse("adjustments:new")
    number = household.household_no if household else ""
    groups = []
    for group, label in GROUPS:
        cards = []
        for kind in pack.adjustments.values():
            adds = Effect(kind.effect) is Effect.ADD_HOUSEHOLD
            if kind.group != group or adds == (household is not None):
                continue
            cards.append(
                pages.KindCard(
                    kind.title.in_(language()),
                    " → ".join(verb_label(verb, language()) for verb in kind.chain),
                    address(path, {}, household=number, kind=kind.id, problem=problem),
                    _barred(pack, kind, household) if household else "",
                )
            )
        if cards:
            groups.append(pages.KindGroup(_(label), tuple(cards)))
    return pages.NewPage(
        title="",
        household_no=number,
        household_name=household.head_name if household else "",
        groups=tuple(groups),
    )


def _barred(pack: Pack, kind: AdjustmentKind, household: Household) -> str:
    columns = pack.fields["household"].by_name
    for name, values in kind.only_when.items():
        if household.facts.get(name) not in values:
            shown = [shown_value(columns[name], value, pack.codes) for value in values]
            return _("只适用于{field}为{values}的户").format(
                field=column_label(columns[name], name), values=_("、").join(shown)
            )
    return ""


def _kept(again: Adjustment) -> Filled:
    kept = {name: value for name, value in again.form.items() if name != "asked"}
    for name in ("effective_on", "notice_from", "notice_to"):
        kept[name] = date.fromisoformat(kept[name]) if kept.get(name) else None
    return Filled(**{**kept, "persons": tuple(kept["persons"])})


class _Form:
    """The inputs of one kind for one household, with what was typed and what was wrong with it."""

    def __init__(
        self,
        actor: Actor,
        campaign: Campaign,
        kind: AdjustmentKind,
        household: Household | None,
        *,
        filled: Filled | None,
        refused: Refused | None,
    ) -> None:
        self._actor, self._campaign, self._kind = actor, campaign, kind
        self._household, self._filled = household, filled
        self._effect = Effect(kind.effect)
        self._pack = campaign.pack.opened()
        faults: Any = refused.details.get("fields", {}) if refused else {}
        self._faults: dict[str, str] = dict(faults)
        self._members = (
            list(
                Member.objects.visible_to(actor, "adjustment.propose").filter(
                    household=household, ended_on=None
                )
            )
            if household
            else []
        )

    def persons(self) -> tuple[Choice, ...]:
        """The members that may be chosen, where the kind asks for whom it is."""
        if self._effect not in asking.WITH_PERSONS and not (
            self._effect is Effect.SET and self._kind.about == "member"
        ):
            return ()
        chosen = self._filled.persons if self._filled else ()
        return tuple(
            Choice(m.person_no, self._called(m), m.person_no in chosen) for m in self._members
        )

    def _called(self, member: Member) -> str:
        relation = member.facts.get("relation_to_head", "")
        return " ".join(text for text in (member.name, relation, mask_id(member.id_no)) if text)

    def picker(self, column: str) -> Field:
        """Which column a correction is about."""
        options = asking.correctable(self._pack, self._kind).values()
        return Field(
            "column", _("要更正的项"), "select", is_required=True,
            choices=(
                Choice("", _("请选择")),
                *(Choice(c.name, column_label(c, c.name), c.name == column) for c in options),
            ),
            error=self._faults.get("column", ""),
        )  # fmt: skip

    def fields(self, columns: Sequence[Column]) -> tuple[Field, ...]:
        """What the kind asks of household and persons."""
        filled = self._filled or Filled(self._kind.id)
        found = []
        if self._effect is Effect.ADD_HOUSEHOLD:
            found.append(self._text("household_no", _("户编号"), filled.household_no))
        if self._effect in asking.WITH_PLACE:
            found.append(self._village(filled.village))
        found += [
            self._column(c, "p", filled.person)
            for c in asking.person_columns(self._pack, self._kind)
        ]
        if self._effect in asking.WITH_OTHER:
            found.append(self._text("other", _(OTHER_LABELS[self._effect]), filled.other))
        if self._effect in asking.WITH_HEAD:
            found.append(self._head(filled.head))
        found += [self._column(column, "f", filled.fields) for column in columns]
        return tuple(found)

    def more(self, on: date) -> tuple[Field, ...]:
        """What every kind asks: the day, the notice where one is due, and why."""
        filled = self._filled or Filled(self._kind.id)
        days: dict[str, date | None] = {"effective_on": filled.effective_on}
        labels = {"effective_on": _("生效日期")}
        if self._kind.notice_days:
            days |= {"notice_from": filled.notice_from, "notice_to": filled.notice_to}
            labels |= {"notice_from": _("公示开始"), "notice_to": _("公示结束")}
        helps = {
            "effective_on": _("事情发生或批准生效的那一天"),
            "notice_to": _("至少公示 {n} 天").format(n=self._kind.notice_days),
        }
        return (
            *(
                Field(
                    name, labels[name], "date", is_required=True, high=on.isoformat(),
                    value=day.isoformat() if day else "", help=helps.get(name, ""),
                    error=self._faults.get(name, ""),
                )
                for name, day in days.items()
            ),
            Field(
                "reason", _("事由和依据"), "area", is_required=True, max_length=300,
                value=filled.reason, help=_("写明依据的材料，如会议记录、证明、文号"),
                error=self._faults.get("reason", ""),
            ),
        )  # fmt: skip

    def _text(self, name: str, label: str, value: str) -> Field:
        return Field(
            name, label, is_required=True, max_length=40, value=value,
            error=self._faults.get(name, ""),
        )  # fmt: skip

    def _village(self, chosen: str) -> Field:
        here = self._campaign.area
        if self._effect is Effect.MOVE_HOUSEHOLD:
            found = list(villages_in(here).select_related("parent"))
        else:
            found = [
                area for area in areas_with(self._actor, "adjustment.propose", here)
                if area.level == Level.VILLAGE
            ]  # fmt: skip
        return Field(
            "village", _("行政村"), "select", is_required=True,
            choices=(
                Choice("", _("请选择")),
                *(Choice(area.code, full_name(area), area.code == chosen) for area in found),
            ),
            error=self._faults.get("village", ""),
        )  # fmt: skip

    def _head(self, chosen: str) -> Field:
        is_split = self._effect is Effect.SPLIT
        return Field(
            "head",
            _("新户的户主") if is_split else _("新的户主"),
            "select",
            is_required=is_split,
            choices=(
                Choice("", _("请选择") if is_split else _("户主不变")),
                *(
                    Choice(m.person_no, self._called(m), m.person_no == chosen)
                    for m in self._members
                ),
            ),
            help="" if is_split else _("户主离开时，从留下的成员里选"),
        )

    def _column(self, column: Column, prefix: str, texts: Mapping[str, str]) -> Field:
        name = column.name
        return column_input(
            column,
            self._pack.codes,
            prefix=f"{prefix}.",
            value=texts.get(name, ""),
            is_required=name in self._kind.needs or name in {"person_no", "name"},
            error=self._faults.get(f"{prefix}.{name}", ""),
            among=self._kind.among.get(name),
        )
