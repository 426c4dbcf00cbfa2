"""Books of civil affairs, health and the disabled persons' federation: D14, D16, D29 and D55."""

from __future__ import annotations

import random
from datetime import date

from huitoukan.simulate.calendar import years_later
from huitoukan.simulate.world import County, Person, Row

_KINDS = ("视力", "听力", "言语", "肢体", "肢体", "智力", "精神", "多重")

_SERIOUS = ("胃癌", "肺癌", "终末期肾病", "急性心肌梗死")
_CHRONIC = ("高血压", "糖尿病", "肺结核", "严重精神障碍")


def enter_allowances(county: County, rng: random.Random, person: Person) -> None:
    """Dibao, tekun and the disability card, as the person's life has them."""
    if person.dibao:
        enter_dibao(county, person, f"20{rng.randint(18, 25)}-{rng.randint(1, 12):02d}")
    if person.tekun:
        mode = "集中" if rng.random() < 0.2 else "分散"
        enter_tekun(county, person, f"20{rng.randint(16, 25)}-{rng.randint(1, 12):02d}", mode)
    if person.disability:
        enter_card(county, rng, person, person.disability)


def enter_illness(county: County, person: Person) -> Row | None:
    """Treatment of a serious illness, or the contract for a chronic one; no chance plays a part."""
    number = person.uid
    since = f"20{20 + number % 6}-{1 + number % 12:02d}"
    if not person.gravely_ill and not person.chronic:
        return None
    illnesses = _SERIOUS if person.gravely_ill else _CHRONIC
    return county.book("D29").enter(
        person,
        village_code=person.household.village.code,
        care="大病专项救治" if person.gravely_ill else "慢病签约",
        illness=illnesses[number % len(illnesses)],
        from_month=since,
        to_month=None,
    )


def enter_dibao(
    county: County, person: Person, from_month: str, to_month: str | None = None
) -> Row:
    """A rural dibao entry; without an end it is current."""
    return county.book("D14").enter(
        person,
        certificate=f"云民保{person.uid:06d}",
        village_code=person.household.village.code,
        from_month=from_month,
        to_month=to_month,
        amount=300 + person.uid % 12 * 10,
    )


def enter_tekun(
    county: County, person: Person, from_month: str, mode: str = "分散", to_month: str | None = None
) -> Row:
    """A tekun entry; without an end it is current."""
    return county.book("D16").enter(person, mode=mode, from_month=from_month, to_month=to_month)


def enter_card(county: County, rng: random.Random, person: Person, level: int) -> Row:
    """A valid disability card; nursing subsidy for levels 1 and 2.

    The card number is the identity number, one digit for the kind, one for the level; B1 follows
    when the card was issued a second time.
    """
    kind = rng.choice(_KINDS)
    digit = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重").index(kind) + 1
    earliest = max(2017, person.birth.year + 1)
    issued_on = date(rng.randint(min(earliest, 2026), 2026), rng.randint(1, 9), rng.randint(1, 28))
    again = "B1" if rng.random() < 0.12 else ""
    return county.book("D55").enter(
        person,
        card_no=f"{person.id_no}{digit}{level}{again}",
        disability_type=kind,
        level=level,
        issued_on=issued_on,
        expires_on=years_later(issued_on, 10),
        living_subsidy=person.dibao,
        nursing_subsidy=level <= 2,
    )


def keep_ended_allowances(county: County) -> None:
    """Dibao that has ended, for people who are well without it now."""
    rng = county.rng("ended allowances")
    for household in [*county.registry, *county.ordinary]:
        person = household.head
        if rng.random() < 0.008 and not person.dibao and not person.tekun:
            ended = f"20{rng.randint(21, 25)}-{rng.randint(1, 12):02d}"
            enter_dibao(county, person, "2017-03", ended)
