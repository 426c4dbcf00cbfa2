"""The pages of the rule book: the list, a rule that explains itself, tries, scorecards."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.rulebook.models import Try
from huitoukan.apps.rulebook.services import tries
from tests.apps.comparison.doubts import found_dead
from tests.apps.looking import HTMX, read, seen
from tests.apps.rulebook.cars import cars, tried
from tests.cast import AT, TOWN_1, VILLAGE_1, Cast
from tests.factories import Maker

RULES, X04, ASK, TRIES = "/rules/", "/rules/X04/", "/rules/tries/ask/", "/rules/tries/"
CARDS = "/rules/scorecards/"


# --- refusals ---


@pytest.mark.parametrize("address", [RULES, X04, CARDS, TRIES])
def test_nobody_signed_in_is_sent_to_sign_in(address: str, cast: Cast) -> None:
    assert Client().get(address).headers["Location"] == f"/sign-in/?next={address}"


@pytest.mark.parametrize("account", ["ping", "qiao", "min", "shi"])
def test_who_may_not_try_rules_sees_no_form_and_no_tries(account: str, cast: Cast) -> None:
    client = cast.signed_in(account)
    assert seen(client, X04).asks == ()
    assert seen(client, RULES).ask is None
    assert client.get(TRIES).status_code == 403
    assert client.post(ASK, {"how": "installed", "rule": "X04"}).status_code == 403


def test_a_rule_that_the_pack_does_not_have_is_not_found(cast: Cast) -> None:
    assert cast.signed_in("rui").get("/rules/X98/").status_code == 404


def test_a_refused_rule_file_comes_back_with_every_line(cast: Cast) -> None:
    text = tries._as_yaml(cast.pack.files["rules/X04.yaml"])
    bad = text.replace("D08.value >", "D99.value >").replace("severity: A", "severity: A\nx: 1")
    file = SimpleUploadedFile("X04.yaml", bad.encode())
    client = cast.signed_in("rui")
    answer = client.post(ASK, {"how": "file", "rule": "X04", "file": file})
    assert answer.status_code == 422
    (form,) = [one for one in answer.context["page"].asks if one.is_open]
    assert any("rules/X04.yaml 第" in error for error in form.errors)
    assert not Job.objects.for_system("tests").exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a: " + b"1" * 70_000])
def test_a_file_that_cannot_be_a_rule_is_refused(cast: Cast, content: bytes) -> None:
    file = SimpleUploadedFile("r.yaml", content)
    answer = cast.signed_in("rui").post(ASK, {"how": "file", "file": file})
    assert answer.status_code == 422
    assert answer.context["page"].ask.errors


# --- the list ---


def test_the_list_is_narrowed_by_severity_department_topic_data_and_consent(cast: Cast) -> None:
    client = cast.signed_in("rui")
    everything = seen(client, RULES)
    assert everything.pager.n_rows == len(cast.pack.rules)
    cars_only = seen(client, f"{RULES}?source=D08")
    assert [row.id for row in cars_only.rows] == ["X04", "X05"]
    asking = seen(client, f"{RULES}?consent=1")
    assert {row.id for row in asking.rows} >= {"X04", "X08", "X45"}
    assert all(row.needs_consent for row in asking.rows)
    strict = seen(client, f"{RULES}?severity=A&department=public-security&q=x04")
    assert [row.id for row in strict.rows] == ["X04"]
    assert "X04" in read(client, f"{RULES}?source=D08", HTMX)
    assert seen(client, f"{RULES}?q=没有这条").rows == ()


# --- one rule ---


def test_a_rule_explains_basis_consent_condition_sql_and_differences(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found_dead(cast, make, tmp_path)
    page = seen(cast.signed_in("ping"), X04)
    assert [one.label for one in page.consent] == ["D08 机动车登记"]
    assert "永城" in page.consent[0].value
    assert [step.label for step in page.sql] == []  # D08 was not delivered: nothing ran
    assert "98" in page.area
    before, installed = page.differences
    assert before.note
    assert installed.rows == ()
    assert [one.expect for one in page.examples][:2] == [("P1",), ()]
    assert seen(cast.signed_in("ping"), "/rules/X11/").sql[0].value.startswith("SELECT")


def test_every_rule_has_a_page_with_its_basis_condition_and_examples(cast: Cast) -> None:
    client = cast.signed_in("wen")
    for rule in cast.pack.rules.values():
        page = seen(client, reverse("rulebook:rule", args=[rule.id]))
        assert (page.basis, page.sentence) == (rule.basis, rule.says), rule.id
        assert page.condition, rule.id
        assert {example.case for example in page.examples} >= {"positive", "negative", "boundary"}


def test_a_number_of_a_rule_comes_with_its_source(cast: Cast) -> None:
    text = read(cast.signed_in("ping"), "/rules/X04/")
    (limit,) = cast.pack.rules["X04"].params.values()
    assert str(limit.value) in text
    assert limit.source in text


def test_the_examples_run_when_asked(cast: Cast) -> None:
    page = seen(cast.signed_in("ping"), f"{X04}?examples=1")
    assert {one.outcome.style for one in page.examples if one.outcome} == {"ok"}
    assert len(page.examples) == 4


def test_the_former_address_of_a_rule_leads_to_it(cast: Cast) -> None:
    answer = cast.signed_in("rui").get("/comparison/rules/X04/")
    assert (answer.status_code, answer.headers["Location"]) == (302, X04)


# --- tries ---


def test_a_number_is_tried_from_the_page_and_the_job_leads_to_before_and_after(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    cars(cast, make, tmp_path)
    client = cast.signed_in("rui")
    answer = client.post(
        ASK, {"how": "param", "rule": "X04", "name": "car_value_limit", "value": "50000"}
    )
    one = Try.objects.for_system("tests").get()
    assert answer.headers["Location"] == f"{TRIES}{one.code}/"
    assert not seen(client, f"{TRIES}{one.code}/").is_over
    run_here(Job.objects.for_system("tests").get().code)
    page = seen(client, f"{TRIES}{one.code}/")
    assert [figure.value for figure in page.figures] == [1, 0, 1]
    numbers = sorted((place.n_before, place.n_after, place.n_both) for place in page.places)
    assert numbers == [(0, 0, 1), (1, 0, 0)]
    (altered,) = page.altered
    told = (altered.key, altered.before, altered.after)
    assert told == ("params.car_value_limit.value", "30000", "50000")
    only = seen(client, f"{TRIES}{one.code}/?tab=before")
    assert [row.name for row in only.rows] == ["车*一"]
    text = read(client, f"{TRIES}{one.code}/")
    assert "车主一" not in text
    assert seen(client, TRIES).rows[0].n_both == 1
    book = client.get(f"{TRIES}{one.code}/export/")
    assert book.status_code == 200
    assert book.content.startswith(b"PK")


def test_another_countys_try_is_not_there(cast: Cast, make: Maker, tmp_path: Path) -> None:
    cars(cast, make, tmp_path)
    one = tried(cast)
    assert cast.other_campaign
    assert cast.signed_in("shan").get(f"{TRIES}{one.code}/").status_code == 404


# --- scorecards ---


def test_before_any_verdict_a_share_is_no_data(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found_dead(cast, make, tmp_path)
    page = seen(cast.signed_in("rui"), CARDS)
    (row,) = [one for one in page.rows if one.rule == "X11"]
    assert (row.n_hits, row.n_waiting, row.share, row.days) == (1, 1, "", "")
    assert "没有数据" in read(cast.signed_in("rui"), CARDS)


def test_a_scorecard_counts_verdicts_reasons_and_days_by_township(cast: Cast, make: Maker) -> None:
    for n in range(12):
        hit = make.hit(make.household(VILLAGE_1))
        verdict = HitState.CONFIRMED if n == 0 else HitState.DISMISSED
        reason = "" if n == 0 else "wrong-number"
        judge_hit(cast.rui, hit.code, verdict, reason_code=reason, at=AT)
    client = cast.signed_in("rui")
    (row,) = seen(client, CARDS).rows
    assert (row.n_hits, row.n_confirmed, row.n_dismissed) == (12, 1, 11)
    assert (row.share, row.is_mostly_dismissed) == ("8%", True)
    assert row.reasons.endswith(" 11")
    assert row.n_steps >= 1
    by_town = seen(client, f"{CARDS}?rule={row.rule}")
    assert by_town.is_by_place
    assert [one.n_hits for one in by_town.rows] == [12]
    assert seen(client, f"{CARDS}?place={TOWN_1}").total.n_hits == 12
    assert seen(client, f"{CARDS}?severity=E").rows == ()
    assert client.get(f"{CARDS}export/").content.startswith(b"PK")
    assert seen(client, f"/rules/{row.rule}/").score.n_hits == 12


def test_a_scorecard_counts_only_what_the_person_may_see(cast: Cast, make: Maker) -> None:
    make.hit(make.household(VILLAGE_1))
    assert seen(cast.signed_in("ning"), CARDS).rows == ()
