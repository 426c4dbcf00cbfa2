"""Rules read a kept ledger as they read a delivery."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from huitoukan.apps.comparison.models import Hit, RuleOutcome, Run
from huitoukan.apps.comparison.services import compare, store_run
from huitoukan.apps.ledgers.services.entries import end_entry
from huitoukan.apps.ledgers.services.freezing import frozen_ledgers
from huitoukan.apps.registry.services.imports import import_files
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.apps.registry.services.staging import incoming
from huitoukan.apps.sources.services.deliveries import take_delivery
from huitoukan.apps.sources.services.reading import read_delivery
from huitoukan.domain.identity import person_key
from tests.apps.ledgers.keeping import PAIRED, POSTS, entered, table, welfare_post
from tests.apps.registry.sheets import household, member, village, workbook
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import id_no, nothing_told

pytestmark = pytest.mark.django_db
DUTY = {
    "village_code": VILLAGE_1, "member_name": "石山", "week_from": "2026-10-12", "days": "3",
    "nights": "2",
}  # fmt: skip


@pytest.fixture
def registered(cast: Cast, tmp_path: Path, data_folder: Path) -> None:
    """One household of village 1, frozen."""
    rows = {
        "village": [village(VILLAGE_1, "核桃村")],
        "household": [household("H1", "石山", "核桃村")],
        "member": [member("H1", "P1", "石山", id_no=id_no(3))],
    }
    path = workbook(tmp_path / "名册.xlsx", cast.pack, rows)
    file = incoming(path, path.name, cast.pack)
    import_files(cast.rui, cast.campaign, [file], at=AT, tell=nothing_told)
    freeze_snapshot(cast.rui, cast.campaign, at=AT, tell=nothing_told)


def compared(cast: Cast) -> Run:
    found = compare(cast.campaign, on=None, at=AT, tell=nothing_told)
    return store_run(cast.rui, cast.campaign, found, at=AT)


def outcome(run: Run, rule: str) -> RuleOutcome:
    return RuleOutcome.objects.get(run=run, rule=rule)


def test_a_ledger_that_nobody_keeps_makes_its_rules_answer_cannot_tell(
    cast: Cast, registered: None
) -> None:
    run = compared(cast)
    told = outcome(run, "X86")
    assert (told.n_hits, told.n_clean) == (0, 0)
    assert told.why
    assert "K06" not in run.inputs


def test_a_short_week_of_the_ledger_is_a_doubt_and_the_run_says_what_it_read(
    cast: Cast, registered: None
) -> None:
    entry = entered(cast, cast.ping, "K06", DUTY)
    run = compared(cast)
    assert outcome(run, "X86").n_hits == 1
    (read,) = run.inputs["K06"]
    assert read["kind"] == "ledger"
    assert read["delivery"].startswith("K06-")
    hit = Hit.objects.for_system("tests").get(rule="X86")
    assert hit.area.code == VILLAGE_1
    assert "石山" in hit.sentence
    # Ended, the entry is no longer compared; the ledger was kept, so the village is clean now.
    end_entry(cast.ping, entry.code, seen=1, why="登错了", at=AT)
    after = outcome(compared(cast), "X86")
    assert (after.n_hits, after.n_cannot_tell, after.n_clean) == (0, 0, 1)


def test_the_frozen_ledger_has_the_shape_of_a_delivery_and_is_written_once(
    cast: Cast, data_folder: Path
) -> None:
    entered(cast, cast.rui, POSTS, welfare_post(id_no(3), monthly_pay="600"))
    first = frozen_ledgers(cast.campaign, ())[POSTS]
    rows: list[dict[str, Any]] = pq.read_table(data_folder / first.table_path).to_pylist()
    assert [(row["person_key"], row["row_no"], row["monthly_pay"]) for row in rows] == [
        (person_key(id_no(3)), 1, 600.0)
    ]
    again = frozen_ledgers(cast.campaign, ())[POSTS]
    assert (again.code, again.table_hash) == (first.code, first.table_hash)
    entered(cast, cast.rui, POSTS, welfare_post(id_no(4)))
    assert frozen_ledgers(cast.campaign, ())[POSTS].code != first.code


def test_where_both_exist_the_pack_says_which_is_read(
    cast: Cast, registered: None, tmp_path: Path
) -> None:
    entered(cast, cast.rui, POSTS, welfare_post(id_no(3)))
    assert compared(cast).inputs[POSTS][0]["kind"] == "ledger"
    path = table(tmp_path / "公益性岗位.xlsx", cast, POSTS, [welfare_post(id_no(5))])
    sheets = read_delivery(path, path.name, cast.pack, nothing_told, tmp_path, dataset=POSTS)
    (made,) = take_delivery(cast.rui, cast.campaign, path, name=path.name, sheets=sheets, at=AT)
    (read,) = compared(cast).inputs[POSTS]
    assert read["delivery"] == made.code
    assert PAIRED not in frozen_ledgers(cast.campaign, {POSTS})
