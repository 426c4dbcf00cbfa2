"""A run told apart from those before: what is gone, what only was not asked, what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.db import DatabaseError, connection, transaction

from huitoukan.apps.comparison.models import Closure, Hit, HitEvent, HitState, Run
from huitoukan.apps.comparison.services import decide_closure, judge_hit
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.registry.models import Household, Member, VillageFacts
from huitoukan.domain import doubts
from huitoukan.domain.doubts import Recipe
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from tests.apps.comparison.doubts import again
from tests.apps.comparison.test_services import DISMISSED, deliver, hits, run_rules
from tests.cast import AT, ON, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker, id_no

N_POINTS = 20


def history(hit: Hit) -> list[str]:
    return list(HitEvent.objects.filter(hit=hit).values_list("kind", flat=True))


def with_facts(found: engine.Hit, **facts: Any) -> engine.Hit:
    return replace(found, facts={**found.facts, "D14": facts})


# --- gone, or not asked ---


def test_a_doubt_of_a_rule_that_did_not_run_stays_and_says_why(make: Maker) -> None:
    hit = make.hit()
    run = make.run([make.found(make.household(), "X33")])
    after = again(hit)
    assert (after.standing, after.why, after.is_present) == ("not_compared", "rule_left_out", True)
    assert (run.n_gone, run.n_not_compared) == (0, 1)
    assert run.left_out["X16"] == "rule_left_out"
    assert history(hit) == ["new", "not_compared"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"asked": {"X16": "source_missing:D14"}}, "source_missing:D14"),
        ({"asked": {"X16": "stopped:memory"}}, "stopped:memory"),
        ({"asked": {"X16": ""}, "on": ON - timedelta(days=1)}, "earlier_day"),
    ],
)
def test_a_rule_that_could_not_tell_makes_nothing_go_away(
    given: dict[str, Any], why: str, make: Maker
) -> None:
    hit = make.hit()
    make.run([], **given)
    assert (again(hit).standing, again(hit).why) == ("not_compared", why)


def test_an_object_that_could_not_be_told_is_not_gone_while_its_neighbour_is(make: Maker) -> None:
    first, second = make.hit(), make.hit()
    unclear = {"X16": pa.array([first.object_key, "P-other"])}
    make.run([], asked={"X16": "no_key"}, unclear=unclear)
    assert (again(first).standing, again(first).why) == ("not_compared", "no_key")
    assert again(second).standing == "gone"


def test_a_village_that_is_not_in_the_registry_of_the_run_is_not_gone(make: Maker) -> None:
    ours, theirs = make.hit(), make.hit(make.household(VILLAGE_2))
    Household.objects.for_system("tests").filter(area__code=VILLAGE_2).update(
        area=make.cast.area(VILLAGE_1)
    )
    VillageFacts.objects.for_system("tests").filter(area__code=VILLAGE_2).delete()
    make.run([], asked={"X16": ""})
    assert again(ours).standing == "gone"
    assert (again(theirs).standing, again(theirs).why) == ("not_compared", "village_missing")


def test_the_same_outcome_twice_writes_one_line_of_history(make: Maker) -> None:
    hit = make.hit()
    for _ in range(2):
        make.run([], asked={"X16": "source_missing:D14"})
    make.run([], asked={"X16": "stopped:time"})
    make.run([], asked={"X16": ""})
    make.run([], asked={"X16": ""})
    assert history(hit) == ["new", "not_compared", "not_compared", "gone"]


def test_compared_again_and_still_there_is_told(make: Maker) -> None:
    hit = make.hit()
    found = make.found(Household.objects.for_system("tests").get(household_no=hit.household_no))
    make.run([], asked={"X16": "source_missing:D14"})
    run = make.run([found])
    assert (run.n_still, run.n_back) == (1, 0)
    assert (again(hit).standing, again(hit).why) == ("still", "")
    assert history(hit) == ["new", "not_compared", "still"]


def test_a_department_that_stops_listing_a_whole_village_clears_nobody_there(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    facts = {"poverty_attribute": "一般贫困户"}
    rows = []
    for village in (VILLAGE_1, VILLAGE_2):
        number = Member.objects.for_system("tests").get(household=make.household(village, **facts))
        row = {"id_no": number.id_no, "name": number.name, "from_month": "2026-01"}
        rows.append({**row, "village_code": village})
    make.snapshot()
    deliver(cast, tmp_path, "D14", *rows)
    run_rules(cast)
    first, second = (hit for hit in hits() if hit.rule == "X16")
    assert first.rows[-1]["table"] == "D14"
    other = {"id_no": id_no(900), "name": "他", "from_month": "2026-01", "village_code": VILLAGE_2}
    deliver(cast, tmp_path, "D14", other)
    run_rules(cast)
    assert (again(first).standing, again(first).why) == ("not_compared", "village_uncovered:D14")
    assert again(second).standing == "gone"


# --- verdicts ---


def test_a_dismissal_holds_until_the_row_behind_it_changes(make: Maker) -> None:
    household = make.household()
    found = with_facts(make.found(household), amount=100)
    make.run([found])
    (hit,) = hits()
    judge_hit(make.cast.rui, hit.code, **DISMISSED, at=AT)
    make.run([found])
    make.run([], asked={"X16": ""})
    make.run([found])
    assert again(hit).state == HitState.DISMISSED
    make.run([with_facts(found, amount=200)])
    after = again(hit)
    assert (after.state, after.verdict_by, after.reason_code) == (HitState.NEW, "", "")
    judge_hit(make.cast.rui, hit.code, HitState.DATA_ERROR, note="金额录错", at=AT)
    assert history(hit) == ["new", "judged", "gone", "back", "reopened", "judged"]
    verdicts = HitEvent.objects.filter(hit=hit, kind="judged").values_list("facts", "by_name")
    assert list(verdicts) == [
        ({"state": "dismissed", "reason_code": "wrong-number"}, "瑞县办"),
        ({"state": "data_error", "note": "金额录错"}, "瑞县办"),
    ]


def test_a_confirmed_doubt_keeps_its_verdict_whatever_its_row_says(make: Maker) -> None:
    household = make.household()
    found = with_facts(make.found(household), amount=100)
    make.run([found])
    (hit,) = hits()
    judge_hit(make.cast.rui, hit.code, HitState.CONFIRMED, at=AT)
    make.run([with_facts(found, amount=200)])
    after = again(hit)
    assert (after.state, after.facts["D14"]) == (HitState.CONFIRMED, {"amount": 200})


# --- the proposal to sign off ---


def test_gone_with_an_open_problem_proposes_and_never_closes(make: Maker) -> None:
    problem = make.problem()
    hit = Hit.objects.for_system("tests").get(problem_code=problem.code)
    make.run([], asked={"X16": ""})
    assert again(hit).closure == Closure.PROPOSED
    assert history(hit)[-2:] == ["gone", "proposed"]
    problem.refresh_from_db()
    assert problem.stands is State.REGISTERED


def test_no_proposal_for_a_problem_that_is_closed_or_a_doubt_that_was_dismissed(
    make: Maker,
) -> None:
    closed = make.problem(state=State.CLOSED)
    dismissed = make.hit()
    judge_hit(make.cast.rui, dismissed.code, **DISMISSED, at=AT)
    make.run([], asked={"X16": ""})
    assert {hit.closure for hit in hits()} == {""}
    assert Hit.objects.for_system("tests").get(problem_code=closed.code).standing == "gone"


def test_a_proposal_is_decided_by_who_may_judge_with_a_reason_and_once(make: Maker) -> None:
    hit = Hit.objects.for_system("tests").get(problem_code=make.problem().code)
    with pytest.raises(Refused) as refusal:
        decide_closure(make.cast.rui, hit.code, is_accepted=True, at=AT)
    assert refusal.value.code == "CLOSURE_NOT_PROPOSED"
    make.run([], asked={"X16": ""})
    for account, code in (("ping", "NOT_ALLOWED"), ("min", "NOT_ALLOWED"), ("shan", "NOT_FOUND")):
        with pytest.raises(Refused) as refusal:
            decide_closure(make.cast.actor(account), hit.code, is_accepted=True, at=AT)
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        decide_closure(make.cast.rui, hit.code, is_accepted=False, reason=" ", at=AT)
    assert refusal.value.code == "STEP_MISSING_FACTS"
    decide_closure(make.cast.rui, hit.code, is_accepted=False, reason="还在领取", at=AT)
    assert again(hit).closure == Closure.REFUSED
    with pytest.raises(Refused) as refusal:
        decide_closure(make.cast.rui, hit.code, is_accepted=True, at=AT)
    assert refusal.value.code == "CLOSURE_NOT_PROPOSED"
    make.run([], asked={"X16": ""})
    assert again(hit).closure == Closure.REFUSED


def test_an_accepted_proposal_is_told_to_the_problem_which_stays_where_it_is(make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    hit = Hit.objects.for_system("tests").get(problem_code=problem.code)
    make.run([], asked={"X16": ""})
    decide_closure(make.cast.rui, hit.code, is_accepted=True, at=AT)
    problem = Problem.objects.for_system("tests").get(pk=problem.pk)
    assert problem.stands is State.RECTIFYING
    note = ProblemEvent.objects.filter(problem=problem).last()
    assert note is not None
    assert (note.action, note.to_state) == ("note", State.RECTIFYING)
    assert hit.code in note.facts["opinion"]


def test_a_doubt_that_comes_back_takes_its_proposal_back(make: Maker) -> None:
    problem = make.problem()
    hit = Hit.objects.for_system("tests").get(problem_code=problem.code)
    household = Household.objects.for_system("tests").get(household_no=hit.household_no)
    make.run([], asked={"X16": ""})
    make.run([make.found(household)])
    after = again(hit)
    assert (after.closure, after.standing, after.is_present) == ("", "back", True)
    assert history(hit)[-3:] == ["gone", "proposed", "back"]


# --- identity, history, and how runs are stored ---


def test_another_recipe_keeps_old_doubts_and_their_verdicts(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make.household()
    make.run([make.found(first)])
    (old,) = hits()
    judge_hit(make.cast.rui, old.code, **DISMISSED, at=AT)
    monkeypatch.setitem(doubts.RECIPES, 2, Recipe(2, ("object_kind", "object_key", "rule")))
    run = make.run([make.found(first), make.found(make.household())])
    assert (run.n_still, run.n_new, run.recipe) == (1, 1, 2)
    kept, new = hits()
    assert (kept.pk, kept.recipe, kept.identity) == (old.pk, 1, old.identity)
    assert (kept.state, new.recipe) == (HitState.DISMISSED, 2)
    assert make.run([make.found(first)]).n_still == 1


def test_history_is_neither_altered_nor_deleted(make: Maker) -> None:
    hit = make.hit()
    lines = HitEvent.objects.filter(hit=hit)
    with pytest.raises(DatabaseError), transaction.atomic():
        lines.update(kind="gone")
    with pytest.raises(DatabaseError), transaction.atomic():
        lines.delete()
    assert history(hit) == ["new"]


def test_a_run_that_began_before_a_stored_one_is_refused(make: Maker) -> None:
    hit = make.hit()
    with pytest.raises(Refused) as refusal:
        make.run([], asked={"X16": ""}, started_at=AT - timedelta(minutes=1))
    assert refusal.value.code == "RUN_OVERTAKEN"
    assert again(hit).standing == "new"


def test_a_hit_says_where_each_row_stands_and_a_village_how_many_were_told(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    dead = make.household(head="已故人")
    number = Member.objects.for_system("tests").get(household=dead).id_no
    make.household(VILLAGE_2)
    make.member(dead, name="无号人", id_no="")
    deliver(cast, tmp_path, "D07", {"id_no": number, "died_on": date(2025, 3, 2)})
    deliver(cast, tmp_path, "D12", {"id_no": id_no(900), "name": "他", "died_on": date(2025, 1, 1)})
    snapshot = make.snapshot()
    run = run_rules(cast)
    (hit,) = [one for one in hits() if one.rule == "X11"]
    places = {row["table"]: row for row in hit.rows}
    assert places["D07"]["delivery"] == run.inputs["D07"][0]["delivery"]
    assert places["D07"]["sha256"] == run.inputs["D07"][0]["file"]
    assert places["D07"]["row"] == 2
    assert places["member"]["snapshot"] == snapshot.code
    assert places["member"]["sha256"] == snapshot.file_hashes["member.parquet"]
    assert hit.matched_by == "person"
    outcomes = {outcome.rule: outcome for outcome in run.outcomes.all()}
    assert outcomes["X11"].villages == {VILLAGE_1: [2, 1], VILLAGE_2: [1, 0]}
    assert outcomes["X33"].villages == {VILLAGE_1: [2, 2], VILLAGE_2: [1, 1]}
    assert outcomes["X33"].why.startswith("source_missing:")


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(statement: int) -> Iterator[list[str]]:
    """Die when the n-th statement is about to be sent; yields those that were."""
    sent: list[str] = []

    def send(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        sent.append(sql)
        if len(sent) == statement:
            raise Killed(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(send):
        yield sent


def everything() -> list[Any]:
    """What runs leave, without keys and random codes."""
    columns = ("code", "standing", "why", "is_present", "state", "closure", "sentence", "facts")
    return [
        list(Hit.objects.for_system("tests").order_by("code").values_list(*columns)),
        list(
            HitEvent.objects.order_by("hit__code", "id").values_list("hit__code", "kind", "facts")
        ),
        list(Run.objects.for_system("tests").values_list("n_new", "n_still", "n_gone", "n_back")),
        list(Problem.objects.for_system("tests").values_list("code", "state", "version")),
    ]


def test_a_run_that_died_at_any_point_leaves_nothing_and_ends_the_same_when_run_again(
    make: Maker,
) -> None:
    problem = make.problem()
    gone = Hit.objects.for_system("tests").get(problem_code=problem.code)
    stays = with_facts(make.found(make.household()), amount=1)
    dismissed = with_facts(make.found(make.household()), amount=1)
    make.run([stays, dismissed, make.found(make.household(), "X33")], asked={"X16": "no_key"},
             unclear={"X16": pa.array([gone.object_key])})  # fmt: skip
    (code,) = [hit.code for hit in hits() if hit.object_key == dismissed.object_key]
    judge_hit(make.cast.rui, code, **DISMISSED, at=AT)
    second = [stays, with_facts(dismissed, amount=2), make.found(make.household())]

    before = everything()
    undisturbed = transaction.savepoint()
    with killed_at(0) as sent:
        make.run(second)
    wanted = everything()
    transaction.savepoint_rollback(undisturbed)
    kinds = {kind for _, kind, _ in wanted[1]}
    assert {"gone", "proposed", "reopened", "not_compared", "new"} <= kinds

    own = [at for at, sql in enumerate(sent, start=1) if "SAVEPOINT" not in sql]
    for point in sorted({own[at * (len(own) - 1) // (N_POINTS - 1)] for at in range(N_POINTS)}):
        mark = transaction.savepoint()
        with pytest.raises(Killed), killed_at(point):
            make.run(second)
        assert everything() == before, sent[point - 1][:80]
        make.run(second)
        assert everything() == wanted, sent[point - 1][:80]
        transaction.savepoint_rollback(mark)
