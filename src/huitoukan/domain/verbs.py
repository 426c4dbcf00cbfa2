"""The vocabulary of rights: every verb a post can hold, with its Chinese and English words.

Which post holds which verbs is data (roles/*.yaml of a pack); this list is what may be said there.
"""

from __future__ import annotations

from typing import Final

VERBS: Final[dict[str, tuple[str, str]]] = {
    "overview.see": ("看总览", "see the overview"),
    "todo.see": ("看待办", "see one's own work"),
    "household.see": ("看一户一档", "see a household's file"),
    "campaign.see": ("看任务", "see the campaign"),
    "campaign.open": ("建立任务", "open a campaign"),
    "places.see": ("看区划", "see places"),
    "places.import": ("导入区划", "import places"),
    "places.change": ("登记区划变更", "record changes of areas"),
    "places.report": ("登记上报户数人数", "record reported figures"),
    "people.see": ("看人员", "see accounts"),
    "people.open": ("开设账号", "open accounts"),
    "registry.see": ("看名册", "see the registry"),
    "registry.import": ("导入名册", "import the registry"),
    "import.see": ("看导入批次", "see imports"),
    "registry.merge": ("合并或撤销导入", "merge or undo imports"),
    "registry.freeze": ("冻结基线", "freeze the baseline"),
    "registry.reveal": ("查看完整证件号码", "see full ID numbers"),
    "registry.export": ("导出名册", "export the registry"),
    "registry.share_view": ("共享名册视图", "share views of the registry"),
    "adjustment.see": ("看动态调整", "see adjustments"),
    "adjustment.propose": ("提出动态调整", "propose adjustments"),
    "adjustment.check": ("审核动态调整", "check adjustments"),
    "adjustment.approve": ("批准动态调整", "approve adjustments"),
    "source.see": ("看部门数据", "see department data"),
    "source.deliver": ("报送部门数据", "deliver department data"),
    "link.see": ("看关联建议", "see suggested links"),
    "link.decide": ("决定关联", "decide on links"),
    "ledger.see": ("看台账", "see kept ledgers"),
    "ledger.keep": ("登记台账", "keep ledgers"),
    "ledger.export": ("导出台账记录", "export kept ledgers"),
    "source.follow": (
        "催报、退回和验收部门数据质量",
        "remind departments, follow the quality of data",
    ),
    "compare.run": ("开展比对", "run the comparison"),
    "rule.see": ("看规则", "see rules"),
    "rule.try": ("试运行规则", "try changed rules"),
    "hit.see": ("看疑点", "see doubts"),
    "hit.judge": ("核定疑点", "judge doubts"),
    "assignment.see": ("看疑点交办", "see doubts sent down"),
    "assignment.send": ("下发疑点", "send doubts down"),
    "assignment.answer": ("核实反馈交办的疑点", "answer doubts sent down"),
    "agreement.see": ("看三方核对", "see the three-way check"),
    "agreement.record": ("记录三方核对", "record the three-way check"),
    "agreement.reconcile": ("裁定以哪一轮为准", "decide which round counts"),
    "agreement.judge": ("核定三方不一致", "judge mismatches"),
    "problem.see": ("看问题台账", "see the problem ledger"),
    "problem.confirm": ("部门确认", "confirm for the department"),
    "problem.correct": ("登记数据更正", "record the correction"),
    "problem.assign": ("交办问题", "assign problems"),
    "problem.accept": ("认领问题", "accept problems"),
    "problem.plan": ("制定整改方案", "plan the rectification"),
    "problem.rectify": ("整改", "rectify"),
    "problem.submit": ("提交销号申请", "submit for review"),
    "problem.review": ("审核整改", "review a rectification"),
    "problem.sign_off": ("销号", "sign off"),
    "problem.return": ("退回整改", "send back"),
    "problem.reopen": ("重新打开", "reopen"),
    "problem.export": ("导出台账", "export the ledger"),
    "problem.issue": ("印发问题清单", "issue problem lists"),
    "paper.see": ("看文书", "see papers"),
    "paper.issue": ("制作和印发文书", "make and issue papers"),
    "paper.receive": ("签收文书", "confirm the receipt of papers"),
    "paper.template": ("维护文书模板", "keep the templates of papers"),
    "paper.bundle": ("汇总上报文书", "send up summaries"),
    "evidence.add": ("上传佐证", "add evidence"),
    "journal.see": ("看操作日志", "see the journal"),
    "job.see": ("看后台任务", "see background jobs"),
}


def verb_label(verb: str, language: str = "zh") -> str:
    """The verb in words, for a refusal or a list of rights."""
    zh, en = VERBS[verb]
    return en if language.startswith("en") else zh
