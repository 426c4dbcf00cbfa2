"""The pages of the three-way check: who sees and does what, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from huitoukan.apps.agreement.models import DocumentCheck, MismatchState, Round, Sheet
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.registry.models import Household
from tests.apps.agreement.looking_in import checker, look, mismatch_of, state_now
from tests.cast import TOWN_1, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker

SignedIn = Callable[[str], Client]


@pytest.fixture
def home(make: Maker) -> Household:
    return make.household(VILLAGE_1, head="王大山", member_count=4, cause_main="因病")


def page_of(home: Household) -> str:
    return f"/agreement/households/{home.household_no}/"


def sent(cast: Cast, home: Household, **fields: str) -> dict[str, str]:
    """A form as a browser sends it: `booklet_member_count="5"`."""
    named = {}
    for name, value in fields.items():
        side, _, column = name.partition("_")
        named[f"{side}..{column}"] = value
    return {"seen_state": state_now(cast, home), **named}


# --- refusals ---


@pytest.mark.parametrize("account", ["min", "gong"])
def test_who_may_not_see_households_sees_no_check(
    account: str, signed_in: SignedIn, home: Household
) -> None:
    assert signed_in(account).get("/agreement/").status_code == 403
    assert signed_in(account).get(page_of(home)).status_code == 403


def test_a_household_of_another_area_reads_like_an_absent_one(
    signed_in: SignedIn, home: Household
) -> None:
    for account in ("cha", "ning", "shan"):
        assert signed_in(account).get(page_of(home)).status_code == 404
    assert signed_in("shan").get(f"/agreement/?place={VILLAGE_1}").status_code == 404


def test_who_only_looks_finds_no_form_and_may_not_post(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    for account in ("ping", "tang", "wen", "lei"):
        client = signed_in(account)
        assert "seen_state" not in client.get(page_of(home)).content.decode()
        answer = client.post(f"{page_of(home)}record/", sent(cast, home, booklet_member_count="5"))
        assert answer.status_code == 403
    assert not Round.objects.exists()


def test_a_checker_of_the_own_village_reads_why_there_is_no_form(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    checker(cast, "jia", "贾核查", VILLAGE_1)
    client = signed_in("jia")
    told = client.get(page_of(home)).content.decode()
    assert "本村的户由外村人员核查" in told
    assert "seen_state" not in told
    answer = client.post(f"{page_of(home)}record/", sent(cast, home, booklet_member_count="5"))
    assert answer.status_code == 403
    documents = client.post(f"{page_of(home)}documents/", {"booklet": "present"})
    assert documents.status_code == 403


def test_a_refused_round_comes_back_with_what_was_typed(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    answer = signed_in("rui").post(
        f"{page_of(home)}record/",
        sent(cast, home, booklet_member_count="四个", observed_member_count="4"),
    )
    told = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="四个"' in told
    assert "不是数字" in told
    assert not Round.objects.exists()


def test_a_page_that_was_open_while_the_registry_changed_comes_back(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    form = sent(cast, home, booklet_member_count="5")
    home.facts["member_count"] = 7
    home.save()
    answer = signed_in("rui").post(f"{page_of(home)}record/", form)
    assert answer.status_code == 422
    assert "名册数据有了变更" in answer.content.decode()


def test_a_form_without_its_state_or_with_foreign_fields_is_refused(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    client = signed_in("rui")
    answer = client.post(f"{page_of(home)}record/", {"booklet..member_count": "5"})
    assert answer.status_code == 422
    form = sent(cast, home, booklet_household_phone="1", booklet_no_such_column="1")
    assert client.post(f"{page_of(home)}record/", form).status_code == 422
    assert not Round.objects.exists()


# --- one household ---


def test_a_round_is_saved_and_shown_with_its_doubt(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    client = signed_in("rui")
    answer = client.post(
        f"{page_of(home)}record/",
        sent(cast, home, booklet_member_count="5", observed_member_count="="),
    )
    assert (answer.status_code, answer["Location"]) == (302, page_of(home))
    looked = Round.objects.get()
    assert (looked.taken_by, looked.on) == ("rui", timezone.localdate())
    told = client.get(page_of(home)).content.decode()
    assert "不一致：手册" in told
    assert "属实，登记问题" not in told  # one's own round is judged by somebody else


def test_saving_may_lead_on_to_the_next_household_of_the_village(
    cast: Cast, signed_in: SignedIn, home: Household, make: Maker
) -> None:
    after = make.household(VILLAGE_1, member_count=3)
    client = signed_in("rui")
    form = {**sent(cast, home, booklet_member_count="4"), "then": "next"}
    assert client.post(f"{page_of(home)}record/", form)["Location"] == page_of(after)
    form = {**sent(cast, after, booklet_member_count="3"), "then": "next"}
    assert client.post(f"{page_of(after)}record/", form)["Location"] == page_of(after)


def test_a_checker_does_not_see_the_rounds_of_others_before_the_own_one(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    look(cast, cast.rui, home, cause_main="因残 因残")
    checker(cast)
    client = signed_in("jia")
    told = client.get(page_of(home)).content.decode()
    assert "已有 1 轮由他人记录" in told
    assert "瑞县办" not in told
    assert "不一致：系统" not in told
    client.post(f"{page_of(home)}record/", sent(cast, home, booklet_member_count="4"))
    assert "瑞县办" in client.get(page_of(home)).content.decode()


def test_rounds_stand_side_by_side_and_one_is_chosen_with_a_reason(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    look(cast, checker(cast), home, member_count="5 4")
    look(cast, checker(cast, "yi", "易复核"), home, member_count="4 4")
    client = signed_in("qiao")
    told = client.get(page_of(home)).content.decode()
    assert "各轮矛盾" in told
    assert "第 2 轮手册" in told
    answer = client.post(f"{page_of(home)}reconcile/", {"number": "1", "reason": ""})
    assert answer.status_code == 422
    assert "没有写明以这一轮为准的理由" in answer.content.decode()
    assert client.post(f"{page_of(home)}reconcile/", {"number": "x"}).status_code == 422
    client.post(f"{page_of(home)}reconcile/", {"number": "1", "reason": "见到手册原件"})
    told = client.get(page_of(home)).content.decode()
    assert "裁定为准" in told
    assert "见到手册原件" in told


def test_a_mismatch_is_judged_from_the_page(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    look(cast, checker(cast), home, member_count="5 4")
    mismatch = mismatch_of(home, "member_count")
    client = signed_in("rui")
    assert "属实，登记问题" in client.get(page_of(home)).content.decode()
    path = f"/agreement/mismatches/{mismatch.code}"
    answer = client.post(f"{path}/dismissed/", {"note": "写了半句"})
    assert answer.status_code == 422
    assert "写了半句" in answer.content.decode()
    assert signed_in("qiao").post(f"{path}/confirmed/").status_code == 403
    assert signed_in("shan").post(f"{path}/confirmed/").status_code == 404
    assert client.post(f"{path}/confirmed/", {"note": ""}).status_code == 302
    mismatch.refresh_from_db()
    assert mismatch.state == MismatchState.CONFIRMED
    problem = client.get(f"/problems/{mismatch.problem_code}/").content.decode()
    assert "三方核对" in problem
    assert page_of(home) in problem
    assert "手册值" in problem


def test_what_waits_for_a_verdict_stands_in_the_own_work(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    look(cast, checker(cast), home, member_count="5 4")
    told = signed_in("rui").get("/todo/").content.decode()
    assert "待核定的三方不一致" in told
    assert page_of(home) in told
    assert "待核定的三方不一致" not in signed_in("lei").get("/todo/").content.decode()


def test_the_three_gates_of_a_record_show_what_is_wrong_and_what_nobody_saw(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    look(cast, checker(cast), home, member_count="5 4")
    told = signed_in("rui").get(page_of(home)).content.decode()
    assert "不一致 1 项" in told  # basics
    assert "不一致 0 项" in told  # policies and measures: nobody looked, so not "no fault"
    assert "无差错" not in told


# --- the list ---


def test_the_list_counts_by_place_and_opens_every_standing(
    cast: Cast, signed_in: SignedIn, home: Household, make: Maker
) -> None:
    other = make.household(VILLAGE_2, head="李大河", member_count=2)
    make.household(VILLAGE_3, head="陈不见", member_count=2)
    jia = checker(cast)
    look(cast, jia, home, member_count="5 4")
    look(cast, jia, other, member_count="2 2")
    client = signed_in("rui")
    told = client.get("/agreement/").content.decode()
    assert "龙潭镇" in told
    assert "2 / 2" in told
    differing = client.get("/agreement/", {"tab": "differ"}).content.decode()
    assert "王大山" in differing
    assert "李大河" not in differing
    silent = client.get("/agreement/", {"tab": "cannot_tell"}).content.decode()
    assert "李大河" in silent  # two fields agree, the others nobody looked at
    fresh = client.get("/agreement/", {"tab": "not_recorded"}).content.decode()
    assert "陈不见" in fresh
    assert "王大山" not in fresh
    villages = client.get("/agreement/", {"place": TOWN_1}).content.decode()
    assert "核桃村" in villages
    assert "陈不见" not in villages
    assert "陈不见" not in signed_in("qiao").get("/agreement/").content.decode()
    assert "王大山" not in client.get("/agreement/", {"tab": "no\x00such"}).content.decode()
    found = client.get("/agreement/", {"q": "ldh"}).content.decode()
    assert "李大河" in found
    assert "王大山" not in found


# --- files ---


def test_the_documents_of_a_file_are_checked_and_counted_with_what_nobody_looked_at(
    signed_in: SignedIn, home: Household
) -> None:
    client = signed_in("rui")
    found = {"booklet": "present", "card": "absent", "housing": "incomplete", "no-such": "present"}
    assert client.post(f"{page_of(home)}documents/", found).status_code == 302
    assert DocumentCheck.objects.for_system("tests").count() == 3
    assert client.post(f"{page_of(home)}documents/", {"booklet": "maybe"}).status_code == 422
    told = client.get(page_of(home)).content.decode()
    assert "看过的 3 份中 1 份齐全" in told
    village = client.get(f"/agreement/villages/{VILLAGE_1}/").content.decode()
    assert "扶贫（帮扶）手册" in village
    assert "100%" in village
    # Taking a look back leaves "not looked at", not "absent".
    client.post(f"{page_of(home)}documents/", {"booklet": "present"})
    assert DocumentCheck.objects.for_system("tests").count() == 1


def test_a_village_has_a_file_of_its_own(signed_in: SignedIn, home: Household) -> None:
    path = f"/agreement/villages/{VILLAGE_1}/"
    assert signed_in("cha").get(path).status_code == 404
    assert signed_in("rui").get(f"/agreement/villages/{TOWN_1}/").status_code == 404
    assert signed_in("ping").post(f"{path}documents/", {"profile": "present"}).status_code == 403
    signed_in("rui").post(f"{path}documents/", {"profile": "present", "minutes": "absent"})
    told = signed_in("ping").get(path).content.decode()
    assert "看过的 2 份中 1 份齐全" in told


# --- sheets ---


def test_a_sheet_is_printed_from_the_page(signed_in: SignedIn, home: Household) -> None:
    assert signed_in("ping").post("/agreement/sheet/", {"village": VILLAGE_1}).status_code == 403
    assert signed_in("rui").post("/agreement/sheet/", {}).status_code == 404
    answer = signed_in("rui").post("/agreement/sheet/", {"household_no": home.household_no})
    assert "三方核对表" in unquote(answer["Content-Disposition"])
    assert load_workbook(BytesIO(answer.content)).worksheets[0].title == "三方核对表"
    assert Sheet.objects.for_system("tests").get().n_households == 1


def test_an_upload_is_kept_and_read_in_the_background(signed_in: SignedIn, home: Household) -> None:
    client = signed_in("rui")
    printed = client.post("/agreement/sheet/", {"village": VILLAGE_1}).content
    assert client.post("/agreement/import/").status_code == 422
    assert signed_in("ping").get("/agreement/import/").status_code == 403
    answer = client.post("/agreement/import/", {"file": SimpleUploadedFile("填好.xlsx", printed)})
    job = Job.objects.for_system("tests").get(kind="agreement.import")
    assert answer["Location"] == f"/jobs/{job.code}/"
    assert "正在导入" in client.get("/agreement/import/").content.decode()


def test_the_list_asks_the_same_number_of_questions_whatever_the_size(
    cast: Cast, signed_in: SignedIn, make: Maker
) -> None:
    client = signed_in("rui")

    def n_queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/agreement/").status_code == 200
        return len(asked)

    jia = checker(cast)
    look(cast, jia, make.household(VILLAGE_1, member_count=4), member_count="5 4")
    few = n_queries()
    for place in (VILLAGE_1, VILLAGE_2, VILLAGE_2):
        look(cast, jia, make.household(place, member_count=4), member_count="5 4")
    assert n_queries() == few


def test_an_undecided_household_says_so_instead_of_having_no_mismatch(
    cast: Cast, signed_in: SignedIn, home: Household
) -> None:
    look(cast, checker(cast), home, member_count="5 4")
    look(cast, checker(cast, "yi", "易复核"), home, member_count="4 4")
    told = signed_in("qiao").get(page_of(home)).content.decode()
    assert "裁定以哪一轮为准以后再核定" in told
    assert "没有发现不一致" not in told
    assert (
        page_of(home) in signed_in("qiao").get(f"/households/{home.household_no}/").content.decode()
    )
