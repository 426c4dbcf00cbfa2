"""Verdicts: the facts of a household or place, standards, runs of an assessment."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import USAGE, Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "ASSESS_JSON": Refusal(
        "“{name}”不是可以读取的 JSON：{why}。", "请核对文件；数字里不能有 NaN 或 Infinity。"
    ),
    "ASSESS_KEY": Refusal(
        "{where} 里有不认识的键“{key}”。", "请按 docs/reference/assess.md 核对写法，改正后重试。"
    ),
    "ASSESS_MISSING": Refusal("{where} 缺少“{key}”。", "请补上后重试。"),
    "ASSESS_TYPE": Refusal("{where} 应为{expected}，不是“{given}”。", "请改正后重试。"),
    "FACT_COMPUTED": Refusal(
        "{where} 是算出来的，不能填。",
        "人均纯收入请附收入测算表（income_sheet），年龄请填出生日期。",
    ),
    "FACT_SOURCE": Refusal(
        "{where} 没有写明来源和日期。", "请写 value、source、on，或在最外层写 source 和 on。"
    ),
    "FACT_UNKNOWN": Refusal(
        "规则包没有事实“{fact}”。", "可写的事实见规则包的 facts/。", http_status=404
    ),
    "STATED_NOTHING": Refusal(
        "没有写明一项新的事实，也没有看到的情况或照片。",
        "请至少填一项；与已写明的相同的不重复登记。",
        http_status=422,
    ),
    "STATED_GONE": Refusal(
        "这一项已被更正或撤回。", "请刷新页面，看现在写明的是什么。", http_status=422
    ),
    "MEASURE_INPUT": Refusal("贫困测度算不出来：{why}。", "请核对数据、权数和线后重试。"),
    "CHANGES_OTHER": Refusal(
        "两张核查表说的不是同一户（村、县）：{before}、{after}。", "请选同一户的两张核查表。"
    ),
    "VIEW_UNKNOWN": Refusal("规则包“{pack}”没有视图“{view}”。", "可用的视图：{known}。", **USAGE),
    "STANDARD_UNKNOWN": Refusal(
        "规则包“{pack}”没有标准“{standard}”。", "请用 --standard 选一个：{known}。", **USAGE
    ),
    "ASSESSMENT_NONE": Refusal(
        "还没有开展过达标核查。", "请在“达标核查”里开展一次（huitoukan assessment run）。"
    ),
    "ASSESSMENT_TRY": Refusal(
        "“{code}”只是试算，不能据此核定。", "请在正式的核查里核定；要用改动，先发布规则包再核查。"
    ),
    "VILLAGES_NOT_JUDGED": Refusal(
        "核查“{code}”没有核查村。", "请用写明村的标准的规则包再开展一次达标核查。"
    ),
    "DOUBT_DECIDED": Refusal(
        "疑点“{code}”已由{who}核定。", "请刷新页面看结论；有新情况的，从问题台账办理。"
    ),
    "VERDICT_REASON": Refusal(
        "没有写明为什么这样核定。", "请写明看了什么材料、谁去看的。", http_status=422
    ),
    "READINGS_ALTERED": Refusal(
        "核查“{code}”读入的材料已不是当时的样子，底稿不能重算。",
        "请从备份恢复数据文件夹里的 assessments，或重新开展达标核查。",
    ),
}
