"""Comparisons: what a run leaves, what survives the next one, and what people say of a doubt."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huitoukan.apps.campaigns.models import Gate
from huitoukan.apps.comparison.models import Hit, HitState, RuleOutcome, Run
from huitoukan.apps.comparison.services import compare, judge_hit, judge_hits, running, store_run
from huitoukan.apps.files.services.intake import ReadSheet
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Household, Member
from huitoukan.apps.sources.services.deliveries import take_delivery
from huitoukan.domain.refusals import Refused
from tests.apps.racing import at_once
from tests.cast import AT, ON, OTHER_VILLAGE, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker, id_no, nothing_told

DISMISSED = {"verdict": HitState.DISMISSED, "reason_code": "wrong-number"}


def hits() -> list[Hit]:
    return list(Hit.objects.for_system("tests").order_by("code"))


def again(hit: Hit) -> Hit:
    return Hit.objects.for_system("tests").get(pk=hit.pk)


def deliver(cast: Cast, folder: Path, dataset: str, *rows: dict[str, Any]) -> None:
    path = folder / f"{dataset}-{len(rows)}.xlsx"
    path.write_text(repr(rows), encoding="utf-8")
    sheet = ReadSheet(dataset, cast.pack.sources[dataset], rows=list(enumerate(rows, start=2)))
    take_delivery(cast.rui, cast.campaign, path, name=path.name, sheets=[sheet], at=AT)


def run_rules(cast: Cast) -> Run:
    compared = compare(cast.campaign, on=None, at=AT, tell=nothing_told)
    return store_run(cast.rui, cast.campaign, compared, at=AT)


# --- the whole way: registry and deliveries in, doubts out ---


def test_without_a_frozen_registry_nothing_is_compared(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        compare(cast.campaign, on=None, at=AT, tell=nothing_told)
    assert refusal.value.code == "BASELINE_MISSING"


def test_only_who_may_stores_a_run_and_only_here(cast: Cast, make: Maker) -> None:
    make.household()
    make.snapshot()
    compared = compare(cast.campaign, on=ON, at=AT, tell=nothing_told)
    for account, code in (("ping", "NOT_ALLOWED"), ("lei", "NOT_ALLOWED"), ("shan", "NOT_FOUND")):
        with pytest.raises(Refused) as refusal:
            store_run(cast.actor(account), cast.campaign, compared, at=AT)
        assert refusal.value.code == code
    assert not Run.objects.for_system("tests").exists()


def test_a_delivered_death_raises_a_doubt_and_what_was_not_delivered_cannot_be_told(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    dead, living = make.household(head="已故人"), make.household(head="在世人")
    number = Member.objects.for_system("tests").get(household=dead).id_no
    deliver(cast, tmp_path, "D07", {"id_no": number, "died_on": date(2025, 3, 2)})
    deliver(cast, tmp_path, "D12", {"id_no": id_no(900), "name": "他", "died_on": date(2025, 1, 1)})
    make.snapshot()
    told: list[tuple[int, int, str]] = []
    compared = compare(cast.campaign, on=None, at=AT, tell=lambda *what: told.append(what))
    run = store_run(cast.rui, cast.campaign, compared, at=AT)
    assert told[-1][0] == told[-1][1] > 50
    assert (run.on, set(run.inputs), run.pack_hash) == (ON, {"D07", "D12"}, cast.pack.hash)
    (found,) = [hit for hit in hits() if hit.rule == "X11"]
    assert (found.household_no, found.name) == (dead.household_no, "已故人")
    assert (found.area.code, found.department) == (VILLAGE_1, "public-security")
    assert "2025-03-02" in found.sentence
    assert living.household_no not in {hit.household_no for hit in hits() if hit.rule == "X11"}

    outcomes = {outcome.rule: outcome for outcome in RuleOutcome.objects.filter(run=run)}
    assert set(outcomes) == set(cast.pack.rules)
    told_x11 = outcomes["X11"]
    assert (told_x11.n_objects, told_x11.n_hits, told_x11.n_clean) == (2, 1, 1)
    missing = outcomes["X33"]
    assert (missing.n_hits, missing.n_clean, missing.n_cannot_tell) == (0, 0, 2)
    assert missing.why == "source_missing:D26,D27"
    assert not [hit for hit in hits() if hit.rule == "X33"]


def test_a_run_says_which_bytes_it_read(cast: Cast, make: Maker, tmp_path: Path) -> None:
    make.household()
    deliver(cast, tmp_path, "D07", {"id_no": id_no(1), "died_on": date(2025, 3, 2)})
    snapshot = make.snapshot()
    run = run_rules(cast)
    assert run.snapshot == snapshot
    assert len(run.inputs["D07"][0]["hash"]) == 64
    assert {step["name"] for step in run.plan} >= {"X11", "X11_counts"}
    gates = {gate.code: gate for gate in Gate.objects.filter(campaign=cast.campaign)}
    assert gates["comparison.finished"].is_passed


def test_a_run_without_any_delivery_does_not_pass_the_gate(cast: Cast, make: Maker) -> None:
    make.household()
    make.snapshot()
    run_rules(cast)
    assert not Gate.objects.get(code="comparison.finished").is_passed


# --- one run after another ---


def test_new_still_there_and_gone_over_three_runs(make: Maker) -> None:
    first, second, third = (make.found(make.household()) for _ in range(3))
    one = make.run([first, second])
    assert (one.n_hits, one.n_new, one.n_still, one.n_gone) == (2, 2, 0, 0)
    two = make.run([second, third])
    assert (two.n_hits, two.n_new, two.n_still, two.n_gone) == (2, 1, 1, 1)
    three = make.run([first, third])
    assert (three.n_hits, three.n_new, three.n_still, three.n_gone) == (2, 0, 1, 1)
    assert three.n_back == 1
    found = hits()
    assert [hit.code for hit in found] == [f"YD-2026-{n:06d}" for n in (1, 2, 3)]
    assert [hit.is_present for hit in found] == [True, False, True]
    assert found[0].first_run == one
    assert found[0].last_run == three


def test_a_verdict_survives_the_next_run_and_other_words_do_not_reopen_it(make: Maker) -> None:
    hit = make.hit()
    judge_hit(make.cast.rui, hit.code, **DISMISSED, at=AT)
    household = Household.objects.for_system("tests").get(household_no=hit.household_no)
    make.run([make.found(household, sentence="换了说法。")])
    after = again(hit)
    assert (after.state, after.verdict_name, after.reason_code) == (
        HitState.DISMISSED, "瑞县办", "wrong-number",
    )  # fmt: skip
    assert after.sentence == "换了说法。"
    assert len(hits()) == 1


def test_a_doubt_that_is_gone_keeps_its_verdict_and_its_problem(make: Maker) -> None:
    hit = make.hit()
    judged = judge_hit(make.cast.rui, hit.code, HitState.CONFIRMED, at=AT)
    make.run([make.found(make.household())])
    after = again(hit)
    assert (after.is_present, after.state) == (False, HitState.CONFIRMED)
    assert Problem.objects.for_system("tests").get(code=judged.problem_code).evidence


def test_doubts_of_two_counties_have_different_numbers(cast: Cast, make: Maker) -> None:
    ours = make.hit(make.household(VILLAGE_1))
    theirs = make.hit(make.household(OTHER_VILLAGE), campaign=cast.other_campaign)
    assert ours.code != theirs.code
    assert theirs.area.code == OTHER_VILLAGE


def test_a_crash_while_storing_leaves_the_last_run_as_it_was(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    hit = make.hit()

    def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(running, "report_verification", fail)
    other = make.found(make.household())
    with pytest.raises(OSError, match="disk is full"):
        make.run([other])
    assert [h.pk for h in hits()] == [hit.pk]
    assert again(hit).is_present
    assert Run.objects.for_system("tests").count() == 1


def test_long_names_and_sentences_are_cut_and_do_not_stop_a_run(make: Maker) -> None:
    household = make.household(head="长" * 80)
    hit = make.hit(household, sentence="很长的话" * 200)
    assert len(hit.sentence) == 500
    assert len(hit.name) == 80


# --- verdicts ---


def test_only_who_may_judges(make: Maker) -> None:
    hit = make.hit()
    for account in ("ping", "qiao", "tang", "lei", "wen", "min", "shi", "cha"):
        with pytest.raises(Refused) as refusal:
            judge_hit(make.cast.actor(account), hit.code, HitState.CONFIRMED, at=AT)
        assert refusal.value.code == "NOT_ALLOWED", account
    with pytest.raises(Refused) as refusal:
        judge_hit(make.cast.shan, hit.code, HitState.CONFIRMED, at=AT)
    assert refusal.value.code == "NOT_FOUND"
    assert again(hit).state == HitState.NEW


def test_confirming_opens_exactly_one_problem_with_the_evidence_sealed(make: Maker) -> None:
    hit = make.hit(sentence="李某与部门数据不一致。")
    judged = judge_hit(make.cast.rui, hit.code, HitState.CONFIRMED, at=AT)
    problem = Problem.objects.for_system("tests").get()
    assert judged.problem_code == problem.code
    assert (problem.origin_kind, problem.origin_code) == ("comparison", hit.code)
    assert (problem.title, problem.rule) == ("李某与部门数据不一致。", "X16")
    assert problem.household_no == hit.household_no
    assert problem.evidence["facts"] == hit.facts
    assert problem.evidence["run"] == hit.last_run.code
    assert (problem.department, problem.found_by) == ("civil-affairs", "rui")


@pytest.mark.parametrize("second", list(HitState)[1:])
def test_a_second_verdict_is_refused_with_the_name_of_the_first_judge(
    second: HitState, make: Maker
) -> None:
    hit = make.hit()
    judge_hit(make.cast.rui, hit.code, **DISMISSED, at=AT)
    with pytest.raises(Refused) as refusal:
        judge_hit(
            make.cast.system, hit.code, second, reason_code="wrong-number", note="说明", at=AT
        )
    assert refusal.value.code == "HIT_DECIDED"
    assert "瑞县办" in refusal.value.sentence()
    assert not Problem.objects.for_system("tests").exists()


@pytest.mark.parametrize(
    ("reason", "note"), [("", ""), ("", "写了说明"), ("because", ""), ("other", ""), ("other", " ")]
)
def test_dismissing_needs_a_reason_of_the_list_and_other_needs_words(
    reason: str, note: str, make: Maker
) -> None:
    hit = make.hit()
    with pytest.raises(Refused) as refusal:
        judge_hit(make.cast.rui, hit.code, HitState.DISMISSED, reason_code=reason, note=note, at=AT)
    assert refusal.value.code == "REASON_NEEDED"
    assert again(hit).state == HitState.NEW


def test_dismissing_with_a_reason_opens_no_problem(make: Maker) -> None:
    hit = make.hit()
    judged = judge_hit(
        make.cast.rui,
        hit.code,
        HitState.DISMISSED,
        reason_code="other",
        note=" 已核实 ",
        at=AT,
    )
    assert (judged.state, judged.note, judged.problem_code) == (HitState.DISMISSED, "已核实", "")
    assert not Problem.objects.for_system("tests").exists()
    line = Entry.objects.get(object_kind="hit")
    assert line.details == {"rule": "X16", "reason": "other", "note": "已核实"}


def test_a_data_error_needs_its_note(make: Maker) -> None:
    hit = make.hit()
    with pytest.raises(Refused) as refusal:
        judge_hit(make.cast.rui, hit.code, HitState.DATA_ERROR, note="  ", at=AT)
    assert refusal.value.code == "STEP_MISSING_FACTS"
    judged = judge_hit(make.cast.rui, hit.code, HitState.DATA_ERROR, note="号码录错", at=AT)
    assert judged.state == HitState.DATA_ERROR


def test_no_verdict_is_not_a_verdict(make: Maker) -> None:
    hit = make.hit()
    with pytest.raises(ValueError, match="verdict"):
        judge_hit(make.cast.rui, hit.code, HitState.NEW, at=AT)
    assert again(hit).verdict_by == ""


def test_several_at_once_have_an_outcome_each_and_one_refusal_stops_no_other(
    make: Maker,
) -> None:
    first, second = make.hit(), make.hit()
    abroad = make.hit(make.household(OTHER_VILLAGE), campaign=make.cast.other_campaign)
    judge_hit(make.cast.rui, first.code, **DISMISSED, at=AT)
    told: list[int] = []
    codes = [first.code, "YD-2026-999999", abroad.code, second.code, second.code]
    rows = judge_hits(
        make.cast.rui,
        codes,
        HitState.CONFIRMED,
        at=AT,
        tell=lambda done, _total, _text: told.append(done),
    )
    assert [(row.code, row.is_done) for row in rows] == list(
        zip(codes, (False, False, False, True, False), strict=True)
    )
    assert "瑞县办" in rows[0].sentence
    assert rows[1].sentence.replace(codes[1], "…") == rows[2].sentence.replace(codes[2], "…")
    assert "WT-2026-000001" in rows[3].sentence
    assert told == [1, 2, 3, 4, 5]
    assert again(abroad).state == HitState.NEW


def test_the_gate_tells_how_many_doubts_are_judged(make: Maker) -> None:
    first, second = make.hit(), make.hit()
    judge_hit(make.cast.rui, first.code, **DISMISSED, at=AT)
    gate = Gate.objects.get(code="comparison.judged", campaign=make.cast.campaign)
    assert (gate.is_passed, gate.told) == (False, "已核定 1 / 2 个")
    judge_hit(make.cast.rui, second.code, HitState.CONFIRMED, at=AT)
    gate.refresh_from_db()
    assert (gate.is_passed, gate.told) == (True, "已核定 2 / 2 个")


def test_of_six_judges_at_once_one_is_heard_and_one_problem_opened(
    live_cast: Cast, make: Maker
) -> None:
    hit = make.hit(make.household(VILLAGE_2))
    verdicts = [HitState.CONFIRMED, HitState.DISMISSED] * 3
    actor = live_cast.rui
    answers = at_once(
        [
            partial(judge_hit, actor, hit.code, v, reason_code="wrong-number", at=AT)
            for v in verdicts
        ]
    )
    (winner,) = [answer for answer in answers if isinstance(answer, Hit)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert {answer.code for answer in refused} == {"HIT_DECIDED"}
    assert len(refused) == 5
    n_problems = Problem.objects.for_system("tests").count()
    assert n_problems == (1 if winner.state == HitState.CONFIRMED else 0)


@pytest.mark.parametrize("change", [{"state": "confirmed"}, {"state": "dismissed"}])
def test_the_database_refuses_a_verdict_of_nobody(change: dict[str, str], make: Maker) -> None:
    hit = make.hit()
    rows = Hit.objects.for_system("tests").filter(pk=hit.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="confirmed", verdict_by="rui")
