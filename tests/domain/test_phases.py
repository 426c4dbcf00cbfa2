"""Phases follow the gates that stages report, in order, and never by anybody's word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.phases import PhaseStatus, Progress, statuses

PHASES = (("registry", "g1"), ("baseline", "g2"), ("comparison", "g3"), ("judging", "g4"))
gates = st.fixed_dictionaries({}, optional={g: st.booleans() for _, g in PHASES}).map(
    lambda passed: {gate: (value, f"说明{gate}") for gate, value in passed.items()}
)


def test_without_any_report_the_first_phase_is_the_present_one() -> None:
    found = [status.progress for status in statuses(PHASES, {})]
    assert found == [Progress.NOW, Progress.LATER, Progress.LATER, Progress.LATER]


def test_a_campaign_without_phases_has_none() -> None:
    assert statuses((), {"g1": (True, "x")}) == ()


def test_a_gate_that_reports_but_has_not_passed_keeps_its_phase_present() -> None:
    assert statuses(PHASES[:1], {"g1": (False, "120 户")}) == (
        PhaseStatus("registry", Progress.NOW, "120 户"),
    )


def test_a_later_phase_tells_what_it_reported_but_stays_later() -> None:
    found = statuses(PHASES, {"g1": (True, "3 户"), "g3": (False, "57 条规则")})
    assert found == (
        PhaseStatus("registry", Progress.DONE, "3 户"),
        PhaseStatus("baseline", Progress.NOW),
        PhaseStatus("comparison", Progress.LATER, "57 条规则"),
        PhaseStatus("judging", Progress.LATER),
    )


def test_when_every_gate_has_passed_no_phase_is_present() -> None:
    found = statuses(PHASES, {gate: (True, "") for _, gate in PHASES})
    assert {status.progress for status in found} == {Progress.DONE}


@given(gates)
def test_done_is_what_passed_and_present_is_the_first_that_did_not(
    reported: dict[str, tuple[bool, str]],
) -> None:
    found = statuses(PHASES, reported)
    passed = [reported.get(gate, (False, ""))[0] for _, gate in PHASES]
    assert [s.progress is Progress.DONE for s in found] == passed
    now = [n for n, s in enumerate(found) if s.progress is Progress.NOW]
    assert now == ([passed.index(False)] if False in passed else [])


@given(gates)
def test_a_gate_of_no_phase_changes_nothing(reported: dict[str, tuple[bool, str]]) -> None:
    assert statuses(PHASES, {**reported, "elsewhere": (True, "")}) == statuses(PHASES, reported)
