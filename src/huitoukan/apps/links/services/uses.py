"""What a comparison reads when people have linked rows: further files with the persons' keys."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.ledgers.services.freezing import FrozenLedger
from huitoukan.apps.links.models import LinkSuggestion
from huitoukan.apps.links.queries import Villages, birth_of, hash_of, linked_in, said_of
from huitoukan.apps.registry.models import Member
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import tables_delivered
from huitoukan.domain.identity import person_key
from huitoukan.domain.links import Act
from huitoukan.engine import api as engine

Origin = dict[str, str]
"""Who linked, when, on what evidence; as it stands in a doubt's facts."""


@dataclass(frozen=True)
class LinkedTables:
    """Registry folder and delivered files with the linked rows, and where these stand.

    `rows` are origins by data set, number of the file and row; `persons` by data set and person.
    `further` are the deliveries whose rows stand in the files added for them, by data set and
    number of the file.
    """

    registry: Path
    deliveries: dict[str, tuple[Path, ...]]
    rows: dict[tuple[str, int, int], Origin] = field(default_factory=dict)
    persons: dict[tuple[str, str], Origin] = field(default_factory=dict)
    further: dict[tuple[str, int], Delivery | FrozenLedger] = field(default_factory=dict)

    def stands(self, origin: Origin) -> bool:
        """Whether a link that brought a doubt about is one of these."""
        return origin in self.rows.values() or origin in self.persons.values()

    def behind(self, found: engine.Hit) -> Origin | None:
        """The link that brought this hit about, if one did."""
        for table, (file, row) in found.rows.items():
            origin = self.rows.get((table, file, row or 0))
            origin = origin or self.persons.get((table, found.person_no or ""))
            if origin is not None:
                return origin
        return None


@contextmanager
def linked_tables(
    campaign: Campaign, registry: Path, deliveries: Sequence[Delivery | FrozenLedger]
) -> Iterator[LinkedTables]:
    """The tables of a comparison with what people linked; the further files go away afterwards.

    A link counts only while row and member still say what they said when it was made.
    """
    plain = LinkedTables(registry, tables_delivered(deliveries))
    links = linked_in(campaign)
    if not links:
        yield plain
        return
    base = Path(settings.DATA_DIR) / "links"
    base.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=base) as folder:
        yield _with_links(plain, campaign, links, deliveries, Path(folder))


def _with_links(
    plain: LinkedTables,
    campaign: Campaign,
    links: Sequence[LinkSuggestion],
    deliveries: Sequence[Delivery | FrozenLedger],
    folder: Path,
) -> LinkedTables:
    members = _members(links)
    standing = [
        one for one in links if members.get(one.person_no, ("", None))[0] == one.member_hash
    ]
    keys = _keys_of_persons(standing, members)
    villages = Villages(campaign)
    made = LinkedTables(plain.registry, dict(plain.deliveries))
    by_row = {(one.dataset, one.row_hash): one for one in standing}
    for delivery in deliveries:
        wanted = {one.row_hash for one in standing if one.dataset == delivery.dataset}
        if not wanted:
            continue
        source = Path(settings.DATA_DIR) / delivery.table_path
        rows = [
            (row, by_row[delivery.dataset, said])
            for row in engine.unkeyed_rows(source, len(wanted) * 1000 + 100_000)
            if (said := hash_of(said_of(row, villages.of(row)))) in wanted
        ]
        if not rows:
            continue
        target = folder / f"{delivery.code}.parquet"
        engine.write_linked(source, target, [(row, keys[one.person_no]) for row, one in rows])
        files = made.deliveries[delivery.dataset]
        made.deliveries[delivery.dataset] = (*files, target)
        made.further[delivery.dataset, len(files)] = delivery
        for row, one in rows:
            made.rows[delivery.dataset, len(files), row["row_no"]] = _origin(one)
    new_keys = {no: key for no, key in keys.items() if members[no][1] is None}
    for one in standing:
        if one.person_no in new_keys:
            made.persons[one.dataset, one.person_no] = _origin(one)
    if new_keys:
        return _with_members(made, new_keys, folder)
    return made


def _members(links: Sequence[LinkSuggestion]) -> dict[str, tuple[str, int | None]]:
    """What the registry says of the linked persons now (as a hash), and their own key."""
    every = Member.objects.for_system("links are bound to what the registry says")
    rows = every.filter(person_no__in={one.person_no for one in links})
    found = {}
    for no, name, id_no, facts, code in rows.values_list(
        "person_no", "name", "id_no", "facts", "household__area__code"
    ):
        said = said_of({"name": name, "id_no": id_no, "birth_date": birth_of(facts)}, code)
        found[no] = (hash_of(said), person_key(id_no or ""))
    return found


def _keys_of_persons(
    links: Sequence[LinkSuggestion], members: Mapping[str, tuple[str, int | None]]
) -> dict[str, int]:
    """The key of each linked person: the registered one, else a row's, else one of our own."""
    keys: dict[str, int] = {}
    for one in links:
        own = members[one.person_no][1]
        made = -int(hashlib.sha256(one.person_no.encode()).hexdigest()[:12], 16)
        if own is not None:
            keys[one.person_no] = own
        elif one.key is not None:
            keys[one.person_no] = one.key
        else:
            keys.setdefault(one.person_no, made)
    return keys


def _with_members(made: LinkedTables, keys: Mapping[str, int], folder: Path) -> LinkedTables:
    """The registry with the keys that links give to members who have none of their own."""
    registry = folder / "registry"
    registry.mkdir()
    for path in made.registry.iterdir():
        if path.name == "member.parquet":
            engine.write_keyed_members(path, registry / path.name, keys)
        else:
            (registry / path.name).symlink_to(path.resolve())
    return replace(made, registry=registry)


def _origin(one: LinkSuggestion) -> Origin:
    decision = [d for d in one.decisions.all() if d.act == Act.LINK][-1]
    return {
        "link_code": one.code,
        "linked_by": decision.name,
        "linked_on": timezone.localtime(decision.at).date().isoformat(),
        "linked_reason": one.reason,
    }
