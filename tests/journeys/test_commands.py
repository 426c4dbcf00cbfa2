"""The command line on real files: refusals with their exit status, rehearsals, JSON answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huitoukan.apps.accounts.models import User
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import Hit, Run
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Household
from huitoukan.apps.sources.models import Delivery
from huitoukan.domain.refusals import Refused
from tests.journeys.conftest import command, look_back

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

CAMPAIGN = (
    "campaign", "new", "demo-2026", "--area", "980122", "--baseline-on", "2026-10-31",
    "--starts-on", "2026-11-01", "--ends-on", "2026-12-31",
)  # fmt: skip
Answer = Callable[..., dict[str, Any]]


@pytest.fixture
def files(data_folder: Path) -> Path:
    command("demo", "make", "--seed", 7, "--scale", "tiny", "--out", data_folder)
    return data_folder / "files"


def test_a_file_that_is_no_registry_is_refused_in_plain_words(files: Path, tmp_path: Path) -> None:
    command("places", "import", files / "行政村基本信息.xlsx")
    command(*CAMPAIGN, "--pack", "demo")
    for name, content in (("破损.xlsx", b"PK\x03\x04 broken"), ("随笔.xlsx", "你好".encode())):
        wrong = tmp_path / name
        wrong.write_bytes(content)
        with pytest.raises(Refused) as refused:
            command("registry", "import", wrong)
        assert refused.value.kind.exit_status == 1
        assert name in refused.value.sentence()
        assert refused.value.remedy()
    assert not Household.objects.for_system("a test counts").exists()


def test_a_file_that_is_not_there_is_wrong_use(files: Path) -> None:
    command("places", "import", files / "行政村基本信息.xlsx")
    command(*CAMPAIGN, "--pack", "demo")
    with pytest.raises(Refused) as refused:
        command("registry", "import", files / "没有.xlsx")
    assert refused.value.kind.exit_status == 2


def test_an_invented_pack_is_not_pinned_in_a_real_place(files: Path) -> None:
    Area.objects.create(code="433130", name="某县", level="county", path="1.")
    with pytest.raises(Refused) as refused:
        command(
            "campaign", "new", "real", "--area", "433130", "--pack", "demo",
            "--baseline-on", "2026-10-31", "--starts-on", "2026-11-01", "--ends-on", "2026-12-31",
        )  # fmt: skip
    assert refused.value.code == "PACK_SAMPLE"


def test_a_rehearsal_writes_nothing(files: Path, data_folder: Path) -> None:
    village_table = files / "行政村基本信息.xlsx"
    command("places", "import", village_table, "--dry-run")
    assert not Area.objects.exists()
    command("places", "import", village_table)
    command("people", "import", files / "工作人员账号.xlsx", "--dry-run")
    assert not User.objects.exists()
    command(*CAMPAIGN, "--pack", "demo", "--dry-run")
    assert not Campaign.objects.exists()
    command(*CAMPAIGN, "--pack", "demo")
    command("registry", "import", files / "脱贫户信息.xlsx", "--dry-run")
    assert not Household.objects.for_system("a test counts").exists()
    command("sources", "deliver", files / "部门数据", "--dry-run")
    assert not Delivery.objects.for_system("a test counts").exists()
    assert not (data_folder / "data" / "deliveries").exists()


def test_a_rehearsed_verdict_and_step_leave_everything_as_it_was(
    data_folder: Path, answer: Answer
) -> None:
    look_back(data_folder, seed=7)
    runs = Run.objects.for_system("a test counts").count()
    found = answer("compare", "run", "--dry-run")
    assert found["hits"] == Hit.objects.for_system("a test counts").count()
    assert Run.objects.for_system("a test counts").count() == runs
    code = answer("compare", "hits", "--limit", 1)["hits"][0]["code"]
    verdict = ("compare", "judge", code, "--verdict", "confirm", "--as", "ruiping")
    assert answer(*verdict, "--dry-run")["done"] == 1
    assert not Problem.objects.for_system("a test counts").exists()
    assert answer(*verdict)["done"] == 1
    assert answer("problems", "list")["total"] == 1


def test_the_same_file_again_changes_nothing_and_says_so(files: Path, answer: Answer) -> None:
    command("places", "import", files / "行政村基本信息.xlsx")
    command(*CAMPAIGN, "--pack", "demo")
    first = answer("registry", "import", files / "脱贫户信息.xlsx")["sheets"][0]
    again = answer("registry", "import", files / "脱贫户信息.xlsx")["sheets"][0]
    assert (first["created"], again["created"], again["updated"]) == (first["rows_in"], 0, 0)
    assert again["unchanged"] == first["rows_in"]
    delivered = files / "部门数据" / "县教育局_学籍信息.csv"
    assert answer("sources", "deliver", delivered)["refused"] == []
    assert answer("sources", "deliver", delivered)["refused"][0]["code"] == "DELIVERY_SAME"
