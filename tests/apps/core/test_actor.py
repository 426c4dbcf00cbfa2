"""Who may what, with the reason; and the doors of the pages that ask."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from huitoukan.apps.core.access import access, public, signed_in
from huitoukan.apps.core.actor import Actor, Grant, system_actor
from huitoukan.domain.refusals import Refused

REVIEWER = Actor(
    "qiao",
    "乔审言",
    grants=(
        Grant("1.", frozenset({"problem.see"}), "县里看台账"),
        Grant("1.2.", frozenset({"problem.see", "problem.review"}), "龙潭镇审核组长"),
    ),
)


def test_what_no_appointment_gives_is_answered_no_with_a_reason() -> None:
    answer = REVIEWER.may("problem.sign_off")
    assert not answer
    assert answer.reason == "没有任何岗位含有这项权限"


def test_a_yes_names_the_first_appointment_that_gives_it() -> None:
    assert REVIEWER.may("problem.see").reason == "县里看台账"
    assert REVIEWER.may("problem.review").reason == "龙潭镇审核组长"
    assert REVIEWER.verbs == {"problem.see", "problem.review"}


def test_the_system_may_everything_and_says_that_it_is_the_system() -> None:
    system = system_actor()
    assert system.may("problem.sign_off").reason == "系统"
    assert system.verbs == frozenset()


def view(_request: object) -> HttpResponse:
    return HttpResponse("shown")


def ask(guarded: object, actor: Actor | None) -> HttpResponse:
    request = RequestFactory().get("/somewhere/?a=1")
    request.actor = actor  # type: ignore[attr-defined]
    return guarded(request)  # type: ignore[operator,no-any-return]


def test_a_door_with_a_word_outside_the_vocabulary_cannot_be_built() -> None:
    with pytest.raises(KeyError):
        access("problem.forgive")


def test_a_stranger_is_sent_to_sign_in_and_back() -> None:
    for door in (access("problem.see"), signed_in("own page")):
        response = ask(door(view), None)
        assert response.status_code == 302
        assert response.headers["Location"].endswith("?next=/somewhere/%3Fa%3D1")


def test_somebody_without_the_verb_reads_which_right_is_missing() -> None:
    with pytest.raises(Refused) as refusal:
        ask(access("problem.sign_off")(view), REVIEWER)
    assert refusal.value.code == "NOT_ALLOWED"
    assert "销号" in refusal.value.sentence()


def test_doors_let_in_and_declare_what_they_ask() -> None:
    for_reviewers, for_all, for_anyone = (
        access("problem.review")(view),
        signed_in("own page")(view),
        public("health of the server")(view),
    )
    assert ask(for_reviewers, REVIEWER).content == b"shown"
    assert ask(for_all, Actor("x", "某人")).content == b"shown"
    assert ask(for_anyone, None).content == b"shown"
    assert for_reviewers.access_verb == "problem.review"  # type: ignore[attr-defined]
    assert for_all.signed_in_reason == "own page"  # type: ignore[attr-defined]
    assert for_anyone.public_reason == "health of the server"  # type: ignore[attr-defined]
