"""Fills the page of counts on the borders of a day, and its workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Choice, Crumb, Field, FilterField
from huitoukan.apps.core.showing import address, filters_of, language
from huitoukan.apps.dashboards.pages.counts import Check, CheckLine, CountRow, CountsPage
from huitoukan.apps.dashboards.queries.tallies import CountOn, count_on, groups_on, tally_of
from huitoukan.apps.places.models import AreaSpell, ReportedFigure
from huitoukan.apps.places.queries import history
from huitoukan.documents.columns import Cell
from huitoukan.documents.write_excel import Ledger, LedgerColumn, write_ledger
from huitoukan.domain.areas import Level
from huitoukan.domain.counts import (
    PART_WORDS,
    Amount,
    Part,
    Tally,
    against_count,
    within_report,
)
from huitoukan.domain.refusals import Refused

Reported = dict[int, dict[Part, ReportedFigure]]


def counts_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, today: date
) -> CountsPage:
    """[dashboards:counts] The county by townships, a township by villages, a village by groups.

    A day that is none, or in the future, is refused; a place that the actor does not see is not
    found.
    """
    on = day_of(params.get("on", ""), today)
    counted = count_on(actor, campaign, on)
    reported = reported_on(counted, campaign)
    place = params.get("place", "")
    township = next((s for s in counted.townships.values() if s.code == place), None)
    village = next((s for s in counted.villages if s.code == place), None)
    if township is not None and not counted.in_township(township.area_id):
        township = None
    if place and township is None and village is None and place != campaign.area.code:
        raise Refused("NOT_FOUND", what="区划", code=place)
    rows: Iterable[CountRow]
    if village is not None:
        rows = _groups(actor, campaign, village, on)
        total = _row(counted, [village], reported, village, on)
    elif township is not None:
        inside = counted.in_township(township.area_id)
        rows = [_row(counted, [spell], reported, spell, on) for spell in inside]
        total = _row(counted, inside, reported, township, on)
    else:
        rows = _townships(counted, reported, on)
        total = _whole(counted, campaign, reported)
    path = reverse("dashboards:counts")
    return CountsPage(
        on=on,
        is_today=on == today,
        filters=filters_of(
            path,
            params,
            [FilterField("on", _("按哪一天的区划"), "date", value=on.isoformat())],
            kept=("place",),
        ),
        crumbs=_crumbs(counted, campaign, township, village, on),
        place=total.name,
        below=_("村民小组") if village else _("行政村") if township else _("乡镇"),
        total=total,
        rows=tuple(rows),
        checks=tuple(checks(counted, reported)),
        n_unplaced=counted.n_unplaced,
        export_href=address(reverse("dashboards:counts_export"), {"on": on.isoformat()}),
        report=report_form(on, today) if actor.may("places.report") else None,
    )


def day_of(text: str, today: date) -> date:
    """The chosen day; today when none is chosen."""
    if not text:
        return today
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise Refused("DATE_FORMAT", label=_("日期"), value=text) from None
    if on > today:
        raise Refused("BORDERS_FUTURE", on=on)
    return on


def reported_on(counted: CountOn, campaign: Campaign) -> Reported:
    """The newest figures that were reported up to the day, by area and part.

    Only of areas that the actor sees whole: a part of a township is nothing to compare with.
    """
    spells = [*counted.villages, *counted.townships.values()]
    areas = {spell.area_id for spell in spells if counted.sees(spell.area)}
    if counted.sees(campaign.area):
        areas.add(campaign.area.pk)
    found: Reported = {}
    rows = ReportedFigure.objects.filter(area__in=areas, on__lte=counted.on)
    for figure in rows.select_related("area").order_by("area__code", "on"):
        found.setdefault(figure.area_id, {})[Part(figure.part)] = figure
    return found


# --- rows ---


def _townships(counted: CountOn, reported: Reported, on: date) -> list[CountRow]:
    rows = []
    for spell in counted.townships.values():
        inside = counted.in_township(spell.area_id)
        if inside:
            rows.append(_row(counted, inside, reported, spell, on))
    return rows


def _row(
    counted: CountOn, villages: list[AreaSpell], reported: Reported, spell: AreaSpell, on: date
) -> CountRow:
    ids = [village.area_id for village in villages]
    whole = counted.tally(ids)
    figure = reported.get(spell.area_id, {}).get(Part.ALL)
    params = {"on": on.isoformat(), "place": spell.code}
    return CountRow(
        level=spell.area.level,
        code=spell.code,
        name=spell.name,
        href=address(reverse("dashboards:counts"), params),
        n_villages=len(ids),
        whole=whole,
        lifted=counted.tally(ids, Part.LIFTED),
        not_lifted=counted.tally(ids, Part.NOT_LIFTED),
        ordinary=counted.tally(ids, Part.ORDINARY),
        reported=figure.n_households if figure else None,
        differs=against_count(_amount(figure), whole).households if figure else None,
    )


def _whole(counted: CountOn, campaign: Campaign, reported: Reported) -> CountRow:
    area = campaign.area
    figure = reported.get(area.pk, {}).get(Part.ALL)
    whole = counted.everything()
    return CountRow(
        level=area.level,
        code=area.code,
        name=area.name if counted.sees(area) else _("管辖范围"),
        href="",
        n_villages=len(counted.villages),
        whole=whole,
        lifted=counted.everything(Part.LIFTED),
        not_lifted=counted.everything(Part.NOT_LIFTED),
        ordinary=counted.everything(Part.ORDINARY),
        reported=figure.n_households if figure else None,
        differs=against_count(_amount(figure), whole).households if figure else None,
    )


def _groups(actor: Actor, campaign: Campaign, village: AreaSpell, on: date) -> list[CountRow]:
    """The groups of the village's own list, then names that only the registry has."""
    found = groups_on(actor, campaign, village.area_id, on)
    listed = {group.name: group.code for group in history.groups_in(village.area)}
    rows = []
    for name in [*listed, *sorted(set(found) - set(listed))]:
        sums = found.get(name, {})
        note = "" if name in listed else _("名册里有，村民小组表里没有")
        rows.append(
            CountRow(
                level=Level.GROUP,
                code=listed.get(name, ""),
                name=name or _("没有填写村民小组"),
                href="",
                n_villages=0,
                whole=tally_of(sums, Part.ALL),
                lifted=tally_of(sums, Part.LIFTED),
                not_lifted=tally_of(sums, Part.NOT_LIFTED),
                ordinary=tally_of(sums, Part.ORDINARY),
                note=note if listed and name else "",
            )
        )
    return rows


def _crumbs(
    counted: CountOn,
    campaign: Campaign,
    township: AreaSpell | None,
    village: AreaSpell | None,
    on: date,
) -> tuple[Crumb, ...]:
    path, params = reverse("dashboards:counts"), {"on": on.isoformat()}
    above = counted.townships.get(village.parent_id or 0) if village else None
    steps = [(campaign.area.name, "")]
    steps += [(spell.name, spell.code) for spell in (above, township, village) if spell]
    return tuple(Crumb(name, address(path, params, place=code)) for name, code in steps)


# --- reported figures ---


def _amount(figure: ReportedFigure) -> Amount:
    return Amount(figure.n_households, figure.n_persons)


def checks(counted: CountOn, reported: Reported) -> list[Check]:
    """Every area with reported figures: each against its count, and the whole against its parts."""
    found = []
    names = {spell.area_id: spell for spell in (*counted.villages, *counted.townships.values())}
    for area, figures in reported.items():
        spell = names.get(area)
        is_village = spell is not None and spell.area.level == Level.VILLAGE
        ids = [area] if is_village else [s.area_id for s in counted.in_township(area)]
        lines = []
        for part in Part:
            figure = figures.get(part)
            if figure is None:
                continue
            tally = counted.tally(ids, part) if spell else counted.everything(part)
            lines.append(_line(figure, part, tally))
        inner = _inner(figures)
        head = next(iter(figures.values())).area
        code, name = (spell.code, spell.name) if spell else (head.code, head.name)
        found.append(Check(code, name, (*lines, *inner)))
    return found


def part_word(part: Part) -> str:
    """The part in the language of the page."""
    return PART_WORDS[part][1 if language().startswith("en") else 0]


def _line(figure: ReportedFigure, part: Part, tally: Tally) -> CheckLine:
    difference = against_count(_amount(figure), tally)
    return CheckLine(
        part=part_word(part),
        is_inner=False,
        households=figure.n_households,
        persons=figure.n_persons,
        to_households=tally.households,
        to_persons=tally.persons,
        undecided=tally.undecided,
        differs_households=difference.households,
        differs_persons=difference.persons,
        source=figure.source,
        on=figure.on,
    )


def _inner(figures: Mapping[Part, ReportedFigure]) -> tuple[CheckLine, ...]:
    within = within_report({part: _amount(figure) for part, figure in figures.items()})
    if within is None:
        return ()
    total, difference = within
    whole = figures[Part.ALL]
    return (
        CheckLine(
            part=_("合计与分项之和"),
            is_inner=True,
            households=whole.n_households,
            persons=whole.n_persons,
            to_households=total.households,
            to_persons=total.persons,
            undecided=0,
            differs_households=difference.households,
            differs_persons=difference.persons,
        ),
    )


def report_form(on: date, today: date) -> ActionForm:
    """The form that keeps one reported figure."""
    parts = tuple(Choice(part.value, part_word(part), part is Part.ALL) for part in Part)
    return ActionForm(
        code="report",
        label=_("登记"),
        href=reverse("dashboards:report_figure"),
        note=_("文件、报表里写的户数人数；与名册不一致的，上面列出差数。"),
        fields=(
            Field("code", _("区划代码"), is_required=True, max_length=12),
            Field("on", _("截至日期"), "date", is_required=True, value=on.isoformat(),
                  high=today.isoformat()),
            Field("part", _("口径"), "select", choices=parts),
            Field("households", _("户数"), is_required=True, max_length=9),
            Field("persons", _("人数"), max_length=9),
            Field("source", _("出处"), is_required=True, max_length=120),
        ),
    )  # fmt: skip


# --- the workbook ---

COLUMNS: Final = (
    LedgerColumn("序号", "number", 5),
    LedgerColumn("乡镇", "text", 14),
    LedgerColumn("行政村", "text", 16),
    LedgerColumn("区划代码", "text", 16),
    LedgerColumn("建档立卡户", "number", 9, "名册"),
    LedgerColumn("建档立卡人口", "number", 9, "名册"),
    LedgerColumn("已脱贫户", "number", 8, "名册"),
    LedgerColumn("未脱贫户", "number", 8, "名册"),
    LedgerColumn("普通农户", "number", 8, "名册"),
    LedgerColumn("无法判断户", "number", 9, "名册"),
    LedgerColumn("户数", "number", 8, "上报"),
    LedgerColumn("差数", "text", 9, "上报"),
)


def counts_workbook(actor: Actor, campaign: Campaign, *, on: date, at: datetime) -> bytes:
    """Townships and villages of the day with their counts and what was reported, as a ledger."""
    counted = count_on(actor, campaign, on)
    reported = reported_on(counted, campaign)
    cells: list[list[Cell]] = []
    for township in counted.townships.values():
        inside = counted.in_township(township.area_id)
        if inside:
            cells.append(_cells(_row(counted, inside, reported, township, on), township.name, ""))
        for spell in inside:
            row = _row(counted, [spell], reported, spell, on)
            cells.append(_cells(row, township.name, spell.name))
    cells.append(_cells(_whole(counted, campaign, reported), campaign.area.name, _("合计")))
    numbered = [[number, *row] for number, row in enumerate(cells, 1)]
    ledger = Ledger(
        title=f"{campaign.area.name}户数人数（{on:%Y-%m-%d}区划）",
        organ=campaign.area.name,
        as_of=at,
        filled_on=at.date(),
        made_at=at,
        made_by=actor.name,
        columns=COLUMNS,
        rows=numbered,
        unit="行",
        sheet="户数人数",
        notes=(
            "户数、人数按所选日期的区划统计；建档立卡户包括已脱贫和未脱贫的户；",
            "“无法判断户”是因拆分、合并分不清归属，或没有填写户类型的户，不计入本行户数；",
            "差数为上报减名册，含无法判断户的不算差数。",
        ),
        criteria=(("区划日期", on.isoformat()),),
        pack=str(campaign.pack),
    )
    target = BytesIO()
    write_ledger(target, ledger)
    return target.getvalue()


def _cells(row: CountRow, township: str, village: str) -> list[Cell]:
    differs = (
        "" if row.reported is None else "无法判断" if row.differs is None else f"{row.differs:+d}"
    )
    return [
        township, village, row.code, row.whole.households, row.whole.persons,
        row.lifted.households, row.not_lifted.households, row.ordinary.households,
        row.whole.undecided,
        row.reported, differs,
    ]  # fmt: skip
