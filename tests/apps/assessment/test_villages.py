"""Villages of a run: facts of ledgers and registry, households' verdicts, rates, scope."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import HumanVerdict, Verdict, VillageVerdict
from huitoukan.apps.assessment.queries.rates import rates_page
from huitoukan.apps.assessment.queries.villages import village_page, villages_page
from huitoukan.apps.assessment.queries.words import answers_of
from huitoukan.apps.assessment.services.exports import export_villages
from huitoukan.apps.assessment.services.judging import judge_household, judge_village
from huitoukan.apps.assessment.services.running import assess
from huitoukan.apps.journal.models import Entry
from huitoukan.domain.refusals import Refused
from tests.apps.assessment.homes import run_of, verdict_of
from tests.apps.assessment.villages import (
    agreed,
    checked,
    of_village,
    sampled,
    two_villages,
    village_facts,
)
from tests.cast import AT, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker, nothing_told

# --- refusals ---


def test_an_unknown_standard_of_villages_is_refused(cast: Cast, make: Maker) -> None:
    make.household()
    make.snapshot()
    with pytest.raises(Refused) as refusal:
        assess(
            cast.campaign, cast.pack, standard="", on=None, at=AT, tell=nothing_told,
            village_standard="national",
        )  # fmt: skip
    assert refusal.value.code == "STANDARD_UNKNOWN"


@pytest.mark.parametrize(
    ("who", "code"), [("ping", "NOT_ALLOWED"), ("tang", "NOT_FOUND"), ("shan", "NOT_FOUND")]
)
def test_who_may_not_decide_about_a_village_is_refused(
    cast: Cast, make: Maker, who: str, code: str
) -> None:
    two_villages(cast, make)
    make.snapshot()
    run = run_of(cast)
    place = VILLAGE_1 if who == "ping" else VILLAGE_3
    with pytest.raises(Refused) as refusal:
        judge_village(cast.actor(who), run.code, place, Verdict.MET, reason="看过", at=AT)
    assert refusal.value.code == code
    assert not HumanVerdict.objects.for_system("tests").exists()


def test_no_reason_no_decision_and_none_by_a_try(cast: Cast, make: Maker) -> None:
    two_villages(cast, make)
    make.snapshot()
    run, attempt = run_of(cast), run_of(cast, how="指标")
    for made, reason, code in ((run, " ", "VERDICT_REASON"), (attempt, "看过", "ASSESSMENT_TRY")):
        with pytest.raises(Refused) as refusal:
            judge_village(cast.rui, made.code, VILLAGE_1, Verdict.MET, reason=reason, at=AT)
        assert refusal.value.code == code


def test_readings_that_were_altered_give_no_worksheet_and_no_rates(cast: Cast, make: Maker) -> None:
    two_villages(cast, make)
    make.snapshot()
    run = run_of(cast)
    run.village_readings_path.write_bytes(run.village_readings_path.read_bytes() + b"x")
    for look in (
        lambda: village_page(cast.rui, run.code, VILLAGE_1, {}),
        lambda: rates_page(cast.rui, run.code, {}),
    ):
        with pytest.raises(Refused) as refusal:
            look()
        assert refusal.value.code == "READINGS_ALTERED"


def test_verdicts_on_villages_fail_closed_without_an_actor(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        list(VillageVerdict.objects.filter(verdict="met"))


# --- what it says ---


def test_a_village_is_judged_by_registry_and_exit_check(cast: Cast, make: Maker) -> None:
    two_villages(cast, make)
    agreed(cast, VILLAGE_1, persons="1000")
    agreed(cast, VILLAGE_3)
    make.snapshot()
    run = run_of(cast)
    assert (run.village_standard, run.n_villages, run.n_villages_met) == ("village_national", 2, 2)
    assert of_village(run, VILLAGE_1).marks == " V1+ V2+ V3+"


def test_the_incidence_is_exactly_at_the_limit_and_not_below_it(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1, exit_status="返贫", member_count=2)
    agreed(cast, VILLAGE_1, persons="100")
    make.snapshot()
    assert answers_of(of_village(run_of(cast), VILLAGE_1).marks)["V1"] == "not_met"


def test_without_an_exit_check_the_registry_alone_decides_nothing(cast: Cast, make: Maker) -> None:
    two_villages(cast, make)
    make.snapshot()
    run = run_of(cast)
    assert of_village(run, VILLAGE_1).verdict == "cannot_tell"
    assert ["K11", "source_missing:K11"] in run.unread


def test_a_household_whose_status_is_blank_leaves_the_count_open(cast: Cast, make: Maker) -> None:
    two_villages(cast, make)
    make.household(VILLAGE_3)
    agreed(cast, VILLAGE_3)
    make.snapshot()
    assert answers_of(of_village(run_of(cast), VILLAGE_3).marks)["V1"] == "cannot_tell"


def test_households_that_miss_the_standard_stand_against_the_registry(
    cast: Cast, make: Maker
) -> None:
    home = make.household(VILLAGE_3, exit_status="已脱贫享受政策", member_count=1)
    agreed(cast, VILLAGE_3)
    make.snapshot()
    first = run_of(cast, standard="national")
    assert answers_of(of_village(first, VILLAGE_3).marks)["V1"] == "met"
    judge_household(cast.rui, first.code, home.household_no, Verdict.NOT_MET, reason="看过", at=AT)
    second = run_of(cast, standard="national")
    assert verdict_of(second, home).verdict == "cannot_tell"
    assert answers_of(of_village(second, VILLAGE_3).marks)["V1"] == "cannot_tell"
    shown = village_page(cast.rui, second.code, VILLAGE_3, {})
    block = next(one for one in shown.indicators if one.id == "V1")
    assert "剩余" not in block.why[0]
    assert "逐户核查结论" in block.why[0]
    assert "名册" in block.why[0]


def test_a_household_known_to_miss_the_standard_counts_though_others_cannot_be_told(
    cast: Cast, make: Maker
) -> None:
    home = make.household(VILLAGE_3, exit_status="已脱贫享受政策", member_count=1)
    make.household(VILLAGE_3, exit_status="已脱贫享受政策", member_count=1)
    agreed(cast, VILLAGE_3)
    make.snapshot()
    first = run_of(cast, standard="national")
    assert answers_of(of_village(first, VILLAGE_3).marks)["V1"] == "met"
    judge_household(cast.rui, first.code, home.household_no, Verdict.NOT_MET, reason="看过", at=AT)
    second = run_of(cast, standard="national")
    shown = village_page(cast.rui, second.code, VILLAGE_3, {})
    block = next(one for one in shown.indicators if one.id == "V1")
    assert block.chip.label == "无法判断"
    assert "至少" in block.why[0]


def test_numbers_of_the_registry_come_in_the_unit_of_the_fact(cast: Cast, make: Maker) -> None:
    two_villages(cast, make)
    village_facts(cast, VILLAGE_1, collective_income_10k=4, road_hardened=True)
    make.snapshot()
    made = assess(
        cast.campaign, cast.pack, standard="", on=None, at=AT, tell=nothing_told,
        village_standard="village_hunan_2016",
    )  # fmt: skip
    assert made.villages is not None
    by_village = {brief.number: brief for _, brief in made.villages.verdicts}
    answers = dict(
        zip(made.villages.standard.indicators, by_village[VILLAGE_1].indicators, strict=True)
    )
    assert answers["V22"] == "met"


def test_the_programs_verdict_stays_beside_the_persons(cast: Cast, make: Maker) -> None:
    two_villages(cast, make)
    make.snapshot()
    run = run_of(cast)
    judge_village(cast.tang, run.code, VILLAGE_1, Verdict.MET, reason="开过研判会", at=AT)
    shown = village_page(cast.rui, run.code, VILLAGE_1, {})
    assert (shown.verdict.label, shown.human and shown.human.label) == ("无法判断", "达标")
    listed = villages_page(cast.rui, run.code, {"place": VILLAGE_1})
    assert [row.human and row.human.label for row in listed.rows] == ["达标"]
    assert Entry.objects.filter(object_kind="village_verdict").count() == 1
    assert queries.human_verdicts(cast.rui, cast.campaign).count() == 1


def test_a_village_sees_itself_and_no_rates_of_others(cast: Cast, make: Maker) -> None:
    two_villages(cast, make)
    make.snapshot()
    run = run_of(cast)
    assert [row.code for row in villages_page(cast.ping, run.code, {}).rows] == [VILLAGE_1]
    assert rates_page(cast.ping, run.code, {}).rows == ()
    assert [row.place for row in rates_page(cast.tang, run.code, {}).rows] == ["龙潭镇"]


def test_the_list_of_villages_leaves_as_a_workbook(cast: Cast, make: Maker) -> None:
    two_villages(cast, make)
    make.snapshot()
    name, content = export_villages(cast.rui, run_of(cast).code, {}, at=AT)
    cells = [
        [cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(content)).active.rows
    ]
    assert name.startswith("云岭县_村核查")
    assert any("核桃村" in row for row in cells)


# --- rates ---


def test_a_rate_lays_out_its_counts_and_what_is_missing_is_never_zero(
    cast: Cast, make: Maker
) -> None:
    two_villages(cast, make)
    checked(cast, VILLAGE_1, rural_persons="1000")
    sampled(cast, VILLAGE_1, exited_in_sample="150", wrongly_exited_in_sample="3",
            households_asked="50", households_satisfied="45")  # fmt: skip
    make.snapshot()
    shown = rates_page(cast.rui, run_of(cast).code, {})
    told = {one.title: one for one in shown.rates}
    assert told["错退率"].percent == "2.00%"
    assert [limit.chip.label for limit in told["错退率"].limits] == ["不符合"]
    assert told["群众认可度"].percent == "90.00%"
    assert "K11" not in told["错退率"].numerator[0].value
    assert told["漏评率"].percent == ""
    assert told["综合贫困发生率"].percent == ""
    assert "1 个村没有数" in told["综合贫困发生率"].why


def test_the_whole_county_has_a_rate_when_every_village_has_its_figures(
    cast: Cast, make: Maker
) -> None:
    two_villages(cast, make)
    for village in (VILLAGE_1, VILLAGE_3):
        checked(cast, village, rural_persons="1000")
        sampled(cast, village, missed_persons="0", wrongly_exited_persons="1")
    make.snapshot()
    run = run_of(cast)
    shown = rates_page(cast.rui, run.code, {})
    told = {one.title: one for one in shown.rates}
    assert told["综合贫困发生率"].percent == "0.15%"
    town = rates_page(cast.rui, run.code, {"place": VILLAGE_3[:9]})
    assert {one.title: one.percent for one in town.rates}["综合贫困发生率"] == "0.10%"


def test_the_pages_open_and_a_refused_decision_comes_back(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    two_villages(cast, make)
    make.snapshot()
    run = run_of(cast)
    client = cast.signed_in("rui")
    for path in ("villages/", "rates/?kind=wage&percent=30&k=2", f"villages/{VILLAGE_1}/"):
        assert client.get(f"/assessment/{run.code}/{path}").status_code == 200
    judge = f"/assessment/{run.code}/villages/{VILLAGE_1}/judge/"
    back = client.post(judge, {"verdict": "met", "reason": ""})
    assert back.status_code == 422
    assert client.post(judge, {"verdict": "met", "reason": "看过"}).status_code == 302
