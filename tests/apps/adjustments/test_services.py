"""Adjustments from the proposal to the registry and back: refusals first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from huitoukan.apps.adjustments.models import Adjustment, AdjustmentStep
from huitoukan.apps.adjustments.queries import adjustments_for
from huitoukan.apps.adjustments.queries.asking import Filled
from huitoukan.apps.adjustments.queries.shown import n_waiting
from huitoukan.apps.adjustments.services.deciding import decide
from huitoukan.apps.adjustments.services.proposing import propose, propose_again
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry.models import Change, ChangeKind, Household, Member, VillageTally
from huitoukan.apps.registry.services.standing import standing
from huitoukan.domain.approval import State, Step
from huitoukan.domain.refusals import Refused
from tests.apps.registry.sheets import household, member, registry_rows, take
from tests.cast import AT, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import id_no

DAY = AT.date() - timedelta(days=3)
LATER = AT + timedelta(days=2)
NOTICE = {"notice_from": DAY - timedelta(days=9), "notice_to": DAY - timedelta(days=5)}
DEATH = Filled("death", "H1", persons=("P2",), effective_on=DAY, reason="死亡证明已核")
RELAPSE = Filled(
    "relapsed", "H1", fields={"relapse_year": "2026"}, effective_on=DAY, reason="民主评议记录第8号",
    **NOTICE,
)  # fmt: skip
NEW = Filled(
    "newly_identified",
    "H9",
    fields={
        "household_type": "未脱贫户",
        "first_identified_on": "2026-10",
        "natural_group": "二组",
    },
    person={"person_no": "P90", "name": "石新来", "id_no": id_no(90)},
    village=VILLAGE_1,
    effective_on=DAY,
    reason="村级初选记录",
    **NOTICE,
)


@pytest.fixture
def registry(cast: Cast, tmp_path: Path) -> Cast:
    """A small registry: H1 of two and H2 of one in 核桃村, H3 of two in 茶坪村."""
    rows = registry_rows()
    rows["household"][0]["exit_status"] = "已脱贫享受政策"
    take(cast.system, cast.campaign, rows, tmp_path)
    return cast


def refused(code: str, act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as found:
        act()
    assert found.value.code == code
    return found.value


def home(number: str) -> Household:
    return Household.objects.for_system("tests").get(household_no=number)


def people(number: str) -> list[str]:
    rows = Member.objects.for_system("tests").filter(household__household_no=number, ended_on=None)
    return sorted(rows.values_list("person_no", flat=True))


def approved(cast: Cast, filled: Filled, by: Actor | None = None) -> Adjustment:
    """Proposed by the township (or somebody else), agreed to by everybody in the chain."""
    made = propose(by or cast.tang, cast.campaign, filled, at=AT)
    for who in (cast.qiao, cast.lei):
        made.refresh_from_db()
        if made.stands is State.PROPOSED:
            made = decide(who, made.code, Step.AGREE, opinion="属实", at=LATER)
    assert made.stands is State.APPLIED
    return made


# --- what is refused ---

FORMS = [
    ("FORM_INVALID", replace(DEATH, effective_on=None)),
    ("FORM_INVALID", replace(DEATH, reason=" ")),
    ("FORM_INVALID", replace(RELAPSE, fields={})),
    ("FORM_INVALID", replace(RELAPSE, fields={"relapse_year": "去年"})),
    ("FORM_INVALID", replace(NEW, village="")),
    ("FORM_INVALID", replace(NEW, village="981199999999")),
    ("FORM_INVALID", replace(NEW, household_no="")),
    ("FORM_INVALID", replace(NEW, person={"name": "石新来"})),
    ("FORM_INVALID", replace(DEATH, kind="member_correction")),
    ("FORM_INVALID", Filled("merged", "H1", effective_on=DAY, reason="合户")),
    ("NOT_FOUND", replace(DEATH, kind="no_such_kind")),
    ("ADJUSTMENT_NO_HOUSEHOLD", replace(DEATH, household_no="H3")),
    ("ADJUSTMENT_NO_HOUSEHOLD", replace(DEATH, household_no="")),
    ("ADJUSTMENT_NO_HOUSEHOLD", replace(DEATH, kind="merged", other="H3")),
    ("ADJUSTMENT_NO_PERSON", replace(DEATH, persons=("P4",))),
    ("ADJUSTMENT_PERSON_NEEDED", replace(DEATH, persons=())),
    ("ADJUSTMENT_PERSON_NEEDED", Filled("member_correction", "H1", {"sex": "男"}, column="sex")),
    ("ADJUSTMENT_DAY_AHEAD", replace(DEATH, effective_on=AT.date() + timedelta(days=1))),
    ("ADJUSTMENT_NOTICE", replace(RELAPSE, notice_to=None)),
    ("ADJUSTMENT_NOTICE", replace(RELAPSE, notice_to=DAY - timedelta(days=6))),
    ("ADJUSTMENT_NOT_NOW", replace(RELAPSE, household_no="H2")),
    ("ADJUSTMENT_NUMBER_TAKEN", replace(NEW, household_no="H2")),
    ("ADJUSTMENT_NUMBER_TAKEN", replace(NEW, household_no="H3")),
    ("ADJUSTMENT_NUMBER_TAKEN", replace(NEW, person={**NEW.person, "person_no": "P4"})),
    ("ADJUSTMENT_REGISTERED", replace(NEW, person={**NEW.person, "id_no": id_no(4)})),
]  # fmt: skip


@pytest.mark.parametrize(("code", "filled"), FORMS)
def test_a_proposal_that_does_not_hold_is_refused_and_leaves_nothing(
    registry: Cast, code: str, filled: Filled
) -> None:
    who = registry.ping  # of 核桃村 only: H3 lies elsewhere
    refused(code, lambda: propose(who, registry.campaign, filled, at=AT))
    assert not Adjustment.objects.for_system("tests").exists()


def test_who_may_not_propose_is_told_so(registry: Cast) -> None:
    for who in (registry.qiao, registry.wen):
        refused("NOT_ALLOWED", lambda who=who: propose(who, registry.campaign, DEATH, at=AT))
    shan = registry.shan  # the same post in another county
    refused("ADJUSTMENT_NO_HOUSEHOLD", lambda: propose(shan, registry.campaign, DEATH, at=AT))
    refused("FORM_INVALID", lambda: propose(shan, registry.campaign, NEW, at=AT))


def test_the_same_is_not_proposed_twice(registry: Cast) -> None:
    first = propose(registry.tang, registry.campaign, DEATH, at=AT)
    told = refused(
        "ADJUSTMENT_OPEN", lambda: propose(registry.ping, registry.campaign, DEATH, at=AT)
    )
    assert told.details["code"] == first.code


def test_nobody_decides_on_their_own_and_nobody_decides_out_of_turn(registry: Cast) -> None:
    made = propose(registry.tang, registry.campaign, RELAPSE, at=AT)
    refused("NOT_ALLOWED", lambda: decide(registry.tang, made.code, Step.AGREE, at=AT))
    refused("NOT_ALLOWED", lambda: decide(registry.lei, made.code, Step.AGREE, at=AT))
    refused("NOT_FOUND", lambda: decide(registry.shan, made.code, Step.AGREE, at=AT))
    decide(registry.qiao, made.code, Step.AGREE, at=AT)
    refused("NOT_ALLOWED", lambda: decide(registry.qiao, made.code, Step.AGREE, at=AT))
    assert home("H1").exit_status == "已脱贫享受政策"


def test_a_household_that_changed_since_is_not_adjusted_by_an_old_proposal(
    registry: Cast, tmp_path: Path
) -> None:
    made = propose(registry.tang, registry.campaign, RELAPSE, at=AT)
    rows = {"household": [household("H1", exit_status="已脱贫不享受政策")]}
    take(registry.system, registry.campaign, rows, tmp_path, at=LATER)
    refused("ADJUSTMENT_STALE", lambda: decide(registry.qiao, made.code, Step.AGREE, at=LATER))
    decide(registry.qiao, made.code, Step.RETURN, opinion="名册已变", at=LATER)
    propose_again(registry.tang, made.code, RELAPSE, at=LATER)
    decide(registry.qiao, made.code, Step.AGREE, at=LATER)
    decide(registry.lei, made.code, Step.AGREE, at=LATER)
    assert home("H1").exit_status == "返贫"


# --- what an approval does ---


def test_a_death_is_written_when_it_is_approved_and_the_row_stays(registry: Cast) -> None:
    made = propose(registry.ping, registry.campaign, DEATH, at=AT)
    assert people("H1") == ["P1", "P2"]
    decide(registry.qiao, made.code, Step.AGREE, opinion="属实", at=LATER)
    assert people("H1") == ["P1"]
    gone = Member.objects.for_system("tests").get(person_no="P2")
    assert (gone.ended_on, gone.ended_by) == (DAY, "死亡")
    assert (home("H1").n_members, home("H1").facts["member_count"]) == (1, 1)
    change = Change.objects.for_system("tests").get(key="P2", kind=ChangeKind.ENDED)
    assert (change.effective_on, change.event, change.by) == (DAY, made.code, "qiao")
    assert Entry.objects.filter(object_kind="adjustment", object_code=made.code).count() == 2


def test_a_new_household_stands_with_its_head_in_its_village(registry: Cast) -> None:
    approved(registry, NEW)
    new = home("H9")
    assert (new.area.code, new.head_name, new.natural_group) == (VILLAGE_1, "石新来", "二组")
    assert (new.household_type, new.n_members) == ("未脱贫户", 1)
    assert new.facts["head_id_no"] == id_no(90)
    assert people("H9") == ["P90"]
    tally = VillageTally.objects.for_system("tests").get(area__code=VILLAGE_1)
    assert (tally.n_households, tally.n_persons) == (3, 4)


def test_a_moved_household_and_its_members_are_seen_from_the_new_village_only(
    registry: Cast,
) -> None:
    moved = Filled(
        "household_moved", "H2", village=VILLAGE_2, effective_on=DAY, reason="搬到茶坪村"
    )
    approved(registry, moved)
    assert home("H2").area.code == VILLAGE_2
    assert home("H2").facts["village"] == "茶坪村"
    assert not Household.objects.visible_to(registry.ping).filter(household_no="H2").exists()
    assert Household.objects.visible_to(registry.ning).filter(household_no="H2").exists()


def test_split_and_merge_move_the_members_and_end_nobody(registry: Cast, tmp_path: Path) -> None:
    rows = {"member": [member("H1", "P6", "王小河", relation_to_head="之女")]}
    take(registry.system, registry.campaign, rows, tmp_path)
    split = Filled(
        "split", "H1", {"household_type": "脱贫户"}, persons=("P2", "P6"), head="P2", other="H7",
        effective_on=DAY, reason="分户申请",
    )  # fmt: skip
    approved(registry, split)
    assert (people("H1"), people("H7"), home("H7").head_name) == (["P1"], ["P2", "P6"], "王小溪")
    approved(registry, Filled("merged", "H1", other="H7", effective_on=DAY, reason="合户申请"))
    assert people("H1") == ["P1", "P2", "P6"]
    assert home("H7").ended_by == "合户"


def test_a_correction_empties_a_field_and_says_what_it_held(registry: Cast) -> None:
    filled = Filled(
        "household_correction", "H1", {"household_phone": ""}, column="household_phone",
        effective_on=DAY, reason="号码停用",
    )  # fmt: skip
    approved(registry, filled)
    assert "household_phone" not in home("H1").facts
    change = Change.objects.for_system("tests").get(key="H1", kind=ChangeKind.UPDATED)
    assert change.before == {"household_phone": "13900000001"}


# --- time ---


def test_the_registry_of_a_day_before_the_approval_still_holds_who_died(registry: Cast) -> None:
    before = standing(registry.campaign)
    approved(registry, DEATH)
    approved(registry, NEW)
    assert [m.key for m in standing(registry.campaign).members] == ["P1", "P3", "P4", "P5", "P90"]
    past = standing(registry.campaign, AT + timedelta(days=1))
    assert past == before


def test_what_was_revoked_is_as_before_and_both_stay_written(registry: Cast) -> None:
    before = standing(registry.campaign)
    death, new = approved(registry, DEATH), approved(registry, NEW)
    refused("REASON_NEEDED", lambda: decide(registry.qiao, death.code, Step.REVOKE, at=LATER))
    for who, one in ((registry.qiao, death), (registry.lei, new)):
        decide(who, one.code, Step.REVOKE, opinion="证明作废", at=LATER + timedelta(days=1))
    now = standing(registry.campaign)
    assert (now.members, now.villages) == (before.members, before.villages)
    assert now.households == before.households
    assert home("H9").ended_by == "撤销新识别"
    between = standing(registry.campaign, LATER)
    assert [m.key for m in between.members] == ["P1", "P3", "P4", "P5", "P90"]
    # A number that was freed in this way may be used again.
    assert approved(registry, NEW).stands is State.APPLIED
    assert people("H9") == ["P90"]


def test_what_something_later_depends_on_is_not_revoked(registry: Cast) -> None:
    new = approved(registry, NEW)
    child = {"person_no": "P91", "name": "石小", "sex": "女", "birth_date": "2026-10-01"}
    birth = Filled("birth", "H9", person=child, effective_on=DAY, reason="出生证明")
    approved(registry, birth)
    told = refused(
        "ADJUSTMENT_REVOKE",
        lambda: decide(registry.lei, new.code, Step.REVOKE, opinion="错了", at=LATER),
    )
    assert "出生" in str(told)


def test_an_old_list_does_not_bring_back_who_has_left(registry: Cast, tmp_path: Path) -> None:
    approved(registry, DEATH)
    gone = Filled("household_gone", "H2", effective_on=DAY, reason="老人去世")
    approved(registry, gone)
    batch = take(registry.system, registry.campaign, registry_rows(), tmp_path, at=LATER)
    sheets = {s.table: s for s in batch.sheets.all()}
    assert (sheets["household"].n_rejected, sheets["member"].n_rejected) == (1, 2)
    codes = [r.code for s in sheets.values() for r in s.rejects.all()]
    assert sorted(codes) == ["HOUSEHOLD_UNKNOWN", "ROW_ENDED", "ROW_ENDED"]
    assert (people("H1"), people("H2")) == (["P1"], [])


# --- who sees what waits ---


def test_it_waits_for_who_is_next_and_for_nobody_else(registry: Cast) -> None:
    made = propose(registry.tang, registry.campaign, RELAPSE, at=AT)

    def waits() -> list[str]:
        names = ("ping", "tang", "qiao", "lei", "rui", "wen")
        return [n for n in names if n_waiting(getattr(registry, n), registry.campaign)]

    assert waits() == ["qiao"]
    decide(registry.qiao, made.code, Step.AGREE, at=AT)
    assert waits() == ["lei"]
    decide(registry.lei, made.code, Step.RETURN, opinion="补评议记录", at=AT)
    assert waits() == ["tang"]
    decide(registry.tang, made.code, Step.WITHDRAW, opinion="不办了", at=AT)
    assert waits() == []
    assert not adjustments_for(registry.shan, registry.campaign).exists()


def test_steps_that_were_taken_are_neither_changed_nor_deleted(registry: Cast) -> None:
    propose(registry.tang, registry.campaign, RELAPSE, at=AT)
    for act in (
        lambda: AdjustmentStep.objects.update(opinion="改过"),
        lambda: AdjustmentStep.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert connection.is_usable()


def test_the_effective_day_may_lie_before_the_campaign(registry: Cast) -> None:
    approved(registry, replace(DEATH, effective_on=date(2019, 5, 1)))
    assert Member.objects.for_system("tests").get(person_no="P2").ended_on == date(2019, 5, 1)
