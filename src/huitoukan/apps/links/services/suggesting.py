"""Looking for the registered persons behind rows that could not be keyed; only suggests."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.links.models import LinkSuggestion
from huitoukan.apps.links.queries import Villages, birth_of, hash_of, said_of
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Member
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import newest_deliveries
from huitoukan.domain.identity import fold_name, person_key
from huitoukan.engine import api as engine
from huitoukan.linking.links import Link, link
from huitoukan.linking.people import Person, person_of
from huitoukan.rules.pack import Pack

Tell = Callable[[int, int, str], None]
MOST_ROWS: Final = 20_000
"""Rows of one delivery that are looked for at once; more are said, and found in the next search."""
LEARNT_FROM: Final = 5_000
"""Keyed rows that come along, from which the method learns how names and villages agree."""


@dataclass(frozen=True)
class Registered:
    """The registered persons of a county, ready to be compared; three lists in one order."""

    members: tuple[dict[str, Any], ...]
    said: tuple[dict[str, str], ...]
    people: tuple[Person, ...]

    @property
    def unkeyed_names(self) -> frozenset[str]:
        """Names of members whose own number is unusable."""
        return frozenset(one["name"] for one in self.members if one["key"] is None and one["name"])


@dataclass(frozen=True)
class Searched:
    """What a search found in one delivery: rows asked about, and the links among them."""

    delivery: Delivery
    rows: tuple[dict[str, Any], ...]
    said: tuple[dict[str, str], ...]
    links: tuple[Link, ...]
    is_cut: bool


def search(campaign: Campaign, tell: Tell) -> list[Searched]:
    """Links between rows without a usable number and registered persons, delivery by delivery.

    Reads only. Members without a usable number are also looked for among keyed rows of their name
    that nobody registered has.
    """
    pack = campaign.pack.opened()
    villages, registered = Villages(campaign), _registered(campaign)
    known = {one["key"] for one in registered.members if one["key"] is not None}
    deliveries = [one for one in newest_deliveries(campaign) if _names_persons(pack, one.dataset)]
    found = []
    for done, delivery in enumerate(deliveries):
        tell(done, len(deliveries), pack.sources[delivery.dataset].title.zh)
        found.append(_search_one(delivery, villages, registered, known))
    tell(len(deliveries), len(deliveries), "")
    return found


def _names_persons(pack: Pack, dataset: str) -> bool:
    """Whether the data set is about persons and has their names; without one nothing is told."""
    found = pack.sources[dataset]
    return engine.id_column(found) is not None and "name" in found.by_name


def _search_one(
    delivery: Delivery, villages: Villages, registered: Registered, known: set[int]
) -> Searched:
    path = Path(settings.DATA_DIR) / delivery.table_path
    rows = engine.unkeyed_rows(path, MOST_ROWS + 1, registered.unkeyed_names)
    asked = [row for row in rows[:MOST_ROWS] if row.get("name") and row["person_key"] not in known]
    said = [said_of(row, villages.of(row)) for row in asked]
    if not asked:
        return Searched(delivery, (), (), (), is_cut=False)
    learnt = [
        said_of(row, villages.of(row))
        for row in engine.keyed_sample(path, LEARNT_FROM)
        if row["person_key"] in known
    ]
    links = link([_person(one) for one in (*said, *learnt)], registered.people)
    return Searched(
        delivery,
        tuple(asked),
        tuple(said),
        tuple(
            one for one in links if one.a < len(asked) and _is_new(asked[one.a], one, registered)
        ),
        is_cut=len(rows) > MOST_ROWS,
    )


def _is_new(row: Mapping[str, Any], one: Link, registered: Registered) -> bool:
    """Whether the link says what no number says already: one of the two has no usable number."""
    return row["person_key"] is None or registered.members[one.b]["key"] is None


def _person(said: Mapping[str, str]) -> Person:
    birth = date.fromisoformat(said["birth"]) if said["birth"] else None
    return person_of(said["name"], said["id_no"], said["village"], birth)


def _registered(campaign: Campaign) -> Registered:
    every = Member.objects.for_system("links are looked for among all registered persons")
    inside = every.filter(household__area__path__startswith=campaign.area.depth_path)
    members, said = [], []
    for person_no, name, id_no, facts, household_no, area_id, code in inside.order_by(
        "person_no"
    ).values_list(
        "person_no", "name", "id_no", "facts", "household__household_no", "household__area_id",
        "household__area__code",
    ):  # fmt: skip
        told = said_of({"name": name, "id_no": id_no, "birth_date": birth_of(facts)}, code)
        members.append(
            {
                "person_no": person_no, "name": name, "household_no": household_no,
                "area_id": area_id, "key": person_key(id_no or ""),
            }
        )  # fmt: skip
        said.append(told)
    return Registered(tuple(members), tuple(said), tuple(_person(one) for one in said))


@use_case("link.decide")
def store_suggestions(
    actor: Actor,
    campaign: Campaign,
    found: Sequence[Searched],
    *,
    at: datetime,
    fence: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """Store what a search found: new suggestions appear, known ones keep what people said of them.

    A suggestion whose row is in the newest data no longer waits for nothing: it stays, marked.
    """
    demand_right(actor, campaign, "link.decide")
    fence()
    every = LinkSuggestion.objects.for_system("a search compares with those before")
    known = {_identity(one): one for one in every.filter(campaign=campaign)}
    registered = _registered(campaign)
    present = {
        (one.delivery.dataset, hash_of(said)): (one.delivery, row)
        for one in found
        for row, said in zip(one.rows, one.said, strict=True)
    }
    new = list(_new_ones(campaign, found, registered, known))
    LinkSuggestion.objects.bulk_create(new, batch_size=500)
    n_gone = _mark_present(known.values(), present)
    record(
        "links", campaign.code, f"查找关联：新建议 {len(new)} 条",
        area_path=campaign.area.depth_path,
        n_rows=sum(len(one.rows) for one in found), n_gone=n_gone, at=at.isoformat(),
    )  # fmt: skip
    return {
        "rows": sum(len(one.rows) for one in found),
        "suggested": sum(len(one.links) for one in found),
        "new": len(new),
        "gone": n_gone,
        "cut": sum(one.is_cut for one in found),
    }


Identity = tuple[str, str, str, str]


def _identity(one: LinkSuggestion) -> Identity:
    return one.dataset, one.row_hash, one.person_no, one.member_hash


def _new_ones(
    campaign: Campaign,
    found: Iterable[Searched],
    registered: Registered,
    known: Mapping[Identity, LinkSuggestion],
) -> Iterable[LinkSuggestion]:
    areas = {
        area.pk: area for area in Area.objects.filter(path__startswith=campaign.area.depth_path)
    }
    seen = set(known)
    for one in found:
        for link_ in one.links:
            row, member = one.rows[link_.a], registered.members[link_.b]
            suggestion = LinkSuggestion(
                code=f"GL-{secrets.token_hex(4)}",
                campaign=campaign,
                area=areas[member["area_id"]],
                dataset=one.delivery.dataset,
                delivery=one.delivery,
                row_no=row["row_no"],
                row_hash=hash_of(one.said[link_.a]),
                row_name=fold_name(str(row["name"]))[:80],
                key=row["person_key"],
                person_no=member["person_no"],
                member_hash=hash_of(registered.said[link_.b]),
                member_name=member["name"][:80],
                household_no=member["household_no"],
                score=link_.score,
                reason=link_.reason[:200],
            )
            if _identity(suggestion) not in seen:
                seen.add(_identity(suggestion))
                yield suggestion


def _mark_present(
    known: Iterable[LinkSuggestion],
    present: Mapping[tuple[str, str], tuple[Delivery, Mapping[str, Any]]],
) -> int:
    """Say where each known suggestion's row stands now; how many are gone."""
    changed, n_gone = [], 0
    for one in known:
        place = present.get((one.dataset, one.row_hash))
        if place is not None:
            one.delivery, one.row_no, one.is_present = place[0], place[1]["row_no"], True
            changed.append(one)
        elif one.is_present:
            one.is_present = False
            n_gone += 1
            changed.append(one)
    every = LinkSuggestion.objects.for_system("rows of this campaign")
    every.bulk_update(changed, ["delivery", "row_no", "is_present"], batch_size=500)
    return n_gone


@use_case("link.decide")
def ask_search(actor: Actor, campaign: Campaign) -> Job:
    """Ask for a search in the background."""
    demand_right(actor, campaign, "link.decide")
    job = ask(
        actor, "links.suggest", title="查找关联建议", area=campaign.area, campaign=campaign.code
    )
    record("job", job.code, "请求查找关联建议", area_path=campaign.area.depth_path)
    return job
