"""What a change of areas touches: households, persons, posts, open problems; and its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.accounts.queries import post_title
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Choice, Field
from huitoukan.apps.core.showing import language
from huitoukan.apps.dashboards.pages.change import AffectedArea, ChangePage
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries.history import change_word
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Household
from huitoukan.domain.borders import ChangeKind
from huitoukan.domain.problems import OPEN_STATES


@dataclass(frozen=True)
class Told:
    """The groups and household numbers that a split tells to one of its new areas."""

    groups: frozenset[str]
    numbers: frozenset[str]


def affected(
    actor: Actor, areas: Iterable[Area], *, on: date, told: Told | None
) -> tuple[AffectedArea, ...]:
    """What stands in each area and all that lies in it. With `told`, who would stay untold.

    Numbers only, so that whoever keeps the areas need not see the registry; names of people in
    office for those who may see people.
    """
    found = []
    for area in areas:
        inside = Household.objects.visible_to(actor).filter(area__path__startswith=area.depth_path)
        problems = Problem.objects.visible_to(actor).filter(
            area__path__startswith=area.depth_path,
            state__in=[state.value for state in OPEN_STATES],
        )
        posts = _posts(area, on)
        untold = 0
        if told is not None:
            known = Q(natural_group__in=told.groups) | Q(household_no__in=told.numbers)
            untold = inside.exclude(known).count()
        found.append(
            AffectedArea(
                code=area.code,
                name=area.name,
                n_households=inside.count(),
                n_persons=inside.order_by().aggregate(n=Sum("n_members"))["n"] or 0,
                n_problems=problems.count(),
                n_untold=untold,
                posts=tuple(posts) if actor.may("people.see") else (),
                n_posts=len(posts),
            )
        )
    return tuple(found)


def _posts(area: Area, on: date) -> list[str]:
    in_force = Q(last_day__isnull=True) | Q(last_day__gte=on)
    rows = Appointment.objects.filter(
        in_force, first_day__lte=on, area__path__startswith=area.depth_path
    )
    return [
        _("{name}：{post}").format(name=row.user.name, post=post_title(row.post, language()))
        for row in rows.select_related("user")
    ]


@dataclass(frozen=True)
class Tried:
    """What a rehearsal of a change said."""

    words: str = ""
    is_known: bool = False
    affected: tuple[AffectedArea, ...] = ()
    errors: Sequence[str] = ()


def change_page(values: Mapping[str, str], *, today: date, tried: Tried | None) -> ChangePage:
    """[dashboards:change] The form as filled in, and what the rehearsal said."""
    fields = _fields(values, today)
    if tried is None:
        return ChangePage(fields)
    names = [field.name for field in fields]
    return ChangePage(
        fields=fields,
        is_tried=not tried.errors,
        errors=tuple(tried.errors),
        words=tried.words,
        is_known=tried.is_known,
        basis=values.get("basis", ""),
        affected=tried.affected,
        hidden=tuple((name, values.get(name, "")) for name in names),
    )


def _fields(values: Mapping[str, str], today: date) -> tuple[Field, ...]:
    def value(name: str) -> str:
        return values.get(name, "")

    kinds = tuple(
        Choice(kind.value, change_word(kind), kind.value == value("kind")) for kind in ChangeKind
    )
    return (
        Field("kind", _("变更类型"), "select", choices=kinds, is_required=True),
        Field(
            "on", _("生效日期"), "date", is_required=True, value=value("on"),
            high=today.isoformat(), help=_("新名称、新边界的第一天。"),
        ),
        Field(
            "old", _("变更前"), "area", value=value("old"), max_length=4000,
            help=_("一行一个：代码 名称。设立的不填。"),
        ),
        Field(
            "new", _("变更后"), "area", value=value("new"), max_length=4000,
            help=_("一行一个：代码 名称，功能区再加上级代码。撤销的不填；并入的写并入哪一个。"),
        ),
        Field(
            "basis", _("依据文号"), is_required=True, value=value("basis"), max_length=120,
        ),
        Field(
            "groups", _("按村民小组划分"), "area", value=value("groups"), max_length=4000,
            help=_("拆分、合并时，一行一个：代码 1组、2组。"),
        ),
        Field(
            "numbers", _("按名单划分"), "area", value=value("numbers"), max_length=40000,
            help=_("一行一个：代码 户编号、户编号。名单先于小组。"),
        ),
        Field("note", _("说明"), value=value("note"), max_length=300),
    )  # fmt: skip
