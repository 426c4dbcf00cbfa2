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


def test_a_file_that_is_no_registry_is_refused_in_plain_words(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command("places", "import", files / "行政村基本信息.xlsx")
    command(*CAMPAIGN, "--pack", "demo")
    for name, content in (("破损.xlsx", b"PK\x03\x04 broken"), ("随笔.xlsx", "你好".encode())):
        wrong = tmp_path / name
        wrong.write_bytes(content)
        assert command("registry", "import", wrong) == 1
        said = capsys.readouterr().out
        assert name in said
        assert said.rstrip().splitlines()[-1].startswith("下一步：")
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
    made = (data_folder / "data" / "deliveries").rglob("*")
    assert [path for path in made if path.is_file()] == []


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
    rehearsed = answer("registry", "import", files / "脱贫户信息.xlsx", "--dry-run")["files"]
    done = answer("registry", "import", files / "脱贫户信息.xlsx")
    assert rehearsed == done["files"], "a rehearsal answers what the import answers"
    again = answer("registry", "import", files / "脱贫户信息.xlsx")
    first, second = done["files"][0]["sheets"][0], again["files"][0]["sheets"][0]
    assert (first["created"], second["created"], second["updated"]) == (first["rows_in"], 0, 0)
    assert second["unchanged"] == first["rows_in"]
    assert (done["verdict"], again["verdict"]) == ("accepted", "unchanged")
    delivered = files / "部门数据" / "县教育局_学籍信息.csv"
    assert answer("sources", "deliver", delivered)["refused"] == []
    assert answer("sources", "deliver", delivered)["refused"][0]["code"] == "DELIVERY_SAME"


def test_an_import_answers_file_by_file_sheet_by_sheet_and_row_by_row(
    files: Path, tmp_path: Path, answer: Answer
) -> None:
    command("places", "import", files / "行政村基本信息.xlsx")
    command(*CAMPAIGN, "--pack", "demo")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("甲,乙\n1,2\n", encoding="utf-8")
    command("registry", "import", files / "脱贫户信息.xlsx")
    found = answer("registry", "import", files / "脱贫人口信息.xlsx", wrong, "--kind", "member")
    members, other = found["files"]
    assert (members["verdict"], other["verdict"], found["verdict"]) == (
        "partly", "rejected", "rejected",
    )  # fmt: skip
    assert len(members["sha256"]) == 64
    assert other["error"]["message"]
    sheet = members["sheets"][0]
    assert sheet["header_row"] == 3
    assert sheet["rows_in"] == sum(
        sheet[name] for name in ("created", "updated", "unchanged", "rejected")
    )
    rows = {error["row"] for error in sheet["errors"]}
    assert len(rows) == sheet["rejected"] == 4
    assert {error["code"] for error in sheet["errors"]} >= {"ID_PRECISION_LOST", "REQUIRED"}
