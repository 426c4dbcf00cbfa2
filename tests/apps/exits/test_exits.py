"""Exits: who may be proposed, five signatures in their order, quality before schedule."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from huitoukan.apps.assessment.models import Verdict
from huitoukan.apps.assessment.services.judging import judge_household
from huitoukan.apps.exits import queries
from huitoukan.apps.exits.models import Exit
from huitoukan.apps.exits.queries.shown import exit_page, list_page
from huitoukan.apps.exits.services.proposing import Proposal, propose, propose_again
from huitoukan.apps.exits.services.signing import Said, take_step
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry.models import Household
from huitoukan.domain.exits import ExitState, ExitStep
from huitoukan.domain.refusals import Refused
from tests.apps.exits.signers import (
    LATER,
    LEVELS,
    appoint,
    five,
    of_homes,
    of_village,
    proposed,
    ready,
    sign,
)
from tests.cast import AT, TOWN_2, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker

# --- refusals: proposing ---


def test_before_anything_was_judged_nobody_exits(cast: Cast, make: Maker) -> None:
    home = make.household(VILLAGE_1, exit_status="未脱贫")
    with pytest.raises(Refused) as refusal:
        propose(
            cast.ping, cast.campaign,
            Proposal("household", VILLAGE_1, (home.household_no,)), at=AT,
        )  # fmt: skip
    assert refusal.value.code == "EXIT_NOT_JUDGED"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"notice_to": date(2026, 10, 23)}, "EXIT_NOTICE"),
        ({"notice_to": date(2026, 12, 1)}, "EXIT_NOTICE"),
        ({"notice_from": None}, "EXIT_NOTICE"),
        ({"has_objection": True}, "EXIT_OBJECTION"),
    ],
)
def test_a_public_notice_that_is_short_unfinished_or_objected_to_stops_it(
    cast: Cast, make: Maker, more: dict[str, object], code: str
) -> None:
    found = ready(cast, make, n=1)
    with pytest.raises(Refused) as refusal:
        propose(cast.ping, cast.campaign, of_homes(found, **more), at=AT)
    assert refusal.value.code == code
    assert not Exit.objects.for_system("tests").exists()


def test_who_does_not_meet_the_standard_is_not_proposed(cast: Cast, make: Maker) -> None:
    found = ready(cast, make)
    judge_household(
        cast.rui, found.run.code, found.homes[0].household_no, Verdict.NOT_MET,
        reason="房子漏雨", at=AT,
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        propose(cast.ping, cast.campaign, of_homes(found), at=AT)
    assert refusal.value.code == "EXIT_NOT_MET"
    assert "石0" in refusal.value.sentence()


def test_who_cannot_be_told_is_no_candidate(cast: Cast, make: Maker) -> None:
    ready(cast, make)
    untold = make.household(VILLAGE_1, exit_status="未脱贫")
    kind = queries.kind_of(cast.campaign, "household")
    found = queries.candidates(cast.campaign, kind, cast.area(VILLAGE_1))
    assert untold.household_no not in {one.number for one in found}


def test_who_was_lifted_already_is_no_candidate(cast: Cast, make: Maker) -> None:
    found = ready(cast, make, n=1)
    home = found.homes[0]
    home.facts = {**home.facts, "exit_status": "已脱贫享受政策"}
    home.save()
    with pytest.raises(Refused) as refusal:
        propose(cast.ping, cast.campaign, of_homes(found), at=AT)
    assert refusal.value.code == "EXIT_NOTHING"


def test_nobody_is_proposed_twice_at_a_time(cast: Cast, make: Maker) -> None:
    made, found = proposed(cast, make)
    with pytest.raises(Refused) as refusal:
        propose(cast.ping, cast.campaign, of_homes(found), at=AT)
    assert refusal.value.code == "EXIT_OPEN"
    assert made.code in refusal.value.sentence()


@pytest.mark.parametrize(
    ("who", "code"), [("ning", "NOT_FOUND"), ("wen", "NOT_ALLOWED"), ("shan", "NOT_FOUND")]
)
def test_only_who_proposes_in_that_village_proposes(
    cast: Cast, make: Maker, who: str, code: str
) -> None:
    found = ready(cast, make, n=1)
    with pytest.raises(Refused) as refusal:
        propose(cast.actor(who), cast.campaign, of_homes(found), at=AT)
    assert refusal.value.code == code


# --- refusals: signing ---


def test_a_level_does_not_sign_before_its_turn(cast: Cast, make: Maker) -> None:
    made, _ = proposed(cast, make)
    people = five()
    for level in ("township", "county", "city", "province"):
        with pytest.raises(Refused) as refusal:
            sign(people[level], made)
        assert refusal.value.code == "EXIT_LEVEL"
    assert "村级" in refusal.value.sentence()


def test_a_secretary_of_another_place_does_not_see_it(cast: Cast, make: Maker) -> None:
    made, _ = proposed(cast, make)
    for account, post, area in (
        ("v2", "village_secretary", VILLAGE_2), ("t2", "town_secretary", TOWN_2)
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            sign(appoint(account, post, area), made)
        assert refusal.value.code == "NOT_FOUND"


def test_who_holds_no_right_to_sign_is_refused(cast: Cast, make: Maker) -> None:
    made, _ = proposed(cast, make)
    with pytest.raises(Refused) as refusal:
        sign(cast.lei, made)
    assert refusal.value.code == "NOT_ALLOWED"


def test_nobody_signs_for_two_levels_or_their_own_proposal(cast: Cast, make: Maker) -> None:
    made, _ = proposed(cast, make)
    both = appoint("both", "village_secretary", VILLAGE_1)
    sign(both, made)
    both = appoint("both", "town_secretary", LEVELS["township"][1])
    with pytest.raises(Refused) as refusal:
        sign(both, made)
    assert refusal.value.code == "EXIT_SAME_PERSON"


def test_nobody_signs_for_verdicts_that_changed_since(cast: Cast, make: Maker) -> None:
    made, found = proposed(cast, make)
    judge_household(
        cast.rui, found.run.code, found.homes[1].household_no, Verdict.NOT_MET,
        reason="收入算错了", at=AT,
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        sign(five()["village"], made)
    assert refusal.value.code == "EXIT_NOT_MET"
    assert Exit.objects.for_system("tests").get().n_signed == 0


@pytest.mark.parametrize(
    ("step", "said", "code"),
    [
        (ExitStep.DEFER, Said(until=date(2027, 12, 1)), "REASON_NEEDED"),
        (ExitStep.DEFER, Said("质量不高"), "EXIT_DEFER_DAY"),
        (ExitStep.DEFER, Said("质量不高", until=AT.date()), "EXIT_DEFER_DAY"),
        (ExitStep.REFUSE, Said(" "), "REASON_NEEDED"),
        (ExitStep.STRIKE, Said("漏雨", number="没有这一户"), "NOT_FOUND"),
    ],
)
def test_putting_off_and_refusing_need_their_reason_and_day(
    cast: Cast, make: Maker, step: ExitStep, said: Said, code: str
) -> None:
    made, _ = proposed(cast, make)
    with pytest.raises(Refused) as refusal:
        take_step(five()["village"], made.code, step, said, at=AT)
    assert refusal.value.code == code


def test_the_last_household_is_not_put_off_alone(cast: Cast, make: Maker) -> None:
    made, found = proposed(cast, make)
    village = five()["village"]
    numbers = [home.household_no for home in found.homes]
    take_step(village, made.code, ExitStep.STRIKE, Said("漏雨", number=numbers[0]), at=AT)
    with pytest.raises(Refused) as refusal:
        take_step(village, made.code, ExitStep.STRIKE, Said("漏雨", number=numbers[1]), at=AT)
    assert refusal.value.code == "EXIT_LAST_ONE"


def test_only_the_proposer_takes_it_back(cast: Cast, make: Maker) -> None:
    made, _ = proposed(cast, make)
    with pytest.raises(Refused) as refusal:
        take_step(cast.tang, made.code, ExitStep.WITHDRAW, Said("再看看"), at=AT)
    assert refusal.value.code == "EXIT_NOT_YOURS"
    done = take_step(cast.ping, made.code, ExitStep.WITHDRAW, Said("再看看"), at=AT)
    assert done.stands is ExitState.WITHDRAWN


def test_exits_fail_closed_without_an_actor(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        list(Exit.objects.filter(state="signing"))


# --- the chain ---


def test_five_levels_sign_in_turn_and_then_it_is_signed(cast: Cast, make: Maker) -> None:
    made, found = proposed(cast, make)
    for n, (level, who) in enumerate(five().items()):
        assert queries.n_waiting(who, cast.campaign) == 1, level
        shown = list_page(who, cast.campaign, {})
        assert [row.signed for row in shown.rows] == [f"{n} / 5"]
        made = sign(who, made)
        assert queries.n_waiting(who, cast.campaign) == 0
    assert (made.stands, made.n_signed) == (ExitState.SIGNED, 5)
    page = exit_page(cast.rui, made.code, on=AT.date())
    assert [one.name for one in page.signatures] == [f"s-{level}" for level in LEVELS]
    assert [one.level for one in page.signatures] == ["村", "乡镇", "县", "市", "省"]
    assert page.steps == ()
    assert Entry.objects.filter(object_kind="exit", object_code=made.code).count() == 6
    registered = Household.objects.for_system("tests").get(pk=found.homes[0].pk)
    assert registered.facts["exit_status"] == "未脱贫"


def test_a_village_exits_by_the_same_chain(cast: Cast, make: Maker) -> None:
    ready(cast, make)
    made = propose(cast.tang, cast.campaign, of_village(), at=AT)
    for who in five().values():
        made = sign(who, made)
    assert made.stands is ExitState.SIGNED
    assert [one.number for one in made.objects_of.all()] == [VILLAGE_1]


def test_a_village_that_is_not_poor_is_no_candidate(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_2)
    ready(cast, make)
    kind = queries.kind_of(cast.campaign, "village")
    assert queries.candidates(cast.campaign, kind, cast.area(VILLAGE_2), numbers={VILLAGE_2}) == []


def test_one_household_is_put_off_and_the_others_go_on(cast: Cast, make: Maker) -> None:
    made, found = proposed(cast, make)
    number = found.homes[0].household_no
    people = five()
    take_step(people["village"], made.code, ExitStep.STRIKE, Said("房子漏雨", number=number), at=AT)
    judge_household(cast.rui, found.run.code, number, Verdict.NOT_MET, reason="漏雨", at=AT)
    made = sign(people["village"], made)
    assert made.n_signed == 1
    page = exit_page(cast.rui, made.code, on=AT.date())
    assert {row.number: row.struck for row in page.rows}[number] == "房子漏雨"


def test_what_was_put_off_is_proposed_anew_after_its_day_and_signed_from_the_start(
    cast: Cast, make: Maker
) -> None:
    made, found = proposed(cast, make)
    people = five()
    sign(people["village"], made)
    until = date(2027, 4, 1)
    made = take_step(
        people["township"], made.code, ExitStep.DEFER, Said("质量不高", until=until), at=AT
    )
    assert (made.stands, made.until) == (ExitState.DEFERRED, until)
    with pytest.raises(Refused) as refusal:
        propose_again(cast.ping, made.code, of_homes(found), at=AT)
    assert refusal.value.code == "EXIT_UNTIL"
    again = propose_again(cast.ping, made.code, of_homes(found), at=LATER)
    assert (again.stands, again.n_signed, again.until) == (ExitState.SIGNING, 0, None)
    page = exit_page(cast.rui, made.code, on=AT.date())
    assert [one.name for one in page.signatures] == [""] * 5
    assert any("暂缓" in item.title for item in page.timeline)


def test_a_refused_exit_is_over_and_may_be_proposed_as_a_new_one(cast: Cast, make: Maker) -> None:
    made, found = proposed(cast, make)
    made = take_step(five()["village"], made.code, ExitStep.REFUSE, Said("质量不高"), at=AT)
    assert made.stands is ExitState.REFUSED
    other = propose(cast.ping, cast.campaign, of_homes(found), at=AT)
    assert other.code != made.code


# --- pages ---


def _client(account: str) -> Client:
    from huitoukan.apps.accounts.models import User

    client = Client()
    client.force_login(
        User.objects.get(username=account), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_from_the_candidates_to_the_signature_on_the_pages(cast: Cast, make: Maker) -> None:
    found = ready(cast, make)
    worker = cast.signed_in("ping")
    path = f"/exits/new/?kind=household&village={VILLAGE_1}"
    assert "石0" in worker.get(path).content.decode()
    typed = {
        "numbers": [home.household_no for home in found.homes],
        "notice_from": "2026-10-20", "notice_to": "2026-10-21", "objection": "no", "note": "评议过",
    }  # fmt: skip
    back = worker.post(path, typed)
    assert back.status_code == 422
    assert "公示要满 5 天" in back.content.decode()
    assert worker.post(path, {**typed, "notice_to": "2026-10-24"}).status_code == 302
    made = Exit.objects.for_system("tests").get()
    five()
    secretary = _client("s-village")
    assert made.code in secretary.get("/exits/").content.decode()
    assert f"/exits/{made.code}/" in secretary.get("/todo/").content.decode()
    refused = secretary.post(f"/exits/{made.code}/defer/", {"opinion": ""})
    assert refused.status_code == 409
    assert secretary.post(f"/exits/{made.code}/sign/", {"opinion": "同意"}).status_code == 302
    paper = secretary.get(f"/exits/{made.code}/paper/").content.decode()
    assert "s-village" in paper
    assert "签批表" in paper


def test_a_village_without_candidates_says_why(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1)
    make.snapshot()
    page = cast.signed_in("ping").get(f"/exits/new/?kind=household&village={VILLAGE_1}")
    assert "还没有按规则包本身的标准核查过户" in page.content.decode()
