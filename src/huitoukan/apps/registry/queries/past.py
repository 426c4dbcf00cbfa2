"""Fills the pages of one snapshot: its households, and one of them beside what is different now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Chip, FilterField, Filters, Tab
from huitoukan.apps.core.showing import (
    Counted,
    address,
    column_label,
    filters_of,
    page_of,
    shown_value,
)
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import Household, Member, Snapshot
from huitoukan.apps.registry.queries.frozen import (
    FrozenView,
    frozen_view,
    snapshots_for,
    view_if_seen,
)
from huitoukan.apps.registry.queries.snapshots import day_of, snapshot_rows
from huitoukan.apps.registry.queries.tree import Places, place_crumbs, places_of
from huitoukan.apps.registry.snapshot_pages import (
    CountLink,
    FieldThen,
    FrozenHousehold,
    FrozenListPage,
    MemberThen,
    ThenPage,
)
from huitoukan.domain.areas import contains
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack

Row = Mapping[str, Any]
NOT_SHOWN: Final = frozenset({engine.PLACE, "row_no", "person_key"})
MOST_TABS: Final = 8
LISTED: Final = ("household_no", "head_name", "household_type", "exit_status", engine.PLACE)
NO_ROWS: Final[tuple[Row, ...]] = ()


def frozen_list_page(actor: Actor, code: str, params: Mapping[str, str]) -> FrozenListPage:
    """[registry:frozen] The households of a snapshot in the places that the actor sees.

    A place that the actor does not see is "not found".
    """
    view = frozen_view(actor, code)
    campaign = view.snapshot.campaign
    path = reverse("registry:frozen", args=[code])
    places = places_of(actor, campaign, params.get("place", ""))
    here = [c for c, v in view.villages.items() if _lies_in(v, places.chosen)]
    table = view.folder / "household.parquet"

    def some(start: int, most: int) -> tuple[int, list[dict[str, Any]]]:
        return engine.frozen_page(
            table, "household_no", here, words=params.get("q", "").strip(),
            searched=("household_no", "head_name"), wanted=LISTED, start=start, most=most,
        )  # fmt: skip

    n, _first = some(0, 0)
    _nothing, pager = page_of(NO_ROWS, path, params, counted=Counted(n))
    _n, rows = some((pager.number - 1) * pager.per_page, pager.per_page)
    members = Counter(
        row["household_no"]
        for row in engine.frozen_rows(
            view.folder / "member.parquet",
            "household_no",
            [row["household_no"] for row in rows],
            ["household_no"],
        )
    )
    (snapshot,) = snapshot_rows([view.snapshot])
    return FrozenListPage(
        snapshot=snapshot,
        place=places.chosen.name,
        crumbs=place_crumbs(places, path, params),
        places=tuple(_counted_places(view, places, engine.rows_by_place(table), path, params)),
        filters=_filters(path, params),
        rows=tuple(_listed(actor, view, row, members[row["household_no"]]) for row in rows),
        pager=pager,
    )


def _lies_in(village: Area, place: Area) -> bool:
    return contains(place.depth_path, village.depth_path)


def _counted_places(
    view: FrozenView,
    places: Places,
    held: Mapping[str, int],
    path: str,
    params: Mapping[str, str],
) -> Iterator[CountLink]:
    """The places under the chosen one with their households in the snapshot."""
    for area in places.below:
        n = sum(held.get(code, 0) for code, v in view.villages.items() if _lies_in(v, area))
        yield CountLink(area.name, n, address(path, params, place=area.code))


def _filters(path: str, params: Mapping[str, str]) -> Filters:
    words = FilterField(
        "q",
        _("关键词"),
        "text",
        value=params.get("q", ""),
        placeholder=_("户主姓名或户编号里的字"),
        is_wide=True,
    )
    return filters_of(path, params, (words,), kept=("place",))


def _listed(actor: Actor, view: FrozenView, row: Row, n_members: int) -> FrozenHousehold:
    pack = view.snapshot.campaign.pack.opened()
    columns = pack.fields["household"].by_name

    def word(name: str) -> str:
        return shown_value(columns.get(name), row.get(name), pack.codes)

    no = row["household_no"]
    return FrozenHousehold(
        household_no=no,
        head_name=word("head_name"),
        place=full_name(view.villages[row[engine.PLACE]]),
        household_type=word("household_type"),
        exit_status=word("exit_status"),
        n_members=n_members,
        href=reverse("registry:then", args=[view.snapshot.code, no])
        if actor.may("household.see")
        else "",
    )


def then_page(actor: Actor, code: str, household_no: str) -> ThenPage:
    """[registry:then] A household in a snapshot and now, each only where the actor sees it.

    A household that stands neither in the actor's part of the snapshot nor of the registry is "not
    found".
    """
    view = view_if_seen(actor, code, "household.see")
    if view is None:
        raise Refused("NOT_FOUND", what="户", code=household_no)
    then = _household_then(view, household_no)
    now = (
        Household.objects.visible_to(actor, "household.see")
        .select_related("area__parent")
        .filter(household_no=household_no)
        .first()
    )
    if then is None and now is None:
        raise Refused("NOT_FOUND", what="户", code=household_no)
    pack = view.snapshot.campaign.pack.opened()
    here = now if now is not None and now.ended_on is None else None
    place_then = full_name(view.villages[then[engine.PLACE]]) if then else ""
    place_now = full_name(here.area) if here else ""
    fields = [FieldThen(_("区划"), place_then, place_now, place_then != place_now)]
    fields += _fields(pack, "household", then or {}, here.facts if here else {})
    members = list(_members(actor, view, household_no, here, pack, is_there=then is not None))
    (row,) = snapshot_rows([view.snapshot])
    head = (then or {}).get("head_name") or (now.head_name if now else "")
    return ThenPage(
        snapshot=row,
        household_no=household_no,
        head_name=head,
        place=place_then or place_now,
        fields=_different_first(fields) if then and here else tuple(_alone(fields)),
        members=tuple(members),
        n_different=_n_different(fields, members) if then and here else 0,
        other=then_tabs(actor, view.snapshot.campaign, household_no, view.snapshot),
        note=_note(then, now),
        now_href=reverse("dashboards:household", args=[household_no]) if now else "",
    )


def _household_then(view: FrozenView, household_no: str) -> Row | None:
    """The household's row, if it stood in a village that the actor sees."""
    rows = engine.frozen_rows(view.folder / "household.parquet", "household_no", [household_no])
    return next((row for row in rows if row[engine.PLACE] in view.villages), None)


def _members(
    actor: Actor,
    view: FrozenView,
    household_no: str,
    here: Household | None,
    pack: Pack,
    *,
    is_there: bool,
) -> Iterator[MemberThen]:
    """The members of then in their order, after them those who came since."""
    was: dict[str, Row] = {}
    if is_there:
        path = view.folder / "member.parquet"
        rows = engine.frozen_rows(path, "household_no", [household_no])
        was = {row["person_no"]: row for row in sorted(rows, key=lambda row: row["row_no"] or 0)}
    now: dict[str, Row] = {}
    if here is not None:
        found = Member.objects.visible_to(actor, "household.see")
        now = {m.person_no: m.facts for m in found.filter(household=here, ended_on=None)}
    for person_no in (*was, *(key for key in now if key not in was)):
        before, after = was.get(person_no), now.get(person_no)
        fields = list(_fields(pack, "member", before or {}, after or {}))
        is_both = before is not None and after is not None
        n_different = sum(field.differs for field in fields) if is_both else 0
        state = None
        if is_there and before is None:
            state = Chip("ok", _("之后增加"))
        elif here is not None and after is None:
            state = Chip("warn", _("现已不在这一户"))
        yield MemberThen(
            person_no=person_no,
            name=(before or after or {}).get("name") or "",
            fields=_different_first(fields) if is_both else tuple(_alone(fields)),
            n_different=n_different,
            state=state,
        )


def _fields(pack: Pack, table: str, then: Row, now: Row) -> Iterator[FieldThen]:
    """The fields that are or were filled, in the pack's order; what no pack column names last."""
    columns = pack.fields[table].by_name
    others = sorted((then.keys() | now.keys()) - columns.keys() - NOT_SHOWN)
    for name in (*columns, *others):
        was, has = _plain(then.get(name)), _plain(now.get(name))
        if name in NOT_SHOWN or (was is None and has is None):
            continue
        column = columns.get(name)
        yield FieldThen(
            column_label(column, name),
            shown_value(column, was, pack.codes),
            shown_value(column, has, pack.codes),
            was != has,
        )


def _different_first(fields: Sequence[FieldThen]) -> tuple[FieldThen, ...]:
    return tuple(sorted(fields, key=lambda field: not field.differs))


def _plain(value: Any) -> Any:
    """A value as the registry keeps it: days as texts, blanks as none."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def _alone(fields: Sequence[FieldThen]) -> Iterator[FieldThen]:
    """Fields of one side, which are not different from anything."""
    for field in fields:
        yield FieldThen(field.label, field.then, field.now)


def _n_different(fields: Sequence[FieldThen], members: Sequence[MemberThen]) -> int:
    changed = sum(field.differs for field in fields)
    return changed + sum(m.n_different or m.state is not None for m in members)


def _note(then: Row | None, now: Household | None) -> str:
    if then is None:
        return _("这一户当时不在册，或不在您能看到的区划里。")
    if now is None:
        return _("这一户现在不在册，或不在您能看到的区划里。")
    if now.ended_on is not None:
        return _("这一户已于 {day} 出册。").format(day=f"{now.ended_on:%Y-%m-%d}")
    return ""


def then_tabs(
    actor: Actor, campaign: Campaign, household_no: str, shown: Snapshot | None = None
) -> tuple[Tab, ...]:
    """A household in the newest snapshots of a campaign, and in the one that is shown."""
    every = list(snapshots_for(actor, campaign)[:MOST_TABS])
    if shown is not None and shown not in every:
        every.append(shown)
    return tuple(
        Tab(
            f"{day_of(each):%Y-%m-%d} · {each.code}",
            reverse("registry:then", args=[each.code, household_no]),
            is_current=each == shown,
        )
        for each in every
    )
