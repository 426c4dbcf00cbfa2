"""Stating facts of a household by hand: added to, never overwritten, evidence beside them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import (
    Assessment,
    HouseholdVerdict,
    SectionNote,
    StatedFact,
    Statement,
)
from huitoukan.apps.assessment.queries.stated import as_stated, stated_rows, worksheet_with
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.problems.services.evidence import refuse_unfit_files
from huitoukan.assess.stating import (
    TAKEN_BACK,
    Key,
    Stated,
    canonical,
    fact_of,
    sources_of,
    standing,
)
from huitoukan.domain.refusals import Refused

Photo = tuple[str, bytes]
"""Name and bytes of a photograph or scan."""


@dataclass(frozen=True)
class Told:
    """A value as it was typed; `section` is the part of the form, `field` the name of its input."""

    person_no: str
    fact: str
    value: str
    section: str = ""
    field: str = ""


@dataclass(frozen=True)
class Noted:
    """What was seen of a section; `asks_photo`: without a photograph, words must say why."""

    section: str
    words: str = ""
    photo: Photo | None = None
    asks_photo: bool = False
    field: str = ""


@dataclass(frozen=True)
class Saying:
    """What is stated at once: from whom, seen or said on which day, which facts, what was seen.

    `why` is needed when it corrects what was stated before; `view` names the form.
    """

    source: str
    said_by: str
    on: date
    told: Sequence[Told] = ()
    notes: Sequence[Noted] = ()
    why: str = ""
    view: str = ""


@dataclass
class _Checked:
    """What is left to store after every fault was looked for."""

    new: list[tuple[Told, str]] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)


@use_case("assessment.state")
def state_facts(
    actor: Actor,
    run_code: str,
    household_no: str,
    saying: Saying,
    *,
    at: datetime,
) -> Statement:
    """State facts of a household of a run; the run's verdict stays, the next run reads them.

    Raises Refused NOT_FOUND, ASSESSMENT_TRY, STATED_NOTHING, FORM_INVALID with every fault by
    field, EVIDENCE_TYPE and FILE_TOO_BIG, and the refusal of the facts when with them the material
    would no longer be a household's.
    """
    run, row = _held(actor, run_code, household_no)
    before = {one.key: one for one in map(as_stated, stated_rows(run.campaign, household_no))}
    checked = _check(run, row, saying, before)
    seen = [one for one in saying.notes if one.words.strip() or one.photo is not None]
    _check_saying(checked, run, saying, before, at)
    _check_photos(checked, saying.notes)
    if checked.faults:
        words = _("；").join(dict.fromkeys(checked.faults.values()))
        raise Refused("FORM_INVALID", errors=words, fields=checked.faults)
    if not checked.new and not seen:
        raise Refused("STATED_NOTHING")
    new = [
        Stated(one.person_no, one.fact, value, saying.source, saying.on)
        for one, value in checked.new
    ]
    _demand_readable(run, row, list(before.values()), new)
    made = _statement(actor, run, row, saying, at)
    kept = {one.section: _note(actor, made, one, at) for one in seen}
    StatedFact.objects.for_system("its statement is in scope").bulk_create(
        StatedFact(
            statement=made, person_no=one.person_no, fact=one.fact, value=value,
            note=kept.get(one.section),
        )
        for one, value in checked.new
    )  # fmt: skip
    _journal(made, f"写明事实 {len(new)} 项（{saying.source}，{saying.on}）", new)
    return made


@use_case("assessment.state")
def take_back(
    actor: Actor, run_code: str, household_no: str, stated_id: int, *, why: str, at: datetime
) -> Statement:
    """Take a stated fact back, with the reason; what was stated stays to be read.

    Raises Refused NOT_FOUND, STATED_GONE when it was corrected or taken back since, VERDICT_REASON.
    """
    run, row = _held(actor, run_code, household_no)
    rows = {one.pk: one for one in stated_rows(run.campaign, household_no)}
    found = rows.get(stated_id)
    if found is None:
        raise Refused("NOT_FOUND", what="写明的事实", code=str(stated_id))
    word = as_stated(found)
    last = next(one for one in reversed(rows.values()) if as_stated(one).key == word.key)
    if last.pk != found.pk or word.value == TAKEN_BACK:
        raise Refused("STATED_GONE")
    if not why.strip():
        raise Refused("VERDICT_REASON")
    said = Saying(word.source, actor.name, word.on, why=why)
    made = _statement(actor, run, row, said, at)
    StatedFact.objects.for_system("its statement is in scope").create(
        statement=made, person_no=word.person_no, fact=word.fact, value=TAKEN_BACK
    )
    _journal(made, f"撤回写明的事实（{word.source}，{word.on}）", [word])
    return made


def _held(actor: Actor, run_code: str, household_no: str) -> tuple[Assessment, HouseholdVerdict]:
    run, row = queries.household_in(actor, run_code, household_no, "assessment.state")
    if run.is_try:
        raise Refused("ASSESSMENT_TRY", code=run.code)
    return run, row


def _check(
    run: Assessment,
    row: HouseholdVerdict,
    saying: Saying,
    before: Mapping[Key, Stated],
) -> _Checked:
    """Each value that says something new, as it will be stored; the others are left out."""
    pack, found = run.pack.opened(), _Checked()
    read = queries.facts_read(run, row.household_no)
    members = {one["person_no"] for one in read["members"]}
    for one in saying.told:
        if not one.value.strip():
            continue
        try:
            if one.person_no and one.person_no not in members:
                raise Refused("NOT_FOUND", what="家庭成员", code=one.person_no)
            value = canonical(fact_of(pack, one.person_no, one.fact), one.value)
        except Refused as refused:
            found.faults[one.field or one.fact] = refusal_text(refused)
            continue
        key = (one.person_no, one.fact, saying.source, saying.on)
        if key not in before or before[key].value != value:
            found.new.append((one, value))
    return found


def _check_saying(
    checked: _Checked,
    run: Assessment,
    saying: Saying,
    before: Mapping[Key, Stated],
    at: datetime,
) -> None:
    if saying.source not in sources_of(run.campaign.pack.opened()):
        checked.faults["source"] = _("请选择事实的来源")
    if not saying.said_by.strip():
        checked.faults["said_by"] = _("请填是谁说的、谁看到的")
    if saying.on > timezone.localtime(at).date():
        checked.faults["on"] = _("日期不能晚于今天")
    corrects = any(
        (one.person_no, one.fact, saying.source, saying.on) in before for one, _value in checked.new
    )
    if corrects and not saying.why.strip():
        checked.faults["why"] = _("同一来源、同一天已写明过不同的取值，请填更正的原因")


def _check_photos(checked: _Checked, notes: Sequence[Noted]) -> None:
    stated_in = {one.section for one, _value in checked.new}
    for one in notes:
        is_bare = one.photo is None and not one.words.strip()
        if one.asks_photo and is_bare and one.section in stated_in:
            checked.faults[one.field or one.section] = _("这一项要有照片；没有的，写明为什么")
    refuse_unfit_files([one.photo for one in notes if one.photo is not None])


def _demand_readable(
    run: Assessment, row: HouseholdVerdict, before: list[Stated], new: list[Stated]
) -> None:
    """With the new facts the material is still a household's, if it was one without them."""
    day = row.on or max([run.on, *(one.on for one in new)])
    try:
        worksheet_with(run, row.household_no, before, day)
    except Refused:
        return
    worksheet_with(run, row.household_no, list(standing([*before, *new]).values()), day)


def _statement(
    actor: Actor, run: Assessment, row: HouseholdVerdict, saying: Saying, at: datetime
) -> Statement:
    return Statement.objects.for_system("the household is in scope").create(
        code=f"XS-{secrets.token_hex(4)}",
        campaign=run.campaign,
        run=run,
        area=row.area,
        household_no=row.household_no,
        view=saying.view[:40],
        source=saying.source,
        said_by=saying.said_by.strip()[:64],
        on=saying.on,
        why=saying.why.strip()[:300],
        by=actor.code,
        by_name=actor.name,
        at=at,
    )


def _note(actor: Actor, made: Statement, one: Noted, at: datetime) -> SectionNote:
    photo = None
    if one.photo is not None:
        name, content = one.photo
        photo = keep_file(actor, [content], name=name, kind="fact", area=made.area, at=at)
    return SectionNote.objects.for_system("its statement is in scope").create(
        statement=made, section=one.section[:80], words=one.words.strip()[:300], photo=photo
    )


def _journal(made: Statement, summary: str, stated: Sequence[Stated]) -> None:
    record(
        "stated_fact",
        made.household_no,
        summary,
        area_path=made.area.depth_path,
        statement=made.code,
        **details_of(
            facts=[f"{one.person_no} {one.fact}={one.value}".strip() for one in stated],
            why=made.why,
        ),
    )
