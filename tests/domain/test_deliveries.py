"""Due days, drift and the life of a quality report, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from huitoukan.domain.deliveries import (
    Alarm,
    Drift,
    DriftLimits,
    ReportAction,
    ReportState,
    Standing,
    after_action,
    drift,
    due_state,
)
from huitoukan.domain.refusals import Refused

FIRST = date(2026, 11, 11)
LIMITS = DriftLimits(share=0.2, rows=0.3)
SAME = {
    "rows": 100, "rejected": 0, "delivered": ["id_no", "amount"], "unread": [],
    "blank": {"amount": 10}, "refused": {},
}  # fmt: skip


@pytest.mark.parametrize(
    ("monthly", "delivered", "on", "expected"),
    [
        (None, None, "2026-11-10", ("not_due", "2026-11-11")),
        (None, None, "2026-11-11", ("not_due", "2026-11-11")),
        (None, None, "2026-11-12", ("late", "2026-11-11")),
        (None, "2026-11-02", "2026-12-30", ("delivered", "2026-11-11")),
        (None, "2026-12-01", "2026-12-30", ("delivered", "2026-11-11")),
        (10, "2026-11-02", "2026-12-09", ("delivered", "2026-12-10")),
        (10, "2026-11-02", "2026-12-10", ("not_due", "2026-12-10")),
        (10, "2026-11-02", "2026-12-11", ("late", "2026-12-10")),
        (10, "2026-11-12", "2026-12-11", ("delivered", "2027-01-10")),
        (10, None, "2027-03-01", ("late", "2027-02-10")),
    ],
)
def test_a_data_set_is_late_only_after_its_day(
    monthly: int | None, delivered: str | None, on: str, expected: tuple[str, str]
) -> None:
    came = date.fromisoformat(delivered) if delivered else None
    state = due_state(FIRST, monthly, came, date.fromisoformat(on))
    assert (state.standing, state.due_on.isoformat()) == (Standing(expected[0]), expected[1])


def test_a_delivery_like_the_last_one_raises_no_alarm() -> None:
    assert drift(SAME, {**SAME, "rows": 125, "blank": {"amount": 20}}, LIMITS) == ()


@pytest.mark.parametrize(
    ("changed", "alarm"),
    [
        ({"delivered": ["id_no"]}, Alarm(Drift.COLUMN_GONE, "amount")),
        ({"delivered": ["id_no", "amount", "name"]}, Alarm(Drift.COLUMN_NEW, "name")),
        ({"unread": ["备注2"]}, Alarm(Drift.HEADING_NEW, "备注2")),
        ({"blank": {"amount": 40}}, Alarm(Drift.BLANKS_JUMPED, "amount", 0.1, 0.4)),
        ({"rows": 60, "blank": {"amount": 6}}, Alarm(Drift.ROWS_JUMPED, "", 100, 60)),
        (
            {"rows": 75, "rejected": 25, "blank": {}, "refused": {"amount": 25}},
            Alarm(Drift.KIND_CHANGED, "amount", 0.0, 0.25),
        ),
    ],
)
def test_each_change_of_a_delivery_raises_its_alarm(
    changed: dict[str, object], alarm: Alarm
) -> None:
    assert drift(SAME, {**SAME, **changed}, LIMITS) == (alarm,)


def test_an_empty_delivery_is_a_jump_of_rows_and_claims_nothing_else() -> None:
    assert drift(SAME, {**SAME, "rows": 0, "blank": {}}, LIMITS) == (
        Alarm(Drift.ROWS_JUMPED, "", 100, 0),
    )


@pytest.mark.parametrize(
    ("state", "action", "words", "code"),
    [
        (ReportState.SENT, ReportAction.ANSWER, "看过", "REPORT_STEP"),
        (ReportState.RECEIVED, ReportAction.ANSWER, " ", "REPORT_WORDS"),
        (ReportState.RECEIVED, ReportAction.ACCEPT, "", "REPORT_STEP"),
        (ReportState.ACCEPTED, ReportAction.REDELIVER, "", "REPORT_STEP"),
        (ReportState.ANSWERED, ReportAction.RETURN, "", "REPORT_WORDS"),
    ],
)
def test_a_step_out_of_order_or_without_words_is_refused(
    state: ReportState, action: ReportAction, words: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        after_action(state, action, words)
    assert refusal.value.code == code


def test_a_report_goes_from_sent_to_accepted_and_back_once() -> None:
    state = ReportState.SENT
    for action, words in (
        (ReportAction.RECEIVE, ""),
        (ReportAction.ANSWER, "核对过"),
        (ReportAction.RETURN, "还差三行"),
        (ReportAction.REDELIVER, ""),
        (ReportAction.ACCEPT, ""),
    ):
        state = after_action(state, action, words)
    assert state is ReportState.ACCEPTED
