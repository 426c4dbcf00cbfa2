"""Two snapshots to look at and compare, and how they are made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.domain.refusals import Refused
from tests.apps.registry.sheets import Import, household, member, registry_rows, village
from tests.cast import AT, VILLAGE_3, Cast
from tests.factories import id_no, nothing_told

DAY = timedelta(days=1)
S1, S2 = "yl-2026-S1", "yl-2026-S2"
BOTH = f"/registry/snapshots/{S1}/{S2}/"


def freeze_two(bring: Import, cast: Cast) -> tuple[Snapshot, Snapshot]:
    """Two snapshots: a head renamed, a number corrected, a household moved, two new ones."""
    bring(registry_rows())
    first = frozen(cast)
    changed = {
        "village": [village(VILLAGE_3, "柳溪村", township="石门乡", township_code="980122200")],
        "household": [
            household("H1", "王大川", household_phone="13900000009"),
            household("H3", "李小花", "柳溪村", township="石门乡"),
            household("H4", "新来户", "茶坪村"),
        ],
        "member": [
            member("H1", "P1", "王大川", id_no=id_no(9), relation_to_head="户主"),
            member("H4", "P6", "新来户", id_no=id_no(6)),
        ],
    }
    bring(changed, at=AT + DAY)
    second = frozen(cast, at=AT + DAY)
    return first, second


def frozen(cast: Cast, **more: Any) -> Snapshot:
    return freeze_snapshot(cast.rui, cast.campaign, tell=nothing_told, **{"at": AT, **more})


def refusal_of(act: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return refusal.value.code
