"""A household at the table: its sheet as it is filled in, and short ways to save and answer it."""

from __future__ import annotations

from datetime import date
from typing import Any

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.incomes.models import Confirmation, IncomeSheet
from huitoukan.apps.incomes.services.answering import Photo, answer_sheet
from huitoukan.apps.incomes.services.recording import record_sheet, show_sheet
from huitoukan.apps.registry.models import Household, Member
from huitoukan.domain.incomes import Answer, How
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import Maker

WAGE = {
    "item": "务工工资", "person_no": "P1", "amount": "3500", "unit": "元/月", "months": "12",
    "evidence": "工资条", "said_by": "户主", "basis": "actual",
}  # fmt: skip
GRANTS = [
    {
        "item": "教育助学金", "person_no": child, "amount": "1250", "unit": "元",
        "evidence": "一卡通", "said_by": "户主", "basis": "actual",
    }
    for child in ("P3", "P4")
]  # fmt: skip
FAMILY = (("户主", 1980), ("配偶", 1982), ("之子", 2012), ("之女", 2014))
SIGNED = Answer(How.SIGNATURE, "王大山", AT.date())
REFUSED = Answer(How.REFUSAL, "王大山", AT.date(), reason="务工只有十个月")


def family(make: Maker, village: str = VILLAGE_1) -> Household:
    """Two adults and two children at school, as in S000."""
    home = make.household(village, head="王大山")
    Member.objects.for_system("only these four").filter(household=home).delete()
    for number, (relation, born) in enumerate(FAMILY, 1):
        make.member(
            home, person_no=f"P{number}", relation_to_head=relation, birth_date=f"{born}-03-01"
        )
    return home


def sheet(*, months: str = "12", year: int = 2026, **more: Any) -> dict[str, Any]:
    """S000's account: one wage of 3,500 yuan, two grants that do not count."""
    return {
        "period": {"annual_oct_sep": year},
        "members": [
            {"person_no": f"P{n}", "name": "王大山", "relation": relation, "birth": f"{born}-03-01"}
            for n, (relation, born) in enumerate(FAMILY, 1)
        ],
        "lines": [{**WAGE, "months": months}, *GRANTS],
        **more,
    }


def saved(
    cast: Cast, actor: Actor, home: Household, *, seen: int = 0, why: str = "", **more: Any
) -> IncomeSheet:
    """Save a version of the household's account."""
    return record_sheet(
        actor, cast.campaign, home.household_no, sheet(**more), seen=seen, why=why, at=AT
    )


def answered(
    actor: Actor, code: str, answer: Answer = SIGNED, *, photo: Photo | None = None
) -> Confirmation:
    """Show the version and record what the household said."""
    show_sheet(actor, code, at=AT)
    return answer_sheet(actor, code, answer, photo=photo, at=AT)


def on(day: date, how: How = How.SIGNATURE) -> Answer:
    """An answer of that day."""
    return Answer(how, "王大山", day, relation="之子", reason="外出务工")
