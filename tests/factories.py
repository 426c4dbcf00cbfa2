"""Makers for the few central things, through the real services wherever there is one.

`make` works on the stage of the test (`cast`, or `live_cast` when the test asks for that one).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import Hit, HitState, Run
from huitoukan.apps.comparison.services import Compared, judge_hit, store_run
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.services.evidence import keep_evidence
from huitoukan.apps.problems.services.steps import Filled, take_step
from huitoukan.apps.registry.models import Household, Member, Snapshot, VillageFacts
from huitoukan.apps.registry.queries import snapshot_folder
from huitoukan.apps.registry.services.rows import row_hash
from huitoukan.apps.registry.services.search import refresh_search
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.apps.registry.services.tally import tally_villages
from huitoukan.domain.identity import check_character
from huitoukan.domain.problems import Action, State
from huitoukan.engine import api as engine
from huitoukan.simulate.photographs import house
from tests.cast import AT, ON, VILLAGE_1, Cast

JPEG = house(is_repaired=True)
"""A photograph that tells neither time nor place."""


def id_no(number: int, *, born: date = date(1980, 1, 1), place: str = "980122") -> str:
    """A well-formed ID number of an invented person; the same number, the same person."""
    body = f"{place}{born + timedelta(days=number // 999):%Y%m%d}{number % 999 + 1:03d}"
    return body + check_character(body)


def nothing_told(_done: int, _total: int, _text: str) -> None:
    """A listener that needs to hear nothing."""


ROAD: tuple[tuple[State, Action, str, Filled], ...] = (
    # the state reached, by which step, by whom, with what
    (State.CONFIRMED, Action.CONFIRM, "min", Filled(opinion="情况属实", seal_no="民政〔2026〕7号")),
    (State.ASSIGNED, Action.ASSIGN, "rui", Filled(unit="龙潭镇人民政府", person="唐守田")),
    (State.ACCEPTED, Action.ACCEPT, "tang", Filled()),
    (
        State.PLANNED,
        Action.PLAN,
        "ping",
        Filled(measure="入户核对后补办手续", due_on=date(2026, 11, 20)),
    ),
    (State.RECTIFYING, Action.APPROVE_PLAN, "qiao", Filled(opinion="方案可行")),
    (State.UNDER_REVIEW, Action.SUBMIT, "ping", Filled(result="已补办，户主签字确认")),
    (State.REVIEWED, Action.PASS_REVIEW, "qiao", Filled(opinion="现场查看，整改到位")),
    (State.CLOSED, Action.CLOSE, "lei", Filled(opinion="同意销号")),
)
"""The road of a problem in village 1 from registration to sign-off, each step by its own person."""
DEPARTMENT_REVIEWERS = {"civil-affairs": "min", "medical-insurance": "bao"}


@dataclass
class Maker:
    """Makes households, doubts and problems on one stage."""

    cast: Cast
    _number: int = 0
    _found: dict[int, list[engine.Hit]] = field(default_factory=dict)

    def number(self) -> int:
        """The next number of this test."""
        self._number += 1
        return self._number

    def household(self, village: str = VILLAGE_1, *, head: str = "", **facts: Any) -> Household:
        """A household with its head as the only member."""
        n = self.number()
        area = self.cast.area(village)
        no = f"{village}{n:04d}"
        head = head or f"户主{n}"
        facts = {
            "household_no": no,
            "head_name": head,
            "township": area.parent.name if area.parent else "",
            "village": area.name,
            "household_type": "脱贫户",
            **facts,
        }
        if not VillageFacts.objects.for_system("tests").filter(area=area).exists():
            VillageFacts.objects.create(
                area=area, facts={"village_code": village, "village": area.name}
            )
        household = Household.objects.create(
            household_no=no,
            area=area,
            head_name=head,
            household_type=facts["household_type"],
            exit_status=facts.get("exit_status", ""),
            monitor_category=facts.get("monitor_category", ""),
            facts=facts,
            row_hash=row_hash({**facts, "area": area.code}),
            changed_at=AT,
        )
        self.member(household, name=head, relation_to_head="户主")
        return household

    def member(self, household: Household, *, name: str = "", **facts: Any) -> Member:
        """A member of the household; `id_no` is invented unless given."""
        n = self.number()
        name = name or f"成员{n}"
        facts = {
            "household_no": household.household_no,
            "person_no": f"{household.household_no}{n:02d}",
            "name": name,
            "id_no": id_no(n, place=household.household_no[:6]),
            **facts,
        }
        member = Member.objects.create(
            household=household,
            person_no=facts["person_no"],
            name=name,
            id_no=facts["id_no"],
            facts=facts,
            row_hash=row_hash(facts),
            row_no=n,
        )
        refresh_search([household.pk])
        tally_villages(household.area, self.cast.pack.quality)
        household.refresh_from_db(fields=["n_members"])
        return member

    def snapshot(self, campaign: Campaign | None = None) -> Snapshot:
        """The registry of the campaign's county, frozen as it is now."""
        campaign = campaign or self.cast.campaign
        return freeze_snapshot(self.cast.system, campaign, at=AT, tell=nothing_told)

    def found(self, household: Household, rule: str = "X16", *, sentence: str = "") -> engine.Hit:
        """What the engine says when a rule meets the household's head (or the household)."""
        member = Member.objects.for_system("tests").filter(household=household).first()
        kind = "household" if self.cast.pack.rules[rule].of == "household" else "person"
        assert member is not None
        return engine.Hit(
            rule_id=rule,
            object_kind=kind,
            object_key=household.household_no if kind == "household" else member.person_no,
            household_no=household.household_no,
            person_no=None if kind == "household" else member.person_no,
            name=member.name,
            village_code=household.area.code,
            facts={"member": {"name": member.name}},
            n_rows=1,
            sentence=sentence or f"{member.name}与部门数据不一致。",
        )

    def run(
        self,
        hits: list[engine.Hit],
        campaign: Campaign | None = None,
        *,
        asked: Mapping[str, str] | None = None,
        **given: Any,
    ) -> Run:
        """A comparison that found just these, storing what `compare` would have computed.

        `asked` are rules that ran besides those of the hits, each with why it could not tell (or
        nothing); `given` replaces what else was computed, such as `on` and `unclear`.
        """
        campaign = campaign or self.cast.campaign
        pack = self.cast.pack
        rules = dict.fromkeys(sorted({hit.rule_id for hit in hits}), "") | dict(asked or {})
        results = tuple(
            engine.RuleResult(
                rule_id=rule,
                rule_hash=pack.rules[rule].hash,
                n_objects=100,
                n_hits=len([hit for hit in hits if hit.rule_id == rule]),
                n_cannot_tell=0,
                cannot_tell_why=why or None,
                seconds=0.01,
                hits=tuple(hit for hit in hits if hit.rule_id == rule),
            )
            for rule, why in rules.items()
        )
        snapshot = self.snapshot(campaign)
        plan = engine.plan(pack, _tables_of(snapshot), on=ON, rules=[])
        compared = Compared(snapshot, (), pack, ON, plan, engine.Outcome(results), AT)
        return store_run(self.cast.system, campaign, replace(compared, **given), at=AT)

    def hit(
        self,
        household: Household | None = None,
        rule: str = "X16",
        *,
        campaign: Campaign | None = None,
        sentence: str = "",
    ) -> Hit:
        """A doubt about a household; doubts made before stay in the newest run."""
        campaign = campaign or self.cast.campaign
        household = household or self.household()
        found = self.found(household, rule, sentence=sentence)
        everything = self._found.setdefault(campaign.pk, [])
        everything.append(found)
        self.run(everything, campaign)
        return Hit.objects.for_system("tests").get(
            campaign=campaign, rule=rule, object_key=found.object_key
        )

    def problem(
        self,
        household: Household | None = None,
        rule: str = "X16",
        *,
        finder: str = "rui",
        state: State = State.REGISTERED,
        campaign: Campaign | None = None,
        sentence: str = "",
    ) -> Problem:
        """A problem from a confirmed doubt, walked along the road to `state`."""
        hit = self.hit(household, rule, campaign=campaign, sentence=sentence)
        judged = judge_hit(self.cast.actor(finder), hit.code, HitState.CONFIRMED, at=AT)
        problem = Problem.objects.for_system("tests").get(code=judged.problem_code)
        return self.walk(problem, state)

    def walk(self, problem: Problem, state: State) -> Problem:
        """Take the road's steps from where the problem stands until it is in `state`."""
        reached = [road[0] for road in ROAD]
        first = 0 if problem.stands is State.REGISTERED else reached.index(problem.stands) + 1
        last = reached.index(state) + 1 if state is not State.REGISTERED else 0
        for _, action, account, filled in ROAD[first:last]:
            confirms = action is Action.CONFIRM
            by = DEPARTMENT_REVIEWERS[problem.department] if confirms else account
            problem = self.step(problem, action, by, filled)
        return problem

    def step(
        self, problem: Problem, action: Action, account: str, filled: Filled | None = None
    ) -> Problem:
        """One step by one person, with what the road fills in unless told otherwise."""
        actor = self.cast.actor(account)
        if filled is None:
            filled = next((f for _, a, _, f in ROAD if a is action), Filled(reason="佐证不清"))
        if action is Action.SUBMIT and not filled.evidence:
            filled = Filled(**{**vars(filled), "evidence": self.evidence(actor, problem)})
        return take_step(actor, problem.code, action, filled, at=AT)

    def evidence(self, actor: Actor, problem: Problem) -> tuple[StoredFile, ...]:
        """A photograph, kept for the problem."""
        return keep_evidence(actor, problem.code, [(f"整改后{self.number()}.jpg", JPEG)], at=AT)


def _tables_of(snapshot: Snapshot) -> engine.Tables:
    return engine.Tables(registry=snapshot_folder(snapshot.code), deliveries={})


@pytest.fixture
def make(request: pytest.FixtureRequest) -> Maker:
    """The maker of this test's stage."""
    stage = "live_cast" if "live_cast" in request.fixturenames else "cast"
    return Maker(request.getfixturevalue(stage))
