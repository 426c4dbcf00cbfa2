"""One more file in a pack is one more ledger: pages, form, export, history, frozen for a rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.services import open_campaign
from huitoukan.apps.ledgers.models import Entry
from huitoukan.apps.ledgers.services.freezing import frozen_ledgers
from huitoukan.rules.load import load_pack
from tests.cast import AT, ENDS_ON, ON, VILLAGE_1, Cast

pytestmark = pytest.mark.django_db
LEDGER = """id: K90
title: {zh: 产业奖补, en: Grants for produce}
department: agriculture
object: village
key: village_code
row_key: [grant_no]
purpose: 核查产业奖补是否到户
basis: 示例
retention_months: 24
period: event
kept:
  stands: alone
  title: [grant_no]
  place: village_code
  by: [village]
  totals: [amount]
columns:
  - {name: village_code, label: 行政村代码, type: text, required: true}
  - {name: grant_no, label: 奖补编号, type: text, required: true, help: 照公示的编号}
  - {name: paid, label: 是否到户, type: bool}
  - {name: month, label: 发放月份, type: month}
  - {name: amount, label: 金额, type: decimal, unit: 元}
"""


@pytest.fixture
def local(cast: Cast, tmp_path: Path, data_folder: Path) -> Campaign:
    """A newer campaign of the county on a pack of its own, one file longer than the nation's."""
    (tmp_path / "本县" / "sources").mkdir(parents=True)
    (tmp_path / "本县" / "pack.yaml").write_text(
        "id: local\ntitle: 本县\nrelease: 1\nextends: [national-2026]\n"
        "in_force: {from: 2026-01-01}\nbasis: 示例\n",
        encoding="utf-8",
    )
    (tmp_path / "本县" / "sources" / "K90.yaml").write_text(LEDGER, encoding="utf-8")
    return open_campaign(
        cast.system, "yl-local", title="本县", area=cast.county, pack=load_pack(tmp_path / "本县"),
        baseline_on=ON, starts_on=date(2026, 11, 1), ends_on=ENDS_ON, at=AT,
    )  # fmt: skip


def test_the_ledger_is_there_for_who_its_file_names(cast: Cast, local: Campaign) -> None:
    client = cast.signed_in("ping")
    assert "产业奖补" in client.get(reverse("ledgers:list")).content.decode()
    form = client.get(reverse("ledgers:new", args=["K90"])).content.decode()
    for piece in ('type="month"', 'type="number"', "照公示的编号", "核桃村"):
        assert piece in form, piece
    texts = {
        "village_code": VILLAGE_1, "grant_no": "JB-1", "paid": "否", "month": "2026-10",
        "amount": "1200.5",
    }  # fmt: skip
    made = client.post(reverse("ledgers:new", args=["K90"]), texts)
    assert made.status_code == 302
    page = client.get(made.headers["Location"]).content.decode()
    for piece in ("JB-1", "1200.5", "登记了", "平小禾"):
        assert piece in page, piece
    entry = Entry.objects.for_system("tests").get(dataset="K90")
    assert entry.values == {
        "village_code": VILLAGE_1, "grant_no": "JB-1", "paid": False, "month": "2026-10",
        "amount": 1200.5,
    }  # fmt: skip
    assert frozen_ledgers(local, ())["K90"].n_rows == 1
    export = cast.signed_in("rui").get(reverse("ledgers:export", args=["K90"]))
    assert export.status_code == 200
    template = client.get(reverse("ledgers:template", args=["K90"]))
    assert template.status_code == 200
    # The township is not among its keepers, and another village does not see the entry.
    assert cast.signed_in("tang").post(reverse("ledgers:new", args=["K90"]), texts).status_code in {
        403,
        422,
    }
    ning = cast.signed_in("ning")
    assert ning.get(made.headers["Location"]).status_code == 404
