"""The list of signed authorisations: imported like the other lists, frozen with the registry."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow.parquet as pq

from huitoukan.apps.registry.models import ListedPerson, Snapshot
from huitoukan.apps.registry.queries import snapshot_folder
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.domain.identity import person_key
from tests.apps.registry.sheets import Import, Row, household, member, village
from tests.cast import AT, Cast
from tests.factories import id_no, nothing_told

SIGNED: Row = {
    "household_no": "H1",
    "data_sets": "全部",
    "valid_from": date(2026, 3, 1),
    "valid_to": date(2027, 2, 28),
    "signed_by": "王大山",
}
REGISTRY: dict[str, list[Row]] = {
    "village": [village()],
    "household": [household("H1"), household("H2", "李四")],
    "member": [member("H1", "P1"), member("H2", "P2", "李四")],
}


def freeze(cast: Cast, later: int = 0) -> Snapshot:
    return freeze_snapshot(
        cast.rui, cast.campaign, at=AT + timedelta(days=later), tell=nothing_told
    )


def test_a_registry_without_the_list_has_no_file_of_it(bring: Import, cast: Cast) -> None:
    bring(REGISTRY)
    snapshot = freeze(cast)
    assert not (snapshot_folder(snapshot.code) / "authorisation.parquet").exists()
    assert "authorisation.parquet" not in snapshot.file_hashes


def test_signing_makes_a_new_snapshot_with_the_list_in_it(bring: Import, cast: Cast) -> None:
    bring(REGISTRY)
    before = freeze(cast)
    named = {**SIGNED, "household_no": "H2", "name": "李四", "id_no": id_no(7)}
    bring({"authorisation": [SIGNED, named]})
    listed = ListedPerson.objects.for_system("tests").filter(table="authorisation")
    assert sorted(row.household_no for row in listed) == ["H1", "H2"]
    after = freeze(cast, later=1)
    assert after.code != before.code
    assert freeze(cast, later=2).code == after.code
    rows = pq.read_table(snapshot_folder(after.code) / "authorisation.parquet").to_pylist()
    assert [(row["household_no"], row["data_sets"], row["valid_to"]) for row in rows] == [
        ("H1", "全部", date(2027, 2, 28)),
        ("H2", "全部", date(2027, 2, 28)),
    ]
    assert [row["person_key"] for row in rows] == [None, person_key(id_no(7))]
    assert after.file_hashes["authorisation.parquet"]


def test_a_revocation_changes_the_row_that_was_signed(bring: Import, cast: Cast) -> None:
    bring({**REGISTRY, "authorisation": [SIGNED]})
    before = freeze(cast)
    bring({"authorisation": [{**SIGNED, "revoked_on": date(2026, 9, 1)}]})
    (row,) = ListedPerson.objects.for_system("tests").filter(table="authorisation")
    assert row.facts["revoked_on"] == "2026-09-01"
    assert freeze(cast, later=1).content_hash != before.content_hash
