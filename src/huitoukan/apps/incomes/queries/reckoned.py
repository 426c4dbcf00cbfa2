"""Accounts as pages show them: one sheet, worked out by every profile of the pack, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from huitoukan.apps.core.language import listed, refusal_text
from huitoukan.apps.core.pages import Chip
from huitoukan.apps.core.reasons import reason_text
from huitoukan.apps.incomes import pages, queries
from huitoukan.apps.incomes.queries.words import said, yuan
from huitoukan.assess.facts import Person, shown
from huitoukan.assess.income import Compared, Reckoning, Step, reckon
from huitoukan.assess.sheets import FORECAST, STATED_ON_SHEET, Line, Sheet
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.incomes import Profile

KINDS: Final = ("wage", "business", "property", "transfer")
"""The four kinds in the order of the national form."""


@dataclass(frozen=True)
class Accounts:
    """A sheet with its account by each profile, the main one first; or why there is none."""

    sheet: Sheet
    pack: Pack
    made: tuple[tuple[Profile, Reckoning | Refused], ...]

    @property
    def main(self) -> Reckoning | Refused:
        """The account by the main profile."""
        return self.made[0][1]

    @property
    def working(self) -> list[Reckoning]:
        """The accounts that could be worked out."""
        return [one for _profile, one in self.made if isinstance(one, Reckoning)]


def reckoned(content: dict[str, Any], pack: Pack) -> Accounts:
    """The accounts of a stored version; Refused when the pack no longer reads the sheet at all."""
    sheet = queries.opened(content, pack)
    made: list[tuple[Profile, Reckoning | Refused]] = []
    for profile in queries.profiles_of(pack):
        try:
            made.append((profile, reckon(sheet, pack, profile)))
        except Refused as refused:
            made.append((profile, refused))
    return Accounts(sheet, pack, tuple(made))


def profile_views(accounts: Accounts) -> tuple[pages.ProfileView, ...]:
    """Each profile with its figures, or why it has none."""
    return tuple(_view(accounts.pack, profile, made) for profile, made in accounts.made)


def _view(pack: Pack, profile: Profile, made: Reckoning | Refused) -> pages.ProfileView:
    title = said(profile.title)
    if isinstance(made, Refused):
        return pages.ProfileView(title, profile.basis, refusal=refusal_text(made))
    return pages.ProfileView(
        title=title,
        basis=profile.basis,
        total=yuan(made.total),
        per_head=yuan(made.per_head),
        sum=sum_words(made),
        parts=parts_of(pack, made),
        compared=tuple(compared(pack, one) for one in made.lines),
        caps=tuple(
            pages.CapRow(
                listed(said(pack.items_by_word[item].title) for item in cap.items),
                _("共 {listed} 元，最多计合计的 {percent}%：{allowed} 元，扣回 {off} 元").format(
                    listed=yuan(cap.listed),
                    percent=f"{(cap.ratio * 100).normalize():f}",
                    allowed=yuan(cap.allowed),
                    off=yuan(cap.taken_off),
                ),
                cap.source,
            )
            for cap in made.caps
        ),
        beside=yuan(made.beside) if made.beside else "",
        rigid=yuan(made.rigid),
        after_rigid=yuan(made.after_rigid),
        rounding=_("保留 {n} 位小数：{source}").format(
            n=int(profile.places.value), source=profile.places.source
        ),
        has_forecast=made.has_forecast,
    )


def sum_words(made: Reckoning) -> str:
    """The division in words."""
    return _("{total} 元 ÷ {n} 人").format(total=yuan(made.total), n=made.n_members)


def parts_of(pack: Pack, made: Reckoning) -> tuple[pages.Part, ...]:
    """The four kinds as a bar; a loss has no width."""
    whole = sum((max(made.by_kind[kind], Decimal(0)) for kind in KINDS), Decimal(0)) or Decimal(1)
    parts, start = [], Decimal(0)
    for tone, kind in enumerate(KINDS, 1):
        amount = made.by_kind[kind]
        width = max(amount, Decimal(0)) / whole * 100
        label = said(pack.income_items[kind].title)
        parts.append(pages.Part(label, yuan(amount), tone, f"{start:.2f}%", f"{width:.2f}%"))
        start += width
    return tuple(parts)


def compared(pack: Pack, one: Compared) -> pages.Compared:
    """Income per head beside one line."""
    title = said(pack.lines[one.id].title)
    if one.is_above is None:
        return pages.Compared(
            title, "", Chip("wait", _("无法判断")), reason_text(one.why, pack), ""
        )
    chip = Chip("ok", _("超过")) if one.is_above else Chip("warn", _("没有超过"))
    near = _("超出不到 10%，请再核一遍各行") if one.is_near else ""
    return pages.Compared(title, yuan(one.value), chip, near, one.source)


# --- members and lines ---


def member_rows(accounts: Accounts) -> tuple[pages.MemberRow, ...]:
    """Every member, with what each profile says."""
    by_profile = [{one.person.person_no: one for one in made.members} for made in accounts.working]
    return tuple(
        pages.MemberRow(
            name=person.name or person.person_no,
            relation=_told(person, "relation"),
            facts=listed(text for name in ("birth", "situation") if (text := _told(person, name))),
            cells=tuple(
                pages.Cell(
                    _("计入") if found[person.person_no].counts else _("不计"),
                    found[person.person_no].rule,
                    is_out=not found[person.person_no].counts,
                )
                for found in by_profile
            ),
        )
        for person in accounts.sheet.members
    )


def _told(person: Person, fact: str) -> str:
    return listed(
        shown(one.value) for one in person.readings.get(fact, ()) if one.source == STATED_ON_SHEET
    )


def groups(accounts: Accounts) -> tuple[pages.Group, ...]:
    """The lines of the sheet by kind, with the sums of each profile."""
    rows = _rows(accounts, accounts.sheet.lines, lambda made: made.steps)
    return tuple(
        pages.Group(
            said(accounts.pack.income_items[kind].title),
            tuple(row for line, row in rows if line.item.kind == kind),
            tuple(yuan(made.by_kind[kind]) for made in accounts.working),
        )
        for kind in KINDS
        if any(line.item.kind == kind for line, _row in rows)
    )


def spending_rows(accounts: Accounts) -> tuple[pages.LineRow, ...]:
    """The lines of rigid spending."""
    rows = _rows(accounts, accounts.sheet.spending, lambda made: made.spending)
    return tuple(row for _line, row in rows)


def _rows(
    accounts: Accounts, lines: Sequence[Line], steps_of: Callable[[Reckoning], Sequence[Step]]
) -> list[tuple[Line, pages.LineRow]]:
    names = {one.person_no: one.name or one.person_no for one in accounts.sheet.members}
    made = [{step.line.no: step for step in steps_of(one)} for one in accounts.working]
    return [
        (
            line,
            _row(
                line,
                names.get(line.person_no, _("全户")),
                [by_no[line.no] for by_no in made],
                accounts.pack,
            ),
        )
        for line in lines
    ]


def _row(line: Line, who: str, steps: Sequence[Step], pack: Pack) -> pages.LineRow:
    first = steps[0] if steps else None
    return pages.LineRow(
        no=line.no,
        item=said(line.item.title),
        who=who,
        formula=first.formula if first else "",
        cells=tuple(
            pages.Cell(
                yuan(step.counted) if step.counted is not None else _("无法确定"),
                listed(
                    text
                    for text in (
                        reason_text(step.why, pack),
                        step.formula if first and step.formula != first.formula else "",
                    )
                    if text
                ),
                is_out=step.counted == 0 and step.net != 0,
            )
            for step in steps
        ),
        evidence=line.evidence,
        said_by=line.said_by,
        basis=_("预计") if line.basis == FORECAST else _("已发生"),
        is_forecast=line.basis == FORECAST,
        days=_("{first} 至 {last}").format(first=line.first, last=line.last),
        sources=tuple(dict.fromkeys(source for step in steps for source in step.sources)),
    )
