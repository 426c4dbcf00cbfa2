"""A village that may exit, its poor household, and one person for each of the five signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.accounts.queries import actor_named
from huitoukan.apps.assessment.models import Assessment, Verdict
from huitoukan.apps.assessment.services.judging import judge_household, judge_village
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.exits.models import Exit
from huitoukan.apps.exits.services.proposing import Proposal, propose
from huitoukan.apps.exits.services.signing import take_step
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Household
from huitoukan.domain.exits import ExitStep
from tests.apps.assessment.homes import run_of
from tests.cast import AT, COUNTY, TOWN_1, VILLAGE_1, Cast
from tests.factories import Maker

LEVELS = {
    "village": ("village_secretary", VILLAGE_1),
    "township": ("town_secretary", TOWN_1),
    "county": ("county_secretary", COUNTY),
    "city": ("city_secretary", "9801"),
    "province": ("province_secretary", "98"),
}
NOTICE = (date(2026, 10, 20), date(2026, 10, 24))


def appoint(account: str, post: str, area: str) -> Actor:
    """A person with a post, ready to act."""
    user, _made = User.objects.get_or_create(username=account, defaults={"name": account})
    Appointment.objects.create(
        user=user, post=post, area=Area.objects.get(code=area), first_day=date(2026, 1, 1)
    )
    return actor_named(account, AT.date())


def five() -> dict[str, Actor]:
    """The signer of each level."""
    return {level: appoint(f"s-{level}", post, area) for level, (post, area) in LEVELS.items()}


@dataclass(frozen=True)
class Ready:
    """A run in which people found the village and its households up to the standard."""

    run: Assessment
    homes: tuple[Household, ...]


def ready(cast: Cast, make: Maker, *, n: int = 2) -> Ready:
    """Poor households of village 1, judged; people say of each, and of the village, that it is."""
    homes = tuple(
        make.household(VILLAGE_1, head=f"石{i}", exit_status="未脱贫", member_count=1)
        for i in range(n)
    )
    make.snapshot()
    run = run_of(cast, standard="national")
    for home in homes:
        judge_household(
            cast.rui, run.code, home.household_no, Verdict.MET, reason="入户看过", at=AT
        )
    judge_village(cast.rui, run.code, VILLAGE_1, Verdict.MET, reason="开过研判会", at=AT)
    return Ready(run, homes)


def of_homes(found: Ready, **more: object) -> Proposal:
    """The proposal for all households of the village."""
    numbers = tuple(home.household_no for home in found.homes)
    said = {"notice_from": NOTICE[0], "notice_to": NOTICE[1], **more}
    return Proposal("household", VILLAGE_1, numbers, **said)  # type: ignore[arg-type]


def of_village(**more: object) -> Proposal:
    """The proposal for the village."""
    said = {"notice_from": NOTICE[0], "notice_to": NOTICE[1], **more}
    return Proposal("village", VILLAGE_1, (VILLAGE_1,), **said)  # type: ignore[arg-type]


def proposed(cast: Cast, make: Maker, **more: object) -> tuple[Exit, Ready]:
    """An exit of two households that waits for the village's signature."""
    found = ready(cast, make)
    return propose(cast.ping, cast.campaign, of_homes(found, **more), at=AT), found


def sign(who: Actor, made: Exit, *, at: datetime = AT) -> Exit:
    """The person signs."""
    return take_step(who, made.code, ExitStep.SIGN, at=at)


LATER = AT + timedelta(days=200)
