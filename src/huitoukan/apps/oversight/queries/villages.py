"""Fills [oversight:villages]: the basic situation of a village, each value with source and day.

Source: S002, R249 (把基本情况台账拿出来). Nothing is typed in here: what the registry, the kept
ledgers and the problem ledger hold is put together; what nobody entered is "no data".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb
from huitoukan.apps.core.showing import address, column_label, language, shown_value
from huitoukan.apps.ledgers.models import Entry
from huitoukan.apps.ledgers.queries import entries_for, ledgers_of, sees_ledger
from huitoukan.apps.oversight.queries import tabs
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.problems.pages import BoardCell, BoardPage, BoardSection
from huitoukan.apps.problems.queries import open_states, problems_for
from huitoukan.apps.registry.models import VillageFacts
from huitoukan.apps.registry.queries import households_for
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.tables import DataSet


@dataclass(frozen=True)
class Fact:
    """A line of the ledger: what, its value ("" nobody entered it), where from, as of which day."""

    group: str
    label: str
    value: str
    source: str
    on: date | None = None
    href: str = ""


def village_for(actor: Actor, campaign: Campaign, code: str) -> Area:
    """The village, or "not found", the same for absent and for another's."""
    for area in villages_seen(actor, campaign):
        if area.code == code:
            return area
    raise Refused("NOT_FOUND", what="村", code=code)


def villages_seen(actor: Actor, campaign: Campaign) -> list[Area]:
    """The villages whose registry the actor sees, in order of code."""
    found = areas_with(actor, "registry.see", campaign.area)
    towns = {area.pk: area for area in found}
    villages = [area for area in found if area.level == Level.VILLAGE]
    for village in villages:
        # The township is at hand: asking for it again would be a question for each village.
        village.parent = towns.get(village.parent_id or 0) or village.parent
    return villages


def facts_of(actor: Actor, campaign: Campaign, village: Area, *, on: date) -> list[Fact]:
    """Everything that the system holds of a village's basic situation."""
    return [
        *_place(village),
        *_table(actor, campaign, village),
        *_registry(actor, village, on),
        *_ledgers(actor, campaign, village),
        *_problems(actor, campaign, village, on),
    ]


def _place(village: Area) -> Iterator[Fact]:
    group, source = _("区划"), _("区划")
    yield Fact(group, _("名称"), full_name(village), source, village.first_day)
    yield Fact(group, _("区划代码"), village.code, source, village.first_day)
    yield Fact(group, _("村属性"), village.village_kind, source, village.first_day)


def _table(actor: Actor, campaign: Campaign, village: Area) -> Iterator[Fact]:
    """The registry's own table of villages, column by column."""
    pack = campaign.pack.opened()
    table = pack.fields.get("village")
    if table is None:
        return
    kept = VillageFacts.objects.visible_to(actor, "registry.see").filter(area=village)
    row = kept.select_related("created_in").first()
    facts = row.facts if row else {}
    on = timezone.localtime(row.created_at).date() if row and row.created_at else None
    for column in table.columns:
        if column.required:
            continue  # codes and names of the place, which stand above
        value = shown_value(column, facts.get(column.name), pack.codes)
        yield Fact(
            table.title.in_(language()), column_label(column, column.name), value,
            _("名册：{table}").format(table=table.title.in_(language())), on,
        )  # fmt: skip


def _registry(actor: Actor, village: Area, on: date) -> Iterator[Fact]:
    group, source = _("名册户数人数"), _("名册，现在的数")
    href = address(reverse("registry:list"), {}, place=village.code)
    rows = (
        households_for(actor)
        .filter(area=village)
        .order_by()
        .values_list("exit_status")
        .annotate(n=Count("pk"), m=Sum("n_members"))
    )
    counted = {status: (n, m or 0) for status, n, m in rows}
    whole = [sum(pair[part] for pair in counted.values()) for part in (0, 1)]
    text = _("{n} 户 {m} 人")
    total = text.format(n=whole[0], m=whole[1]) if counted else ""
    yield Fact(group, _("在册"), total, source, on, href)
    for status, (n, m) in sorted(counted.items()):
        yield Fact(group, status or _("脱贫属性没有填"), text.format(n=n, m=m), source, on, href)


def _ledgers(actor: Actor, campaign: Campaign, village: Area) -> Iterator[Fact]:
    """Ledgers about villages: of one row each column, of many the number and the sums."""
    pack = campaign.pack.opened()
    entries: dict[str, list[Entry]] = {}
    if actor.may("ledger.see"):
        for one in entries_for(actor, campaign).filter(area=village, ended_at=None):
            entries.setdefault(one.dataset, []).append(one)
    for dataset in ledgers_of(pack):
        if dataset.object != "village" or not sees_ledger(actor, dataset):
            continue
        rows = entries.get(dataset.id, [])
        if dataset.row_key == (dataset.key,):
            yield from _columns(dataset, rows[0] if rows else None, pack.codes)
        else:
            yield from _sums(dataset, rows, village)


def _columns(dataset: DataSet, entry: Entry | None, codes: Mapping[str, object]) -> Iterator[Fact]:
    title = dataset.title.in_(language())
    source = _("工作台账 {id}").format(id=dataset.id)
    on = timezone.localtime(entry.changed_at).date() if entry else None
    href = reverse("ledgers:entry", args=[entry.code]) if entry else ""
    for column in dataset.columns:
        if column.name == dataset.key or column.sensitive:
            continue
        value = shown_value(column, entry.values.get(column.name) if entry else None, codes)  # type: ignore[arg-type]
        yield Fact(title, column_label(column, column.name), value, source, on, href)


def _sums(dataset: DataSet, rows: list[Entry], village: Area) -> Iterator[Fact]:
    title = dataset.title.in_(language())
    source = _("工作台账 {id}").format(id=dataset.id)
    days = [timezone.localtime(one.changed_at).date() for one in rows]
    on = max(days, default=None)
    href = address(reverse("ledgers:entries", args=[dataset.id]), {}, place=village.code)
    yield Fact(title, _("记录数"), str(len(rows)) if rows else "", source, on, href)
    for name in dataset.kept.totals if dataset.kept else ():
        column = dataset.by_name[name]
        given = [one.values[name] for one in rows if one.values.get(name) not in (None, "")]
        whole = sum((Decimal(str(value)) for value in given), Decimal(0))
        value = shown_value(column, f"{whole.normalize():f}") if given else ""
        label = _("{column}合计").format(column=column_label(column, name))
        yield Fact(title, label, value, source, on, href)


def _problems(actor: Actor, campaign: Campaign, village: Area, on: date) -> Iterator[Fact]:
    if not actor.may("problem.see"):
        return
    mine = problems_for(actor, campaign).filter(area=village)
    href = address(reverse("problems:list"), {}, place=village.code)
    group, source = _("问题"), _("问题台账，现在的数")
    n_all, n_open = mine.count(), mine.filter(state__in=open_states()).count()
    yield Fact(group, _("发现的问题"), str(n_all), source, on, href)
    yield Fact(group, _("未结"), str(n_open), source, on, href)


def villages_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, on: date
) -> BoardPage:
    """[oversight:villages] `place` opens a village; without it all that the actor sees."""
    code = params.get("place", "")
    if not code:
        return _all(actor, campaign)
    village = village_for(actor, campaign, code)
    links = [Crumb(_("各村"), reverse("oversight:villages"))]
    if actor.may("problem.export"):
        links.append(
            Crumb(_("导出 Excel"), address(reverse("oversight:village_file"), {}, place=code))
        )
    return BoardPage(
        title=_("{village}基本情况台账").format(village=full_name(village)),
        note=_("由名册、工作台账、问题台账汇总，每一格写明出处和日期；没有人登记过的写“无数据”。"),
        boards=tabs(actor, "villages"),
        sections=tuple(sections_of(facts_of(actor, campaign, village, on=on))),
        links=tuple(links),
    )


def sections_of(facts: list[Fact]) -> Iterator[BoardSection]:
    """The facts by group, the same for page and file."""
    for group in dict.fromkeys(one.group for one in facts):
        yield BoardSection(
            group,
            (_("项目"), _("内容"), _("出处"), _("日期")),
            tuple(
                (
                    *cells_of(one),
                    BoardCell(one.source, one.href),
                    BoardCell(one.on.isoformat() if one.on and one.value else "", style="nowrap"),
                )
                for one in facts
                if one.group == group
            ),
        )


def cells_of(fact: Fact) -> tuple[BoardCell, BoardCell]:
    """What, and its value."""
    return BoardCell(fact.label), BoardCell(fact.value or _("无数据"))


def _all(actor: Actor, campaign: Campaign) -> BoardPage:
    here = reverse("oversight:villages")
    return BoardPage(
        title=_("村基本情况台账"),
        note=_("选一个村；内容由名册、工作台账、问题台账汇总，每一格写明出处和日期。"),
        boards=tabs(actor, "villages"),
        sections=(
            BoardSection(
                _("各村"),
                (_("村"), _("区划代码"), _("村属性")),
                tuple(
                    (
                        BoardCell(full_name(one), address(here, {}, place=one.code)),
                        BoardCell(one.code),
                        BoardCell(one.village_kind or _("无数据")),
                    )
                    for one in villages_seen(actor, campaign)
                ),
            ),
        ),
    )
