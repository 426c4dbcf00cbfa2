"""Writes the Word templates of the packs' papers: `python tools/paper_templates.py`.

They are drawn by the same writer as all letters (documents/write_word.py: 22 lines of 28
characters) with variables where a letter has values. An office edits the result, not this file.
"""

from __future__ import annotations

import sys
from copy import deepcopy
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from docx import Document

from huitoukan.documents.letter import (
    Attachment,
    Block,
    Grid,
    Heading1,
    Letter,
    Note,
    Paragraph,
    TableBlock,
)
from huitoukan.documents.steady import steady
from huitoukan.documents.write_excel import chinese_day
from huitoukan.documents.write_word import write_letter

PAPERS: Final = Path(__file__).parents[1] / "src/huitoukan/packs/national-2026/papers"
# A letter is set out by the widths of signer and day; variables take their places afterwards.
SIGNER: Final = "云岭县脱贫质量“回头看”工作专班"
DAY: Final = date(2026, 11, 22)
COPIES: Final = "抄送：{{抄送}}。"
DATA: Final = Note("{{机关}}制；{{数据说明}}。")
HALVES: Final = (28.0, 50.0, 28.0, 50.0)
HAND: Final = 11.0  # mm: the least height of a row in which somebody signs


def rows(
    source: str, columns: dict[str, float | tuple[float, str]], *left: str, high: float = 0
) -> TableBlock:
    """A row for each row of a list: heading -> width, or width and the column's name."""
    names = {h: w if isinstance(w, tuple) else (w, h) for h, w in columns.items()}
    blank = [""] * (len(names) - 1)
    cells = [f"{{{{行.{name}}}}}" if name else "" for _, name in names.values()]
    return TableBlock(
        tuple(names),
        tuple(width for width, _ in names.values()),
        [[f"{{%tr for 行 in {source} %}}", *blank], cells, ["{%tr endfor %}", *blank]],
        left=frozenset(left),
        row_height=high,
    )


def problems() -> TableBlock:
    """The list of problems over the 225 mm of a lying page."""
    return rows(
        "问题",
        {
            "序号": 10,
            "问题编号": 31,
            "乡镇": 14,
            "村": 14,
            "户主": 14,
            "问题类型": 24,
            "具体表现": (51, "问题描述"),
            "级别": 10,
            "责任单位": 22,
            "责任人": 14,
            "时限": (21, "完成时限"),
        },
        "具体表现",
    )


def letter(
    *blocks: Block, attachments: tuple[Attachment, ...] = (), to: str = "", **more: object
) -> Letter:
    """An official letter; the sentence about its data stands in small print below the date."""
    return Letter(
        organ="{{机关}}",
        number="{{文号}}",
        title=("{{标题}}",),
        addressee=to,
        blocks=blocks,
        attachments=attachments,
        signer=SIGNER,
        on=DAY,
        note="文书编号{{编号}}；{{数据说明}}。",
        is_printed=bool(to),
        **more,  # type: ignore[arg-type]
    )


def form(*blocks: Block, lying: bool = False) -> Letter:
    """A form or a list: a title, what is filled in, and the sentence about its data."""
    return Letter(
        organ="{{机关}}",
        number="",
        title=("{{标题}}",),
        addressee="",
        attachments=(),
        signer="",
        blocks=(Paragraph("编号：{{编号}}　　日期：{{日期}}"), *blocks, DATA),
        on=DAY,
        lying=lying,
    )


def signatures(*labels: str) -> Grid:
    """Room for signatures, two in a row."""
    pairs = [labels[at : at + 2] for at in range(0, len(labels), 2)]
    cells = [[cell for label in pair for cell in (label, "")] for pair in pairs]
    return Grid((41.0, 37.0, 41.0, 37.0), cells, 13)


def signatures_lying(*labels: str) -> Grid:
    """Room for three signatures in a row of a lying page."""
    return Grid((41.0, 34.0) * 3, [[cell for label in labels for cell in (label, "")]], 16)


OBJECT: Final = (
    ("乡镇、村", "{{乡镇}}{{村}}", "户主", "{{户主}}"),
    ("户编号", "{{户编号}}", "级别", "{{级别}}"),
)
RECEIPT: Final = Attachment(
    "签收栏",
    (
        rows(
            "签收",
            {
                "序号": 12,
                "签收单位": (52, "单位"),
                "签收人（签字）": (34, ""),
                "签收时间": (32, ""),
                "联系电话": (26, ""),
            },
            high=HAND,
        ),
    ),
)
BY_PLACE: Final = rows(
    "分区情况",
    {
        "序号": 12,
        "名称": 42,
        "问题": (17, "问题数"),
        "户数": 17,
        "已销号": (17, "已销号数"),
        "未完成": (17, "未完成数"),
        "逾期": (17, "逾期数"),
        "销号率": 17,
    },
    high=8,
)


def problem_list() -> Letter:
    """问题清单第N期."""
    return letter(
        Paragraph(
            "根据{{县}}{{年份}}年脱贫质量“回头看”工作安排，现将第{{期数}}期问题清单印发给你们，共{{问题数}}条，涉及{{户数}}户、{{村数}}个村。有关事项通知如下。"
        ),
        Heading1("问题情况"),
        Paragraph("本期问题按类型分：{{分类情况}}。"),
        Heading1("办理要求"),
        Paragraph(
            "请逐条核实，属实的制定措施、明确责任人，按期整改；不属实的说明依据并附材料。整改完成后由未参与整改的审核人审核签字，再行销号。"
        ),
        Paragraph(
            "请于{{反馈时限}}前书面反馈办理情况。{% if 联系人 %}联系人：{{联系人}}{% if 联系电话 %}，{{联系电话}}{% endif %}。{% endif %}"
        ),
        to="{{主送}}",
        attachments=(Attachment("问题清单（第{{期数}}期）", (problems(),), lying=True), RECEIPT),
        copies=("{{抄送}}",),
    )


def rectification_plan() -> Letter:
    """整改方案."""
    plan = rows(
        "问题",
        {
            "序号": 10,
            "户主": 14,
            "问题类型": 24,
            "问题描述": 56,
            "整改措施": 54,
            "责任单位": 28,
            "责任人": 18,
            "时限": (21, "完成时限"),
        },
        "问题描述",
        "整改措施",
    )
    return letter(
        Heading1("总体要求"),
        Paragraph("{{总体要求}}"),
        Heading1("问题情况"),
        Paragraph(
            "{{乡镇}}{{村}}待整改问题{{问题数}}条，涉及{{户数}}户。按类型分：{{分类情况}}。逐户责任清单见附件。"
        ),
        Heading1("保障措施"),
        Paragraph("{{保障措施}}"),
        attachments=(Attachment("整改责任清单", (plan,), lying=True),),
    )


def responsibility_letter() -> Letter:
    """整改责任书."""
    tasks = rows(
        "问题",
        {
            "序号": 10,
            "问题编号": 31,
            "问题类型": 24,
            "问题和任务": (48, "问题描述"),
            "整改措施": 43,
        },
        "问题和任务",
        "整改措施",
    )
    return form(
        Grid(
            HALVES,
            (
                (
                    "甲方",
                    "{{甲方}}",
                    "乙方",
                    "{% if 乙方 %}{{乙方}}{% else %}{{帮扶责任人}}{% endif %}",
                ),
                ("乡镇、村", "{{乡镇}}{{村}}", "户主", "{{户主}}"),
                ("户编号", "{{户编号}}", "家庭人口", "{{家庭人口}}"),
            ),
        ),
        Paragraph(
            "为落实脱贫质量“回头看”问题整改，甲方将下列整改任务和帮扶建议书面下达乙方，乙方签字认领，于{{整改期限}}前完成。"
        ),
        tasks,
        Grid(
            HALVES,
            (("帮扶建议", "{{帮扶建议}}"), ("完成情况", ""), ("审核组长意见", "")),
            tall={"帮扶建议": 16, "完成情况": 15, "审核组长意见": 14},
        ),
        signatures("甲方（签字）", "乙方（签字）", "审核组长（签字）", "日期"),
    )


def closing_slip() -> Letter:
    """问题销号单, on one page."""
    return form(
        Grid(
            HALVES,
            (
                ("问题编号", "{{问题编号}}", "状态", "{{状态}}"),
                *OBJECT,
                ("问题类型", "{{问题类型}}"),
                ("问题描述", "{{问题描述}}"),
                ("整改措施", "{{整改措施}}"),
                ("落实情况", "{{整改情况}}"),
                ("责任单位", "{{责任单位}}", "整改人", "{{责任人}}"),
                ("佐证目录", "{{佐证目录}}"),
                ("责任部门", "{{责任部门}}", "部门确认", "{{确认意见}}"),
                ("部门意见", "{{部门意见}}"),
                ("抽查意见", "{{抽查意见}}"),
                ("审核组长", "{{审核人}}", "销号人", "{{销号人}}"),
                ("销号日期", "{{销号日期}}"),
            ),
            row_height=9,
            tall={
                "问题描述": 15,
                "整改措施": 15,
                "落实情况": 15,
                "佐证目录": 13,
                "部门意见": 13,
                "抽查意见": 11,
            },
        ),
        signatures("单位负责人（签字）", "审核组长（签字）"),
    )


def department_confirmation() -> Letter:
    """部门确认单."""
    answers = rows(
        "问题",
        {
            "序号": 10,
            "问题编号": 31,
            "乡镇": 14,
            "村": 14,
            "户主": 14,
            "问题类型": 26,
            "具体表现": (54, "问题描述"),
            "部门结论": (20, ""),
            "依据数据": (24, ""),
            "经办人": (18, ""),
        },
        "具体表现",
    )
    return form(
        Paragraph(
            "{{部门}}：下列问题共{{问题数}}条，请按本部门数据逐条确认属实、不属实或数据错误，签字盖章，于{{确认时限}}前退回。"
        ),
        answers,
        Grid(
            (28.0, 47.0, 28.0, 47.0, 28.0, 47.0),
            (("分管领导", "", "单位盖章", "", "日期", ""),),
            20,
        ),
        lying=True,
    )


def three_lists() -> Letter:
    """问题清单、责任清单、整改清单."""
    same = {"序号": 10.0, "问题编号": 31.0, "村": 16.0, "户主": 14.0}
    first = rows(
        "问题", {**same, "问题类型": 36, "具体表现": (104, "问题描述"), "级别": 14}, "具体表现"
    )
    second = rows("问题", {**same, "责任部门": 42, "责任单位": 54, "责任人": 32, "完成时限": 26})
    third = rows(
        "问题",
        {**same, "整改措施": 59, "整改情况": 49, "状态": 24, "销号日期": 22},
        "整改措施",
        "整改情况",
    )
    return form(
        Heading1("问题清单"),
        first,
        Heading1("责任清单"),
        second,
        Heading1("整改清单"),
        third,
        signatures_lying("乡镇负责人（签字）", "填表人（签字）", "日期"),
        lying=True,
    )


def feedback_meeting() -> Letter:
    """问题反馈会记录."""
    return form(
        Grid(
            HALVES,
            (
                ("会议时间", "{{会议时间}}", "会议地点", "{{会议地点}}"),
                ("主持人", "{{主持人}}", "记录人", "{{记录人}}"),
                ("参会人员", "{{参会人员}}"),
                ("问题情况", "{{乡镇}}问题{{问题数}}条，涉及{{户数}}户。按类型分：{{分类情况}}。"),
                ("反馈情况", "{{反馈情况}}"),
                ("认领情况", "{{认领情况}}"),
                ("议定事项", "{{议定事项}}"),
            ),
            tall={"参会人员": 18, "问题情况": 20, "反馈情况": 24, "认领情况": 20, "议定事项": 24},
        ),
        rows(
            "签收",
            {"序号": 12, "认领单位": (60, "单位"), "认领人（签字）": (48, ""), "日期": (36, "")},
            high=HAND,
        ),
    )


def minutes() -> Letter:
    """会议纪要."""
    return letter(
        Paragraph(
            "{{会议时间}}，{{主持人}}在{{会议地点}}主持召开专题会议。出席人员：{{出席人员}}。"
        ),
        Heading1("会议议题"),
        Paragraph("{{会议议题}}"),
        Heading1("问题整改进展"),
        Paragraph(
            "问题共{{问题数}}条，已销号{{已销号数}}条，未完成{{未完成数}}条，其中逾期{{逾期数}}条。"
        ),
        Heading1("议定事项"),
        Paragraph("{{议定事项}}"),
    )


def supervision_notice() -> Letter:
    """督办通知."""
    return letter(
        Paragraph(
            "你乡镇脱贫质量“回头看”问题尚有{{未完成数}}条没有完成整改，其中逾期{{逾期数}}条，清单附后。现予督办。"
        ),
        Paragraph("{{督办要求}}"),
        Paragraph("请于{{反馈时限}}前书面报告。"),
        to="{{主送}}",
        attachments=(Attachment("未完成整改的问题", (problems(),), lying=True),),
        copies=("{{抄送}}",),
    )


def talk_record() -> Letter:
    """约谈记录."""
    return form(
        Grid(
            HALVES,
            (
                ("约谈时间", "{{约谈时间}}", "约谈地点", "{{约谈地点}}"),
                ("约谈人", "{{约谈人}}", "记录人", "{{记录人}}"),
                ("被约谈人", "{{被约谈人}}", "职务", "{{职务}}"),
                ("涉及问题", "{{问题编号}}　{{问题描述}}"),
                ("办理状态", "{{状态}}", "完成时限", "{{完成时限}}"),
                ("谈话内容", "{{谈话内容}}"),
                ("被约谈人意见", "{{被约谈人意见}}"),
            ),
            tall={"涉及问题": 18, "谈话内容": 62, "被约谈人意见": 32},
        ),
        signatures("约谈人（签字）", "被约谈人（签字）"),
    )


def village_list() -> Letter:
    """村问题清单."""
    listed = rows(
        "问题",
        {
            "序号": 10,
            "问题编号": 31,
            "户主": 14,
            "户编号": 26,
            "问题类型": 26,
            "具体表现": (57, "问题描述"),
            "级别": 10,
            "责任人": 16,
            "时限": (21, "完成时限"),
            "状态": 14,
        },
        "具体表现",
    )
    return form(
        Paragraph(
            "{{乡镇}}{{村}}问题{{问题数}}条，涉及{{户数}}户；已销号{{已销号数}}条，未完成{{未完成数}}条。"
        ),
        listed,
        signatures_lying("村负责人（签字）", "驻村工作队（签字）", "日期"),
        lying=True,
    )


def household_list() -> Letter:
    """户问题清单."""
    listed = rows(
        "问题",
        {
            "序号": 10,
            "问题编号": 31,
            "问题类型": 26,
            "具体表现": (39, "问题描述"),
            "责任人": 15,
            "时限": (21, "完成时限"),
            "状态": 14,
        },
        "具体表现",
    )
    return form(
        Grid(
            HALVES,
            (
                ("乡镇、村", "{{乡镇}}{{村}}", "户主", "{{户主}}"),
                ("户编号", "{{户编号}}", "帮扶责任人", "{{帮扶责任人}}"),
            ),
        ),
        listed,
        signatures("户主（签字）", "核查人（签字）"),
    )


def implementation_plan() -> Letter:
    """实施方案."""
    plan = Attachment(
        "{{县}}{{年份}}年脱贫质量\n“回头看”工作实施方案",
        (
            Heading1("总体要求"),
            Paragraph("{{总体要求}}"),
            Heading1("工作任务"),
            Paragraph("{{工作任务}}"),
            Heading1("工作步骤"),
            Paragraph("{{工作步骤}}"),
            Heading1("组织领导"),
            Paragraph("{{组织领导}}"),
        ),
    )
    return letter(
        Paragraph(
            "现将《{{县}}{{年份}}年脱贫质量“回头看”工作实施方案》印发给你们，请认真组织实施。"
        ),
        to="{{主送}}",
        attachments=(plan, RECEIPT),
        copies=("{{抄送}}",),
    )


def county_report() -> Letter:
    """县整改工作报告，两个签字栏."""
    return letter(
        Heading1("组织领导"),
        Paragraph("{{组织领导}}"),
        Heading1("问题和整改情况"),
        Paragraph(
            "全县登记问题{{问题数}}条，涉及{{户数}}户、{{村数}}个村，已销号{{已销号数}}条，未完成{{未完成数}}条，其中逾期{{逾期数}}条。按类型分：{{分类情况}}。"
        ),
        BY_PLACE,
        Heading1("主要做法"),
        Paragraph("{{主要做法}}"),
        Heading1("下步打算"),
        Paragraph("{{下步打算}}"),
        Grid(
            (40.0, 116.0), (("县委书记（签字）", "{{县委书记}}"), ("县长（签字）", "{{县长}}")), 20
        ),
        to="{{报送单位}}",
    )


def verification_list() -> Letter:
    """逐项核查清单."""
    listed = rows(
        "问题",
        {
            "序号": 10,
            "问题编号": 31,
            "乡镇": 14,
            "村": 14,
            "户主": 14,
            "问题描述": 43,
            "整改情况": 31,
            "状态": 14,
            "核查结果": (18, ""),
            "核查人": (16, ""),
            "日期": (20, ""),
        },
        "问题描述",
        "整改情况",
    )
    return form(
        Paragraph(
            "请{{核查单位}}对清单所列{{问题数}}条问题逐条核查（100%）{% if 核查时限 %}，于{{核查时限}}前反馈{% endif %}。核查结果填：整改到位、未到位、不实。"
        ),
        listed,
        lying=True,
    )


def city_summary() -> Letter:
    """市级汇总报告."""
    return letter(
        Heading1("总体情况"),
        Paragraph("{{总体情况}}"),
        Paragraph(
            "各县登记问题{{问题数}}条，已销号{{已销号数}}条，未完成{{未完成数}}条，其中逾期{{逾期数}}条。"
        ),
        BY_PLACE,
        Heading1("抽查情况"),
        Paragraph(
            "{{抽样说明}}{% if 抽查情况 %}{{抽查情况}}{% endif %}{% if 抽查报告 %}市级抽查报告为{{抽查报告}}，随文报送。{% else %}市级抽查报告还没有制作。{% endif %}"
        ),
        Heading1("下步打算"),
        Paragraph("{{下步打算}}"),
        to="{{报送单位}}",
    )


def spot_check_report() -> Letter:
    """市级抽查报告."""
    sampled = rows(
        "抽样情况",
        {
            "序号": 10,
            "县": (30, "名称"),
            "样本村": (16, "样本村数"),
            "访问户": (16, "访问户数"),
            "认可户": (16, "认可户数"),
            "认可度": 16,
            "已脱贫人": (18, "样本脱贫人数"),
            "错退人": (17, "错退人数"),
            "漏评人": (17, "漏评人数"),
        },
        high=8,
    )
    townships = rows(
        "乡镇情况",
        {
            "序号": 10,
            "县": 28,
            "乡镇": (30, "名称"),
            "问题": (16, "问题数"),
            "户数": 16,
            "已销号": (18, "已销号数"),
            "未完成": (20, "未完成数"),
            "逾期": (18, "逾期数"),
        },
        high=8,
    )
    examples = rows(
        "典型问题",
        {
            "序号": 10,
            "问题类型": 28,
            "条数": 12,
            "县": 18,
            "乡镇": 18,
            "表现": (54, "问题描述"),
            "状态": 16,
        },
        "表现",
    )
    return letter(
        Heading1("抽查组织"),
        Paragraph("{{抽查组织}}"),
        Heading1("抽样情况"),
        Paragraph("{{抽样说明}}"),
        sampled,
        Heading1("发现的问题"),
        Paragraph(
            "登记来源为“抽查”的问题{{问题数}}条，涉及{{户数}}户、{{村数}}个村，已销号{{已销号数}}条，未完成{{未完成数}}条，其中逾期{{逾期数}}条。按类型分：{{分类情况}}。"
        ),
        townships,
        Paragraph("各类问题举例如下，姓名已遮盖。"),
        examples,
        Heading1("不能说明的事项"),
        Paragraph("{{缺项说明}}"),
        Heading1("整改要求"),
        Paragraph("{{整改要求}}"),
        to="{{报送单位}}",
    )


KINDS: Final = (
    problem_list,
    rectification_plan,
    responsibility_letter,
    closing_slip,
    department_confirmation,
    three_lists,
    feedback_meeting,
    minutes,
    supervision_notice,
    talk_record,
    village_list,
    household_list,
    implementation_plan,
    county_report,
    verification_list,
    city_summary,
    spot_check_report,
)


def _only_with_copies(line: Any) -> None:
    """A paper that goes to nobody else has no line for copies."""
    line.insert_paragraph_before("{%p if 抄送 %}")
    after = deepcopy(line.insert_paragraph_before("{%p endif %}")._p)
    line._p.addnext(after)
    before = line._p.getprevious()
    before.getparent().remove(before)


def template(drawn: Letter) -> bytes:
    """The letter as a template: variables in the places of signer and day."""
    target = BytesIO()
    write_letter(target, drawn)
    document = Document(target)
    places = {SIGNER: "{{机关}}", chinese_day(DAY): "{{日期}}"}
    for line in document.paragraphs:
        for run in line.runs:
            if run.text in places:
                run.text = places[run.text]
            elif run.text == COPIES:
                _only_with_copies(line)
    made = BytesIO()
    document.save(made)
    return steady(made.getvalue())


def main(folder: Path = PAPERS) -> int:
    """Write every template."""
    for kind in KINDS:
        (folder / f"{kind.__name__}.docx").write_bytes(template(kind()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
