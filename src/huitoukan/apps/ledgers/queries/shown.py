"""Fills [ledgers:list] and [ledgers:entries]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Chip, FilterField, Filters
from huitoukan.apps.core.showing import (
    address,
    column_label,
    filters_of,
    language,
    page_of,
    select,
)
from huitoukan.apps.ledgers import pages
from huitoukan.apps.ledgers.models import Entry
from huitoukan.apps.ledgers.queries import (
    entries_for,
    kept_of,
    ledger_for,
    ledgers_of,
    masked,
    places_kept,
    sees_ledger,
    title_of,
)
from huitoukan.apps.ledgers.queries.finding import (
    ALL,
    ENDED,
    NUMBERS,
    code_columns,
    narrowed,
    ordered,
    totals,
)
from huitoukan.apps.places.queries import areas_with, departments_of, full_name
from huitoukan.apps.sources.queries.shown import department_name
from huitoukan.domain.areas import Level
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import Column, DataSet

SHOWN_COLUMNS: Final = 6
"""Columns of the list besides title and place; the rest stands on the entry's own page."""


def state_chip(entry: Entry) -> Chip:
    """Whether an entry stands."""
    return Chip("none", _("已结束")) if entry.ended_at else Chip("ok", _("现行"))


def number_text(value: float) -> str:
    """A sum as people write it: grouped, at most two decimals."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def list_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> pages.LedgersPage:
    """[ledgers:list] The ledgers by department, with their entries in the person's areas."""
    pack = campaign.pack.opened()
    seen = [one for one in ledgers_of(pack) if sees_ledger(actor, one)]
    counts = {
        row["dataset"]: row
        for row in entries_for(actor, campaign)
        .order_by()
        .values("dataset")
        .annotate(
            n_standing=Count("pk", filter=Q(ended_at=None)),
            n_ended=Count("pk", filter=Q(ended_at__isnull=False)),
            changed_at=Max("changed_at"),
        )
    }
    county_names = departments_of(campaign.area)
    names = {one.department: "" for one in seen}
    names = {
        code: department_name(code, campaign, county_names)
        for code in pack.departments
        if code in names
    }
    chosen = params.get("department", "")
    groups = tuple(
        pages.LedgerGroup(
            name,
            tuple(
                _ledger_row(one, pack, counts.get(one.id, {}))
                for one in seen
                if one.department == code
            ),
        )
        for code, name in names.items()
        if chosen in {"", code}
    )
    return pages.LedgersPage(
        groups=groups,
        filters=filters_of(
            reverse("ledgers:list"),
            params,
            [select("department", _("部门"), list(names.items()), params)],
        ),
        n_entries=sum(row.n_standing for group in groups for row in group.ledgers),
    )


def _ledger_row(dataset: DataSet, pack: Pack, counts: Mapping[str, object]) -> pages.LedgerRow:
    kept = kept_of(dataset)
    words = {"village": _("村"), "township": _("乡镇")}
    keepers = [words[level] for level in ("village", "township") if level in kept.by]
    reads = {"first": _("比对先读台账"), "second": _("有部门报送时，比对读报送的")}
    return pages.LedgerRow(
        dataset=dataset.id,
        title=dataset.title.in_(language()),
        purpose=dataset.purpose,
        keepers=_("、").join([*keepers, _("主管部门"), _("县级")]),
        n_standing=int(str(counts.get("n_standing", 0))),
        n_ended=int(str(counts.get("n_ended", 0))),
        rules=tuple(
            sorted(r.id for r in pack.rules.values() if dataset.id in {r.of, *r.sources, *r.unless})
        ),
        reads=reads.get(kept.stands, ""),
        changed_at=counts.get("changed_at"),  # type: ignore[arg-type]
    )


def entries_page(
    actor: Actor, campaign: Campaign, dataset_id: str, params: Mapping[str, str]
) -> pages.EntriesPage:
    """[ledgers:entries] One ledger: query, order, totals, and what may be done with it."""
    dataset = ledger_for(actor, campaign, dataset_id)
    pack, path = campaign.pack.opened(), reverse("ledgers:entries", args=[dataset.id])
    every = narrowed(actor, campaign, dataset, params)
    found, pager = page_of(ordered(every, dataset, params.get("sort", "")), path, params)
    columns = _columns(dataset)
    sums = totals(every, dataset)
    keeps = bool(actor.may("ledger.keep")) and bool(
        sees_ledger(actor, dataset, "ledger.keep") and places_kept(actor, campaign.area, dataset)
    )
    exports = sees_ledger(actor, dataset, "ledger.export")
    export = reverse("ledgers:export", args=[dataset.id])
    asked = {key: value for key, value in params.items() if key not in {"page", "full"}}
    is_personal = any(column.sensitive for column in dataset.columns)
    return pages.EntriesPage(
        dataset=dataset.id,
        title=dataset.title.in_(language()),
        department=department_name(dataset.department, campaign, departments_of(campaign.area)),
        purpose=dataset.purpose,
        basis=dataset.basis,
        filters=_filters(actor, campaign, dataset, params, path),
        headings=_headings(dataset, columns, path, params),
        rows=tuple(_row(entry, dataset, columns, pack) for entry in found),
        totals=tuple(
            pages.Cell(_label(c), number_text(sums[c.name]) if c.name in sums else "", True)
            if c.name in kept_of(dataset).totals
            else pages.Cell(_label(c), "")
            for c in columns
        )
        if sums
        else (),
        pager=pager,
        new_href=reverse("ledgers:new", args=[dataset.id]) if keeps else "",
        import_href=reverse("ledgers:upload", args=[dataset.id]) if keeps else "",
        template_href=reverse("ledgers:template", args=[dataset.id]) if keeps else "",
        export_href=address(export, asked) if exports else "",
        export_full_href=address(export, asked, full="1")
        if exports and is_personal and actor.may("registry.reveal")
        else "",
    )


def _columns(dataset: DataSet) -> list[Column]:
    """The columns of the list: what must be filled first, then numbers and codes, in file order."""
    kept = kept_of(dataset)
    others = [
        column
        for column in dataset.columns
        if column.name not in {*kept.title, *kept.long, kept.place}
    ]
    wanted = sorted(
        others, key=lambda c: (not c.required, c.name not in kept.totals, c.type == "text")
    )[:SHOWN_COLUMNS]
    return [column for column in others if column in wanted]


def _label(column: Column) -> str:
    label = column_label(column, column.name)
    if not column.unit or column.unit in label:
        return label
    return _("{label}（{unit}）").format(label=label, unit=column.unit)


def _headings(
    dataset: DataSet, columns: list[Column], path: str, params: Mapping[str, str]
) -> tuple[pages.Heading, ...]:
    kept, now = kept_of(dataset), params.get("sort", "")

    def heading(name: str, label: str, *, is_right: bool = False) -> pages.Heading:
        sort = f"-{name}" if now == name else name
        told = {name: "ascending", f"-{name}": "descending"}.get(now, "")
        return pages.Heading(label, address(path, params, sort=sort), told, is_right)

    first = dataset.by_name[kept.title[0]]
    labels = _(" / ").join(_label(dataset.by_name[name]) for name in kept.title)
    return (
        heading(first.name, labels),
        heading(kept.place, _("所在地")) if kept.place else pages.Heading(_("所在地")),
        *(heading(c.name, _label(c), is_right=c.type in NUMBERS) for c in columns),
    )


def _row(entry: Entry, dataset: DataSet, columns: list[Column], pack: Pack) -> pages.EntryRow:
    return pages.EntryRow(
        code=entry.code,
        number=entry.number,
        title=shown_title(dataset, entry, pack),
        place=place_words(entry),
        cells=tuple(
            pages.Cell(
                _label(c), masked(c, entry.values.get(c.name), pack.codes), c.type in NUMBERS
            )
            for c in columns
        ),
        state=state_chip(entry),
        changed=f"{entry.changed_name} {timezone.localtime(entry.changed_at):%Y-%m-%d}",
    )


def place_words(entry: Entry) -> str:
    """Where an entry belongs: township and village, or the county."""
    area = entry.area
    return full_name(area) if area.level in {Level.VILLAGE, Level.TOWNSHIP} else area.name


def shown_title(dataset: DataSet, entry: Entry, pack: Pack) -> str:
    """What an entry is called, masked; its number where the title columns are blank."""
    names = {
        name: masked(dataset.by_name[name], entry.values.get(name), pack.codes)
        for name in kept_of(dataset).title
    }
    return title_of(dataset, names) or _("第 {n} 条").format(n=entry.number)


def _filters(
    actor: Actor, campaign: Campaign, dataset: DataSet, params: Mapping[str, str], path: str
) -> Filters:
    fields = [
        FilterField(
            "q", _("关键字"), "text", value=params.get("q", ""),
            placeholder=_("名称、编号、所在地"), is_wide=True,
        )
    ]  # fmt: skip
    if kept_of(dataset).place:
        areas = areas_with(actor, "ledger.see", campaign.area)
        if areas:
            choices = [(area.code, full_name(area)) for area in areas]
            fields.append(select("place", _("所在地"), choices, params))
    english = language().startswith("en")
    codes = campaign.pack.opened().codes
    for column in code_columns(dataset):
        values = codes[column.codes or ""].values
        choices = [(value.zh, value.en if english else value.zh) for value in values]
        fields.append(select(column.name, column_label(column, column.name), choices, params))
    states = select("state", _("状态"), [(ENDED, _("已结束")), (ALL, _("全部"))], params)
    first, *others = states.choices
    standing = type(first)("", _("现行"), first.is_chosen)
    fields.append(FilterField("state", _("状态"), choices=(standing, *others), value=states.value))
    return filters_of(path, params, fields, kept=("sort",))
