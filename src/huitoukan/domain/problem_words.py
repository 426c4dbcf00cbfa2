"""The words of a problem's life: states, steps, endings, facts, levels, in both languages.

Source of the states: S002/S003 as collected in the domain reference, section 6.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a problem stands; one value, never a set of flags. Overdue is computed, not stored."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    RECTIFYING = "rectifying"
    UNDER_REVIEW = "under_review"
    REVIEWED = "reviewed"
    RETURNED = "returned"
    CLOSED = "closed"
    REJECTED = "rejected"
    DATA_FIX = "data_fix"
    CORRECTED = "corrected"
    PLANNED = "planned"
    PAUSED = "paused"
    DEFERRED = "deferred"
    TRANSFERRED = "transferred"
    MERGED = "merged"
    ARCHIVED = "archived"


class Ending(StrEnum):
    """How a problem leaves the open ledger: three kinds that are never added up as one."""

    RECTIFIED = "rectified"
    CANCELLED = "cancelled"
    PASSED_ON = "passed_on"


class Action(StrEnum):
    """A step that a person takes."""

    CONFIRM = "confirm"
    REJECT = "reject"
    REPORT_DATA_ERROR = "report_data_error"
    CORRECT = "correct"
    ASSIGN = "assign"
    ACCEPT = "accept"
    PLAN = "plan"
    SUBMIT = "submit"
    RETURN = "return"
    PASS_REVIEW = "pass_review"  # noqa: S105 - a step, not a password
    CLOSE = "close"
    REOPEN = "reopen"
    APPROVE_PLAN = "approve_plan"
    RETURN_PLAN = "return_plan"
    FIX_ON_SPOT = "fix_on_spot"
    MERGE = "merge"
    PAUSE = "pause"
    RESUME = "resume"
    DEFER = "defer"
    TRANSFER = "transfer"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class Words:
    """A state or a step in both languages; `style` is the chip of the design language."""

    zh: str
    en: str
    style: str = ""


STATE_WORDS: Final[dict[State, Words]] = {
    State.REGISTERED: Words("待部门确认", "Awaiting department", "wait"),
    State.CONFIRMED: Words("待交办", "To be assigned", "none"),
    State.ASSIGNED: Words("待认领", "To be accepted", "none"),
    State.ACCEPTED: Words("待制定方案", "Plan due", "doing"),
    State.RECTIFYING: Words("整改中", "Being rectified", "doing"),
    State.UNDER_REVIEW: Words("待审核", "Under review", "wait"),
    State.REVIEWED: Words("待销号", "Awaiting sign-off", "wait"),
    State.RETURNED: Words("已退回", "Sent back", "bad"),
    State.CLOSED: Words("已销号", "Signed off", "ok"),
    State.REJECTED: Words("不属实", "Not a problem", "none"),
    State.DATA_FIX: Words("待更正数据", "Data to be corrected", "warn"),
    State.CORRECTED: Words("数据已更正", "Data corrected", "ok"),
    State.PLANNED: Words("方案待审", "Plan to be judged", "wait"),
    State.PAUSED: Words("已暂停计时", "Paused", "none"),
    State.DEFERRED: Words("长期整改", "Long-term rectification", "warn"),
    State.TRANSFERRED: Words("已移交", "Transferred", "none"),
    State.MERGED: Words("已合并", "Merged", "none"),
    State.ARCHIVED: Words("已归档", "Archived", "ok"),
}

ENDINGS: Final[dict[State, Ending]] = {
    State.CLOSED: Ending.RECTIFIED,
    State.ARCHIVED: Ending.RECTIFIED,
    State.REJECTED: Ending.CANCELLED,
    State.CORRECTED: Ending.CANCELLED,
    State.MERGED: Ending.CANCELLED,
    State.TRANSFERRED: Ending.PASSED_ON,
    State.DEFERRED: Ending.PASSED_ON,
}
ENDING_WORDS: Final[dict[Ending, Words]] = {
    Ending.RECTIFIED: Words("整改销号", "Rectified", "ok"),
    Ending.CANCELLED: Words("核销（不属实、更正、合并）", "Cancelled", "none"),
    Ending.PASSED_ON: Words("移交或转长期", "Transferred or long-term", "warn"),
}

ACTION_WORDS: Final[dict[Action, Words]] = {
    Action.CONFIRM: Words("确认属实", "Confirm", "primary"),
    Action.REJECT: Words("确认不属实", "Not a problem", "danger"),
    Action.REPORT_DATA_ERROR: Words("属数据错误", "Data error", "plain"),
    Action.CORRECT: Words("登记数据更正", "Record the correction", "primary"),
    Action.ASSIGN: Words("交办", "Assign", "primary"),
    Action.ACCEPT: Words("认领", "Accept", "primary"),
    Action.PLAN: Words("提交整改方案", "Submit the plan", "primary"),
    Action.SUBMIT: Words("申请销号", "Submit for review", "primary"),
    Action.RETURN: Words("退回整改", "Send back", "danger"),
    Action.PASS_REVIEW: Words("审核通过", "Pass the review", "primary"),
    Action.CLOSE: Words("同意销号", "Sign off", "primary"),
    Action.REOPEN: Words("重新打开（反弹）", "Reopen", "danger"),
    Action.APPROVE_PLAN: Words("审定方案", "Approve the plan", "primary"),
    Action.RETURN_PLAN: Words("退回方案", "Send the plan back", "danger"),
    Action.FIX_ON_SPOT: Words("边看边改", "Put right on the spot", "plain"),
    Action.MERGE: Words("合并到另一条", "Merge into another", "plain"),
    Action.PAUSE: Words("暂停计时", "Pause", "plain"),
    Action.RESUME: Words("恢复计时", "Resume", "primary"),
    Action.DEFER: Words("转长期整改", "Long-term rectification", "plain"),
    Action.TRANSFER: Words("移交", "Transfer", "plain"),
    Action.ARCHIVE: Words("回访归档", "Revisit and archive", "primary"),
}

FACT_WORDS: Final[dict[str, Words]] = {
    "opinion": Words("意见", "opinion"),
    "seal_no": Words("签字盖章编号", "signature and seal number"),
    "reason": Words("理由", "reason"),
    "unit": Words("责任单位", "responsible unit"),
    "person": Words("责任人", "responsible person"),
    "measure": Words("整改措施", "measure"),
    "due_on": Words("完成时限", "due date"),
    "result": Words("整改情况", "result"),
    "evidence": Words("佐证材料", "evidence"),
    "before": Words("整改前照片", "photographs before"),
    "back_to": Words("退回到", "back to"),
    "into": Words("并入的问题编号", "number of the other problem"),
    "household_word": Words("农户意见", "the household's word"),
    "to": Words("移交去向", "transferred to"),
    "milestones": Words("阶段目标", "milestones"),
    "amount": Words("县级统筹资金（元）", "county funds (yuan)"),
    "request": Words("批准的申请", "approved request"),
    "batch": Words("确认批次", "batch of confirmations"),
    "meeting": Words("认领会议", "meeting"),
    "held_on": Words("会商日期", "held on"),
    "present": Words("参加人员", "present"),
    "visited_on": Words("回访日期", "visited on"),
    "seen": Words("所见情况", "seen"),
}

SIGN_LEVELS: Final[dict[str, Words]] = {
    "village": Words("村级", "village"),
    "township": Words("乡镇", "township"),
    "county": Words("县级", "county"),
    "city": Words("市级", "city"),
    "province": Words("省级", "province"),
}
"""The levels that sign off, from the lowest."""
