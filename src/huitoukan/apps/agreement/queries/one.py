"""Fills [agreement:household]: three sides, rounds side by side, mismatches, the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.agreement import pages, queries
from huitoukan.apps.agreement.models import Agreement, Reading, Round
from huitoukan.apps.agreement.queries.archives import archive_part, is_of_team, may_here
from huitoukan.apps.agreement.queries.filling import Refill, group_title, record_form
from huitoukan.apps.agreement.queries.lines import (
    SIDES,
    Key,
    Line,
    demand_fields,
    lines_of,
    members_of,
)
from huitoukan.apps.agreement.queries.mismatches import RefusedVerdict, mismatch_items
from huitoukan.apps.agreement.queries.rounds import contradictions, lines_kept
from huitoukan.apps.agreement.queries.words import gate_label, standing_chip, verdict_chip
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Chip, Choice, Field, KeyValue
from huitoukan.apps.core.showing import address
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import Household
from huitoukan.domain.agreement import Entry, Seen, Side, Standing, Verdict
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.registry import GATES


@dataclass(frozen=True)
class Refusals:
    """What came back to this page with a refusal: the round, the decision, or a verdict."""

    record: Refill | None = None
    reconcile: Refused | None = None
    verdict: RefusedVerdict | None = None


def household_page(
    actor: Actor,
    campaign: Campaign,
    household_no: str,
    *,
    on: date,
    refusals: Refusals = Refusals(),
) -> pages.HouseholdPage:
    """[agreement:household] One household as this person may see it.

    A checker who has not saved a round of their own sees no round of others: the second look must
    not be led by the first.
    """
    household = queries.household_in(actor, campaign, household_no)
    pack = demand_fields(campaign)
    agreement = queries.agreement_of(campaign, household)
    rounds = queries.rounds_of(agreement)
    area = household.area
    records = may_here(actor, area, "agreement.record")
    of_team = is_of_team(actor, area)
    shown = rounds if _sees_rounds(actor, household, rounds, records=records) else []
    clashes = contradictions(shown, pack)
    counting = agreement.counting if agreement and shown else None
    begun = next((r for r in rounds if r.taken_by == actor.code and r.on == on), None)
    now = lines_of(household, members_of([household]).get(household.pk, []), pack)
    before, after = _neighbours(actor, campaign, household)
    return pages.HouseholdPage(
        household_no=household.household_no,
        head_name=household.head_name,
        place=full_name(area),
        standing=standing_chip(_standing(agreement, is_hidden=bool(rounds) and not shown)),
        facts=_facts(household, rounds),
        gates=_gates(counting, now, pack),
        rounds=tuple(_head(one, agreement) for one in shown),
        groups=_groups(shown, counting, clashes, pack),
        mismatches=mismatch_items(actor, agreement, pack, refusals.verdict) if shown else (),
        archive=archive_part(actor, campaign, area, household),
        form=record_form(
            household,
            lines_kept(begun, pack) if begun else now,
            pack,
            begun=begun,
            on=on,
            refill=refusals.record,
        )
        if records and not of_team
        else None,
        reconcile=_reconcile_form(actor, household, shown, refusals.reconcile),
        decision=_decision(agreement) if shown else (),
        is_undecided=bool(shown) and counting is None,
        n_contradicted=len(clashes),
        n_hidden=len(rounds) - len(shown),
        barred=_("您是{village}的驻村或村级人员，本村的户由外村人员核查。").format(
            village=area.name
        )
        if records and of_team
        else "",
        list_href=address(reverse("agreement:list"), {}, place=area.code),
        previous_href=before,
        next_href=after,
        may_print=records,
        may_see_household=bool(may_here(actor, area, "household.see")),
    )


def _sees_rounds(
    actor: Actor, household: Household, rounds: Sequence[Round], *, records: bool
) -> bool:
    if not records or any(one.taken_by == actor.code for one in rounds):
        return True
    return any(
        may_here(actor, household.area, verb) for verb in ("agreement.reconcile", "agreement.judge")
    )


def _standing(agreement: Agreement | None, *, is_hidden: bool) -> Standing:
    if agreement is None or is_hidden:
        return Standing.NOT_RECORDED
    return Standing(agreement.standing)


def next_household(actor: Actor, campaign: Campaign, household_no: str) -> str:
    """The number of the household after this one in its village; of the last one its own."""
    household = queries.household_in(actor, campaign, household_no)
    here = queries.households_in(actor, campaign).filter(area=household.area)
    after = here.order_by("household_no").filter(household_no__gt=household_no).first()
    return after.household_no if after else household_no


def _neighbours(actor: Actor, campaign: Campaign, household: Household) -> tuple[str, str]:
    """The addresses of the households before and after this one in the village."""
    here = (
        queries.households_in(actor, campaign).filter(area=household.area).order_by("household_no")
    )
    number = household.household_no
    before = here.filter(household_no__lt=number).values_list("household_no", flat=True).last()
    after = here.filter(household_no__gt=number).values_list("household_no", flat=True).first()
    return (
        reverse("agreement:household", args=[before]) if before else "",
        reverse("agreement:household", args=[after]) if after else "",
    )


def _facts(household: Household, rounds: Sequence[Round]) -> tuple[KeyValue, ...]:
    rows = [
        (_("户编号"), household.household_no),
        (_("地点"), full_name(household.area)),
        (_("在册成员"), str(household.n_members)),
        (_("核查轮次"), str(len(rounds))),
    ]
    return tuple(KeyValue(label, value) for label, value in rows)


def _gates(counting: Round | None, now: Sequence[Line], pack: Pack) -> tuple[pages.Gate, ...]:
    """The three gates (S004): nothing wrong in basics, policies, measures of this record."""
    gates = {
        (table.id == "member", one.column): one.gate
        for table in pack.agreement.values()
        for one in table.fields
    }
    readings = list(counting.readings.all()) if counting else []
    found = []
    for gate in GATES:
        mine = [r for r in readings if gates.get((bool(r.person_no), r.column)) == gate]
        n_differ = sum(r.verdict == Verdict.DIFFER for r in mine)
        n_silent = sum(r.verdict == Verdict.CANNOT_TELL for r in mine)
        if not counting:
            n_silent = sum(line.field.gate == gate for line in now)
        if n_differ:
            state = Chip("warn", _("有不一致"))
        elif n_silent or not mine:
            state = Chip("none", _("无法判断"))
        else:
            state = Chip("ok", _("无差错"))
        found.append(pages.Gate(gate_label(gate), len(mine) or n_silent, n_differ, n_silent, state))
    return tuple(found)


def _head(one: Round, agreement: Agreement | None) -> pages.RoundHead:
    return pages.RoundHead(
        number=one.number,
        on=one.on,
        taken_by=one.taken_by_name,
        with_whom=one.with_whom,
        sheet=one.sheet.code if one.sheet else "",
        is_counting=agreement is not None and agreement.counting_id == one.pk,
        is_decided=agreement is not None and agreement.decided_id == one.pk,
    )


def _groups(
    rounds: Sequence[Round], counting: Round | None, clashes: set[Key], pack: Pack
) -> tuple[pages.LineGroup, ...]:
    """Every field that any round holds; the system's value is that of the counting round."""
    if not rounds:
        return ()
    lines: dict[Key, Line] = {}
    ordered = [*(r for r in rounds if r != counting), *([counting] if counting else [])]
    for one in ordered:
        lines.update({line.key: line for line in lines_kept(one, pack)})
    by_round = [{r.key: r for r in one.readings.all()} for one in rounds]
    counted = {r.key: r for r in counting.readings.all()} if counting else {}

    def row(line: Line) -> pages.LineRow:
        reading = counted.get(line.key)
        apart = reading.apart if reading else []
        system = _cell(line, Entry.of(line.system), pack, is_apart=Side.SYSTEM in apart)
        return pages.LineRow(
            label=line.label,
            system=system,
            rounds=tuple(_pair(line, found.get(line.key), reading, pack) for found in by_round),
            verdict=verdict_chip(Verdict(reading.verdict), apart) if reading else None,
            is_doubt=reading is not None and reading.verdict == Verdict.DIFFER,
            is_contradicted=line.key in clashes,
        )

    return tuple(
        pages.LineGroup(group_title(name), tuple(map(row, group)))
        for (_no, name), group in groupby(
            lines.values(), key=lambda line: (line.person_no, line.person_name)
        )
    )


def _pair(
    line: Line, reading: Reading | None, counted: Reading | None, pack: Pack
) -> tuple[pages.Cell, pages.Cell]:
    if reading is None:
        return pages.Cell("", False), pages.Cell("", False)
    entries = reading.entries
    apart = reading.apart if counted is not None and reading.pk == counted.pk else []
    booklet, observed = (
        _cell(line, entries[side], pack, is_apart=side.value in apart) for side in SIDES
    )
    return booklet, observed


def _cell(line: Line, entry: Entry, pack: Pack, *, is_apart: bool) -> pages.Cell:
    words: Mapping[Seen, str] = {Seen.UNSEEN: _("未看"), Seen.BLANK: _("空白")}
    if entry.seen in words:
        return pages.Cell(words[entry.seen], False, is_apart)
    return pages.Cell(line.shown(entry, pack), True, is_apart)


def _reconcile_form(
    actor: Actor, household: Household, rounds: Sequence[Round], refused: Refused | None
) -> ActionForm | None:
    if len(rounds) < 2 or not may_here(actor, household.area, "agreement.reconcile"):
        return None
    own = next((r for r in rounds if actor.code == r.taken_by), None)
    refusal = Refused("AGREEMENT_OWN_ROUND", number=own.number, act="裁定") if own else None
    return ActionForm(
        code="reconcile",
        label=_("以选中的一轮为准"),
        href=reverse("agreement:reconcile", args=[household.household_no]),
        icon="check",
        note=_("各轮记录都会保留，只决定以哪一轮为准。"),
        fields=(
            Field(
                "number",
                _("轮次"),
                "radio",
                True,
                choices=tuple(
                    Choice(
                        str(one.number),
                        _("第 {number} 轮 {on} {who}").format(
                            number=one.number, on=f"{one.on:%m-%d}", who=one.taken_by_name
                        ),
                    )
                    for one in rounds
                ),
            ),
            Field("reason", _("理由"), "area", True, max_length=500),
        ),
        refusal=refusal_text(refusal) if refusal else "",
        errors=(refusal_text(refused),) if refused else (),
        is_open=refused is not None,
    )


def _decision(agreement: Agreement | None) -> tuple[KeyValue, ...]:
    if agreement is None or agreement.decided is None:
        return ()
    at = timezone.localtime(agreement.decided_at) if agreement.decided_at else None
    rows = [
        (_("裁定"), _("以第 {number} 轮为准").format(number=agreement.decided.number)),
        (_("裁定人"), agreement.decided_name),
        (_("裁定时间"), f"{at:%Y-%m-%d %H:%M}" if at else ""),
        (_("理由"), agreement.reason),
    ]
    return tuple(KeyValue(label, value) for label, value in rows)
