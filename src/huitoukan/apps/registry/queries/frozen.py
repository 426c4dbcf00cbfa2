"""Snapshots through an actor's eyes: which villages are seen, and whether the files are whole.

A snapshot names villages by the codes of its day; who may see what is asked of today's areas. A
code that leads to no village in which the actor holds the verb is not seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area, AreaSpell
from huitoukan.apps.places.queries import areas_held
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import snapshot_folder
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine

KEYS: Final = {"household": "household_no", "member": "person_no", "village": "village_code"}
"""The tables of a snapshot, and what names a row in two of them."""
FORMAT: Final = 1
"""Counted up when a kept difference is to be worked out anew after an upgrade."""


@dataclass(frozen=True)
class FrozenView:
    """A snapshot as an actor has it: for each village code of its day the village of today."""

    snapshot: Snapshot
    villages: Mapping[str, Area]

    @property
    def folder(self) -> Path:
        """Its files, which are as they were frozen; else Refused SNAPSHOT_ALTERED."""
        return intact_folder(self.snapshot)

    @property
    def places(self) -> dict[str, str]:
        """Each village code of its day, and today's."""
        return {code: village.code for code, village in self.villages.items()}


def frozen_view(actor: Actor, code: str, verb: str = "registry.see") -> FrozenView:
    """The snapshot with this code as the actor has it, or "not found"."""
    found = view_if_seen(actor, code, verb)
    if found is None:
        raise Refused("NOT_FOUND", what="快照", code=code)
    return found


def view_if_seen(actor: Actor, code: str, verb: str) -> FrozenView | None:
    """The snapshot with this code as the actor has it, if there is one.

    Whoever holds the verb in one village of the county has the snapshot, with that village alone.
    """
    found = (
        Snapshot.objects.for_system("its villages say below who has it")
        .filter(code=code)
        .select_related("campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .first()
    )
    if found is not None:
        area = found.campaign.area
        villages = Villages.of(actor, verb, area).on(timezone.localdate(found.taken_at))
        if villages:
            return FrozenView(found, villages)
    return None


def frozen_pair(
    actor: Actor, before: str, after: str, verb: str = "registry.see"
) -> tuple[FrozenView, FrozenView]:
    """Two snapshots of one county, or "not found"."""
    old, new = frozen_view(actor, before, verb), frozen_view(actor, after, verb)
    if old.snapshot.campaign.area_id != new.snapshot.campaign.area_id:
        raise Refused("NOT_FOUND", what="快照", code=after)
    return old, new


@dataclass(frozen=True)
class Villages:
    """The villages of a county in which an actor holds a verb, by every code they ever had."""

    held: Mapping[int, Area]
    spells: tuple[AreaSpell, ...]

    @classmethod
    def of(cls, actor: Actor, verb: str, county: Area) -> Villages:
        """Two questions to the database, whatever the days that are asked for later."""
        held = areas_held(actor, verb, county).filter(level=Level.VILLAGE).select_related("parent")
        spells = AreaSpell.objects.filter(
            area__level=Level.VILLAGE, area__path__startswith=county.depth_path
        )
        return cls({area.pk: area for area in held}, tuple(spells.order_by("id")))

    def on(self, day: date) -> dict[str, Area]:
        """For every code the village that has its rows today.

        A code that went from one village to another means the one that had it on the day, and is
        left out when the actor does not hold that one.
        """
        best: dict[str, tuple[bool, date, int]] = {}
        for spell in self.spells:
            begun, ended = spell.first_day or date.min, spell.last_day or date.max
            rank = (begun <= day <= ended, ended, spell.area_id)
            best[spell.code] = max(best.get(spell.code, rank), rank)
        return {
            code: _today(self.held[area], self.held)
            for code, (_, _, area) in best.items()
            if area in self.held
        }


def _today(area: Area, known: Mapping[int, Area]) -> Area:
    """The village into which it was merged, at the end; else itself."""
    while successor := known.get(area.merged_into_id or 0):
        area = successor
    return area


def holds_whole(actor: Actor, verb: str, county: Area) -> bool:
    """Whether the actor holds the verb in the whole county, for every department."""
    return actor.is_system or any(
        verb in grant.verbs and not grant.department and county.depth_path.startswith(grant.path)
        for grant in actor.grants
    )


def snapshots_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Snapshot]:
    """The snapshots of a campaign, newest first, for whoever sees a village of it."""
    every = Snapshot.objects.for_system("their days and hashes are for all who see a village")
    held = areas_held(actor, "registry.see", campaign.area).filter(level=Level.VILLAGE)
    return every.filter(campaign=campaign) if held.exists() else every.none()


# --- whether the files are what was frozen ---


@dataclass(frozen=True)
class Damage:
    """Files of a snapshot whose bytes are not the frozen ones, and files that are gone."""

    altered: tuple[str, ...]
    missing: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.altered or self.missing)

    def told(self) -> str:
        """What is wrong, in words; "" when nothing is."""
        parts = []
        if self.altered:
            files = listed(self.altered)
            parts.append(_("与冻结时不一致：{files}").format(files=files))
        if self.missing:
            parts.append(_("找不到：{files}").format(files=listed(self.missing)))
        return _("；").join(parts)


def damage_of(snapshot: Snapshot, *, from_memory: bool = False) -> Damage:
    """Every file of a snapshot held against its recorded hash, byte for byte.

    `from_memory`: a file that has kept its length and moment of change is not read again.
    """
    altered, missing = [], []
    for name, recorded in sorted(snapshot.file_hashes.items()):
        path = snapshot_folder(snapshot.code) / name
        if not path.is_file():
            missing.append(name)
        elif (_remembered_hash(path) if from_memory else engine.file_hash(path)) != recorded:
            altered.append(name)
    return Damage(tuple(altered), tuple(missing))


def intact_folder(snapshot: Snapshot) -> Path:
    """Where a snapshot's files are; SNAPSHOT_ALTERED when they are no longer what was frozen."""
    damage = damage_of(snapshot, from_memory=True)
    if damage:
        files = (*damage.altered, *damage.missing)
        raise Refused("SNAPSHOT_ALTERED", code=snapshot.code, files=files)
    return snapshot_folder(snapshot.code)


def _remembered_hash(path: Path) -> str:
    kept = path.stat()
    return _hash_of(path, kept.st_size, kept.st_mtime_ns)


@lru_cache(maxsize=512)
def _hash_of(path: Path, size: int, changed: int) -> str:  # noqa: ARG001 - they are the memory's key
    return engine.file_hash(path)


# --- two of them against each other ---


def compared_file(old: FrozenView, new: FrozenView) -> Path:
    """What differs between two snapshots, worked out when it is asked for the first time.

    Snapshots never change, so that the answer stays. It holds no values, only which fields differ.
    """
    hashes = [sorted(view.snapshot.file_hashes.items()) for view in (old, new)]
    name = hashlib.sha256(repr((FORMAT, KEYS, hashes)).encode()).hexdigest()[:32]
    folders = old.folder, new.folder
    path = Path(settings.DATA_DIR) / "differences" / f"{name}.parquet"
    if not path.is_file():
        engine.compare(*folders, KEYS, path)
    return path
