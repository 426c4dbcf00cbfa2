"""Department deliveries: whose they are, what was read, no row lost or counted twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.intake import ReadSheet
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.sources.models import Delivery, DeliveryReject
from huitoukan.apps.sources.services import deliveries
from huitoukan.apps.sources.services.deliveries import take_delivery
from huitoukan.apps.sources.services.reading import read_delivery, taken_of
from huitoukan.domain.refusals import Refused
from tests.apps.registry.sheets import workbook
from tests.cast import AT, Cast
from tests.factories import id_no, nothing_told

Row = dict[str, Any]
Deliver = Callable[..., list[Delivery]]


def dibao(n: int, **more: Any) -> Row:
    return {"id_no": id_no(n), "name": f"人{n}", "from_month": "2026-01", "amount": 300.0, **more}


def medical(n: int, **more: Any) -> Row:
    return {"id_no": id_no(n), "name": f"人{n}", "year": 2026, **more}


@pytest.fixture
def deliver(cast: Cast, tmp_path: Path) -> Deliver:
    """Deliver rows as if they had been read from a file with that content."""

    def run(
        by: Actor, rows: dict[str, Sequence[Row]], content: str = "a", **more: Any
    ) -> list[Delivery]:
        path = tmp_path / "delivered.xlsx"
        path.write_text(content, encoding="utf-8")
        sheets = [
            ReadSheet(dataset, cast.pack.sources[dataset], rows=list(enumerate(found, start=2)))
            for dataset, found in rows.items()
        ]
        values = {
            "campaign": cast.campaign,
            "name": "低保.xlsx",
            "sheets": sheets,
            "at": AT,
            **more,
        }
        return take_delivery(by, values.pop("campaign"), path, **values)

    return run


def all_deliveries() -> list[Delivery]:
    return list(Delivery.objects.for_system("tests").order_by("id"))


def test_only_who_may_delivers(deliver: Deliver, cast: Cast) -> None:
    for account in ("ping", "qiao", "lei", "wen", "shi", "gong", "cha"):
        with pytest.raises(Refused) as refusal:
            deliver(cast.actor(account), {"D14": [dibao(1)]})
        assert refusal.value.code == "NOT_ALLOWED"
    assert all_deliveries() == []


def test_a_department_does_not_deliver_anothers_data_set(deliver: Deliver, cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        deliver(cast.min, {"D14": [dibao(1)], "D26": [medical(1)]})
    assert "报送“" in refusal.value.sentence()
    assert all_deliveries() == []
    assert not StoredFile.objects.for_system("tests").exists(), "nothing is half taken"
    assert len(deliver(cast.min, {"D14": [dibao(1)]})) == 1
    assert len(deliver(cast.bao, {"D26": [medical(1)]})) == 1


def test_the_office_delivers_every_data_set_of_its_county_and_no_other(
    deliver: Deliver, cast: Cast
) -> None:
    assert len(deliver(cast.rui, {"D14": [dibao(1)], "D26": [medical(1)]})) == 2
    with pytest.raises(Refused) as refusal:
        deliver(cast.shan, {"D14": [dibao(1)]}, "b")
    assert refusal.value.code == "NOT_FOUND"


def test_a_department_at_home_is_no_department_next_door(deliver: Deliver, cast: Cast) -> None:
    both = Actor("x", "某人", grants=(*cast.min.grants, *cast.shan.grants))
    with pytest.raises(Refused) as refusal:
        deliver(both, {"D26": [medical(1)]})
    assert refusal.value.code == "NOT_ALLOWED"
    assert len(deliver(both, {"D26": [medical(1)]}, campaign=cast.other_campaign)) == 1


def test_the_same_file_again_is_refused_with_its_day_in_china(deliver: Deliver, cast: Cast) -> None:
    early = AT.replace(hour=0, minute=30)
    deliver(cast.min, {"D14": [dibao(1)]}, at=early)
    with pytest.raises(Refused) as refusal:
        deliver(cast.min, {"D14": [dibao(1)]}, at=AT + timedelta(days=1))
    assert refusal.value.code == "DELIVERY_SAME"
    assert "2026-11-02" in refusal.value.sentence()
    assert len(all_deliveries()) == 1
    assert StoredFile.objects.for_system("tests").count() == 1
    assert len(deliver(cast.min, {"D14": [dibao(1)]}, "another file")) == 1


def test_the_same_file_is_new_in_another_campaign(deliver: Deliver, cast: Cast) -> None:
    deliver(cast.min, {"D14": [dibao(1)]})
    assert deliver(cast.shan, {"D14": [dibao(1)]}, campaign=cast.other_campaign)


def test_a_data_set_that_the_pack_does_not_know_is_refused(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_delivery(
            tmp_path / "x.xlsx", "x.xlsx", cast.pack, nothing_told, tmp_path, dataset="D99"
        )
    assert refusal.value.code == "DATASET_UNKNOWN"


def test_a_file_is_read_recognised_and_every_row_accounted_for(cast: Cast, tmp_path: Path) -> None:
    rows = [dibao(1), dibao(2, name=None), dibao(3, from_month="长期"), dibao(1), dibao(4)]
    path = workbook(tmp_path / "低保.xlsx", cast.pack, {"D14": rows})
    sheets = read_delivery(path, path.name, cast.pack, nothing_told, tmp_path)
    assert [(s.dataset.id, s.taken.n_kept, s.taken.n_rejected) for s in sheets] == [("D14", 3, 2)]
    (made,) = take_delivery(cast.min, cast.campaign, path, name=path.name, sheets=sheets, at=AT)
    assert (made.n_rows, made.n_created, made.n_rejected, made.n_duplicates) == (5, 3, 2, 1)
    given_back = DeliveryReject.objects.filter(account=made).values_list("row", "code")
    assert sorted(given_back) == [(3, "REQUIRED"), (4, "MONTH_FORMAT")]
    table = pq.read_table(Path(settings.DATA_DIR) / made.table_path)
    assert table["row_no"].to_pylist() == [2, 5, 6]
    assert table["from_month"].to_pylist() == ["2026-01"] * 3


def test_rows_without_a_usable_number_are_kept_and_counted(deliver: Deliver, cast: Cast) -> None:
    rows = [dibao(1), dibao(2, id_no="990101"), dibao(3, id_no=id_no(3)[:-1] + "?")]
    (made,) = deliver(cast.min, {"D14": rows})
    assert (made.n_rows, made.n_created, made.n_unkeyed) == (3, 3, 2)
    keys = pq.read_table(Path(settings.DATA_DIR) / made.table_path)["person_key"]
    assert (len(keys), keys.null_count) == (3, 2)
    assert keys[0].as_py() == int(id_no(1)[:17])


def test_a_delivery_tells_its_department_and_the_files_is_its_too(
    deliver: Deliver, cast: Cast
) -> None:
    (made,) = deliver(cast.rui, {"D14": [dibao(1)]})
    assert (made.department, made.file.department) == ("civil-affairs", "civil-affairs")
    together = deliver(cast.rui, {"D14": [dibao(2)], "D26": [medical(2)]}, "b")
    assert {d.department for d in together} == {"civil-affairs", "medical-insurance"}
    assert {d.file.department for d in together} == {""}, "a mixed file is no single department's"


def test_the_tables_hash_is_that_of_its_bytes_and_the_same_rows_give_the_same(
    deliver: Deliver, cast: Cast
) -> None:
    (first,) = deliver(cast.min, {"D14": [dibao(1), dibao(2)]})
    (second,) = deliver(cast.min, {"D14": [dibao(1), dibao(2)]}, "b")
    (third,) = deliver(cast.min, {"D14": [dibao(1), dibao(3)]}, "c")
    assert first.table_hash == second.table_hash
    assert third.table_hash != first.table_hash
    assert first.table_path != second.table_path


def test_a_failure_in_mid_write_leaves_no_row(
    deliver: Deliver, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(deliveries, "keep_rejects", fail)
    n_lines = Entry.objects.count()
    with pytest.raises(OSError, match="disk is full"):
        deliver(cast.min, {"D14": [dibao(1)]})
    assert all_deliveries() == []
    assert not StoredFile.objects.for_system("tests").exists()
    assert Entry.objects.count() == n_lines
    monkeypatch.undo()
    assert deliver(cast.min, {"D14": [dibao(1)]})


def test_an_account_that_does_not_balance_is_refused_by_the_database(
    deliver: Deliver, cast: Cast
) -> None:
    (made,) = deliver(cast.min, {"D14": [dibao(1), dibao(2)]})
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.for_system("tests").filter(pk=made.pk).update(n_created=1)


def test_a_delivery_is_journalled_without_anybodys_number(deliver: Deliver, cast: Cast) -> None:
    (made,) = deliver(cast.min, {"D14": [dibao(1)]})
    line = Entry.objects.get(object_kind="delivery", object_code=made.code)
    assert line.details["sha256"] == made.file.sha256
    assert id_no(1) not in f"{line.summary}{line.details}"


def test_an_odd_row_is_a_duplicate_only_of_the_whole_key(cast: Cast, tmp_path: Path) -> None:
    dataset = cast.pack.sources["D14"]
    same = [(2, dibao(1)), (3, dibao(1, amount=1.0)), (4, dibao(2))]
    sheet = ReadSheet("x", dataset, rows=same)
    other_key = [(row, {**values, dataset.row_key[-1]: f"2026-0{row}"}) for row, values in same]
    other = ReadSheet("y", dataset, rows=other_key)
    assert taken_of(sheet, tmp_path).taken.n_duplicates == 1
    assert taken_of(other, tmp_path).taken.n_duplicates == 0


def test_a_vanished_data_folder_is_made_anew(deliver: Deliver, cast: Cast) -> None:
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
    assert deliver(cast.min, {"D14": [dibao(1, from_month="2026-01")]})
