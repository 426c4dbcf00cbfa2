"""Fills [ledgers:entry], [ledgers:new] and [ledgers:edit]: an entry, its history, its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.filled import column_input
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Choice, Field, KeyValue, TimelineItem
from huitoukan.apps.core.showing import column_label, language, shown_value
from huitoukan.apps.ledgers import pages
from huitoukan.apps.ledgers.models import ChangeKind, Entry, EntryChange, Values
from huitoukan.apps.ledgers.queries import (
    entry_for,
    kept_of,
    ledger_for,
    masked,
    may_keep,
    places_kept,
)
from huitoukan.apps.ledgers.queries.shown import place_words, shown_title, state_chip
from huitoukan.apps.ledgers.queries.words import change_word
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name
from huitoukan.domain.areas import Level
from huitoukan.domain.meetings import MEETINGS
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import Column, DataSet

Refusal = tuple[str, Refused]
"""An action that was refused, with why."""


def entry_page(actor: Actor, code: str, *, refused: Refusal | None = None) -> pages.EntryPage:
    """[ledgers:entry] `refused` is an act of this page that was refused, and what was typed."""
    entry, dataset, campaign = entry_for(actor, code)
    pack = campaign.pack.opened()
    keeps = may_keep(actor, dataset, entry.area) and bool(actor.may("ledger.keep"))
    places = _names_of(entry, dataset)
    return pages.EntryPage(
        code=entry.code,
        number=entry.number,
        dataset=dataset.id,
        ledger=dataset.title.in_(language()),
        title=shown_title(dataset, entry, pack),
        state=state_chip(entry),
        facts=(*_facts(entry, dataset, pack), *_taken_over(actor, entry)),
        history=tuple(
            _change(one, dataset, pack, places) for one in entry.changes.order_by("-version")
        ),
        actions=(_action(entry, refused),) if keeps else (),
        edit_href=reverse("ledgers:edit", args=[code]) if keeps and not entry.ended_at else "",
    )


def _facts(entry: Entry, dataset: DataSet, pack: Pack) -> tuple[KeyValue, ...]:
    kept = kept_of(dataset)
    rows = [KeyValue(_("所在地"), place_words(entry))]
    for column in dataset.columns:
        if column.name == kept.place:
            continue
        text = masked(column, entry.values.get(column.name), pack.codes)
        label = column_label(column, column.name)
        if text and column.unit and column.unit not in label:
            text = f"{text} {column.unit}"
        rows.append(KeyValue(label, text or "—"))
    return tuple(rows)


def _taken_over(actor: Actor, entry: Entry) -> tuple[KeyValue, ...]:
    """Of a meeting the way to what was taken over at it; the ledger of problems by address only."""
    if entry.dataset != MEETINGS or not actor.may("problem.see"):
        return ()
    href = reverse("problems:meeting", args=[entry.code])
    return (KeyValue(_("会上认领的问题"), _("查看"), href=href),)


def _names_of(entry: Entry, dataset: DataSet) -> dict[str, str]:
    """The places that the entry ever lay in, by code."""
    place = kept_of(dataset).place
    codes = {value for one in entry.changes.all() for value in one.fields.get(place, []) if value}
    areas = Area.objects.filter(code__in=codes).select_related("parent")
    return {area.code: full_name(area) for area in areas}


def _change(
    one: EntryChange, dataset: DataSet, pack: Pack, places: Mapping[str, str]
) -> TimelineItem:
    def word(name: str, value: Any) -> str:
        if name == kept_of(dataset).place:
            return places.get(str(value), str(value or ""))
        return masked(dataset.by_name[name], value, pack.codes)

    known = [name for name in one.fields if name in dataset.by_name]
    is_new = one.kind == ChangeKind.CREATED
    facts = []
    for name in known:
        before, after = (word(name, value) or "—" for value in one.fields[name])
        told = after if is_new else f"{before} → {after}"
        facts.append(KeyValue(column_label(dataset.by_name[name], name), told))
    at = timezone.localtime(one.at)
    return TimelineItem(
        change_word(one.kind),
        "back" if one.kind == ChangeKind.ENDED else "done",
        who=f"{one.name} · {at:%Y-%m-%d %H:%M}",
        text=one.why,
        facts=tuple(facts),
    )


def _action(entry: Entry, refused: Refusal | None) -> ActionForm:
    """Ending an entry, or restoring it; with the version that the person has seen."""
    act = "restore" if entry.ended_at else "end"
    is_back = refused is not None and refused[0] == act
    return ActionForm(
        code=act,
        label=_("恢复这一条") if entry.ended_at else _("结束这一条"),
        href=reverse(f"ledgers:{act}", args=[entry.code]),
        style="plain" if entry.ended_at else "danger",
        note=_("恢复后重新参加比对。")
        if entry.ended_at
        else _("结束后不再参加比对，资料和历次修改都保留，可以恢复。"),
        fields=(Field("why", _("原因"), "area", is_required=True, max_length=300),),
        hidden=(("seen", str(entry.version)),),
        errors=(refusal_text(refused[1]),) if refused and is_back else (),
        is_open=is_back,
    )


# --- the form ---


def new_page(
    actor: Actor,
    campaign: Campaign,
    dataset_id: str,
    texts: Mapping[str, str],
    *,
    refused: Refused | None = None,
) -> pages.FormPage:
    """[ledgers:new] An empty form, or one that came back with what was typed."""
    dataset = ledger_for(actor, campaign, dataset_id, "ledger.keep")
    form = _Form(actor, campaign, dataset, before={}, texts=texts, refused=refused)
    return pages.FormPage(
        dataset=dataset.id,
        ledger=dataset.title.in_(language()),
        title=_("登记一条"),
        href=reverse("ledgers:new", args=[dataset.id]),
        back_href=reverse("ledgers:entries", args=[dataset.id]),
        fields=form.fields(),
        errors=form.errors(),
        purpose=dataset.purpose,
    )


def edit_page(
    actor: Actor,
    code: str,
    texts: Mapping[str, str],
    *,
    refused: Refused | None = None,
) -> pages.FormPage:
    """[ledgers:edit] The form of an entry; a stale one comes back with what changed since."""
    entry, dataset, campaign = entry_for(actor, code, "ledger.keep")
    if not may_keep(actor, dataset, entry.area):
        raise Refused("NOT_ALLOWED", verb=f"登记“{dataset.title.zh}”")
    if entry.ended_at is not None:
        raise Refused("LEDGER_STATE", why="已经结束")
    form = _Form(actor, campaign, dataset, before=entry.values, texts=texts, refused=refused)
    why = Field("why", _("修改原因"), "text", max_length=300, value=texts.get("why", ""))
    return pages.FormPage(
        dataset=dataset.id,
        ledger=dataset.title.in_(language()),
        title=shown_title(dataset, entry, campaign.pack.opened()),
        href=reverse("ledgers:edit", args=[code]),
        back_href=reverse("ledgers:entry", args=[code]),
        fields=(*form.fields(), why),
        hidden=(("seen", str(entry.version)),),
        errors=form.errors(),
        since=form.since(),
        purpose=dataset.purpose,
    )


class _Form:
    """The inputs of a ledger with what stands, what was typed and what was wrong with it."""

    def __init__(
        self,
        actor: Actor,
        campaign: Campaign,
        dataset: DataSet,
        *,
        before: Values,
        texts: Mapping[str, str],
        refused: Refused | None,
    ) -> None:
        self._dataset, self._before, self._texts = dataset, before, texts
        self._refused, self._kept = refused, kept_of(dataset)
        self._codes = campaign.pack.opened().codes
        self._places = places_kept(actor, campaign.area, dataset)
        faults: Any = refused.details.get("fields", {}) if refused else {}
        self._faults: dict[str, str] = dict(faults)

    def fields(self) -> tuple[Field, ...]:
        """One input for each column; the place is chosen from those that the person keeps."""
        return tuple(
            self._place(column) if column.name == self._kept.place else self._input(column)
            for column in self._dataset.columns
        )

    def errors(self) -> tuple[str, ...]:
        """What is wrong with the whole form."""
        if self._refused is None or "fields" in self._refused.details:
            whole = self._faults.get("", "")
            return (whole,) if whole else ()
        return (refusal_text(self._refused),)

    def since(self) -> tuple[pages.ChangedField, ...]:
        """What somebody else changed while the form was open, beside what was typed."""
        since: Any = self._refused.details.get("since", {}) if self._refused else {}
        return tuple(
            pages.ChangedField(
                column_label(column, column.name),
                masked(column, before, self._codes),
                masked(column, after, self._codes),
                self._texts.get(column.name, ""),
            )
            for column, (before, after) in (
                (self._dataset.by_name[name], pair) for name, pair in since.items()
            )
        )

    def _text(self, column: Column) -> str:
        if column.name in self._texts:
            return self._texts[column.name]
        value = self._before.get(column.name)
        if isinstance(value, bool):
            return "是" if value else "否"
        return masked(column, value) if column.sensitive else shown_value(None, value)

    def _input(self, column: Column) -> Field:
        return column_input(
            column,
            self._codes,
            prefix="",
            value=self._text(column),
            is_required=column.required,
            error=self._faults.get(column.name, ""),
            is_long=column.name in self._kept.long,
        )

    def _place(self, column: Column) -> Field:
        chosen = self._text(column)
        if not chosen and len(self._places) == 1:
            chosen = self._places[0].code
        return Field(
            column.name,
            _("所在地"),
            "select",
            is_required=column.required,
            choices=(
                Choice("", _("请选择")),
                *(
                    Choice(area.code, full_name(area), area.code == chosen)
                    for area in self._places
                    if area.level != Level.COUNTY
                ),
            ),
            error=self._faults.get(column.name, ""),
        )
