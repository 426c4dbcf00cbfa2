"""Issuing papers: who may, what they say, that they stay what they were, that no number returns."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huitoukan.apps.journal.models import Entry
from huitoukan.apps.papers.models import Paper, Receipt
from huitoukan.apps.papers.queries import kinds_of, papers_for
from huitoukan.apps.papers.queries.making import draft
from huitoukan.apps.papers.queries.shown import copy_for
from huitoukan.apps.papers.queries.subjects import Wanted
from huitoukan.apps.papers.services.issuing import issue, issue_many
from huitoukan.apps.papers.services.receiving import receive, void
from huitoukan.apps.problems.models import Bulletin, Problem
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import full_numbers
from tests.apps.papers.asking import bytes_of, filled, issued, wanted, words_of
from tests.cast import AT, OTHER_VILLAGE, TOWN_1, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker, id_no, nothing_told


def refused(call: object, *args: object, **kwargs: object) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)  # type: ignore[operator]
    return caught.value


# --- refusals ---


def test_only_who_holds_the_right_of_the_kind_issues_it(cast: Cast, make: Maker) -> None:
    make.problem(state=State.REVIEWED)
    for account, kind in (
        ("ping", "village_list"),
        ("tang", "county_report"),
        ("min", "minutes"),
        ("wen", "minutes"),
        ("shi", "county_report"),
        ("qiao", "problem_list"),
    ):
        fault = refused(issued, cast, kind, VILLAGE_1, by=cast.actor(account))
        assert fault.code == "NOT_ALLOWED", (account, kind)
    assert not Paper.objects.for_system("tests").exists()


def test_a_township_issues_nothing_for_another_and_the_neighbour_nothing_here(
    cast: Cast, make: Maker
) -> None:
    make.problem(make.household(VILLAGE_3), state=State.ASSIGNED)
    assert refused(issued, cast, "village_list", VILLAGE_3, by=cast.tang).code == "PAPER_NOTHING"
    assert refused(issued, cast, "village_list", OTHER_VILLAGE).code == "NOT_FOUND"
    assert refused(issued, cast, "minutes", by=cast.shan).code == "PAPER_PLACE"


def test_what_is_missing_is_named_and_nothing_is_written(cast: Cast, make: Maker) -> None:
    make.problem(state=State.RECTIFYING)
    fault = refused(issue, cast.rui, cast.campaign, Wanted("minutes"), at=AT)
    assert fault.code == "PAPER_ASKS"
    assert "会议地点" in fault.sentence()
    assert refused(issue, cast.rui, cast.campaign, Wanted("nothing"), at=AT).code == "PAPER_KIND"
    assert refused(issued, cast, "household_list").code == "PAPER_PLACE"
    assert refused(issued, cast, "closing_slip", VILLAGE_1).code == "PAPER_NOTHING"
    assert not Paper.objects.for_system("tests").exists()


def test_what_changed_since_the_preview_is_not_issued_unseen(cast: Cast, make: Maker) -> None:
    make.problem(state=State.RECTIFYING)
    asked = wanted(cast, "village_list", VILLAGE_1)
    fault = refused(issue, cast.rui, cast.campaign, asked, at=AT, seen=2)
    assert fault.code == "PAPER_CHANGED"


# --- every kind ---


def test_every_kind_says_what_it_is_about_and_from_which_data(cast: Cast, make: Maker) -> None:
    home = make.household(VILLAGE_1, head="云中鹤")
    snapshot = make.snapshot()
    problem = make.problem(home, state=State.REVIEWED)
    make.problem(home, "X17", state=State.ASSIGNED)
    make.problem(home, "X15", state=State.REGISTERED)
    objects = {
        "closing_slip": problem.code,
        "talk_record": problem.code,
        "household_list": home.household_no,
        "responsibility_letter": home.household_no,
    }
    for name, kind in kinds_of(cast.campaign).items():
        by = cast.system if kind.about == "city" else cast.rui
        place = "" if kind.about in {"county", "city"} else VILLAGE_1
        place = TOWN_1 if kind.about == "township" else place
        chosen = (objects[name],) if name in objects else ()
        paper = issued(cast, name, place, *chosen, by=by)
        said = words_of(bytes_of(paper))
        assert paper.code in said, name
        assert snapshot.code in said, name
        assert "2026年11月02日09:00" in said, name
        assert "{" not in said, name
        assert full_numbers(said) == [], name


def test_a_paper_a_week_later_is_byte_for_byte_the_same(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    paper = issued(cast, "village_list", VILLAGE_1)
    before = bytes_of(paper)
    Problem.objects.for_system("tests").filter(pk=problem.pk).update(title="后来改了")
    make.problem(state=State.RECTIFYING)
    assert copy_for(cast.rui, paper.code)[1] == before
    again = issue(
        cast.rui, cast.campaign, wanted(cast, "village_list", VILLAGE_1), at=AT + timedelta(days=7)
    )
    assert bytes_of(again) != before
    assert again.n_problems == 2


def test_numbers_are_never_used_again(cast: Cast, make: Maker) -> None:
    make.problem(state=State.RECTIFYING)
    first = issued(cast, "village_list", VILLAGE_1)
    void(cast.rui, first.code, reason="印错了", at=AT)
    second = issued(cast, "village_list", VILLAGE_1)
    assert (first.code, second.code) == ("WS-2026-000001", "WS-2026-000002")
    kept = papers_for(cast.rui).get(code=first.code)
    assert kept.is_void
    assert kept.void_reason == "印错了"
    assert refused(void, cast.rui, first.code, reason="再来", at=AT).code == "PAPER_VOID"
    codes = [e.object_code for e in Entry.objects.filter(object_kind="paper")]
    assert sorted(codes) == [first.code, first.code, second.code]


# --- the numbered list, its addressees and their receipts ---


def listed(cast: Cast, make: Maker) -> Paper:
    make.problem(make.household(VILLAGE_1, head="云中鹤"), state=State.ASSIGNED)
    make.problem(make.household(VILLAGE_3, head="石上泉"), state=State.ASSIGNED)
    return issued(cast, "problem_list", asks={"抄送": "联系龙潭镇的县领导"})


def test_a_list_is_an_issue_of_the_ledger_with_an_addressee_for_each_place(
    cast: Cast, make: Maker
) -> None:
    paper = listed(cast, make)
    bulletin = Bulletin.objects.for_system("tests").get()
    assert (paper.issue, bulletin.issue) == (1, 1)
    assert paper.word_id == bulletin.word_id
    assert paper.excel_id == bulletin.excel_id
    names = [r.addressee for r in Receipt.objects.for_system("tests").filter(paper=paper)]
    assert names == ["龙潭镇", "石门乡", "龙潭镇核桃村", "石门乡柳溪村", "县民政局"]
    said = words_of(bytes_of(paper))
    assert "第1期" in said
    assert "抄送：联系龙潭镇的县领导。" in said
    assert "云中鹤" in said
    assert refused(issued, cast, "problem_list").code == "PAPER_NOTHING"


def test_only_the_chosen_problems_stand_in_the_list_and_the_others_wait(
    cast: Cast, make: Maker
) -> None:
    one, other = make.problem(state=State.ASSIGNED), make.problem(state=State.ASSIGNED)
    first = issued(cast, "problem_list", "", one.code)
    second = issued(cast, "problem_list")
    assert [row["问题编号"] for row in first.data["问题"]] == [one.code]
    assert [row["问题编号"] for row in second.data["问题"]] == [other.code]
    assert second.issue == 2


def test_an_addressee_gets_its_own_rows_and_signs_once(cast: Cast, make: Maker) -> None:
    paper = listed(cast, make)
    _, mine = copy_for(cast.tang, paper.code)
    assert "云中鹤" in words_of(mine)
    assert "石上泉" not in words_of(mine)
    assert copy_for(cast.tang, paper.code)[1] == mine
    assert refused(copy_for, cast.ning, paper.code).code == "NOT_FOUND"
    assert refused(copy_for, cast.shan, paper.code).code == "NOT_FOUND"
    rows = {r.addressee: r for r in Receipt.objects.for_system("tests").filter(paper=paper)}
    foreign = rows["石门乡"].pk
    assert refused(receive, cast.tang, paper.code, foreign, name="", at=AT).code == "NOT_FOUND"
    signed = receive(cast.tang, paper.code, rows["龙潭镇"].pk, name="", at=AT)
    assert signed.received_name == "唐守田"
    fault = refused(receive, cast.tang, paper.code, rows["龙潭镇"].pk, name="", at=AT)
    assert fault.code == "PAPER_RECEIVED"
    receive(cast.rui, paper.code, foreign, name="石乡长", at=AT)
    receive(cast.min, paper.code, rows["县民政局"].pk, name="", at=AT)
    done = Receipt.objects.for_system("tests").exclude(received_at=None)
    assert sorted(done.values_list("received_name", flat=True)) == ["唐守田", "石乡长", "闵民政"]


# --- names and numbers of persons ---


def test_numbers_in_free_text_are_masked_and_names_too_for_whom_may_not_see(
    cast: Cast, make: Maker
) -> None:
    home = make.household(VILLAGE_1, head="云中鹤")
    problem = make.problem(home, state=State.RECTIFYING)
    Problem.objects.for_system("tests").filter(pk=problem.pk).update(
        title=f"云中鹤的证件号码{id_no(7)}有误"
    )
    paper = issued(cast, "village_list", VILLAGE_1)
    said = words_of(bytes_of(paper))
    assert full_numbers(said) == []
    assert "云中鹤" in said


# --- many at once ---


def test_a_letter_for_each_of_78_households_of_a_village(cast: Cast, make: Maker) -> None:
    for _ in range(78):
        make.household(VILLAGE_1)
    make.problem(make.household(VILLAGE_3), state=State.ASSIGNED)
    asked = wanted(cast, "responsibility_letter", VILLAGE_1, is_every=True)
    told: list[int] = []
    batch = issue_many(
        cast.tang, cast.campaign, asked, at=AT, tell=lambda done, _n, _t: told.append(done)
    )
    assert batch.n == 78
    assert told == list(range(1, 79))
    codes = papers_for(cast.tang).filter(batch=batch).values_list("code", flat=True)
    assert len(set(codes)) == 78
    joined = words_of(bytes_of_file(batch.joined.sha256))
    assert all(code in joined for code in codes)
    assert refused(issue, cast.tang, cast.campaign, asked, at=AT).code == "PAPER_TOO_MANY"


def bytes_of_file(sha256: str) -> bytes:
    from huitoukan.apps.files.queries import path_of

    return path_of(sha256).read_bytes()


def test_an_attempt_that_lost_its_job_writes_nothing(cast: Cast, make: Maker) -> None:
    make.problem(state=State.RECTIFYING)
    asked = wanted(cast, "responsibility_letter", VILLAGE_1)

    def lost() -> None:
        raise Refused("JOB_FENCED")

    fault = refused(
        issue_many, cast.tang, cast.campaign, asked, at=AT, tell=nothing_told, fence=lost
    )
    assert fault.code == "JOB_FENCED"
    assert not Paper.objects.for_system("tests").exists()
    assert issue_many(cast.tang, cast.campaign, asked, at=AT, tell=nothing_told).n == 1


def test_a_preview_numbers_nothing(cast: Cast, make: Maker) -> None:
    make.problem(state=State.ASSIGNED)
    n, n_problems, content = draft(cast.rui, cast.campaign, wanted(cast, "problem_list"), at=AT)
    assert (n, n_problems) == (1, 1)
    assert "（印发时编号）" in words_of(content)
    assert not Paper.objects.for_system("tests").exists()
    assert filled(cast, "problem_list")["反馈时限"] == "2026-12-01"
