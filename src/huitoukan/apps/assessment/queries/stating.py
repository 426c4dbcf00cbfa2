"""Fills the form on which facts are stated, and the block of what was stated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import pages, queries
from huitoukan.apps.assessment.models import Assessment, HouseholdVerdict, StatedFact
from huitoukan.apps.assessment.pages.stating import (
    FormSection,
    MemberFields,
    StatedBlock,
    StatedRow,
)
from huitoukan.apps.assessment.queries.runs import run_row
from huitoukan.apps.assessment.queries.stated import (
    as_stated,
    day_of,
    facts_with,
    stated_rows,
    stated_since,
    worksheet_with,
)
from huitoukan.apps.assessment.queries.words import (
    code_words,
    fact_value_words,
    known_words,
    source_words,
    verdict_chip,
    verdict_word,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Chip, Choice, Crumb, Field, KeyValue, Tab
from huitoukan.apps.core.showing import address, language
from huitoukan.apps.registry.models import Household
from huitoukan.assess.changes import between
from huitoukan.assess.facts import read_facts
from huitoukan.assess.given import Given
from huitoukan.assess.looks import Look, seen, view_of
from huitoukan.assess.shares import Part
from huitoukan.assess.stating import TAKEN_BACK, Key, every_fact, one_fact, sources_of
from huitoukan.assess.verdicts import Worksheet, standard_of, with_income
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Fact, View

KINDS: Final[Mapping[str, Literal["radio", "number", "date", "select"]]] = {
    "bool": "radio",
    "number": "number",
    "date": "date",
    "code": "select",
}
"""The input of each type of fact."""
ALL: Final = "all"
"""The tab with every fact, beside the views of the pack."""


def chosen_view(pack: Pack, params: Mapping[str, str]) -> tuple[str, View]:
    """The name of the form's tab, and the view whose order it has.

    `fact` asks for one fact, with `of=member` for one of every member; otherwise `view`, and
    without it the first view of the pack. Refused VIEW_UNKNOWN, FACT_UNKNOWN.
    """
    if params.get("fact"):
        return "", one_fact(pack, params["fact"], of_member=params.get("of") == "member")
    first = next(iter(pack.views), ALL)
    name = params.get("view") or first
    return name, every_fact(pack) if name == ALL else view_of(pack, name)


def household_field(fact: str) -> str:
    """The name of the input of a household's fact."""
    return f"h-{fact}"


def member_field(position: int, fact: str) -> str:
    """The name of the input of a fact of the member at this place of the run's list."""
    return f"m{position}-{fact}"


def note_field(position: int, what: str) -> str:
    """The name of the input of a section: its `words` or its `photo`."""
    return f"s{position}-{what}"


def facts_page(
    actor: Actor,
    code: str,
    household_no: str,
    params: Mapping[str, str],
    *,
    today: dt.date,
    refused: tuple[Refused, Mapping[str, str]] | None = None,
) -> pages.FactsPage:
    """[assessment:facts] The form in the order of a view; `refused` is what came back."""
    run, row = queries.household_in(actor, code, household_no, "assessment.state")
    pack = run.pack.opened()
    tab, view = chosen_view(pack, params)
    typed = refused[1] if refused else {}
    faults = refused[0].details.get("fields") if refused else {}
    errors = faults if isinstance(faults, dict) else {}
    rows = stated_since(run, household_no)
    day = day_of(row, rows)
    why = ""
    looks: tuple[Look, ...] = ()
    names: dict[str, str] = {}
    try:
        read = facts_with(run, household_no, map(as_stated, rows))
        names = {one["person_no"]: one.get("name") or one["person_no"] for one in read["members"]}
        facts = read_facts(Given(queries.present_on(run, read, day), household_no), pack, day)
        profile = pack.profiles[standard_of(pack, run.standard).profile]
        facts, _made = with_income(facts, pack, profile)
        looks = seen(view, facts, pack, day)
    except Refused as error:
        if error.code in {"READINGS_ALTERED", "NOT_FOUND"}:
            raise
        why = refusal_text(error)
    path = reverse("assessment:facts", args=[run.code, household_no])
    asked = {key: params[key] for key in ("fact", "of", "view") if params.get(key)}
    return pages.FactsPage(
        run=run_row(run),
        household_no=household_no,
        head_name=head_of(actor, household_no),
        crumbs=(
            Crumb(_("达标核查"), reverse("assessment:runs")),
            Crumb(household_no, reverse("assessment:household", args=[run.code, household_no])),
        ),
        title=view.title.in_(language()) if tab else _("写明一项事实"),
        basis=view.basis,
        tabs=_tabs(pack, path, tab),
        action=address(path, {}, **asked),
        fields=_saying_fields(run.campaign.pack.opened(), typed, errors, today),
        sections=_Form(pack, looks, names, typed, errors).sections(),
        stated=stated_block(actor, run, row, names),
        errors=(refusal_text(refused[0]),) if refused else (),
        refused=why,
    )


def head_of(actor: Actor, household_no: str) -> str:
    """The head's name, where the actor may see the registry."""
    known = Household.objects.visible_to(actor, "registry.see")
    found = known.filter(household_no=household_no).first()
    return found.head_name if found else ""


def _tabs(pack: Pack, path: str, tab: str) -> tuple[Tab, ...]:
    titles = {one.id: one.title.in_(language()) for one in pack.views.values()}
    titles[ALL] = _("全部事实")
    return tuple(
        Tab(title, address(path, {}, view=name), is_current=name == tab)
        for name, title in titles.items()
    )


def _saying_fields(
    pack: Pack, typed: Mapping[str, str], errors: Mapping[str, str], today: dt.date
) -> tuple[Field, ...]:
    words = {one.zh: one.in_(language()) for one in pack.facts["household"].stated_as}
    return (
        Field(
            "source", _("凭什么"), "radio", is_required=True, error=errors.get("source", ""),
            choices=tuple(
                Choice(name, words[name], typed.get("source") == name) for name in sources_of(pack)
            ),
        ),
        Field(
            "said_by", _("谁说的、谁看到的"), is_required=True, max_length=64,
            value=typed.get("said_by", ""), error=errors.get("said_by", ""),
        ),
        Field(
            "on", _("哪一天看到、说的"), "date", is_required=True, high=today.isoformat(),
            value=typed.get("on", today.isoformat()), error=errors.get("on", ""),
        ),
        Field(
            "why", _("更正原因"), max_length=300, value=typed.get("why", ""),
            help=_("同一来源、同一天已写明过不同取值的，才要填"), error=errors.get("why", ""),
        ),
    )  # fmt: skip


class _Form:
    """The sections of the form, with what is known now beside each input."""

    def __init__(
        self,
        pack: Pack,
        looks: Sequence[Look],
        names: Mapping[str, str],
        typed: Mapping[str, str],
        errors: Mapping[str, str],
    ) -> None:
        self._pack = pack
        self._looks = looks
        self._members = list(names)
        self._names = names
        self._typed = typed
        self._errors = errors
        self._asked: set[str] = set()

    def sections(self) -> tuple[FormSection, ...]:
        """One for each look."""
        return tuple(self._section(n, look) for n, look in enumerate(self._looks))

    def _section(self, n: int, look: Look) -> FormSection:
        fields = tuple(
            self._input(household_field(part.fact.name), part) for part in look.household
        )
        members = tuple(
            MemberFields(
                self._names[person_no],
                tuple(
                    self._input(member_field(self._members.index(person_no), part.fact.name), part)
                    for part in parts
                ),
            )
            for person_no, parts in look.members
        )
        notes = self._notes(n, asks_photo=look.section.photo)
        every = (*fields, *notes, *(field for one in members for field in one.fields))
        return FormSection(
            title=look.section.title.in_(language()),
            prompts=tuple(one.in_(language()) for one in look.section.prompts),
            chip=verdict_chip(look.verdict) if look.verdict else None,
            fields=fields,
            members=members,
            notes=notes,
            is_open=n == 0 or any(field.value or field.error for field in every),
        )

    def _input(self, name: str, part: Part) -> Field:
        """The input of a fact; one that is worked out, or was asked above, is only shown."""
        fact, known = part.fact, part.known
        is_shown = fact.computed or name in self._asked
        self._asked.add(name)
        label = f"{fact.title.in_(language())}{f'（{fact.unit}）' if fact.unit else ''}"
        choices = self._choices(name, fact)
        return Field(
            name,
            label,
            "note" if is_shown else KINDS[fact.type],
            choices=choices,
            value=self._typed.get(name, ""),
            help=_("现在：{told}").format(told=known_words(fact, known, self._pack)),
            error=self._errors.get(name, ""),
        )

    def _choices(self, name: str, fact: Fact) -> tuple[Choice, ...]:
        typed = self._typed.get(name, "")
        if fact.type == "bool":
            words = {"": _("不填"), "true": _("是"), "false": _("否")}
        else:
            words = {"": _("不填")} | {one: code_words(self._pack, one) for one in fact.codes}
        return tuple(Choice(value, word, value == typed) for value, word in words.items())

    def _notes(self, n: int, *, asks_photo: bool) -> tuple[Field, ...]:
        words, photo = note_field(n, "words"), note_field(n, "photo")
        wanted = _("没有照片的，写明为什么") if asks_photo else ""
        return (
            Field(
                words, _("看到的情况"), max_length=300, value=self._typed.get(words, ""),
                help=wanted, error=self._errors.get(words, ""),
            ),
            Field(
                photo, _("照片或扫描件"), "file", accept="image/*,application/pdf",
                error=self._errors.get(photo, ""),
            ),
        )  # fmt: skip


# --- what was stated ---


def stated_block(
    actor: Actor, run: Assessment, row: HouseholdVerdict, names: Mapping[str, str]
) -> StatedBlock:
    """What people stated of a household, the newest first, and the verdict with it."""
    every = list(stated_rows(run.campaign, row.household_no))
    if not every:
        return StatedBlock()
    may = HouseholdVerdict.objects.visible_to(actor, "assessment.state").filter(pk=row.pk)
    may_state = not run.is_try and may.exists()
    last: dict[Key, int] = {as_stated(one).key: one.pk for one in every}
    pack = run.pack.opened()
    shown = tuple(
        _stated_row(run, one, pack, names, last=last[as_stated(one).key], may=may_state)
        for one in reversed(every)
    )
    rows = stated_since(run, row.household_no)
    if not rows:
        return StatedBlock(shown)
    day = day_of(row, rows)
    try:
        after = worksheet_with(run, row.household_no, map(as_stated, rows), day)
        before = queries.worksheet_of(run, row.household_no, row.day)
    except Refused as error:
        return StatedBlock(shown, day, refused=refusal_text(error))
    return _with_difference(shown, day, before, after)


def _with_difference(
    shown: tuple[StatedRow, ...], day: dt.date, before: Worksheet, after: Worksheet
) -> StatedBlock:
    changes = between(before, after)
    return StatedBlock(
        rows=shown,
        on=day,
        verdict=verdict_chip(after.verdict),
        differs=tuple(
            KeyValue(
                f"{one.id} {one.title.in_(language())}",
                f"{verdict_word(one.before)} → {verdict_word(one.after)}",
            )
            for one in changes.indicators
        ),
    )


def _stated_row(
    run: Assessment,
    one: StatedFact,
    pack: Pack,
    names: Mapping[str, str],
    *,
    last: int,
    may: bool,
) -> StatedRow:
    said, note = one.statement, one.note
    table = pack.facts["member" if one.person_no else "household"]
    fact = table.by_name.get(one.fact)
    stands = one.pk == last and one.value != TAKEN_BACK
    photo = note.photo if note is not None else None
    if one.value == TAKEN_BACK:
        chip = Chip("none", _("撤回"))
    else:
        chip = Chip("ok", _("现在的")) if stands else Chip("none", _("已更正或撤回"))
    return StatedRow(
        who=names.get(one.person_no, one.person_no),
        fact=fact.title.in_(language()) if fact is not None else one.fact,
        value=fact_value_words(fact, one.value, pack) if fact is not None else one.value,
        source=source_words(said.source, pack),
        on=said.on,
        said_by=said.said_by,
        by_name=said.by_name,
        at=said.at,
        chip=chip,
        why=said.why,
        words=note.words if note is not None else "",
        photo_href=reverse("files:file", args=[photo.sha256]) if photo is not None else "",
        take_back=_take_back(run, one) if stands and may else None,
    )


def _take_back(run: Assessment, one: StatedFact) -> ActionForm:
    number = one.statement.household_no
    return ActionForm(
        "take-back",
        _("撤回这一项"),
        reverse("assessment:take_back", args=[run.code, number, one.pk]),
        style="plain",
        fields=(Field("reason", _("理由"), "area", is_required=True, max_length=300),),
    )
