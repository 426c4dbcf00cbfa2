"""What photographs say against their problems: for one problem's page, and over the ledger.

Both ask the same questions (domain.photographs); the ledger asks those of time and likeness in SQL
and those of place by medians in Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import Photograph
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Evidence, Problem
from huitoukan.domain.photographs import (
    Against,
    Mark,
    Place,
    Seen,
    are_far_apart,
    centre_of,
    is_far,
    marks_of,
)
from huitoukan.rules.shapes.photographs import PhotographTerms

NEWEST: Final = 1000
"""Photographs of a village, the newest, by which it is known where the village is."""


SIDES: Final = frozenset({"before", "after"})
"""What a photograph of a rectification shows; one of a visit between them is held against none."""


@dataclass(frozen=True)
class Looked:
    """One photograph of a problem: what it tells, what it raises, and where it was seen before.

    `elsewhere` are the numbers of other problems that the actor may see, `n_hidden` counts others.
    """

    photograph: Photograph
    marks: tuple[Mark, ...]
    elsewhere: tuple[str, ...]
    n_hidden: int


def looked_at(actor: Actor, problem: Problem, rows: Sequence[Evidence]) -> dict[int, Looked]:
    """The photographs among these files of a problem, by the id of the file that is shown."""
    terms = problem.campaign.pack.opened().photographs
    known = {
        one.shown_id: one
        for one in Photograph.objects.filter(
            shown__in=[row.file_id for row in rows]
        ).select_related("original")
    }
    if not known:
        return {}
    alike = _alike(known, terms)
    codes = dict(
        queries.problems_for(actor, problem.campaign)
        .filter(pk__in={pk for found in alike.values() for pk, _when in found})
        .order_by()
        .values_list("pk", "code")
    )
    against = Against(
        timezone.localtime(problem.found_at).date(), _village(problem, terms), terms.far_km
    )
    apart = _apart(rows, known, terms)
    found = {}
    for row in rows:
        if (photograph := known.get(row.file_id)) is None:
            continue
        near = alike.get(photograph.pk, set())
        others = {pk for pk, _when in near if pk != problem.pk}
        seen = Seen(
            is_after=row.when == "after",
            taken_on=timezone.localtime(photograph.taken_at).date()
            if photograph.taken_at
            else None,
            sent_on=timezone.localtime(row.file.kept_at).date(),
            place=photograph.place,
            others=len(others),
            is_both=row.when in SIDES
            and any(pk == problem.pk and when in SIDES - {row.when} for pk, when in near),
        )
        marks = marks_of(seen, against)
        if apart and photograph.place is not None:
            marks = (*marks, Mark.FAR_APART)
        shown = tuple(sorted(codes[pk] for pk in others if pk in codes))
        found[row.file_id] = Looked(photograph, marks, shown, len(others) - len(shown))
    return found


def _alike(known: dict[int, Photograph], terms: PhotographTerms) -> dict[int, set[tuple[int, str]]]:
    """Where pictures alike these are evidence: problem and side, by the photograph's id."""
    if terms.alike_bits is None:
        return {}
    rows = Evidence.objects.filter(
        file__photograph__alike__other__in=known.values(),
        file__photograph__alike__bits__lte=terms.alike_bits,
    ).values_list("file__photograph__alike__other", "problem", "when")
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for photograph, problem, when in rows:
        found[photograph].add((problem, when))
    return found


def _apart(rows: Sequence[Evidence], known: dict[int, Photograph], terms: PhotographTerms) -> bool:
    sides: dict[str, list[Place]] = {"before": [], "after": []}
    for row in rows:
        photograph = known.get(row.file_id)
        if photograph is not None and photograph.place is not None and row.when in sides:
            sides[row.when].append(photograph.place)
    return are_far_apart(sides["before"], sides["after"], terms.far_km)


def _with_place(problems: QuerySet[Problem]) -> QuerySet[Evidence]:
    return Evidence.objects.filter(
        problem__in=problems, file__photograph__latitude__isnull=False
    ).order_by("-id")


PLACE_OF: Final = ("file__photograph__latitude", "file__photograph__longitude")


def _village(problem: Problem, terms: PhotographTerms) -> Place | None:
    """Where the problem's village is, as its photographs tell; the registry has no places."""
    same = Problem.objects.for_system("places of the village's photographs, no other value").filter(
        campaign=problem.campaign_id, area=problem.area_id
    )
    places = _with_place(same).values_list(*PLACE_OF)[:NEWEST]
    return centre_of(list(places), terms.least)


# --- over the ledger ---


def taken_before_found(problems: ScopedQuerySet[Problem]) -> ScopedQuerySet[Problem]:
    """Problems put right with a photograph that was taken on a day before they were found."""
    early = _evidence().filter(
        when="after", file__photograph__taken_at__date__lt=TruncDate("problem__found_at")
    )
    return problems.filter(Exists(early))


def taken_later_than_sent(problems: ScopedQuerySet[Problem]) -> ScopedQuerySet[Problem]:
    """Problems with a photograph whose camera's clock is ahead by a day or more."""
    ahead = _evidence().filter(file__photograph__taken_at__date__gt=TruncDate("file__kept_at"))
    return problems.filter(Exists(ahead))


def used_elsewhere(
    problems: ScopedQuerySet[Problem], terms: PhotographTerms
) -> ScopedQuerySet[Problem]:
    """Problems with a photograph alike one of another problem of the county."""
    return problems.filter(
        Exists(_evidence().filter(Exists(_seen(terms).exclude(problem=OuterRef("problem")))))
    )


def before_is_after(
    problems: ScopedQuerySet[Problem], terms: PhotographTerms
) -> ScopedQuerySet[Problem]:
    """Problems whose photographs before and after the rectification are alike."""
    other = _seen(terms).filter(problem=OuterRef("problem"), when="before")
    return problems.filter(Exists(_evidence().filter(Exists(other), when="after")))


def _evidence() -> QuerySet[Evidence]:
    return Evidence.objects.filter(problem=OuterRef("pk"))


def _seen(terms: PhotographTerms) -> QuerySet[Evidence]:
    """Evidence that looks like the outer evidence."""
    if terms.alike_bits is None:
        return Evidence.objects.none()
    return Evidence.objects.filter(
        file__photograph__alike__other__shown=OuterRef("file"),
        file__photograph__alike__bits__lte=terms.alike_bits,
    )


def far_from_village(
    problems: ScopedQuerySet[Problem], terms: PhotographTerms
) -> ScopedQuerySet[Problem]:
    """Problems with a photograph far from where their village's photographs are."""
    if terms.far_km is None:
        return problems.none()
    by_area: dict[int, list[tuple[int, Place]]] = defaultdict(list)
    for problem, _when, area, place in _placed(problems):
        by_area[area].append((problem, place))
    far = {
        problem
        for rows in by_area.values()
        if (centre := centre_of([place for _, place in rows[:NEWEST]], terms.least))
        for problem, place in rows
        if is_far(place, centre, terms.far_km)
    }
    return problems.filter(pk__in=far)


def taken_far_apart(
    problems: ScopedQuerySet[Problem], terms: PhotographTerms
) -> ScopedQuerySet[Problem]:
    """Problems whose photographs before and after were taken far from each other."""
    sides: dict[int, dict[str, list[Place]]] = defaultdict(lambda: {"before": [], "after": []})
    for problem, when, _area, place in _placed(problems):
        if when in SIDES:
            sides[problem][when].append(place)
    apart = [
        problem
        for problem, one in sides.items()
        if are_far_apart(one["before"], one["after"], terms.far_km)
    ]
    return problems.filter(pk__in=apart)


def _placed(problems: ScopedQuerySet[Problem]) -> Iterator[tuple[int, str, int, Place]]:
    """Problem, side, area and place of each photograph that has one, the newest first."""
    rows = _with_place(problems.order_by()).values_list(
        "problem_id", "when", "problem__area_id", *PLACE_OF
    )
    for problem, when, area, latitude, longitude in rows.iterator():
        yield problem, when, area, (latitude, longitude)
