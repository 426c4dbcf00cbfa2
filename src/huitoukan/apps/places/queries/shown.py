"""Fills the page of places: the tree of a day, one area, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb, FilterField, KeyValue, PlaceNode, TimelineItem
from huitoukan.apps.core.showing import address, filters_of
from huitoukan.apps.places.models import Area, AreaChange, AreaChangePart, AreaSpell
from huitoukan.apps.places.pages import AreaLine, PlacesPage
from huitoukan.apps.places.queries.history import change_word, endings, groups_in, spells_on
from huitoukan.domain.areas import Level, contains
from huitoukan.domain.borders import ChangeKind
from huitoukan.domain.refusals import Refused

MOST_FOUND: Final = 20


def places_page(actor: Actor, params: Mapping[str, str], *, today: date) -> PlacesPage:
    """[places:list] The areas in which the actor may see places, as they were on a day.

    An area outside them is not found.
    """
    on = _day(params.get("on", ""), today)
    tree = _Tree(actor, on, params)
    area = tree.chosen(params.get("place", ""))
    spell = tree.by_area.get(area.pk)
    ending = endings([area]).get(area.pk)
    gone = _gone(area) if area.last_day is not None and spell is None else ""
    words = params.get("q", "").strip()
    may_count = actor.may("registry.see") and area.level in {
        Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE,
    }  # fmt: skip
    day = {"on": on.isoformat()}
    return PlacesPage(
        on=on,
        is_today=on == today,
        filters=filters_of(
            reverse("places:list"),
            params,
            (
                FilterField("on", _("按哪一天的区划"), "date", value=params.get("on", "")),
                FilterField(
                    "q", _("查区划"), "text", value=words,
                    placeholder=_("名称或代码，曾用的也可以"), is_wide=True,
                ),
            ),
            kept=("place",),
        ),
        tree=tuple(tree.node(root, area) for root in tree.roots),
        crumbs=tree.crumbs(area),
        name=spell.name if spell else area.name,
        code=spell.code if spell else area.code,
        gone=gone,
        facts=_facts(area, spell, ending.successors if ending else ()),
        below=_level_below(area),
        rows=tree.rows(area),
        timeline=_timeline(area),
        found=tree.found(words) if words else (),
        asked=words,
        change_href=address(reverse("dashboards:change"), {"old": area.code})
        if actor.may("places.change")
        else "",
        counts_href=address(reverse("dashboards:counts"), day) if may_count else "",
    )  # fmt: skip


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("DATE_FORMAT", label=_("日期"), value=text) from None


@dataclass
class _Tree:
    """The spells of a day in the actor's areas, without groups."""

    actor: Actor
    on: date
    params: Mapping[str, str]
    spells: list[AreaSpell] = field(init=False)
    by_area: dict[int, AreaSpell] = field(init=False)
    below: dict[int, list[AreaSpell]] = field(init=False)
    n_groups: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        found = spells_on(self.on).exclude(area__level=Level.GROUP).order_by("code")
        self.spells = list(found.filter(self._seen("area__")))
        self.by_area = {spell.area_id: spell for spell in self.spells}
        self.below = {}
        for spell in self.spells:
            self.below.setdefault(spell.parent_id or 0, []).append(spell)
        groups = self.visible().filter(level=Level.GROUP, last_day__isnull=True).order_by()
        self.n_groups = dict(groups.values_list("parent_id").annotate(n=Count("pk")))

    @property
    def paths(self) -> list[str]:
        """Where the actor sees places; an area inside another is left out."""
        if self.actor.is_system:
            return [""]
        held = {g.path for g in self.actor.grants if "places.see" in g.verbs and not g.department}
        return sorted(p for p in held if not any(p != o and p.startswith(o) for o in held))

    def _seen(self, prefix: str = "") -> Q:
        seen = Q(pk__in=[])
        for path in self.paths:
            seen |= Q(**{f"{prefix}path__startswith": path})
        return seen

    def visible(self) -> QuerySet[Area]:
        """All areas in the actor's places, of whatever day."""
        return Area.objects.filter(self._seen())

    @property
    def roots(self) -> list[AreaSpell]:
        """The areas of the day that lie in no other one that is shown."""
        return [spell for spell in self.spells if spell.parent_id not in self.by_area]

    def chosen(self, code: str) -> Area:
        """The area that was asked for by its present or a former code; the first root else."""
        if not code:
            roots = self.roots
            if not roots:
                raise Refused("NOT_FOUND", what="区划", code=self.on.isoformat())
            return roots[0].area
        seen = self.visible()
        found = (
            next((spell.area for spell in self.spells if spell.code == code), None)
            or seen.filter(code=code).first()
            or seen.filter(spells__code=code).order_by("-pk").first()
        )
        if found is None:
            raise Refused("NOT_FOUND", what="区划", code=code)
        return found

    def _href(self, code: str) -> str:
        return address(reverse("places:list"), self.params, place=code, q="")

    def node(self, spell: AreaSpell, chosen: Area) -> PlaceNode:
        """A place of the tree; open when it is, or holds, the chosen one."""
        is_open = contains(spell.area.depth_path, chosen.depth_path)
        below = self.below.get(spell.area_id, [])
        return PlaceNode(
            code=spell.code,
            name=spell.name,
            href=self._href(spell.code),
            n=len(below) or self.n_groups.get(spell.area_id, 0),
            is_current=spell.area_id == chosen.pk,
            is_open=is_open,
            children=tuple(self.node(each, chosen) for each in below) if is_open else (),
        )

    def crumbs(self, area: Area) -> tuple[Crumb, ...]:
        """The way from the root of what the actor sees to the area."""
        steps: list[Crumb] = []
        spell = self.by_area.get(area.pk)
        here = spell.parent_id if spell else area.parent_id
        while here in self.by_area:
            above = self.by_area[here]
            steps.append(Crumb(above.name, self._href(above.code)))
            here = above.parent_id
        return tuple(reversed(steps))

    def rows(self, area: Area) -> tuple[AreaLine, ...]:
        """What lies in the area on the day, then what once lay there and is no more."""
        if area.level == Level.VILLAGE:
            return tuple(
                AreaLine(group.code, group.name, _level_word(group.level), "", 0)
                for group in groups_in(area)
            )
        lines = [self._line(spell) for spell in self.below.get(area.pk, [])]
        gone = Area.objects.filter(parent=area, last_day__lt=self.on).exclude(level=Level.GROUP)
        ended = endings(gone)
        for each in gone:
            ending = ended.get(each.pk)
            day = ending.on if ending else each.last_day
            word = change_word(ending.kind if ending else ChangeKind.ABOLISHED)
            lines.append(
                AreaLine(
                    code=each.code,
                    name=each.name,
                    kind=kind_word(each),
                    href=self._href(each.code),
                    n_below=0,
                    gone=f"{day:%Y-%m-%d} {word}",
                )
            )
        return tuple(lines)

    def _line(self, spell: AreaSpell) -> AreaLine:
        area = spell.area
        is_other = (spell.name, spell.code) != (area.name, area.code)
        return AreaLine(
            code=spell.code,
            name=spell.name,
            kind=kind_word(area),
            href=self._href(spell.code),
            n_below=len(self.below.get(spell.area_id, [])) or self.n_groups.get(spell.area_id, 0),
            note=_("现为 {name}（{code}）").format(name=area.name, code=area.code)
            if is_other
            else "",
        )

    def found(self, words: str) -> tuple[AreaLine, ...]:
        """Areas that have or had these words in their name, or a code that begins so."""
        hits = Q(spells__name__contains=words) | Q(spells__code__startswith=words)
        areas = self.visible().filter(hits).distinct().order_by("code")[:MOST_FOUND]
        return tuple(
            AreaLine(
                area.code,
                area.name,
                kind_word(area),
                self._href(area.code),
                0,
                gone=_gone(area) if area.last_day else "",
            )
            for area in areas
        )


def _gone(area: Area) -> str:
    return _("已于 {day} 之后不再存在").format(day=f"{area.last_day:%Y-%m-%d}")


def _level_word(level: str) -> str:
    words = {
        Level.PROVINCE: _("省"),
        Level.CITY: _("市（州）"),
        Level.COUNTY: _("县（市、区）"),
        Level.TOWNSHIP: _("乡镇（街道）"),
        Level.VILLAGE: _("村（社区）"),
        Level.GROUP: _("村民小组"),
    }
    return words[Level(level)]


def kind_word(area: Area) -> str:
    """Level and kind of an area in words."""
    return _("{level} · 功能区").format(level=_level_word(area.level)) if area.is_zone else (
        _level_word(area.level)
    )  # fmt: skip


def _level_below(area: Area) -> str:
    levels = list(Level)
    at = levels.index(Level(area.level))
    return _level_word(levels[min(at + 1, len(levels) - 1)])


def _facts(area: Area, spell: AreaSpell | None, successors: Sequence[Area]) -> tuple[KeyValue, ...]:
    facts = [
        KeyValue(_("级别"), kind_word(area)),
        KeyValue(_("设立"), f"{area.first_day:%Y-%m-%d}" if area.first_day else _("没有记录")),
    ]
    if area.village_kind:
        facts.append(KeyValue(_("村属性"), area.village_kind))
    if area.last_day:
        facts.append(KeyValue(_("止于"), f"{area.last_day:%Y-%m-%d}"))
        after = _("、").join(f"{a.name}（{a.code}）" for a in successors)
        facts.append(KeyValue(_("后继区划"), after or _("没有后继区划")))
    elif spell is not None and (spell.name, spell.code) != (area.name, area.code):
        facts.append(KeyValue(_("现在"), f"{area.name}（{area.code}）"))
    return tuple(facts)


def _timeline(area: Area) -> tuple[TimelineItem, ...]:
    """The changes that the area took part in, newest first."""
    own = AreaChange.objects.filter(parts__area=area).distinct().order_by("-on", "-id")
    items = []
    for change in own.prefetch_related("parts__area", "shares__area"):
        parts = list(change.parts.all())
        old = [part.area for part in parts if part.side == AreaChangePart.OLD]
        new = [part.area for part in parts if part.side == AreaChangePart.NEW]
        items.append(
            TimelineItem(
                title=f"{change.on:%Y-%m-%d} {change_word(ChangeKind(change.kind))}",
                state="done",
                at=change.recorded_at,
                who=_("{who} 登记").format(who=change.recorded_by_name),
                text=_sides(change, old, new),
                facts=_change_facts(change),
            )
        )
    return tuple(items)


def _sides(change: AreaChange, old: Sequence[Area], new: Sequence[Area]) -> str:
    """Names of both sides, those of the day before and of the day itself."""
    before = AreaSpell.objects.filter(area__in=old, last_day__lt=change.on).order_by("last_day")
    known = {spell.area_id: spell for spell in before}
    after = AreaSpell.objects.filter(area__in=new, first_day=change.on)
    fresh = {spell.area_id: spell for spell in after}

    def word(area: Area, spells: Mapping[int, AreaSpell]) -> str:
        spell = spells.get(area.pk)
        return f"{spell.name}（{spell.code}）" if spell else f"{area.name}（{area.code}）"

    sides = [_("、").join(word(a, known) for a in old), _("、").join(word(a, fresh) for a in new)]
    return " → ".join(side for side in sides if side)


def _change_facts(change: AreaChange) -> tuple[KeyValue, ...]:
    facts = [KeyValue(_("依据"), change.basis)]
    shares: dict[str, list[str]] = {}
    n_listed: dict[str, int] = {}
    for share in change.shares.all():
        if share.natural_group:
            shares.setdefault(share.area.name, []).append(share.natural_group)
        else:
            n_listed[share.area.name] = n_listed.get(share.area.name, 0) + 1
    facts += [KeyValue(name, _("、").join(groups)) for name, groups in shares.items()]
    facts += [KeyValue(name, _("按名单 {n} 户").format(n=n)) for name, n in n_listed.items()]
    if change.note:
        facts.append(KeyValue(_("说明"), change.note))
    return tuple(facts)
