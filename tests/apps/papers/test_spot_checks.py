"""The city's spot-check report: who may, what it rests on, what it says it cannot tell."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from huitoukan.apps.files.queries import path_of
from huitoukan.apps.papers.models import Paper
from huitoukan.apps.papers.services.receiving import void
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.services.entering import Entered, enter_problem
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.assessment.villages import sampled
from tests.apps.papers.asking import bytes_of, issued, words_of
from tests.cast import AT, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker

REPORT = "spot_check_report"


def spot_checked(cast: Cast, make: Maker, village: str, head: str) -> Problem:
    """A problem that the city's inspector found on the spot."""
    home = make.household(village, head=head)
    given = Entered(
        source="spot_check", type="P331", title=f"{head}家饮水不安全",
        household_no=home.household_no, found_on=date(2026, 10, 30),
    )  # fmt: skip
    return enter_problem(cast.actor("shi"), cast.campaign, given, at=AT)


def test_a_county_and_an_inspector_make_none(cast: Cast) -> None:
    for account in ("rui", "shi", "tang"):
        with pytest.raises(Refused) as caught:
            issued(cast, REPORT, by=cast.actor(account))
        assert caught.value.code == "NOT_ALLOWED", account
    assert not Paper.objects.for_system("tests").exists()


def test_what_is_not_there_is_said_and_never_counted_as_good(cast: Cast, make: Maker) -> None:
    make.problem(state=State.RECTIFYING)  # found by the comparison: no spot check
    said = words_of(bytes_of(issued(cast, REPORT, by=cast.system)))
    assert "登记来源为“抽查”的问题0条" in said
    assert "抽中户数和抽查比例不能说明" in said
    assert "是没有查出还是没有登记，不能说明" in said
    assert "没有登记抽样核查统计表，访问户数和认可度不能说明" in said


def test_it_rests_on_problems_of_spot_checks_and_the_counts_of_the_sample(
    cast: Cast, make: Maker
) -> None:
    make.problem(make.household(VILLAGE_1, head="云外客"), state=State.RECTIFYING)
    spot_checked(cast, make, VILLAGE_1, "云中鹤")
    spot_checked(cast, make, VILLAGE_3, "石上泉")
    sampled(cast, VILLAGE_1, households_asked="20", households_satisfied="18")
    paper = issued(cast, REPORT, by=cast.system)
    said = words_of(bytes_of(paper))
    assert paper.n_problems == 2
    assert "访问20户，其中认可18户" in said
    assert [row["名称"] for row in paper.data["乡镇情况"]] == ["龙潭镇", "石门乡"]
    assert paper.data["抽样情况"][0]["认可度"] == "90.0%"
    assert "云外客" not in said
    assert "云中鹤" not in said  # examples are masked for every reader
    assert "云*鹤家饮水不安全" in said


def test_the_citys_bundle_takes_the_newest_report_along(cast: Cast, make: Maker) -> None:
    spot_checked(cast, make, VILLAGE_1, "云中鹤")
    bare = issued(cast, "city_summary", by=cast.system)
    assert "市级抽查报告还没有制作" in words_of(bytes_of(bare))
    old = issued(cast, REPORT, by=cast.system)
    new = issued(cast, REPORT, by=cast.system)
    void(cast.system, old.code, reason="重做", at=AT)
    summary = issued(cast, "city_summary", by=cast.system)
    assert new.code in words_of(bytes_of(summary))
    assert summary.packed is not None
    with zipfile.ZipFile(BytesIO(path_of(summary.packed.sha256).read_bytes())) as packed:
        names = [Path(name).name for name in packed.namelist()]
    assert new.word.name in names
    assert old.word.name not in names
    assert new.packed is None
