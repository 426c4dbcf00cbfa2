"""Fills [registry:quality]: the score of the registry by place and measure (R269, R273, R108).

The score is domain.quality.score over the measures of the pack's quality.yaml; what it is made of
was counted when the registry changed (services.tally), so that the page reads only tallies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb, Share
from huitoukan.apps.core.showing import address, language
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import SnapshotScore, VillageTally
from huitoukan.apps.registry.pages import (
    GateHead,
    MeasureHead,
    QualityCell,
    QualityPage,
    QualityRow,
    ScoreOn,
)
from huitoukan.apps.registry.queries.gaps import measure_label
from huitoukan.apps.registry.queries.tree import Places, places_of
from huitoukan.domain.areas import Level
from huitoukan.domain.quality import score
from huitoukan.rules.shapes.registry import Measure, Quality


@dataclass
class Sum:
    """Tallies of several villages together."""

    n_households: int = 0
    held: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    gates: Counter[str] = field(default_factory=Counter)

    def add(self, tally: VillageTally | Sum) -> None:
        """Take in one village, or the sum of several."""
        self.n_households += tally.n_households
        self.held.update(tally.held)
        self.asked.update(tally.asked)
        self.gates.update(tally.gates)

    def score(self, quality: Quality) -> float | None:
        """From 0 to 100; None when no measure had anything to ask."""
        return score((m.weight, self.held[m.id], self.asked[m.id]) for m in quality.measures)

    def share(self, measure_id: str) -> Share:
        """Rows that hold, of those that were asked."""
        return Share(self.held[measure_id], self.asked[measure_id])


def quality_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> QualityPage:
    """[registry:quality] The places under the chosen one; a foreign place is not found."""
    pack = campaign.pack.opened()
    places = places_of(actor, campaign, params.get("place", ""))
    sums = sums_of(actor, places)
    whole = Sum()
    for each in sums.values():
        whole.add(each)
    quality = pack.quality
    measures = sorted(quality.measures, key=lambda m: _worst_first(whole.share(m.id)))
    rows = [_row(area, sums.get(area.pk, Sum()), quality, measures) for area in places.below]
    rows.sort(key=lambda row: (row.score is None, row.score or 0, row.place))
    tables = {name: table.title.in_(language()) for name, table in pack.fields.items()}
    return QualityPage(
        place=places.chosen.name,
        crumbs=_crumbs(places),
        n_households=whole.n_households,
        score=whole.score(quality),
        gates=tuple(
            GateHead(title.in_(language()), Share(whole.gates[gate], whole.n_households))
            for gate, title in quality.gates.items()
        ),
        measures=tuple(
            MeasureHead(m.id, measure_label(pack, m), tables[m.table], m.weight, whole.share(m.id))
            for m in measures
        ),
        rows=tuple(rows),
        basis=quality.basis,
        export_href=address(reverse("registry:quality_export"), {}, place=params.get("place", "")),
        trend=_trend(campaign) if places.chosen == campaign.area else (),
    )


def _trend(campaign: Campaign) -> tuple[ScoreOn, ...]:
    """The score of the whole registry in each snapshot that has one, oldest first."""
    scores = (
        SnapshotScore.objects.for_system("the page is of the whole area")
        .filter(snapshot__campaign=campaign)
        .select_related("snapshot")
        .order_by("snapshot_id")
    )
    return tuple(ScoreOn(s.snapshot.code, s.snapshot.taken_at, s.score) for s in scores)


def sums_of(actor: Actor, places: Places) -> dict[int, Sum]:
    """The tallies under the chosen place, by id of the places directly below it."""
    tallies = (
        VillageTally.objects.visible_to(actor, "registry.see")
        .filter(
            area__path__startswith=places.chosen.depth_path,
            area__level=Level.VILLAGE,
        )
        .select_related("area")
    )
    by_town = places.chosen.level == Level.COUNTY
    sums: dict[int, Sum] = {}
    for tally in tallies:
        below = tally.area.parent_id if by_town else tally.area_id
        sums.setdefault(below or tally.area_id, Sum()).add(tally)
    return sums


def _worst_first(share: Share) -> tuple[bool, float]:
    return share.fraction is None, share.fraction or 0.0


def _row(area: Area, counted: Sum, quality: Quality, measures: Sequence[Measure]) -> QualityRow:
    is_village = area.level == Level.VILLAGE
    path = reverse("registry:list" if is_village else "registry:quality")
    return QualityRow(
        place=area.name,
        href=address(path, {}, place=area.code),
        n_households=counted.n_households,
        score=counted.score(quality),
        gates=tuple(counted.gates[gate] for gate in quality.gates),
        cells=tuple(_cell(area, counted, m.id) for m in measures),
    )


def _cell(area: Area, counted: Sum, measure: str) -> QualityCell:
    share = counted.share(measure)
    has_gap = share.total > share.done
    href = address(reverse("registry:list"), {}, place=area.code, missing=measure)
    return QualityCell(measure, share, href if has_gap else "")


def _crumbs(places: Places) -> tuple[Crumb, ...]:
    path = reverse("registry:quality")
    above = [places.root] if places.chosen != places.root else []
    if places.chosen.level == Level.VILLAGE and places.chosen.parent != places.root:
        above.append(places.chosen.parent)  # type: ignore[arg-type]  # a village has one
    steps = [Crumb(a.name, address(path, {}, place=a.code)) for a in above]
    return (*steps, Crumb(places.chosen.name))


def answer(actor: Actor, campaign: Campaign, place: str) -> dict[str, Any]:
    """The score as plain values for the command line; null where it cannot be told."""
    page = quality_page(actor, campaign, {"place": place})
    return {
        "place": page.place,
        "households": page.n_households,
        "score": _rounded(page.score),
        "gates": [
            {"title": g.title, "passed": g.share.done, "of": g.share.total} for g in page.gates
        ],
        "measures": [
            {"id": m.id, "weight": m.weight, "held": m.share.done, "asked": m.share.total}
            for m in page.measures
        ],
        "places": [
            {"place": r.place, "households": r.n_households, "score": _rounded(r.score)}
            for r in page.rows
        ],
        "basis": page.basis,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
