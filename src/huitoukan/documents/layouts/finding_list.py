"""A list of problems as a city, a visiting team or an audit hands it over: which columns it has.

The words are those of the 问题台账 and 问题清单 of the domain reference (9.2, 9.3).
"""

from __future__ import annotations

from typing import Final

from huitoukan.rules.shapes.tables import Column, DataSet
from huitoukan.rules.shapes.words import Text

FINDING_LIST: Final = DataSet(
    id="finding_list",
    title=Text("问题清单（上级或检查组交来）", "List of problems handed over"),
    department="rural-office",
    object="household",
    key="household_no",
    row_key=("title",),
    purpose="把检查组、巡察组、审计等交来的问题清单登记到问题台账",
    basis="领域资料 9.2 问题台账、9.3 问题清单（列名据原文，可信度中）",
    retention_months=0,
    period="event",
    columns=(
        Column("number", "序号", ("编号", "问题编号", "清单序号"), "text", "No."),
        Column(
            "title", "具体表现",
            (
                *("问题描述", "存在问题", "存在的问题", "反馈问题", "主要问题"),
                *("问题", "问题表现", "具体问题"),
            ),
            "text", "Problem", required=True,
        ),
        Column("type", "问题类型", ("类型", "问题类别", "类型代码"), "text", "Type"),
        Column("household_no", "户编号", ("农户编号", "建档立卡户编号"), "text", "Household No."),
        Column("head", "户主", ("户主姓名", "户主（名称）", "对象", "姓名"), "text", "Head"),
        Column("township", "乡镇", ("乡镇名称", "镇", "所在乡镇", "乡（镇）"), "text", "Township"),
        Column("village", "村", ("行政村", "村名", "所在村", "村（社区）"), "text", "Village"),
        Column("village_code", "行政村代码", ("村代码", "区划代码"), "text", "Village code"),
        Column("found_on", "发现日期", ("发现时间", "检查日期", "核查日期"), "date", "Found on"),
        Column("source_ref", "来源文号", ("文号", "反馈文号"), "text", "Reference"),
        Column(
            "answer_due_on", "答复期限", ("反馈期限", "整改期限", "整改时限", "完成时限", "时限"),
            "date", "Answer due",
        ),
    ),
)  # fmt: skip
