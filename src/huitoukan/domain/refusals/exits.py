"""Exits: whom they may be proposed for, public notice, signatures of the levels."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "EXIT_STATE": Refusal(
        "这一步现在不能办：这份退出已经不在这个环节。", "请刷新页面看办到了哪一步。"
    ),
    "EXIT_SAME_PERSON": Refusal(
        "提出的人不能签字，一个人也不能签两级。", "请由这一级的另一位负责人签字。"
    ),
    "EXIT_NOT_YOURS": Refusal(
        "只有提出的人能撤回。", "请由提出的人撤回；要停下来，由签字的一级暂缓。"
    ),
    "EXIT_LEVEL": Refusal(
        "现在等{level}级签字，您不是这一级管这个村的签字人。", "请由{level}级的负责人签字。"
    ),
    "EXIT_UNTIL": Refusal("这份退出暂缓到 {day}，现在还不能再提。", "请到期以后再提出。"),
    "EXIT_DEFER_DAY": Refusal(
        "没有写明暂缓到哪一天，或者写的是今天以前。", "请填今天以后的日期，如下一年度的日期。",
        http_status=422,
    ),
    "EXIT_NOTICE": Refusal(
        "公示要满 {days} 天并已经结束，填的是 {first} 至 {last}。", "公示期满、没有异议再提出。",
        http_status=422,
    ),
    "EXIT_OBJECTION": Refusal(
        "公示有异议。", "请先处理异议，重新公示，没有异议再提出。", http_status=422
    ),
    "EXIT_NOTHING": Refusal(
        "没有选中可以退出的对象。", "请选择核查结论为达标、名册上还可以退出的户或村。",
        http_status=422,
    ),
    "EXIT_NOT_MET": Refusal(
        "{names}现在的核查结论不是达标，不能提出或签字。",
        "请看核查底稿；结论有变化的，由签字的一级暂缓或不予退出。",
        http_status=422,
    ),
    "EXIT_OPEN": Refusal(
        "{names}已经在退出签批“{code}”里。", "请在那一份里办理。", http_status=422
    ),
    "EXIT_NOT_JUDGED": Refusal(
        "还没有按规则包本身的标准核查过{what}，不能提出退出。",
        "请先开展一次达标核查（huitoukan assessment run）。",
    ),
    "EXIT_LAST_ONE": Refusal(
        "这是最后一户，单独暂缓以后就没有退出的户了。", "请暂缓整份，或者不予退出。"
    ),
}  # fmt: skip
