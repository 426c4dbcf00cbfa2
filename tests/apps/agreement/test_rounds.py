"""Recording rounds, deciding between them, judging mismatches; what is refused comes first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huitoukan.apps.agreement.models import MismatchState
from huitoukan.apps.agreement.services.deciding import judge_mismatch, reconcile
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.services.rows import row_hash
from huitoukan.domain.agreement import Seen, Standing, Verdict
from huitoukan.domain.refusals import Refused
from tests.apps.agreement.looking_in import (
    TODAY,
    agreement_of,
    checker,
    look,
    mismatch_of,
    reading,
    state_now,
)
from tests.cast import AT, OTHER_VILLAGE, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def home(make: Maker) -> Household:
    return make.household(
        VILLAGE_1, head="王大山", member_count=4, income_net_per_capita=12000.0, water_safe=True,
        first_identified_on="2014-03", cause_main="因病", cause_other="因残、因学",
    )  # fmt: skip


def refused(code: str) -> object:
    return pytest.raises(Refused, check=lambda error: error.code == code)


# --- what is refused ---


def test_a_post_without_the_right_records_nothing(cast: Cast, home: Household) -> None:
    for account in ("ping", "tang", "qiao", "lei", "wen", "shi", "min"):
        with refused("NOT_ALLOWED"):
            look(cast, cast.actor(account), home, member_count="4 4")


def test_a_household_outside_the_own_township_is_not_found(cast: Cast, home: Household) -> None:
    with refused("NOT_FOUND"):
        look(cast, cast.cha, home, member_count="4 4")


def test_a_household_outside_the_campaign_is_not_found(cast: Cast, make: Maker) -> None:
    foreign = make.household(OTHER_VILLAGE)
    with refused("NOT_FOUND"):
        look(cast, cast.system, foreign, member_count="4 4")


def test_nobody_records_a_household_of_the_own_village(cast: Cast, home: Household) -> None:
    own = checker(cast, "jia", "贾核查", VILLAGE_1)
    with refused("AGREEMENT_OWN_VILLAGE"):
        look(cast, own, home, member_count="4 4")


def test_the_own_team_is_told_by_its_name_too(cast: Cast, home: Household) -> None:
    """平小禾 is of the village's team; somebody of that name is not let in by another account."""
    namesake = checker(cast, "jia", "平小禾")
    with refused("AGREEMENT_OWN_VILLAGE"):
        look(cast, namesake, home, member_count="4 4")


def test_a_round_in_which_nothing_was_seen_is_refused(cast: Cast, home: Household) -> None:
    with refused("AGREEMENT_EMPTY"):
        look(cast, checker(cast), home, member_count=". .")


def test_a_word_that_is_no_value_of_the_field_refuses_the_round_and_says_where(
    cast: Cast, home: Household
) -> None:
    with pytest.raises(Refused) as caught:
        look(cast, checker(cast), home, member_count="四个 4", cause_main="因病 因懒")
    assert caught.value.code == "FORM_INVALID"
    faults = caught.value.details["fields"]
    assert set(faults) == {("", "member_count"), ("", "cause_main")}
    assert "不是数字" in faults["", "member_count"]
    assert not Entry.objects.filter(object_kind="agreement").exists()


def test_a_registry_that_changed_behind_the_page_is_shown_again(
    cast: Cast, home: Household
) -> None:
    seen = state_now(cast, home)
    home.facts["member_count"] = 5
    home.row_hash = row_hash(home.facts)
    home.save()
    with refused("AGREEMENT_STALE"):
        look(cast, checker(cast), home, seen_state=seen, member_count="4 4")


# --- rounds ---


def test_a_round_keeps_three_sides_and_freezes_the_system(cast: Cast, home: Household) -> None:
    saved = look(
        cast, checker(cast), home, member_count="5 =", income_net_per_capita="12001 11998",
        cause_other="因学、因残 /", water_safe="是 .", with_whom="李同行",
    )  # fmt: skip
    assert saved.round.number == 1
    assert (saved.round.row_hash, saved.round.with_whom) == (home.row_hash, "李同行")
    home.facts["member_count"] = 9
    home.save()
    told = {c: reading(home, 1, c) for c in (
        "member_count", "income_net_per_capita", "cause_other", "water_safe", "helper_name",
    )}  # fmt: skip
    count = told["member_count"]
    assert (count.system, count.booklet, count.observed) == (4, 5, 4)
    assert (count.verdict, count.apart) == (Verdict.DIFFER, ["booklet"])
    # 1 元 of tolerance: 12,001 agrees with 12,000, 11,998 does not.
    assert told["income_net_per_capita"].apart == ["observed"]
    assert told["cause_other"].observed_seen == Seen.BLANK
    assert told["cause_other"].apart == ["observed"]
    assert told["water_safe"].verdict == Verdict.CANNOT_TELL
    assert told["helper_name"].booklet_seen == Seen.UNSEEN
    stands = agreement_of(home)
    assert (stands.standing, stands.n_differ) == (Standing.DIFFER, 3)


def test_an_unseen_booklet_is_not_a_blank_one(cast: Cast, make: Maker) -> None:
    one, other = (
        make.household(VILLAGE_1, member_count=4),
        make.household(VILLAGE_1, member_count=4),
    )
    look(cast, cast.rui, one, member_count=". 4")
    look(cast, cast.rui, other, member_count="/ 4")
    assert reading(one, 1, "member_count").verdict == Verdict.CANNOT_TELL
    assert reading(other, 1, "member_count").verdict == Verdict.DIFFER
    assert agreement_of(one).standing == Standing.CANNOT_TELL


def test_the_same_person_on_the_same_day_adds_to_the_round(cast: Cast, home: Household) -> None:
    jia = checker(cast)
    look(cast, jia, home, member_count="5 .")
    saved = look(cast, jia, home, member_count="4 4")
    assert saved.round.number == 1
    assert saved.updated == {("", "member_count")}
    assert agreement_of(home).n_rounds == 1
    assert mismatch_of(home, "member_count").is_present is False


def test_another_person_or_another_day_makes_a_round_of_its_own(
    cast: Cast, home: Household
) -> None:
    jia = checker(cast)
    look(cast, jia, home, on=YESTERDAY, member_count="5 4")
    look(cast, jia, home, member_count="5 4")
    look(cast, checker(cast, "yi", "易复核"), home, member_count="5 4")
    stands = agreement_of(home)
    assert [r.number for r in stands.rounds.all()] == [1, 2, 3]
    # They say the same: the newest counts, and nobody has to decide.
    assert stands.counting is not None
    assert (stands.counting.number, stands.standing) == (3, Standing.DIFFER)


# --- deciding between rounds ---


@pytest.fixture
def contradicting(cast: Cast, home: Household) -> Household:
    look(cast, checker(cast), home, member_count="5 4")
    look(cast, checker(cast, "yi", "易复核"), home, member_count="4 4")
    return home


def test_rounds_that_contradict_each_other_wait_for_a_decision(
    cast: Cast, contradicting: Household
) -> None:
    stands = agreement_of(contradicting)
    assert (stands.standing, stands.counting) == (Standing.RECONCILE, None)
    assert mismatch_of(contradicting, "member_count").is_present is False


def test_a_decision_needs_a_round_that_exists_and_a_reason(
    cast: Cast, contradicting: Household
) -> None:
    no = contradicting.household_no
    with refused("AGREEMENT_ROUND"):
        reconcile(cast.rui, cast.campaign, no, number=3, reason="x", at=AT)
    with refused("AGREEMENT_ROUND"):
        reconcile(cast.rui, cast.campaign, no, number=None, reason="x", at=AT)
    with refused("AGREEMENT_REASON"):
        reconcile(cast.rui, cast.campaign, no, number=1, reason="  ", at=AT)


def test_nobody_decides_about_a_round_of_their_own(cast: Cast, contradicting: Household) -> None:
    look(cast, cast.rui, contradicting, member_count="6 4")
    for number in (1, 2, 3):
        with refused("AGREEMENT_OWN_ROUND"):
            reconcile(
                cast.rui,
                cast.campaign,
                contradicting.household_no,
                number=number,
                reason="x",
                at=AT,
            )
    with refused("NOT_ALLOWED"):
        reconcile(cast.cha, cast.campaign, contradicting.household_no, number=1, reason="x", at=AT)


def test_a_decision_lets_one_round_count_and_keeps_both(
    cast: Cast, contradicting: Household
) -> None:
    stands = reconcile(
        cast.qiao, cast.campaign, contradicting.household_no, number=1, reason="见到手册原件", at=AT
    )
    assert stands.counting is not None
    assert (stands.counting.number, stands.standing) == (1, Standing.DIFFER)
    assert (stands.decided_name, stands.reason) == ("乔审言", "见到手册原件")
    assert agreement_of(contradicting).rounds.count() == 2
    assert reading(contradicting, 2, "member_count").booklet == 4
    assert mismatch_of(contradicting, "member_count").is_present


def test_a_decision_stands_until_a_later_round_contradicts_it(
    cast: Cast, contradicting: Household
) -> None:
    no = contradicting.household_no
    reconcile(cast.qiao, cast.campaign, no, number=1, reason="见到手册原件", at=AT)
    look(cast, checker(cast, "bing", "邴三轮"), contradicting, member_count="5 4")
    stands = agreement_of(contradicting)
    assert stands.decided is not None
    assert stands.counting is not None
    assert stands.counting.number == 1
    look(cast, checker(cast, "ding", "丁四轮"), contradicting, member_count="7 4")
    stands = agreement_of(contradicting)
    assert (stands.decided, stands.standing) == (None, Standing.RECONCILE)


# --- mismatches ---


@pytest.fixture
def doubtful(cast: Cast, home: Household) -> Household:
    look(cast, checker(cast), home, member_count="5 4")
    return home


def test_only_who_may_judge_judges_a_mismatch(cast: Cast, doubtful: Household) -> None:
    code = mismatch_of(doubtful, "member_count").code
    for account in ("ping", "qiao", "lei", "cha"):
        with refused("NOT_ALLOWED"):
            judge_mismatch(cast.actor(account), code, MismatchState.CONFIRMED, at=AT)
    with refused("NOT_FOUND"):
        judge_mismatch(cast.shan, code, MismatchState.CONFIRMED, at=AT)
    assert mismatch_of(doubtful, "member_count").state == MismatchState.NEW
    assert not Problem.objects.for_system("tests").exists()


def test_nobody_judges_what_they_recorded_themselves(cast: Cast, make: Maker) -> None:
    home = make.household(VILLAGE_3, member_count=4)
    look(cast, cast.rui, home, member_count="5 4")
    with refused("AGREEMENT_OWN_ROUND"):
        judge_mismatch(
            cast.rui, mismatch_of(home, "member_count").code, MismatchState.CONFIRMED, at=AT
        )


def test_a_dismissal_needs_its_reason(cast: Cast, doubtful: Household) -> None:
    code = mismatch_of(doubtful, "member_count").code
    for reason, note in (("", ""), ("no-such-reason", ""), ("other", " ")):
        with refused("REASON_NEEDED"):
            judge_mismatch(
                cast.rui, code, MismatchState.DISMISSED, reason_code=reason, note=note, at=AT
            )


def test_a_confirmed_mismatch_opens_one_problem_with_the_three_values_sealed(
    cast: Cast, doubtful: Household
) -> None:
    code = mismatch_of(doubtful, "member_count").code
    judged = judge_mismatch(cast.rui, code, MismatchState.CONFIRMED, note="手册未更新", at=AT)
    problem = Problem.objects.for_system("tests").get()
    assert problem.code == judged.problem_code
    assert (problem.type, problem.origin_kind, problem.origin_code) == ("P403", "agreement", code)
    assert problem.evidence["facts"] == {
        "agreement": {"system": "4 人", "booklet": "5 人", "observed": "4 人"}
    }
    assert (problem.evidence["round"], problem.evidence["taken_by"]) == (1, "贾核查")
    assert problem.evidence["row_hash"] == doubtful.row_hash
    assert problem.title == "家庭人口数不一致：系统“4 人”，手册“5 人”，实际“4 人”。"
    with refused("MISMATCH_DECIDED"):
        judge_mismatch(cast.rui, code, MismatchState.CONFIRMED, at=AT)
    # A later round that still shows it opens no second one.
    look(cast, checker(cast, "yi", "易复核"), doubtful, member_count="5 4")
    with refused("MISMATCH_DECIDED"):
        judge_mismatch(cast.rui, code, MismatchState.CONFIRMED, at=AT)
    assert Problem.objects.for_system("tests").count() == 1


def test_a_member_field_becomes_the_type_that_the_pack_gives_it(
    cast: Cast, make: Maker, home: Household
) -> None:
    from huitoukan.apps.agreement.models import Mismatch
    from huitoukan.apps.agreement.services.rounds import record_round
    from huitoukan.domain.agreement import Side

    member = make.member(home, name="王小溪", relation_to_head="之子")
    record_round(
        checker(cast),
        cast.campaign,
        home.household_no,
        {(member.person_no, "relation_to_head"): {Side.BOOKLET: "之女", Side.OBSERVED: "="}},
        seen_state=state_now(cast, home),
        on=TODAY,
        at=AT,
    )
    code = Mismatch.objects.for_system("tests").get().code
    judge_mismatch(cast.rui, code, MismatchState.CONFIRMED, at=AT)
    problem = Problem.objects.for_system("tests").get()
    assert problem.type == "P106"
    assert problem.title.startswith("王小溪的与户主关系不一致")


def test_a_dismissal_holds_for_the_values_that_were_judged(cast: Cast, doubtful: Household) -> None:
    code = mismatch_of(doubtful, "member_count").code
    judge_mismatch(cast.rui, code, MismatchState.DISMISSED, reason_code="misread", at=AT)
    look(cast, checker(cast, "yi", "易复核"), doubtful, member_count="5 4")
    assert mismatch_of(doubtful, "member_count").state == MismatchState.DISMISSED
    look(cast, checker(cast, "bing", "邴三轮"), doubtful, member_count="6 4")
    reconcile(cast.qiao, cast.campaign, doubtful.household_no, number=3, reason="复核", at=AT)
    again = mismatch_of(doubtful, "member_count")
    assert (again.code, again.state, again.verdict_by) == (code, MismatchState.NEW, "")


def test_what_the_counting_round_no_longer_shows_cannot_be_judged(
    cast: Cast, doubtful: Household
) -> None:
    code = mismatch_of(doubtful, "member_count").code
    look(cast, checker(cast, "yi", "易复核"), doubtful, member_count="4 4")
    with refused("MISMATCH_GONE"):
        judge_mismatch(cast.rui, code, MismatchState.CONFIRMED, at=AT)


def test_every_change_leaves_a_journal_line(cast: Cast, doubtful: Household) -> None:
    code = mismatch_of(doubtful, "member_count").code
    judge_mismatch(cast.rui, code, MismatchState.DISMISSED, reason_code="misread", at=AT)
    lines = Entry.objects.filter(object_kind__in=["agreement", "mismatch"])
    assert set(lines.values_list("verb", flat=True)) == {"agreement.record", "agreement.judge"}
