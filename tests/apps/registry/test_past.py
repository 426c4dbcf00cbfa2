"""The registry of a past day: worked out backwards, it is what was frozen on that evening."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from huitoukan.apps.registry.models import ImportBatch, Snapshot
from huitoukan.apps.registry.queries import newest_snapshot
from huitoukan.apps.registry.queries.changes import changes_between, changes_of_household
from huitoukan.apps.registry.services.imports import undo_import
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.domain.refusals import Refused
from tests.apps.registry.sheets import Import, Row, household, member, registry_rows
from tests.cast import AT, Cast
from tests.factories import nothing_told

DAY = timedelta(days=1)


def frozen(cast: Cast, **more: object) -> Snapshot:
    return freeze_snapshot(cast.rui, cast.campaign, tell=nothing_told, **{"at": AT, **more})  # type: ignore[arg-type]


def test_a_day_that_is_not_over_is_refused(bring: Import, cast: Cast) -> None:
    bring(registry_rows())
    for day in (AT.date(), AT.date() + DAY):
        with pytest.raises(Refused) as refusal:
            frozen(cast, as_of=day)
        assert refusal.value.code == "DAY_NOT_PAST"


def test_a_day_before_the_first_import_has_no_registry(bring: Import, cast: Cast) -> None:
    bring(registry_rows())
    with pytest.raises(Refused) as refusal:
        frozen(cast, at=AT + 2 * DAY, as_of=AT.date() - DAY)
    assert refusal.value.code == "REGISTRY_EMPTY"


@pytest.mark.parametrize("seed", range(6))
def test_every_past_evening_is_what_was_frozen_then(seed: int, bring: Import, cast: Cast) -> None:
    """Random imports and undoings, one a day; each evening frozen and later worked out again."""
    chance = random.Random(seed)  # noqa: S311
    heads = ["王大山", "单雄信", "李小花"]
    evenings = []
    undoable: list[ImportBatch] = []
    bring(registry_rows(), at=AT)
    for day in range(1, 9):
        at = AT + day * DAY
        if undoable and chance.random() < 0.3:
            undo_import(cast.lei, undoable.pop().code, why="表拿错了", at=at)
        else:
            rows: dict[str, list[Row]] = {
                "household": [
                    household(f"H{n}", chance.choice(heads), chance.choice(["核桃村", "茶坪村"]),
                              household_phone=f"1390000000{chance.randrange(3)}")
                    for n in chance.sample(range(1, 7), 3)
                ],
                "member": [],
            }  # fmt: skip
            rows["member"] = [
                member(chance.choice(rows["household"])["household_no"], f"P{n}", f"人{n}")
                for n in chance.sample(range(1, 9), 3)
            ]
            undoable = [bring(rows, at=at)]
        snapshots = Snapshot.objects.for_system("tests")
        kept = frozen(cast, at=at)
        evenings.append((at.date(), kept.content_hash, kept.n_members))
        snapshots.all().delete()  # undoing an import asks that no snapshot builds upon it
    for day_, content_hash, n_members in evenings[:-1]:
        past = frozen(cast, at=AT + 30 * DAY, as_of=day_)
        assert (past.content_hash, past.n_members) == (content_hash, n_members), day_
        assert (past.is_past, past.is_baseline) == (True, False)


def test_a_past_day_is_for_comparing_and_never_what_comparison_runs_on(
    bring: Import, cast: Cast
) -> None:
    bring(registry_rows())
    today = frozen(cast)
    bring({"household": [household("H1", "王大川", household_phone="13900000002")]}, at=AT + DAY)
    later = frozen(cast, at=AT + DAY)
    past = frozen(cast, at=AT + 5 * DAY, as_of=AT.date())
    assert past.content_hash == today.content_hash
    assert newest_snapshot(cast.campaign) == later
    assert frozen(cast, at=AT + 6 * DAY, as_of=AT.date()) == past
    (change,) = changes_between(cast.rui, past.code, later.code)["household"]["changed"]
    assert change["fields"]["户主姓名"] == ["王大山", "王大川"]


def test_the_changes_of_a_household_are_seen_where_the_household_is(
    bring: Import, cast: Cast
) -> None:
    bring(registry_rows())
    bring({"household": [household("H1", "王大川")], "member": [member("H1", "P2", "王小川")]})
    found = [change.after for change in changes_of_household(cast.ping, "H1")]
    assert found == [{"name": "王小川"}, {"head_name": "王大川"}]
    assert not changes_of_household(cast.shan, "H1").exists()
    page = cast.signed_in("rui").get("/households/H1/").content.decode()
    assert "王大山 → 王大川" in page
