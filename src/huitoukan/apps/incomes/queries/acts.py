"""The steps that are open on a version: show it to the household, record what it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Choice, Field
from huitoukan.apps.incomes import queries
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.queries.words import how_label
from huitoukan.domain.incomes import ANSWERABLE, How, SheetState
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class Back:
    """A step that was refused: its words, what was typed, and the faults by field."""

    act: str
    words: str
    texts: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def actions_of(
    actor: Actor, sheet: IncomeSheet, *, on: date, back: Back | None = None
) -> tuple[ActionForm, ...]:
    """The forms of the steps that this actor may take now."""
    if not sheet.is_newest:
        return ()
    made = []
    if sheet.stands is SheetState.DRAFT and _may(actor, sheet, "income.record"):
        errors = (back.words,) if back and back.act == "show" else ()
        made.append(
            ActionForm(
                "show",
                _("给农户看过，等农户确认"),
                reverse("incomes:show", args=[sheet.code]),
                icon="users-group",
                note=_("请把每一行念给农户听。之后这一版不再改动，要改就更正成新的一版。"),
                errors=errors,
                is_open=True,
            )
        )
    if sheet.stands in ANSWERABLE and _may(actor, sheet, "income.confirm"):
        made.append(_answer_form(sheet, on, back if back and back.act == "answer" else None))
    return tuple(made)


def _may(actor: Actor, sheet: IncomeSheet, verb: str) -> bool:
    try:
        queries.sheet_for(actor, sheet.code, verb)
    except Refused:
        return False
    return bool(actor.may(verb))


def _answer_form(sheet: IncomeSheet, on: date, back: Back | None) -> ActionForm:
    texts = back.texts if back else {"signer": sheet.head_name, "on": on.isoformat()}
    faults = back.faults if back else {}
    chosen = texts.get("how", How.SIGNATURE.value)

    def text(name: str, label: str, note: str = "", *, most: int, must: bool = False) -> Field:
        return Field(
            name, label, is_required=must, value=texts.get(name, ""), help=note, max_length=most,
            error=faults.get(name, ""),
        )  # fmt: skip

    fields = (
        Field(
            "how", _("农户的答复"), "radio", is_required=True,
            choices=tuple(Choice(how.value, how_label(how), how == chosen) for how in How),
        ),
        text("signer", _("签字人（拒签的写本人姓名）"), most=64, must=True),
        text("relation", _("与户主关系"), _("代签时必填"), most=40),
        text("reason", _("原因"), _("代签写为什么不是本人，拒签写农户的理由"), most=300),
        Field(
            "on", _("日期"), "date", is_required=True, value=texts.get("on", ""),
            low=sheet.first_day.isoformat(), high=on.isoformat(), error=faults.get("on", ""),
        ),
        Field(
            "photo", _("签字页照片或扫描件"), "file", accept="image/*,application/pdf",
            error=faults.get("photo", ""),
        ),
    )  # fmt: skip
    return ActionForm(
        "answer",
        _("登记农户的答复"),
        reverse("incomes:answer", args=[sheet.code]),
        icon="signature",
        note=_("认账的签字或按手印；不认账的写明理由，账有争议，不作为依据。"),
        fields=fields,
        errors=(back.words,) if back else (),
        is_open=True,
    )
