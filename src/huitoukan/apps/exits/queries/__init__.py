"""Reading exits: through an actor's eyes, whose turn it is, and who may be proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from huitoukan.apps.assessment.models import (
    Assessment,
    HouseholdVerdict,
    HumanVerdict,
    Verdict,
    VillageVerdict,
)
from huitoukan.apps.assessment.queries import runs_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.exits.models import Exit, ExitObject
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with
from huitoukan.apps.registry.models import Household, VillageFacts
from huitoukan.domain.areas import Level, contains
from huitoukan.domain.exits import OPEN, ExitState
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.exits import ExitKind

SIGN = "exit.sign"


def exits_for(actor: Actor, campaign: Campaign, verb: str = "exit.see") -> ScopedQuerySet[Exit]:
    """Exits of the campaign's county where the actor holds the verb, newest first."""
    every = Exit.objects.visible_to(actor, verb)
    return every.filter(campaign__area=campaign.area).select_related("area__parent")


def exit_for(actor: Actor, code: str, verb: str = "exit.see") -> Exit:
    """The exit, or "not found", the same for absent and for another area's."""
    every = Exit.objects.visible_to(actor, verb).filter(code=code)
    found = every.select_related(
        "area__parent", "run__pack", "campaign__area", "campaign__pack"
    ).defer("run__pack__content", "campaign__pack__content")
    if (one := found.first()) is None:
        raise Refused("NOT_FOUND", what="退出签批", code=code)
    return one


def kind_of(campaign: Campaign, kind: str) -> ExitKind:
    """A kind of exit of the campaign's pack, or "not found"."""
    found = campaign.pack.opened().exits.get(kind)
    if found is None:
        raise Refused("NOT_FOUND", what="退出类别", code=kind)
    return found


def signs_for(actor: Actor, level: str, area: Area) -> bool:
    """Whether the actor signs for this level of this village: by a post held at that level."""
    if actor.is_system:
        return True
    return any(
        SIGN in grant.verbs and grant.level == level and contains(grant.path, area.depth_path)
        for grant in actor.grants
    )


def waiting_for(actor: Actor, campaign: Campaign) -> Q:
    """Which exits wait for this person's signature."""
    mine = Q(pk__in=[])
    for kind in campaign.pack.opened().exits.values():
        for position, level in enumerate(kind.levels):
            for grant in actor.grants:
                if SIGN in grant.verbs and grant.level == level:
                    mine |= Q(
                        kind=kind.id, n_signed=position, area__path__startswith=grant.path
                    )  # fmt: skip
    # Who proposed, or signed for a level below, is refused when they sign: see domain/exits.
    return mine & Q(state=ExitState.SIGNING) & ~Q(proposed_by=actor.code)


def n_waiting(actor: Actor, campaign: Campaign) -> int:
    """How many exits wait for this person's signature."""
    return exits_for(actor, campaign).filter(waiting_for(actor, campaign)).count()


# --- who may be proposed ---


def village_for(actor: Actor, campaign: Campaign, code: str) -> Area:
    """A village of the county in which the actor may propose, or "not found"."""
    for area in areas_with(actor, "exit.propose", campaign.area):
        if area.code == code and area.level == Level.VILLAGE:
            return area
    raise Refused("NOT_FOUND", what="村", code=code)


@dataclass(frozen=True)
class Candidate:
    """A household or village that meets its standard and may exit by its row of the registry."""

    number: str
    name: str
    n_persons: int
    verdict: str
    machine: str
    facts_hash: str


def run_of(campaign: Campaign, kind: ExitKind) -> Assessment:
    """The newest run by the pack's own standard of such objects; Refused EXIT_NOT_JUDGED."""
    own = campaign.pack.opened().own_standards.get(kind.about, "")
    column = "standard" if kind.about == "household" else "village_standard"
    found = runs_of(campaign).filter(**{column: own}).first() if own else None
    if found is None:
        raise Refused("EXIT_NOT_JUDGED", what="户" if kind.about == "household" else "村")
    return found


def standard_of_run(run: Assessment, kind: ExitKind) -> str:
    """The standard by which a run judged such objects."""
    return run.standard if kind.about == "household" else run.village_standard


def candidates(
    campaign: Campaign, kind: ExitKind, village: Area, numbers: Collection[str] | None = None
) -> list[Candidate]:
    """Who of a village meets the standard, by the newest run, a person's verdict before it.

    With `numbers` only those, whatever their verdict says.
    """
    run = run_of(campaign, kind)
    told = _villages(run, kind, village) if kind.about == "village" else _homes(run, kind, village)
    if numbers is not None:
        return [one for one in told if one.number in numbers]
    open_ones = set(under_way(campaign, [one.number for one in told]))
    return [one for one in told if one.verdict == Verdict.MET and one.number not in open_ones]


def under_way(campaign: Campaign, numbers: Iterable[str]) -> dict[str, str]:
    """Of these objects those in an exit that is being signed or was signed: number to code."""
    rows = ExitObject.objects.filter(
        number__in=list(numbers), is_struck=False, exit__campaign__area=campaign.area,
        exit__state__in=[*OPEN, ExitState.SIGNED],
    )  # fmt: skip
    return dict(rows.values_list("number", "exit__code"))


def _newest(run: Assessment, standard: str) -> ScopedQuerySet[HumanVerdict]:
    every = HumanVerdict.objects.for_system("the verdict that counts is a person's")
    return every.filter(campaign=run.campaign, standard=standard).order_by("-id")


def _homes(run: Assessment, kind: ExitKind, village: Area) -> list[Candidate]:
    human = _newest(run, run.standard).filter(household_no=OuterRef("household_no"))
    every = HouseholdVerdict.objects.for_system("the caller asks for its right in the village")
    rows = list(
        every.filter(run=run, area=village).annotate(human=Subquery(human.values("verdict")[:1]))
    )
    registered = Household.objects.for_system("the caller asks for its right in the village")
    known = registered.filter(household_no__in=[row.household_no for row in rows], ended_on=None)
    homes = {
        home.household_no: home
        for home in known
        if all(home.facts.get(name) in values for name, values in kind.only_when.items())
    }
    return [
        Candidate(
            row.household_no, homes[row.household_no].head_name, row.n_members,
            getattr(row, "human", None) or row.verdict, row.verdict, row.facts_hash,
        )
        for row in rows if row.household_no in homes
    ]  # fmt: skip


def _villages(run: Assessment, kind: ExitKind, village: Area) -> list[Candidate]:
    human = _newest(run, run.village_standard).filter(household_no="", area=OuterRef("area"))
    every = VillageVerdict.objects.for_system("the caller asks for its right in the village")
    rows = every.filter(run=run, area=village).annotate(human=Subquery(human.values("verdict")[:1]))
    registered = VillageFacts.objects.for_system("the caller asks for its right in the village")
    facts = registered.filter(area=village).values_list("facts", flat=True).first() or {}
    said = {**facts, "village_kind": village.village_kind or facts.get("village_kind")}
    if any(said.get(name) not in values for name, values in kind.only_when.items()):
        return []
    return [
        Candidate(
            village.code, village.name, 0, getattr(row, "human", None) or row.verdict,
            row.verdict, row.facts_hash,
        )
        for row in rows
    ]  # fmt: skip
