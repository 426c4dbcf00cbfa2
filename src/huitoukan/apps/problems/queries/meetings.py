"""The meetings of townships: those of the ledger, and those that a later stage has a record of.

A later stage registers what it knows with `tells` in its own meetings.py, so that the ledger of
problems need not know it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaigns_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.showing import shown_value
from huitoukan.apps.ledgers.models import Entry
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import townships_in
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Bulletin, MeetingTie, Problem, ProblemEvent
from huitoukan.domain.areas import Level
from huitoukan.domain.meetings import FEEDBACK, KICK_OFF, MEETINGS, Meeting, Round, first_of
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused

RECORD: Final = "feedback_meeting"
"""The paper that records a feedback meeting."""
Teller = Callable[[Campaign, Sequence[Area]], Iterable[Meeting]]
_tellers: list[Teller] = []
NOT_HANDED_OVER: Final = [
    state.value
    for state in (
        State.REGISTERED, State.CONFIRMED, State.REJECTED, State.DATA_FIX, State.CORRECTED,
        State.MERGED,
    )
]  # fmt: skip


def tells(teller: Teller) -> Teller:
    """Register a stage that keeps records of meetings: campaign and townships to meetings."""
    _tellers.append(teller)
    return teller


@tells
def from_the_ledger(campaign: Campaign, townships: Sequence[Area]) -> Iterable[Meeting]:
    """The entries of the ledger of meetings that stand."""
    every = Entry.objects.for_system("a township's meetings are told to all who work in it")
    rows = every.filter(
        county=campaign.area, dataset=MEETINGS, area__in=townships, ended_at__isnull=True
    ).order_by("number")
    for entry in rows.select_related("area"):
        if held_on := entry.values.get("held_on"):
            yield Meeting(
                entry.code, str(entry.values.get("kind", "")), date.fromisoformat(held_on),
                entry.area.pk, entry.area.depth_path, entry.area.name,
            )  # fmt: skip


def meetings_of(campaign: Campaign, townships: Sequence[Area], *kinds: str) -> list[Meeting]:
    """The meetings of these townships, of all kinds or the named ones, the newest first."""
    autodiscover_modules("meetings")
    found = [one for teller in _tellers for one in teller(campaign, townships)]
    return sorted(
        (one for one in found if not kinds or one.kind in kinds),
        key=lambda one: (one.held_on, one.code),
        reverse=True,
    )


def kind_words(campaign: Campaign, kind: str) -> str:
    """The kind of a meeting in the language of the interface."""
    pack = campaign.pack.opened()
    dataset = pack.sources.get(MEETINGS)
    return shown_value(dataset.by_name["kind"], kind, pack.codes) if dataset else kind


def called(campaign: Campaign, one: Meeting) -> str:
    """What a meeting is called on pages."""
    return f"{one.place} {kind_words(campaign, one.kind)} {one.held_on:%Y-%m-%d} {one.code}"


def township_of(area: Area) -> list[Area]:
    """The township in which a problem lies; none for one of the county itself."""
    if area.level == Level.TOWNSHIP:
        return [area]
    return [area.parent] if area.level == Level.VILLAGE and area.parent is not None else []


def feedback_meetings(problem: Problem) -> list[Meeting]:
    """The feedback meetings of the problem's township that were held until today."""
    found = meetings_of(problem.campaign, township_of(problem.area), FEEDBACK)
    return [one for one in found if one.held_on <= timezone.localdate()]


def feedback_held(actor: Actor, campaign: Campaign) -> list[Meeting]:
    """The feedback meetings, held until today, of the townships in which the actor takes over."""
    towns = own_townships(actor, campaign, "problem.accept")
    found = meetings_of(campaign, towns, FEEDBACK)
    return [one for one in found if one.held_on <= timezone.localdate()]


def own_townships(actor: Actor, campaign: Campaign, verb: str = "problem.see") -> list[Area]:
    """The townships in which, or in a part of which, the actor holds the verb."""
    inside = list(townships_in(campaign.area).order_by("code"))
    if actor.is_system:
        return inside
    paths = [grant.path for grant in actor.grants if verb in grant.verbs]
    return [
        town
        for town in inside
        if any(town.depth_path.startswith(p) or p.startswith(town.depth_path) for p in paths)
    ]


def meeting_for(actor: Actor, code: str) -> tuple[Campaign, Meeting]:
    """The meeting with this number in a township in which the actor works, and the campaign.

    Who oversees several counties finds those of each; else it is "not found".
    """
    for campaign in campaigns_for(actor):
        for one in meetings_of(campaign, own_townships(actor, campaign)):
            if one.code == code:
                return campaign, one
    raise Refused("NOT_FOUND", what="会议", code=code)


def told_on(problem: Problem) -> date | None:
    """The day on which the unit was told: its list was issued, else it was handed over."""
    issued = Bulletin.objects.for_system("the list of a problem in hand")
    at = issued.filter(problems=problem).order_by("issue").values_list("issued_at", flat=True)
    if (first := at.first()) is None:
        handed = ProblemEvent.objects.filter(problem=problem, action=Action.ASSIGN)
        first = handed.order_by("-seq").values_list("at", flat=True).first()
    return timezone.localtime(first).date() if first else None


def accepted_at(actor: Actor, campaign: Campaign, code: str) -> list[Problem]:
    """The problems that were taken over at a meeting, as far as the actor sees them."""
    ties = MeetingTie.objects.filter(meeting=code).values("problem")
    return list(queries.problems_for(actor, campaign).filter(pk__in=ties).order_by("code"))


def is_kept(campaign: Campaign) -> bool:
    """Whether the county keeps the ledger of meetings: the pack has it, and has any entry."""
    if MEETINGS not in campaign.pack.opened().sources:
        return False
    every = Entry.objects.for_system("whether the ledger is kept at all")
    return every.filter(county=campaign.area, dataset=MEETINGS).exists()


def rounds_of(campaign: Campaign, townships: Sequence[Area]) -> list[tuple[Area, Round]]:
    """Of each township its two meetings and how far the work is there, in few questions.

    Whether there is a problem is asked area by area of the index, never counted.
    """
    here = Problem.objects.for_system("whether the work has reached a township").filter(
        campaign=campaign, area=OuterRef("pk")
    )
    inside = Q(pk__in=[])
    for town in townships:
        inside |= Q(path__startswith=town.depth_path)
    areas = Area.objects.filter(inside).annotate(
        is_reached=Exists(here), is_handed=Exists(here.exclude(state__in=NOT_HANDED_OVER))
    )
    states = list(areas.values_list("path", "is_reached", "is_handed"))
    held = meetings_of(campaign, townships, KICK_OFF, FEEDBACK)
    kept = is_kept(campaign)
    found = []
    for town in townships:
        own = [row for row in states if (row[0] or "").startswith(town.depth_path)]
        found.append(
            (
                town,
                Round(
                    first_of(held, KICK_OFF, town.pk), first_of(held, FEEDBACK, town.pk), kept,
                    any(row[1] for row in own), any(row[2] for row in own),
                ),
            )
        )  # fmt: skip
    return found


def missing_for(actor: Actor, campaign: Campaign) -> list[tuple[Area, str]]:
    """The meetings of which the actor's own township has no record; nothing for the county."""
    paths = {
        grant.path
        for grant in actor.grants
        if "ledger.keep" in grant.verbs and grant.level == Level.TOWNSHIP
    }
    if not paths:
        return []
    own = [town for town in townships_in(campaign.area) if town.depth_path in paths]
    return [(town, kind) for town, one in rounds_of(campaign, own) for kind in one.missing]
