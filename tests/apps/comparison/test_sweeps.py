"""Looking for the same elsewhere: from a problem or a type to doubts, sub-problems, a measure."""

from __future__ import annotations

import pytest
from django.urls import reverse

from huitoukan.apps.comparison.models import Hit, HitState, Run
from huitoukan.apps.comparison.queries.sweeps import linked_rules, standing_of
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.comparison.services.sweeping import finish_measure, link_doubts, start_sweep
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.problems.models import CommonRuling, Problem, ProblemEvent, Sweep
from huitoukan.apps.problems.services.entering import rule_common
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import seen
from tests.cast import AT, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker

RULE = "X16"


def kind_of(cast: Cast) -> str:
    return cast.pack.rules[RULE].problem


def hits() -> Hit:
    return Hit.objects.for_system("tests")


def looked(cast: Cast, make: Maker, problem: Problem | None, *villages: str) -> Sweep:
    """A look whose comparison found one household in each of these villages."""
    sweep = start_sweep(
        cast.rui, cast.campaign, kind=kind_of(cast),
        problem_code=problem.code if problem else "", at=AT, on_queue=False,
    )  # fmt: skip
    run = make.run([make.found(make.household(village), RULE) for village in villages])
    Job.objects.for_system("tests").filter(pk=sweep.job_id).update(state=JobState.DONE)
    link_doubts(cast.rui, sweep, run, at=AT)
    sweep.refresh_from_db()
    return sweep


def refusal(call: object) -> str:
    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


def test_only_who_compares_starts_a_look_and_only_from_what_was_confirmed(
    cast: Cast, make: Maker
) -> None:
    fresh = make.problem()
    for account in ("ping", "tang", "qiao", "min", "shi", "wen"):
        assert (
            refusal(lambda a=account: start_sweep(
                cast.actor(a), cast.campaign, problem_code=fresh.code, at=AT))
            == "NOT_ALLOWED"
        )  # fmt: skip
    assert (
        refusal(lambda: start_sweep(cast.shan, cast.campaign, kind=kind_of(cast), at=AT))
        == "NOT_FOUND"
    )
    for problem, code in ((fresh.code, "SWEEP_STATE"), ("WT-2026-999999", "NOT_FOUND")):
        assert (
            refusal(lambda p=problem: start_sweep(cast.rui, cast.campaign, problem_code=p, at=AT))
            == code
        )
    without = next(k for k in cast.pack.problem_types if not linked_rules(cast.pack, k))
    for kind, code in ((without, "SWEEP_NO_RULES"), ("P999", "FINDING_TYPE"), ("", "FINDING_TYPE")):
        assert refusal(lambda k=kind: start_sweep(cast.rui, cast.campaign, kind=k, at=AT)) == code
    assert not Sweep.objects.for_system("tests").exists()


def test_a_second_look_waits_for_the_first_and_a_failed_one_does_not_bar(
    cast: Cast, make: Maker
) -> None:
    kind = kind_of(cast)
    first = start_sweep(cast.rui, cast.campaign, kind=kind, at=AT, on_queue=False)
    assert refusal(lambda: start_sweep(cast.rui, cast.campaign, kind=kind, at=AT)) == (
        "SWEEP_UNDER_WAY"
    )
    Job.objects.for_system("tests").filter(pk=first.job_id).update(state=JobState.FAILED)
    again = start_sweep(cast.rui, cast.campaign, kind=kind, at=AT, on_queue=False)
    assert (first.code, again.code) == ("JY-2026-0001", "JY-2026-0002")


def test_what_a_look_finds_is_a_doubt_and_what_is_confirmed_a_problem_prompted_by_the_first(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem(state=State.RECTIFYING)
    sweep = looked(cast, make, problem, VILLAGE_2, VILLAGE_3)
    found = list(hits().filter(sweeps=sweep).order_by("code"))
    assert [hit.state for hit in found] == [HitState.NEW] * 2
    assert problem.code not in {hit.problem_code for hit in found}
    note = ProblemEvent.objects.filter(problem=problem, action="note").last()
    assert note is not None
    assert sweep.code in note.facts["opinion"]
    assert vars(standing_of(cast.rui, sweep)) == {
        "doubts": 2, "judged": 0, "confirmed": 0, "problems": 0, "still_open": 0,
    }  # fmt: skip
    judged = judge_hit(cast.rui, found[0].code, HitState.CONFIRMED, at=AT)
    judge_hit(cast.rui, found[1].code, HitState.DATA_ERROR, note="代码错", at=AT)
    child = Problem.objects.for_system("tests").get(code=judged.problem_code)
    assert child.prompted_by == problem
    told = standing_of(cast.rui, sweep)
    assert (told.judged, told.confirmed, told.problems, told.still_open) == (2, 1, 1, 1)
    page = seen(cast.signed_in("rui"), reverse("problems:detail", args=[problem.code]))
    assert child.code in " ".join(one.label for one in page.others)
    assert [one.label for one in page.sweeps] == [sweep.code]
    assert page.sweep is not None
    mine = seen(cast.signed_in("ping"), reverse("problems:detail", args=[problem.code]))
    assert child.code not in " ".join(one.label for one in mine.others), "another village's"
    assert mine.sweep is None
    assert list(breaks()) == []


def test_a_measure_is_not_done_before_the_look_its_verdicts_and_every_problem(
    cast: Cast, make: Maker
) -> None:
    kind = kind_of(cast)

    def finish(account: str = "rui") -> CommonRuling:
        return finish_measure(cast.actor(account), cast.campaign, kind, "已全部落实", at=AT)

    assert refusal(finish) == "MEASURE_NONE"
    rule_common(cast.rui, cast.campaign, kind, is_common=True, reason="多村", measure="统一", at=AT)
    assert refusal(lambda: finish("qiao")) == "NOT_ALLOWED"
    assert refusal(finish) == "MEASURE_NO_SWEEP"
    problem = make.problem(state=State.RECTIFYING)
    pending = start_sweep(cast.rui, cast.campaign, kind=kind, at=AT, on_queue=False)
    assert refusal(finish) == "SWEEP_UNDER_WAY"
    Job.objects.for_system("tests").filter(pk=pending.job_id).update(state=JobState.FAILED)
    assert refusal(finish) == "MEASURE_NO_SWEEP", "one that failed looked at nothing"
    sweep = looked(cast, make, problem, VILLAGE_2)
    assert refusal(finish) == "MEASURE_DOUBTS"
    doubt = hits().get(sweeps=sweep)
    judge_hit(cast.rui, doubt.code, HitState.DATA_ERROR, note="代码错", at=AT)
    assert refusal(finish) == "MEASURE_PROBLEMS"
    make.walk(problem, State.CLOSED)
    done = finish()
    assert (done.done_by_name, done.done_words) == ("瑞县办", "已全部落实")
    assert refusal(finish) == "MEASURE_DONE"
    rule_common(cast.rui, cast.campaign, kind, is_common=True, reason="再定", at=AT)
    assert CommonRuling.objects.get().done_at is None, "decided anew, it is to be done anew"
    assert list(breaks()) == []


def test_the_board_tells_how_far_each_look_has_come_and_refuses_on_the_page(
    cast: Cast, make: Maker
) -> None:
    board = reverse("comparison:sweeps")
    assert cast.signed_in("gong").get(board).status_code == 403
    problem = make.problem(state=State.RECTIFYING)
    sweep = looked(cast, make, problem, VILLAGE_2, VILLAGE_3)
    looks, _measures = seen(cast.signed_in("rui"), board).sections
    assert [cell.text for cell in looks.rows[0]][4:] == ["2", "0", "0", "0", "0", "待核定"]
    assert [a.code for a in seen(cast.signed_in("rui"), board).acts] == ["start"]
    assert seen(cast.signed_in("qiao"), board).sections[0].rows == (), "only of the own town"
    page = seen(cast.signed_in("rui"), reverse("comparison:sweep", args=[sweep.code]))
    rules, towns, doubts = page.sections
    assert [row[0].text for row in rules.rows] == sweep.rules
    assert [[cell.text for cell in row][1] for row in towns.rows] == ["1", "1"]
    assert len(doubts.rows) == 2
    answer = cast.signed_in("rui").post(
        reverse("comparison:start_sweep"), {"problem": make.problem().code}
    )
    assert answer.status_code == 409
    assert "不能从它举一反三" in answer.content.decode()
    answer = cast.signed_in("rui").post(reverse("comparison:start_sweep"), {"type": sweep.type})
    assert answer.status_code == 302


def test_the_job_compares_everything_and_links_what_the_rules_of_the_type_raised(
    cast: Cast, make: Maker
) -> None:
    make.household(VILLAGE_2)
    make.snapshot()
    sweep = start_sweep(cast.rui, cast.campaign, kind=kind_of(cast), at=AT, on_queue=False)
    job = run_here(sweep.job.code, raise_refusal=True)
    sweep.refresh_from_db()
    run = Run.objects.for_system("tests").get(code=sweep.run_code)
    assert job.result == {"sweep": sweep.code, "run": run.code, "doubts": 0}
    assert run.outcomes.count() > 100, "a look is a whole comparison"
