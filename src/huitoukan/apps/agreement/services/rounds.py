"""Recording a round: what was written down becomes typed entries, readings, and a new standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from huitoukan.apps.accounts.queries import village_team
from huitoukan.apps.agreement import queries
from huitoukan.apps.agreement.models import Agreement, Reading, Round, Sheet
from huitoukan.apps.agreement.queries.lines import (
    SIDES,
    Key,
    Line,
    demand_fields,
    lines_of,
    members_of,
    state_of,
)
from huitoukan.apps.agreement.queries.rounds import lines_kept
from huitoukan.apps.agreement.services.standing import refresh
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Household, Snapshot
from huitoukan.apps.registry.services.rows import plain
from huitoukan.documents.cells import CellProblem, Doubtful, converter_of
from huitoukan.documents.columns import Value
from huitoukan.domain.agreement import Entry, Seen, Side, Standing, judge, written
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

Texts = Mapping[Side, str]
"""What a person wrote for the booklet and for reality."""


@dataclass(frozen=True)
class Looked:
    """Who looked, on which day, and with whom."""

    on: date
    taken_by_name: str
    taken_by: str = ""
    with_whom: str = ""


@dataclass(frozen=True)
class Frozen:
    """The lines with the system's values, and from when these are."""

    lines: Sequence[Line]
    row_hash: str
    snapshot: Snapshot | None = None
    sheet: Sheet | None = None


@dataclass
class Saved:
    """A round as it was saved, with the fields that were new, changed, or as before."""

    round: Round
    created: set[Key] = field(default_factory=set)
    updated: set[Key] = field(default_factory=set)
    unchanged: set[Key] = field(default_factory=set)


def entries_of(line: Line, texts: Texts, pack: Pack) -> tuple[dict[Side, Entry], list[CellProblem]]:
    """The entries that a person's words mean for one line, and what is wrong with the words."""
    system = Entry.of(line.system)
    entries, problems = {}, []
    for side in SIDES:
        told = written(texts.get(side, ""), system)
        if told.entry is not None:
            entries[side] = told.entry
            continue
        value = converter_of(line.column, pack.codes)(told.text)
        if isinstance(value, CellProblem):
            problems.append(value)
            continue
        kept: Value = value.value if isinstance(value, Doubtful) else value
        entries[side] = Entry.of(plain({"": kept}).get(""))
    return entries, problems


def refuse_own_village(actor: Actor, area: Area, looked: Looked) -> None:
    """Refuse a check by somebody of the village's own team (S000; the domain reference, 10.2).

    Asked of the account that records, and of the name of the person who looked.
    """
    own = any(area.depth_path.startswith(path) for path in actor.own_areas)
    if own or looked.taken_by_name in village_team(area, looked.on):
        name = actor.name if own else looked.taken_by_name
        raise Refused("AGREEMENT_OWN_VILLAGE", name=name, village=area.name)


@use_case("agreement.record")
def record_round(
    actor: Actor,
    campaign: Campaign,
    household_no: str,
    texts: Mapping[Key, Texts],
    *,
    seen_state: str,
    with_whom: str = "",
    on: date,
    at: datetime,
) -> Saved:
    """Save what a person saw in a household; the same person on the same day adds to the round.

    `seen_state` is the state of the lines that the page showed (`state_of`). Faulty words refuse
    the whole round; the refusal's details hold them under `fields`, by key and side.
    """
    household = queries.household_in(actor, campaign, household_no, "agreement.record")
    looked = Looked(on, actor.name, actor.code, with_whom)
    refuse_own_village(actor, household.area, looked)
    pack = demand_fields(campaign)
    frozen = frozen_now(campaign, household, pack, looked)
    if seen_state != state_of(frozen.lines):
        raise Refused("AGREEMENT_STALE")
    entries = _typed(frozen.lines, texts, pack)
    if all(e.seen is Seen.UNSEEN for sides in entries.values() for e in sides.values()):
        raise Refused("AGREEMENT_EMPTY")
    saved = save_round(
        actor, campaign, household, frozen=frozen, looked=looked, entries=entries, at=at
    )
    agreement = saved.round.agreement
    record(
        "agreement",
        household.household_no,
        f"三方核对第 {saved.round.number} 轮：{agreement.n_differ} 处不一致，"
        f"{agreement.n_cannot_tell} 项无法判断",
        area_path=household.area.depth_path,
        campaign=campaign.code,
        **details_of(with_whom=with_whom, n_new=len(saved.created), n_changed=len(saved.updated)),
    )
    return saved


def frozen_now(campaign: Campaign, household: Household, pack: Pack, looked: Looked) -> Frozen:
    """What a page compares with: the round's own values when it exists, else the registry's."""
    begun = round_of(queries.agreement_of(campaign, household), looked)
    if begun is not None:
        return Frozen(lines_kept(begun, pack), begun.row_hash, begun.snapshot, begun.sheet)
    members = members_of([household]).get(household.pk, [])
    snapshot = newest_frozen(campaign)
    return Frozen(lines_of(household, members, pack), household.row_hash, snapshot)


def newest_frozen(campaign: Campaign) -> Snapshot | None:
    """The newest snapshot, told beside the frozen values; a check does not need one."""
    return (
        Snapshot.objects.for_system("which snapshot is newest is no secret")
        .filter(campaign=campaign)
        .first()
    )


def round_of(agreement: Agreement | None, looked: Looked) -> Round | None:
    """The round that this person began on this day, if any."""
    if agreement is None:
        return None
    return agreement.rounds.filter(taken_by_name=looked.taken_by_name, on=looked.on).first()


def _typed(
    lines: Iterable[Line], texts: Mapping[Key, Texts], pack: Pack
) -> dict[Key, dict[Side, Entry]]:
    found, faults = {}, {}
    for line in lines:
        found[line.key], problems = entries_of(line, texts.get(line.key, {}), pack)
        if problems:
            faults[line.key] = "".join(f"{one.sentence}{one.remedy}" for one in problems)
    if faults:
        raise Refused("FORM_INVALID", errors="；".join(faults.values()), fields=faults)
    return found


def save_round(
    actor: Actor,
    campaign: Campaign,
    household: Household,
    *,
    frozen: Frozen,
    looked: Looked,
    entries: Mapping[Key, Mapping[Side, Entry]],
    at: datetime,
) -> Saved:
    """Write a round's readings inside the caller's use case, then work out where things stand.

    A round that exists keeps its system values; fields without entries stay as they were.
    """
    agreement, _ = Agreement.objects.for_system("the household is in scope").get_or_create(
        campaign=campaign, household=household, defaults={"standing": Standing.CANNOT_TELL}
    )
    # Two people who save at once take turns; each is a round of its own.
    agreement = (
        Agreement.objects.for_system("the row of before")
        .select_for_update(of=("self",))
        .select_related("household__area", "campaign")
        .get(pk=agreement.pk)
    )
    begun = round_of(agreement, looked)
    if begun is None:
        saved = Saved(_new_round(actor, agreement, frozen, looked, at=at))
        readings = [
            Reading(
                round=saved.round,
                position=position,
                person_no=line.person_no,
                person_name=line.person_name,
                column=line.column.name,
                system=line.system,
            )
            for position, line in enumerate(frozen.lines)
        ]
    else:
        saved = Saved(begun)
        readings = list(begun.readings.all())
    _put(saved, readings, frozen.lines, entries, is_new=begun is None)
    if looked.with_whom and saved.round.with_whom != looked.with_whom:
        saved.round.with_whom = looked.with_whom
        saved.round.save(update_fields=["with_whom"])
    saved.round.agreement = agreement
    if saved.created or saved.updated:
        refresh(agreement, at=at, changed=saved.round)
    return saved


def _new_round(
    actor: Actor, agreement: Agreement, frozen: Frozen, looked: Looked, *, at: datetime
) -> Round:
    agreement.n_rounds += 1
    return Round.objects.create(
        agreement=agreement,
        number=agreement.n_rounds,
        on=looked.on,
        taken_by=looked.taken_by,
        taken_by_name=looked.taken_by_name,
        with_whom=looked.with_whom,
        sheet=frozen.sheet,
        snapshot=frozen.snapshot,
        row_hash=frozen.row_hash,
        recorded_by=actor.code,
        recorded_at=at,
    )


def _put(
    saved: Saved,
    readings: Sequence[Reading],
    lines: Sequence[Line],
    entries: Mapping[Key, Mapping[Side, Entry]],
    *,
    is_new: bool,
) -> None:
    by_key = {line.key: line for line in lines}
    changed = []
    for reading in readings:
        before = reading.entries
        for side, entry in entries.get(reading.key, {}).items():
            reading.put(side, entry)
        line = by_key.get(reading.key)
        if line is not None:
            judged = judge(line.how, reading.entries)
            reading.verdict, reading.apart = judged.verdict, [side.value for side in judged.apart]
        if is_new:
            saved.created.add(reading.key)
        elif reading.entries != before:
            saved.updated.add(reading.key)
            changed.append(reading)
        else:
            saved.unchanged.add(reading.key)
    if is_new:
        Reading.objects.bulk_create(readings)
    for reading in changed:
        reading.save()  # one by one: bulk_update would write an absent value as JSON's null
