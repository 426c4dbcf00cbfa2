"""The papers of an account: 收入测算表 with its places for signatures, and the 明白卡 for the wall.

Papers are Chinese for every reader; page and Word document are made of the same values.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import translation

from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.queries.reckoned import KINDS, Accounts, reckoned
from huitoukan.apps.incomes.queries.words import period_words, yuan
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import Household
from huitoukan.assess.income import Reckoning, Step
from huitoukan.assess.sheets import FORECAST
from huitoukan.documents.form_paper import FormPaper, FormSection, FormTable
from huitoukan.domain.refusals import Refused

SIGNS: Final = ("户主（签字或按手印）", "帮扶责任人", "村党组织书记", "第一书记", "日期")
"""Who signs (the domain reference 4.5 and 9.8)."""
CARD_SIGNS: Final = ("送卡人", "送卡日期")


def income_paper(sheet: IncomeSheet, *, at: datetime) -> FormPaper:
    """The 收入测算表 of one version by the pack's main profile; Refused as reckoning is."""
    accounts, made = _made(sheet)
    with translation.override(settings.LANGUAGE_CODE):
        return FormPaper(
            title="农户收入测算表",
            organ=organ_of(sheet.campaign),
            on=at,
            notice=(
                "本表和农户一起一行一行算出，合计由系统算出，不手填。农户认账的签字或按手印；"
                "不认账的请写明理由，账有争议不作为依据。"
            ),
            facts=(
                ("户主", sheet.head_name),
                ("户编号", sheet.household_no),
                ("住址", full_name(sheet.area)),
                ("测算期", period_words(sheet)),
                ("计入人口", f"{made.n_members} 人（表列 {len(accounts.sheet.members)} 人）"),
                ("表号和版次", f"{sheet.code} 第 {sheet.version} 版"),
            ),
            sections=(
                _lines(accounts, made),
                _totals(accounts, made),
                *_spending(accounts, made),
                _against(made),
            ),
            signs=SIGNS,
            foot=f"口径：{made.profile.title.zh}；校验码 {sheet.content_hash[:16]}；"
            "一式两份，一份留户，一份存村档。",
        )


def _made(sheet: IncomeSheet) -> tuple[Accounts, Reckoning]:
    accounts = reckoned(sheet.content, sheet.campaign.pack.opened())
    if isinstance(accounts.main, Refused):
        raise accounts.main
    return accounts, accounts.main


def _names(accounts: Accounts) -> dict[str, str]:
    return {one.person_no: one.name or one.person_no for one in accounts.sheet.members}


def _lines(accounts: Accounts, made: Reckoning) -> FormSection:
    names, titles = _names(accounts), accounts.pack.income_items
    order = {kind: n for n, kind in enumerate(KINDS)}
    steps = sorted(made.steps, key=lambda step: order[step.line.item.kind])
    rows = [
        (
            titles[step.line.item.kind].title.zh,
            step.line.item.title.zh,
            names.get(step.line.person_no, "全户"),
            step.formula,
            _counted(step),
            f"{step.line.evidence}；{step.line.said_by}说{_forecast(step)}",
        )
        for step in steps
    ]
    headings = ("类别", "项目", "谁的", "算式（元）", "计入（元）", "凭据，谁说的")
    table = FormTable(headings, (22, 24, 20, 44, 28, 36), rows, frozenset({4}))
    return FormSection("一、一行一行的账", table)


def _counted(step: Step) -> str:
    if step.counted is None:
        return "无法确定"
    return f"{yuan(step.counted)}（{step.why}）" if step.why else yuan(step.counted)


def _forecast(step: Step) -> str:
    return "（预计）" if step.line.basis == FORECAST else ""


def _totals(accounts: Accounts, made: Reckoning) -> FormSection:
    titles = accounts.pack.income_items
    rows = [(titles[kind].title.zh, yuan(made.by_kind[kind])) for kind in KINDS]
    rows += [
        (f"扣回：{'、'.join(cap.items)}最多计 {yuan(cap.allowed)} 元", f"−{yuan(cap.taken_off)}")
        for cap in made.caps
        if cap.taken_off
    ]
    rows += [
        ("全户纯收入", yuan(made.total)),
        (f"人均纯收入（÷ {made.n_members} 人）", yuan(made.per_head)),
    ]
    table = FormTable(("合计（系统算出）", "元"), (120, 54), rows, frozenset({1}))
    return FormSection("二、合计和人均", table)


def _spending(accounts: Accounts, made: Reckoning) -> tuple[FormSection, ...]:
    if not made.spending:
        return ()
    names = _names(accounts)
    rows = [
        (
            step.line.item.title.zh,
            names.get(step.line.person_no, "全户"),
            step.formula,
            _counted(step),
            step.line.evidence,
        )
        for step in made.spending
    ]
    table = FormTable(
        ("刚性支出", "谁的", "算式（元）", "计（元）", "凭据"), (36, 20, 42, 36, 40), rows,
        frozenset({3}),
    )  # fmt: skip
    after = yuan(made.after_rigid)
    told = f"{after} 元" if after else "无法确定（规则包里没有需要的值）"
    return (FormSection("刚性支出（只作对照，不从收入里扣）", table, (f"刚性支出后：{told}",)),)


def _against(made: Reckoning) -> FormSection:
    words = {True: "超过", False: "没有超过", None: "无法判断"}
    rows = [
        (one.title, yuan(one.value) or "—", words[one.is_above], one.source or one.why)
        for one in made.lines
    ]
    table = FormTable(
        ("对照的线", "元/人·年", "结果", "依据"), (40, 26, 24, 84), rows, frozenset({1})
    )
    return FormSection("三、和各条线比", table)


def household_card(sheet: IncomeSheet, household: Household | None, *, at: datetime) -> FormPaper:
    """The 明白卡: what the household gets and how it was counted, in plain words."""
    accounts, made = _made(sheet)
    facts = household.facts if household is not None else {}
    helper = "，".join(str(facts[k]) for k in ("helper_name", "helper_unit") if facts.get(k))
    with translation.override(settings.LANGUAGE_CODE):
        return FormPaper(
            title="收入和政策明白卡",
            organ=organ_of(sheet.campaign),
            on=at,
            notice=(
                f"{sheet.head_name}：这张卡写明您家一年的收入是怎样算的、享受了哪些补助。"
                "有哪一行不对，请告诉我们，我们和您重新算。"
            ),
            facts=(
                ("户主", sheet.head_name),
                ("住址", full_name(sheet.area)),
                ("算的是", period_words(sheet)),
                ("家里算几个人", f"{made.n_members} 人"),
                ("帮扶责任人", helper or "　"),
                ("帮扶人电话", str(facts.get("helper_phone") or "　")),
            ),
            sections=(_plain_account(accounts, made), _entitlements(accounts, made), _ask()),
            signs=CARD_SIGNS,
            foot=f"测算表 {sheet.code} 第 {sheet.version} 版；张贴在户内，账有更正时换发新卡。",
        )


def _plain_account(accounts: Accounts, made: Reckoning) -> FormSection:
    titles = accounts.pack.income_items
    parts = "，".join(
        f"{titles[kind].title.zh} {yuan(made.by_kind[kind])} 元"
        for kind in KINDS
        if made.by_kind[kind]
    )
    total = (
        f"全家一年 {yuan(made.total)} 元，{made.n_members} 口人，每人 {yuan(made.per_head)} 元。"
    )
    lines = tuple(
        f"{one.title}是每人 {yuan(one.value)} 元，您家{'超过了' if one.is_above else '没有超过'}。"
        for one in made.lines
        if one.is_above is not None
    )
    return FormSection("一、您家一年的收入", None, (f"{parts}。" if parts else "", total, *lines))


def _entitlements(accounts: Accounts, made: Reckoning) -> FormSection:
    """What the household was paid: transfers, counted or not, and posts paid by the public."""
    names = _names(accounts)
    rows = [
        (
            step.line.item.title.zh,
            names.get(step.line.person_no, "全户"),
            step.formula,
            "算进收入" if step.counted else f"不算进收入（{step.why}）",
            "　",
        )
        for step in made.steps
        if step.line.item.kind == "transfer"
    ]
    if not rows:
        return FormSection(
            "二、享受的补助", None, ("测算表里没有补助。应该有而没有的，请告诉我们。",)
        )
    headings = ("补助", "给谁的", "一年多少（元）", "算不算收入", "主管部门和电话")
    return FormSection("二、享受的补助", FormTable(headings, (30, 20, 46, 44, 34), rows))


def _ask() -> FormSection:
    return FormSection(
        "三、有疑问找谁",
        None,
        (
            "先问帮扶责任人和村委会；也可以到乡镇说。",
            "村委会电话：＿＿＿＿＿＿＿＿　乡镇电话：＿＿＿＿＿＿＿＿",
            "账不对可以不签字，写明理由就行；不签字不影响已经享受的补助。",
        ),
    )
