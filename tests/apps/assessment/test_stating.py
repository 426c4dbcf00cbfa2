"""Facts stated by hand: who may, what is refused, what stays, and what the standards make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import Assessment, StatedFact, Statement
from huitoukan.apps.assessment.queries.words import answers_of
from huitoukan.apps.assessment.services.stating import (
    Noted,
    Saying,
    Told,
    state_facts,
    take_back,
)
from huitoukan.apps.registry.models import Household
from huitoukan.domain.refusals import Refused
from tests.apps.assessment.homes import homes, run_of, verdict_of
from tests.cast import AT, Cast
from tests.factories import Maker

DAY = AT.date()
FOOD = Told("", "food_enough", "true")
VISIT = Saying("入户查看", "户主", DAY, (FOOD,))
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def told_of(cast: Cast, make: Maker, tmp_path: Path) -> tuple[Assessment, dict[str, Household]]:
    found = homes(cast, make, tmp_path)
    return run_of(cast), found


def refused(cast: Cast, run: Assessment, home: Household, saying: Saying, who: str = "ping") -> str:
    with pytest.raises(Refused) as refusal:
        state_facts(cast.actor(who), run.code, home.household_no, saying, at=AT)
    return str(refusal.value.code)


def said(**more: Any) -> Saying:
    return replace(VISIT, **more)


# --- refusals ---


@pytest.mark.parametrize(("who", "code"), [("wen", "NOT_ALLOWED"), ("shan", "NOT_FOUND")])
def test_who_may_not_state_is_refused(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]], who: str, code: str
) -> None:
    run, found = told_of
    assert refused(cast, run, found["safe"], VISIT, who) == code


def test_another_village_is_not_found(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    assert refused(cast, run, found["disputed"], VISIT) == "NOT_FOUND"


@pytest.mark.parametrize(
    ("saying", "code"),
    [
        (said(source="住建部门"), "FORM_INVALID"),
        (said(said_by=" "), "FORM_INVALID"),
        (said(on=DAY + timedelta(days=1)), "FORM_INVALID"),
        (said(told=(Told("", "house_grade", "E"),)), "FORM_INVALID"),
        (said(told=(Told("", "water_litres", "-1"),)), "FORM_INVALID"),
        (said(told=(Told("", "income_per_head", "9000"),)), "FORM_INVALID"),
        (said(told=(Told("nobody", "insured", "居民医保"),)), "FORM_INVALID"),
        (said(told=()), "STATED_NOTHING"),
        (said(told=(replace(FOOD, section="粮"),), notes=(Noted("粮", asks_photo=True),)),
         "FORM_INVALID"),
        (said(notes=(Noted("粮", photo=("a.png", b"text")),)), "EVIDENCE_TYPE"),
    ],
)  # fmt: skip
def test_what_is_not_a_fact_is_refused(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]], saying: Saying, code: str
) -> None:
    run, found = told_of
    assert refused(cast, run, found["safe"], saying) == code
    assert not Statement.objects.for_system("tests").exists()


def test_a_try_is_nothing_to_state_facts_on(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = homes(cast, make, tmp_path)
    assert refused(cast, run_of(cast, how="试算"), found["safe"], VISIT) == "ASSESSMENT_TRY"


def test_the_same_again_is_refused_and_another_value_needs_a_reason(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    home = found["safe"]
    state_facts(cast.ping, run.code, home.household_no, VISIT, at=AT)
    assert refused(cast, run, home, VISIT) == "STATED_NOTHING"
    other = said(told=(replace(FOOD, value="false"),))
    assert refused(cast, run, home, other) == "FORM_INVALID"
    state_facts(cast.ping, run.code, home.household_no, replace(other, why="看错了"), at=AT)
    assert StatedFact.objects.for_system("tests").count() == 2


def test_a_fact_that_makes_the_material_no_household_is_refused(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    number = found["safe"].household_no
    (member,) = queries.facts_read(run, number)["members"]
    born = (Told(member["person_no"], "birth", "2999-01-01"),)
    assert refused(cast, run, found["safe"], said(told=born)) == "MEMBER_BORN_LATER"


def test_only_what_stands_is_taken_back_and_with_a_reason(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    number = found["safe"].household_no
    state_facts(cast.ping, run.code, number, VISIT, at=AT)
    fact = StatedFact.objects.for_system("tests").get()
    for pk, why, code in ((fact.pk + 1, "误填", "NOT_FOUND"), (fact.pk, " ", "VERDICT_REASON")):
        with pytest.raises(Refused) as refusal:
            take_back(cast.ping, run.code, number, pk, why=why, at=AT)
        assert refusal.value.code == code
    take_back(cast.ping, run.code, number, fact.pk, why="误填", at=AT)
    with pytest.raises(Refused) as refusal:
        take_back(cast.ping, run.code, number, fact.pk, why="误填", at=AT)
    assert refusal.value.code == "STATED_GONE"
    assert "food_enough" not in facts_of(run_of(cast, standard="national"), found["safe"])


def facts_of(run: Assessment, home: Household) -> dict[str, Any]:
    read = queries.facts_read(run, home.household_no)["household"]
    assert isinstance(read, dict)
    return read


# --- what stays, and what follows ---


def test_what_was_stated_cannot_be_altered(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    state_facts(cast.ping, run.code, found["safe"].household_no, VISIT, at=AT)
    with pytest.raises(DatabaseError):
        StatedFact.objects.for_system("tests").update(value="false")


def test_the_runs_verdict_stays_and_the_next_run_takes_the_fact_up(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    home = found["unsafe"]
    grade = said(told=(Told("", "house_grade", "A"),), on=AT.date())
    state_facts(cast.ping, run.code, home.household_no, grade, at=AT)
    assert answers_of(verdict_of(run, home).marks)["H6"] == "not_met"
    body = cast.signed_in("ping").get(f"/assessment/{run.code}/households/{home.household_no}/")
    assert "不达标 → 无法判断" in body.content.decode()
    later = run_of(cast, on=DAY)
    assert answers_of(verdict_of(later, home).marks)["H6"] == "cannot_tell"
    (house,) = (
        one for one in queries.worksheet_of(later, home.household_no).indicators
        if one.indicator.id == "H6"
    )  # fmt: skip
    conflicts = {each.source for check in house.checks for each in check.known.conflict}
    assert conflicts == {"名册", "住建部门", "入户查看"}


def test_a_fact_that_the_pack_no_longer_asks_for_is_left_out(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    made = state_facts(cast.ping, run.code, found["safe"].household_no, VISIT, at=AT)
    StatedFact.objects.for_system("tests").create(statement=made, fact="gone", value="true")
    assert "gone" not in facts_of(run_of(cast), found["safe"])


# --- pages ---


def test_the_form_of_the_nine_looks_is_filled_in_on_one_page(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    number = found["safe"].household_no
    path = f"/assessment/{run.code}/households/{number}/facts/"
    client = cast.signed_in("ping")
    body = client.get(path).content.decode()
    assert body.index("一看粮") < body.index("九看成效好不好")
    sent = {
        "source": "入户查看", "said_by": "户主", "on": DAY.isoformat(), "h-food_enough": "true",
        "m0-insured": "居民医保", "s0-photo": SimpleUploadedFile("粮.png", PNG, "image/png"),
    }  # fmt: skip
    answer = client.post(path, sent)
    assert answer.status_code == 302
    stored = {(one.fact, one.value) for one in StatedFact.objects.for_system("tests")}
    assert stored == {("food_enough", "true"), ("insured", "居民医保")}
    shown = client.get(path).content.decode()
    assert "/files/" in shown
    photo = StatedFact.objects.for_system("tests").get(fact="food_enough").note
    assert photo is not None
    assert photo.photo is not None
    assert client.get(f"/files/{photo.photo.sha256}/").status_code == 200


def test_a_refused_form_comes_back_with_what_was_typed(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    path = f"/assessment/{run.code}/households/{found['safe'].household_no}/facts/"
    sent = {"source": "入户查看", "said_by": "王二嫂", "on": "x", "h-food_enough": "true"}
    answer = cast.signed_in("ping").post(path, sent)
    assert (answer.status_code, "王二嫂" in answer.content.decode()) == (422, True)


def test_one_fact_is_asked_alone_and_an_unknown_one_is_refused(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    path = f"/assessment/{run.code}/households/{found['safe'].household_no}/facts/"
    client = cast.signed_in("ping")
    body = client.get(path, {"fact": "water_trip_minutes"}).content.decode()
    assert "h-water_trip_minutes" in body
    assert "h-food_enough" not in body
    assert client.get(path, {"fact": "mars"}).status_code == 404


def test_the_page_of_two_runs_says_which_fact_changed_an_answer(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    home = found["unsafe"]
    path = f"/assessment/{run.code}/changes/{home.household_no}/"
    client = cast.signed_in("ping")
    assert "没有可比的核查" in client.get(path).content.decode()
    grade = said(told=(Told("", "house_grade", "A"),), on=DAY)
    state_facts(cast.ping, run.code, home.household_no, grade, at=AT)
    later = run_of(cast, on=DAY)
    listed = cast.signed_in("rui").get(f"/assessment/{later.code}/changes/").content.decode()
    assert f"/assessment/{later.code}/changes/{home.household_no}/" in listed
    body = client.get(f"/assessment/{later.code}/changes/{home.household_no}/").content.decode()
    assert "事实变了" in body
    assert "来源不一致" in body


def test_an_english_page_says_in_english_why_nobody_can_tell(
    cast: Cast, told_of: tuple[Assessment, dict[str, Household]]
) -> None:
    run, found = told_of
    path = f"/assessment/{run.code}/households/{found['disputed'].household_no}/"
    client = cast.signed_in("rui")
    client.cookies["django_language"] = "en"
    body = client.get(path).content.decode()
    assert "no material" in body
    assert "Sources disagree" in body
    assert "没有材料" not in body
