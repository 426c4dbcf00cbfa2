"""What the sheet reports beside what departments recorded as paid, item by item.

How the rows of a data set are payments stands in `recorded/` of the pack. A record may be wrong as
well as a sheet: the outcome says how the two stand to each other, not who is right. A data set
that was not delivered, or that may not be read without consent, says nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from huitoukan.assess.given import Given
from huitoukan.assess.income import Reckoning, Step
from huitoukan.assess.periods import months_between
from huitoukan.assess.sheets import Sheet
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.incomes import IncomeItem, Recorded
from huitoukan.rules.shapes.words import Param

AGREES: Final = "agrees"
REPORTED_MORE: Final = "reported_more"
REPORTED_LESS: Final = "reported_less"
RECORDED_ONLY: Final = "recorded_only"
NOT_RECORDED: Final = "not_recorded"
CANNOT_TELL: Final = "cannot_tell"
DIFFERING: Final = (REPORTED_MORE, REPORTED_LESS, RECORDED_ONLY, NOT_RECORDED)
WORDS: Final[Mapping[str, str]] = {
    AGREES: "一致",
    REPORTED_MORE: "表上多",
    REPORTED_LESS: "表上少",
    RECORDED_ONLY: "有记录，表上没有",
    NOT_RECORDED: "表上有，没有记录",
    CANNOT_TELL: "无法判断",
}
ONCE: Final = "once"
MONTHS: Final[Mapping[str, int]] = {"month": 1, "year": 12}
"""For how many months an amount is meant."""
CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Payment:
    """What a data set says was paid to a person within the period of a sheet.

    `items` are the codes it may be reported under, () when its words (`said`) are not known.
    `amount` in yuan, None when it is not known. `first` and `last` are None when the row does not
    say when it was paid, so that it may lie outside the period.
    """

    data_set: str
    items: tuple[str, ...]
    person_no: str
    amount: Decimal | None
    first: dt.date | None
    last: dt.date | None
    said: str


@dataclass(frozen=True)
class Beside:
    """Items reported (yuan, gross) beside the payments of one data set.

    `data_set` is "" where none tells; `difference` is reported − recorded.
    """

    items: tuple[IncomeItem, ...]
    data_set: str
    reported: Decimal
    recorded: Decimal | None
    outcome: str
    why: str
    line_nos: tuple[str, ...]
    payments: tuple[Payment, ...]
    tolerance: Param | None = None

    @property
    def difference(self) -> Decimal | None:
        """Reported less recorded; None where no amount is recorded."""
        return None if self.recorded is None else self.reported - self.recorded

    @property
    def title(self) -> str:
        """What is compared, in words."""
        said = dict.fromkeys(one.said for one in self.payments if one.said)
        return "、".join(item.title.zh for item in self.items) or "、".join(said)


# --- payments out of rows ---


def payments(
    data_set: str, rows: Iterable[Mapping[str, Any]], pack: Pack, sheet: Sheet
) -> list[Payment]:
    """The payments of rows that fall into the sheet's period; Refused RECORDED_UNKNOWN.

    Rows have the columns of the data set and `person_no`. Rows of persons who are not on the sheet
    are left out.
    """
    recorded = pack.recorded.get(data_set)
    if recorded is None:
        raise Refused("RECORDED_UNKNOWN", data_set=data_set, known=tuple(pack.recorded))
    persons = {person.person_no for person in sheet.members}
    made = (_payment(recorded, row, sheet) for row in rows if str(row["person_no"]) in persons)
    return [one for one in made if one is not None]


def _payment(recorded: Recorded, row: Mapping[str, Any], sheet: Sheet) -> Payment | None:
    """The payment of a row; None when it lies outside the period, or is of nothing."""
    begin, end = sheet.period.first, sheet.period.last
    assert begin is not None  # noqa: S101 - a period of the sheet has both ends
    assert end is not None  # noqa: S101
    first, last = _stretch(recorded, row, end)
    if (first is not None and first > end) or (last is not None and last < begin):
        return None
    amount = _yuan(row.get(recorded.amount)) if recorded.amount else None
    if amount == 0:
        return None
    if first is None or last is None or first > last:
        amount, first, last = None, None, None
    else:
        first, last = max(first, begin), min(last, end)
        if recorded.each != ONCE and amount is not None:
            amount *= Decimal(months_between(first, last)) / MONTHS[recorded.each]
            amount = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    said = str(row.get(recorded.by) or "") if recorded.by else ""
    parts = (
        part.items
        for part in recorded.parts
        if not part.words or any(word in said for word in part.words)
    )
    person_no = str(row["person_no"])
    return Payment(recorded.id, next(parts, ()), person_no, amount, first, last, said)


def _stretch(
    recorded: Recorded, row: Mapping[str, Any], end: dt.date
) -> tuple[dt.date | None, dt.date | None]:
    """From when to when a row pays; an open end runs on to the end of the period."""
    if recorded.each == ONCE:
        return _days(row.get(recorded.on), end)
    until = row.get(recorded.last)
    last = end if until is None or until == "" else _days(until, end)[1]
    return _days(row.get(recorded.first), end)[0], last


def _yuan(value: object) -> Decimal | None:
    return None if value is None or value == "" else Decimal(str(value))


def _days(value: object, end: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The days that a value means: a day, a month `2020-03`, or a year; None when it is blank.

    Of a year the months are not known: it is taken for the account that ends in it.
    """
    if value is None or value == "":
        return None, None
    if isinstance(value, dt.date):
        return value, value
    text = str(value)
    if re.fullmatch(r"\d{4}", text):
        later = dt.timedelta(days=366 * (int(text) - end.year))
        return end + later, end + later
    if re.fullmatch(r"\d{4}-\d\d", text):
        first = dt.date.fromisoformat(f"{text}-01")
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    day = dt.date.fromisoformat(text[:10])
    return day, day


# --- the two beside each other ---


def beside(
    reckoning: Reckoning, paid: Iterable[Payment], pack: Pack, *, delivered: Collection[str]
) -> tuple[Beside, ...]:
    """Every item that is reported or recorded, with what the other side says of it.

    `delivered` are the data sets that were delivered and may be read for this household.
    """
    steps = [step for step in reckoning.steps if step.gross > 0]
    groups: dict[tuple[str, tuple[str, ...]], list[Payment]] = {}
    for one in paid:
        if one.data_set in delivered:
            groups.setdefault((one.data_set, one.items), []).append(one)
    by_code = {item.code: item for item in pack.items_by_word.values()}
    found = [
        _compared(pack.recorded[data_set], [by_code[code] for code in items], steps, group)
        for (data_set, items), group in sorted(groups.items())
    ]
    seen = {item.code for one in found for item in one.items}
    left = dict.fromkeys(step.line.item for step in steps if step.line.item.code not in seen)
    found += [_unrecorded(item, steps, pack, delivered) for item in left]
    return tuple(found)


def _compared(
    recorded: Recorded, items: list[IncomeItem], steps: Sequence[Step], group: list[Payment]
) -> Beside:
    listed = [step for step in steps if step.line.item in items]
    reported = _sum(step.gross for step in listed)
    known = [one.amount for one in group if one.amount is not None]
    total = _sum(known) if len(known) == len(group) else None
    if not items:
        outcome, why = CANNOT_TELL, "规则包没有写明这样的发放对应哪个收入项目"
    elif any(one.first is None for one in group):
        outcome, why = CANNOT_TELL, "有记录，没有写明何时发放"
    else:
        outcome, why = _outcome(reported, total, recorded.tolerance)
    return Beside(
        items=tuple(items),
        data_set=recorded.id,
        reported=reported,
        recorded=total,
        outcome=outcome,
        why=why,
        line_nos=tuple(step.line.no for step in listed),
        payments=tuple(group),
        tolerance=recorded.tolerance,
    )


def _outcome(reported: Decimal, total: Decimal | None, tolerance: Param) -> tuple[str, str]:
    if not reported:
        return RECORDED_ONLY, ""
    if total is None:
        return CANNOT_TELL, "有记录，没有金额"
    most = abs(total) * Decimal(str(tolerance.value)) / 100
    if abs(reported - total) <= most:
        return AGREES, ""
    return (REPORTED_MORE if reported > total else REPORTED_LESS), ""


def _unrecorded(
    item: IncomeItem, steps: Sequence[Step], pack: Pack, delivered: Collection[str]
) -> Beside:
    listed = [step for step in steps if step.line.item == item]
    feeding = [
        one.id
        for one in pack.recorded.values()
        if any(item.code in part.items for part in one.parts)
    ]
    missing = [name for name in feeding if name not in delivered]
    if not feeding:
        outcome, why = CANNOT_TELL, "没有部门数据记录这一项"
    elif missing:
        titles = "、".join(f"{name} {pack.sources[name].title.zh}" for name in missing)
        outcome, why = CANNOT_TELL, f"没有可以读的数据：{titles}"
    else:
        outcome, why = NOT_RECORDED, ""
    return Beside(
        items=(item,),
        data_set="" if len(feeding) != 1 else feeding[0],
        reported=_sum(step.gross for step in listed),
        recorded=None,
        outcome=outcome,
        why=why,
        line_nos=tuple(step.line.no for step in listed),
        payments=(),
    )


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def n_differing(found: Iterable[Beside]) -> Decimal:
    """How many comparisons differ: the fact `differing_items` of plausibility hints."""
    return Decimal(sum(one.outcome in DIFFERING for one in found))


def read_rows(given: Given, pack: Pack, sheet: Sheet) -> tuple[list[Payment], list[str]]:
    """Payments and delivered data sets of `{"delivered": {"D14": [row, …]}}`; Refused ASSESS_*."""
    found, names = [], []
    rows_of = given.need("delivered")
    given.get("schema_version")
    given.done()
    for data_set, part in rows_of.rest().items():
        rows = []
        for row in part.items():
            row.need("person_no").text()
            rows.append(row.value)
        try:
            found += payments(data_set, rows, pack, sheet)
        except (ValueError, ArithmeticError) as error:
            raise Refused("RECORDED_ROW", data_set=data_set, why=str(error)) from None
        names.append(data_set)
    return found, names


def as_lines(found: Iterable[Beside]) -> Iterator[str]:
    """The comparison for a terminal."""
    for one in found:
        recorded = "—" if one.recorded is None else f"{one.recorded:,}"
        why = f"（{one.why}）" if one.why else ""
        where = f"{one.data_set} " if one.data_set else ""
        outcome = f"{WORDS[one.outcome]}{why}"
        yield f"{one.title}：表上 {one.reported:,} 元，{where}记录 {recorded} 元，{outcome}"
