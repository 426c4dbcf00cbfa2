"""Freezing the registry: what a snapshot holds, once, and never changed afterwards."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import IntegrityError, transaction

from huitoukan.apps.campaigns.models import Gate
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import snapshot_folder
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.domain.refusals import Refused
from tests.apps.registry.sheets import Import, household, registry_rows, take
from tests.cast import AT, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import nothing_told


def freeze(actor: Actor, cast: Cast) -> Snapshot:
    return freeze_snapshot(actor, cast.campaign, at=AT, tell=nothing_told)


def test_only_who_may_freezes_and_only_here(bring: Import, cast: Cast) -> None:
    bring(registry_rows())
    for account, code in (("lei", "NOT_ALLOWED"), ("ping", "NOT_ALLOWED"), ("shan", "NOT_FOUND")):
        with pytest.raises(Refused) as refusal:
            freeze(cast.actor(account), cast)
        assert refusal.value.code == code


def test_an_empty_registry_is_not_frozen(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        freeze(cast.rui, cast)
    assert refusal.value.code == "REGISTRY_EMPTY"


def test_freezing_twice_returns_the_same_snapshot(bring: Import, cast: Cast) -> None:
    bring(registry_rows())
    first = freeze(cast.rui, cast)
    assert (first.code, first.is_baseline) == ("yl-2026-S1", True)
    assert freeze(cast.rui, cast) == first
    assert Snapshot.objects.for_system("tests").count() == 1


def test_a_changed_registry_is_frozen_anew_and_the_baseline_stays(
    bring: Import, cast: Cast
) -> None:
    bring(registry_rows())
    first = freeze(cast.rui, cast)
    rows = registry_rows()
    rows["member"][0]["name"] = "王大三"
    bring(rows)
    second = freeze(cast.rui, cast)
    assert (second.code, second.is_baseline) == ("yl-2026-S2", False)
    assert second.content_hash != first.content_hash
    old = pq.read_table(snapshot_folder(first.code) / "member.parquet")["name"].to_pylist()
    assert "王大三" not in old


def test_a_snapshot_holds_the_county_in_typed_columns(
    bring: Import, cast: Cast, tmp_path: Path
) -> None:
    theirs = {"household": [household("H9", "渡口人", "渡口村", township="望江镇")]}
    take(cast.shan, cast.other_campaign, theirs, tmp_path)
    bring(registry_rows())
    snapshot = freeze(cast.rui, cast)
    assert (snapshot.n_households, snapshot.n_members, snapshot.n_villages) == (3, 5, 2)
    folder = snapshot_folder(snapshot.code)
    households = pq.read_table(folder / "household.parquet")
    assert households["household_no"].to_pylist() == ["H1", "H2", "H3"]
    assert households["village_code"].to_pylist() == [VILLAGE_1, VILLAGE_1, VILLAGE_2]
    members = pq.read_table(folder / "member.parquet")
    assert members["person_key"].null_count == 1
    assert set(snapshot.file_hashes) == {"household.parquet", "member.parquet", "village.parquet"}


def test_a_campaign_has_one_baseline(bring: Import, cast: Cast) -> None:
    bring(registry_rows())
    first = freeze(cast.rui, cast)
    first.pk, first.code = None, "second"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_freezing_reports_its_gate(bring: Import, cast: Cast) -> None:
    bring(registry_rows())
    freeze(cast.rui, cast)
    gate = Gate.objects.get(campaign=cast.campaign, code="registry.frozen")
    assert (gate.is_passed, gate.told) == (True, "3 户 5 人")
