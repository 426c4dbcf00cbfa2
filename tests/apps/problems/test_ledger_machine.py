"""Random lives of problems against a plain model: whatever people try, the invariants hold.

Two people, `duo` and `trio`, hold every right at once, so that only the separation of persons and
the table of steps stand between them and a wrong sign-off. Days pass, and people leave their posts
and come back.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.accounts.queries import actor_named
from huitoukan.apps.accounts.services import AccountRow, open_accounts
from huitoukan.apps.journal.queries import breaks, history_of
from huitoukan.apps.problems.models import Problem, ProblemEvent, ProblemRequest
from huitoukan.apps.problems.queries import counts_by_state, levels_of, overdue, problems_for
from huitoukan.apps.problems.queries.months import books
from huitoukan.apps.problems.services import steps
from huitoukan.apps.problems.services.evidence import keep_evidence
from huitoukan.apps.problems.services.requests import ask, settle
from huitoukan.apps.problems.services.steps import Filled, take_step
from huitoukan.domain.problems import Action, State, may_sign
from huitoukan.domain.refusals import Refused
from huitoukan.domain.requests import Kind
from tests.apps.problems.acting import ASKED, EVERYTHING, find
from tests.apps.problems.ledger_model import (
    ACCOUNTS,
    ALL_POWERFUL,
    ASKED_IN,
    ASKERS,
    BACKS,
    BESIDE,
    ENDS,
    GRANTED,
    HANDS,
    HOLDERS,
    MOVES,
    NEEDS_MORE,
    TARGETS,
    Life,
    dates_by_events,
)
from tests.cast import AT, COUNTY, ON, TOWN_1, VILLAGE_1, Cast
from tests.factories import JPEG

S, A = State, Action
LATEST = AT.replace(day=19)
"""The clock stops before the day on which every plan of the play ends."""


def machine(cast: Cast) -> type[RuleBasedStateMachine]:
    """The machine on a stage; each of its runs is taken back at its end."""
    everybody = {account: cast.actor(account) for account in ACCOUNTS}

    village = cast.area(VILLAGE_1)

    class Ledger(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self._mark = transaction.savepoint()
            self.lives: dict[str, Life] = {}
            self.n_events = 0
            self.at = AT
            self.away: set[str] = set()
            self.actors = dict(everybody)

        def teardown(self) -> None:
            transaction.savepoint_rollback(self._mark)

        @precondition(lambda self: len(self.lives) < 3)
        @rule(finder=st.sampled_from(["rui", "duo"]))
        def finds(self, finder: str) -> None:
            problem = find(self.actors[finder], cast, at=self.at)
            assert problem.code not in self.lives
            self.lives[problem.code] = Life(finder)

        def _evidence(self, action: Action, account: str, code: str) -> tuple[Any, ...]:
            needs = {A.SUBMIT, A.CORRECT, A.FIX_ON_SPOT}
            if action not in needs or not self._may(action, account, code):
                return ()
            return keep_evidence(self.actors[account], code, [("a.jpg", JPEG)], at=self.at)

        @precondition(lambda self: self.lives)
        @rule(
            data=st.data(),
            account=st.sampled_from(ACCOUNTS),
            is_likely=st.booleans(),
            is_whole=st.sampled_from([True, True, True, False]),
            is_fresh=st.sampled_from([True, True, True, False]),
        )
        def step(
            self, data: Any, account: str, is_likely: bool, is_whole: bool, is_fresh: bool
        ) -> None:
            code = data.draw(st.sampled_from(sorted(self.lives)))
            life = self.lives[code]
            possible = [a for a, (sources, _) in TARGETS.items() if life.state in sources]
            action = data.draw(st.sampled_from(possible if is_likely and possible else list(A)))
            evidence = self._evidence(action, account, code)
            into = self._another_open(code)
            back_to = data.draw(st.sampled_from(BACKS.get(life.state, ("",))))
            filled = (
                Filled(
                    **{
                        **vars(EVERYTHING),
                        "evidence": evidence,
                        "before": evidence,
                        "into": into,
                        "back_to": back_to,
                    }
                )
                if is_whole
                else Filled()
            )
            may_take = (
                self._may(action, account, code) and is_fresh and (is_whole or action is A.ACCEPT)
            ) and (action is not A.MERGE or bool(into))
            before = self._stored(code)
            seen = life.n_written if is_fresh else life.n_written + 1
            refusal = ""
            try:
                take_step(self.actors[account], code, action, filled, at=self.at, seen_version=seen)
            except Refused as refused:
                refusal = refused.code
            assert bool(refusal) is not may_take, (refusal, life, action, account)
            if refusal:
                assert self._stored(code) == before
            else:
                life.take(action, account, back_to)

        def _may(self, action: Action, account: str, code: str) -> bool:
            return account not in self.away and self.lives[code].allows(action, account)

        @rule(n=st.integers(1, 9))
        def days_pass(self, n: int) -> None:
            self.at = min(self.at + timedelta(days=n), LATEST)

        @rule(account=st.sampled_from(["tang", "qiao", "lei"]))
        def leaves_or_comes_back(self, account: str) -> None:
            self.away ^= {account}
            last_day = date(2026, 1, 2) if account in self.away else None
            Appointment.objects.filter(user__username=account).update(last_day=last_day)
            self.actors[account] = actor_named(account, AT.date())

        def _another_open(self, code: str) -> str:
            """Another open problem of the same object; all problems here are of one."""
            others = (c for c, life in self.lives.items() if c != code and life.state not in ENDS)
            return next(others, "")

        @precondition(lambda self: self.lives)
        @rule(
            data=st.data(),
            kind=st.sampled_from(list(Kind)),
            account=st.sampled_from([*sorted(ASKERS), "duo", "qiao"]),
            is_whole=st.sampled_from([True, True, False]),
        )
        def asks(self, data: Any, kind: Kind, account: str, is_whole: bool) -> None:
            code = data.draw(st.sampled_from(sorted(self.lives)))
            life = self.lives[code]
            due = self._stored(code)[0]["due_on"]
            is_fit = kind is not Kind.EXTEND or due is None or due < ASKED.due_on
            may_ask = (
                account in ASKERS | ALL_POWERFUL
                and account not in self.away
                and life.state in ASKED_IN[kind]
                and is_whole
                and is_fit
                and kind not in life.waiting
            )
            before = self._stored(code)
            refusal = ""
            try:
                ask(self.actors[account], code, kind, ASKED if is_whole else Filled(), at=self.at)
            except Refused as refused:
                refusal = refused.code
            assert bool(refusal) is not may_ask, (refusal, life, kind, account)
            if may_ask:
                life.waiting[kind] = account
            assert self._stored(code) == before

        @precondition(lambda self: any(life.waiting for life in self.lives.values()))
        @rule(
            data=st.data(),
            account=st.sampled_from(["lei", "duo", "trio", "ping"]),
            is_granted=st.booleans(),
        )
        def settles(self, data: Any, account: str, is_granted: bool) -> None:
            code = data.draw(st.sampled_from([c for c, one in self.lives.items() if one.waiting]))
            life = self.lives[code]
            kind = data.draw(st.sampled_from(sorted(life.waiting)))
            may_settle = (
                account in {"lei"} | ALL_POWERFUL
                and account not in self.away
                and account != life.waiting[kind]
                and account not in life.rectifiers
                and (not is_granted or life.state in ASKED_IN[kind])
            )
            before = self._stored(code)
            seq = ProblemRequest.objects.get(problem__code=code, kind=kind, state="asked").seq
            refusal = ""
            try:
                settle(
                    self.actors[account],
                    code,
                    seq,
                    is_granted=is_granted,
                    opinion="同意",
                    at=self.at,
                )
            except Refused as refused:
                refusal = refused.code
            assert bool(refusal) is not may_settle, (refusal, life, kind, account)
            if refusal:
                assert self._stored(code) == before
                return
            del life.waiting[kind]
            if is_granted:
                life.n_written += 1
                life.n_changes += kind not in MOVES
                life.state = MOVES.get(kind, life.state)

        @precondition(lambda self: self.lives)
        @rule(data=st.data())
        def crashes_in_mid_step(self, data: Any) -> None:
            code = data.draw(st.sampled_from(sorted(self.lives)))
            life = self.lives[code]
            before = self._stored(code)
            honest = steps.report_rectification
            steps.report_rectification = lambda *_: 1 / 0  # type: ignore[assignment]
            try:
                for action, account in ((a, "duo") for a in TARGETS if a not in NEEDS_MORE):
                    if life.allows(action, account):
                        take_step(self.actors[account], code, action, EVERYTHING, at=self.at)
            except ZeroDivisionError:
                pass
            finally:
                steps.report_rectification = honest
            assert self._stored(code) == before

        def _stored(self, code: str) -> tuple[Any, ...]:
            row = Problem.objects.for_system("tests").filter(code=code).values().get()
            events = list(ProblemEvent.objects.filter(problem__code=code).values())
            n_steps = history_of("problem", code).exclude(summary__regex=BESIDE).count()
            return row, events, n_steps

        @invariant()
        def every_row_is_what_its_events_say(self) -> None:
            n_events = 0
            for code, life in self.lives.items():
                row, events, n_lines = self._stored(code)
                assert row["state"] == events[-1]["to_state"] == life.state
                assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
                for earlier, later in pairwise(events):
                    assert later["from_state"] == earlier["to_state"]
                assert row["version"] == life.n_written == len(events)
                assert n_lines == len(events) - life.n_changes
                assert set(row["rectifier_names"].split()) == life.rectifiers
                n_events += len(events)
            assert n_events >= self.n_events, "events only grow"
            self.n_events = n_events

        @invariant()
        def what_is_signed_off_was_reviewed_by_others_on_evidence(self) -> None:
            for code in self.lives:
                row, events, _ = self._stored(code)
                if row["state"] not in {S.CLOSED, S.ARCHIVED}:
                    continue
                closing = [e for e in events if e["action"] == "close"][-1]
                signer = closing["actor_code"]
                review = [e for e in events if e["action"] == "pass_review"][-1]
                since = [e for e in events if e["seq"] > review["seq"]]
                assert [e["action"] for e in since if e["action"] != "archive"] == ["close"]
                hands = {e["actor_code"] for e in events
                         if e["action"] in HANDS}  # fmt: skip
                assert not hands & {signer, review["actor_code"]}
                assert signer != review["actor_code"] != row["found_by"]
                assert "ping" not in {signer, review["actor_code"]}
                problem = Problem.objects.for_system("tests").get(code=code)
                assert problem.evidence_files.exists()
                assert may_sign(levels_of(everybody[signer], problem), problem.sign_level)

        @invariant()
        def nobody_acted_without_the_right(self) -> None:
            events = ProblemEvent.objects.filter(problem__code__in=self.lives)
            for action, account in events.exclude(action="register").values_list(
                "action", "actor_code"
            ):
                if action in GRANTED:
                    assert account in {"lei"} | ALL_POWERFUL
                    continue
                assert account in HOLDERS[Action(action)] | ALL_POWERFUL

        @invariant()
        def no_finding_vanishes(self) -> None:
            found = Problem.objects.for_system("tests").filter(campaign=cast.campaign)
            states = [State(state) for state in found.values_list("state", flat=True)]
            n_ended = len([s for s in states if s in ENDS])
            n_open = len([s for s in states if s not in ENDS])
            assert n_ended + n_open == len(self.lives)

        @invariant()
        def every_count_is_that_of_the_lives(self) -> None:
            lives = Counter(life.state.value for life in self.lives.values())
            assert counts_by_state(problems_for(everybody["rui"], cast.campaign)) == lives
            whole = books(cast.campaign, AT.date().replace(day=1))["whole"]["whole"]
            assert whole.difference == 0
            assert whole.found == len(self.lives)
            assert whole.closing == sum(n for s, n in lives.items() if s not in ENDS)

        @invariant()
        def dates_and_what_is_overdue_follow_from_the_events(self) -> None:
            by_hand, on = set(), self.at.date() + timedelta(days=20)
            for code, life in self.lives.items():
                row, events, _ = self._stored(code)
                dates = dates_by_events(cast.campaign, village, events)
                assert {name: row[name] for name in dates} == dates
                present = {S.REGISTERED: "confirm_due_on", S.ACCEPTED: "plan_due_on"}
                due = dates[present.get(life.state, "due_on")]
                if due and due < on and life.state not in (ENDS - {S.DEFERRED}) | {S.PAUSED}:
                    by_hand.add(code)
            rows = Problem.objects.for_system("tests").filter(overdue(on))
            assert set(rows.values_list("code", flat=True)) == by_hand

        @invariant()
        def the_chain_holds(self) -> None:
            assert list(breaks()) == []

    return Ledger


def stage_two_who_may_do_everything(cast: Cast) -> None:
    """Two people with every post that takes a step."""
    posts = (
        ("county_officer", COUNTY, ""), ("county_lead", COUNTY, ""),
        ("department_reviewer", COUNTY, "civil-affairs"),
        ("town_officer", TOWN_1, ""), ("town_reviewer", TOWN_1, ""),
    )  # fmt: skip
    rows = [
        AccountRow(account, f"全能{account}", post, area, department, first_day=date(2026, 1, 1))
        for account in sorted(ALL_POWERFUL)
        for post, area, department in posts
    ]
    open_accounts(cast.system, rows, source="tests", on=ON)


def run(cast: Cast, n_lives: int, n_steps: int) -> None:
    stage_two_who_may_do_everything(cast)
    run_state_machine_as_test(
        machine(cast),
        settings=settings(
            settings.default,
            max_examples=n_lives,
            stateful_step_count=n_steps,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_lives_of_problems_keep_every_invariant(cast: Cast) -> None:
    run(cast, settings.default.max_examples // 12, 25)


@pytest.mark.long
def test_ten_thousand_random_steps_break_no_invariant(cast: Cast) -> None:
    run(cast, 200, 50)
