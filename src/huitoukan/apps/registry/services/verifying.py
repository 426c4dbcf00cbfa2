"""Checking that a snapshot's files are still what was frozen."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.registry.queries.frozen import Damage, damage_of, frozen_view


@use_case("registry.see")
def verify_snapshot(actor: Actor, code: str) -> Damage:
    """Hold every file of the snapshot against its recorded hash; the journal keeps what was found.

    Whoever relies on a snapshot may check it. Nothing is repaired.
    """
    snapshot = frozen_view(actor, code).snapshot
    damage = damage_of(snapshot)
    with translation.override(settings.LANGUAGE_CODE):  # the journal is Chinese
        told = damage.told() or "与冻结时一致"
    record(
        "snapshot",
        code,
        f"核对快照文件，{told}",
        area_path=snapshot.campaign.area.depth_path,
        altered=list(damage.altered),
        missing=list(damage.missing),
    )
    return damage
