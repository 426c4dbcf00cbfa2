"""Doubts about listing: they follow from a run, and a person decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import DoubtState, ListingDoubt, Verdict
from huitoukan.apps.assessment.services.doubts import decide_doubt
from huitoukan.apps.assessment.services.judging import judge_household
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Household
from huitoukan.domain.refusals import Refused
from tests.apps.assessment.homes import homes, run_of
from tests.cast import AT, Cast
from tests.factories import Maker


def lifted(cast: Cast, make: Maker, folder: Path) -> dict[str, Household]:
    found = homes(cast, make, folder)
    every = Household.objects.for_system("tests")
    every.update(exit_status="已脱贫享受政策")
    return found


def doubt_of(cast: Cast, make: Maker, folder: Path) -> ListingDoubt:
    lifted(cast, make, folder)
    run_of(cast)
    return queries.doubts_for(cast.rui, cast.campaign).get()


def test_a_doubt_is_decided_once_and_with_words(cast: Cast, make: Maker, tmp_path: Path) -> None:
    doubt = doubt_of(cast, make, tmp_path)
    with pytest.raises(Refused) as refusal:
        decide_doubt(cast.rui, doubt.code, DoubtState.DISMISSED, reason=" ", at=AT)
    assert refusal.value.code == "VERDICT_REASON"
    decide_doubt(cast.rui, doubt.code, DoubtState.DISMISSED, reason="已搬迁", at=AT)
    with pytest.raises(Refused) as refusal:
        decide_doubt(cast.rui, doubt.code, DoubtState.CONFIRMED, reason="看过", at=AT)
    assert refusal.value.code == "DOUBT_DECIDED"
    assert not Problem.objects.for_system("tests").exists()


@pytest.mark.parametrize(("who", "code"), [("ping", "NOT_ALLOWED"), ("shan", "NOT_FOUND")])
def test_who_may_not_decide_is_refused(
    cast: Cast, make: Maker, tmp_path: Path, who: str, code: str
) -> None:
    doubt = doubt_of(cast, make, tmp_path)
    with pytest.raises(Refused) as refusal:
        decide_doubt(cast.actor(who), doubt.code, DoubtState.CONFIRMED, reason="看过", at=AT)
    assert refusal.value.code == code


def test_what_cannot_be_told_raises_no_doubt(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = lifted(cast, make, tmp_path)
    run_of(cast)
    doubts = list(queries.doubts_for(cast.rui, cast.campaign))
    assert [(one.household_no, one.kind) for one in doubts] == [
        (found["unsafe"].household_no, "not_included")
    ]


def test_a_try_raises_no_doubt(cast: Cast, make: Maker, tmp_path: Path) -> None:
    lifted(cast, make, tmp_path)
    run_of(cast, how="试算")
    assert not queries.doubts_for(cast.rui, cast.campaign).exists()


def test_a_confirmed_doubt_becomes_a_problem_that_an_adjustment_answers(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    doubt = doubt_of(cast, make, tmp_path)
    client = cast.signed_in("rui")
    client.post(
        f"/assessment/doubts/{doubt.code}/decide/", {"state": "confirmed", "reason": "入户看过"}
    )
    problem = Problem.objects.for_system("tests").get()
    assert (problem.type, problem.origin_code) == ("P101", doubt.code)
    body = client.get("/assessment/doubts/", {"tab": "confirmed"}).content.decode()
    assert f"problem={problem.code}" in body
    assert doubt.code in client.get(f"/problems/{problem.code}/").content.decode()


def test_a_decision_without_words_comes_back(cast: Cast, make: Maker, tmp_path: Path) -> None:
    doubt = doubt_of(cast, make, tmp_path)
    answer = cast.signed_in("rui").post(
        f"/assessment/doubts/{doubt.code}/decide/", {"state": "dismissed", "reason": ""}
    )
    assert (answer.status_code, "没有写明" in answer.content.decode()) == (422, True)


def test_a_persons_verdict_takes_the_doubt_away_at_the_next_run(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = lifted(cast, make, tmp_path)
    run = run_of(cast)
    number = found["unsafe"].household_no
    judge_household(cast.rui, run.code, number, Verdict.MET, reason="已住新房", at=AT)
    run_of(cast)
    assert not queries.doubts_for(cast.rui, cast.campaign).exists()


def test_a_decision_survives_later_runs(cast: Cast, make: Maker, tmp_path: Path) -> None:
    doubt = doubt_of(cast, make, tmp_path)
    decide_doubt(cast.rui, doubt.code, DoubtState.DISMISSED, reason="已搬迁", at=AT)
    run_of(cast)
    assert queries.doubt_for(cast.rui, doubt.code).reason == "已搬迁"
