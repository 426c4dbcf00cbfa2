"""The papers of an office: what a paper is about, to whom it goes, which words a template may use.

Source: the domain reference 9 (papers of the look-back, 9.2 what of a person may be printed).
Chinese names are what an office writes into its own template; nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from huitoukan.domain.identity import mask_ids_in, mask_name


class About(StrEnum):
    """What one copy of a paper is about."""

    PROBLEM = "problem"
    HOUSEHOLD = "household"
    VILLAGE = "village"
    TOWNSHIP = "township"
    DEPARTMENT = "department"
    COUNTY = "county"
    CITY = "city"


class Layout(StrEnum):
    """How a paper looks: an official letter, a form to fill in and sign, a table lying down."""

    LETTER = "gbt9704"
    FORM = "form"
    TABLE = "table"


class Privacy(StrEnum):
    """Who may read a paper, which says how names stand in it (domain reference 9.2).

    Numbers of persons are masked in all of them; a report masks names for every reader, too.
    """

    INTERNAL = "internal"
    REPORT = "report"
    HOUSEHOLD = "household"
    PUBLIC = "public"


class Book(StrEnum):
    """The workbook that belongs to a paper."""

    LEDGER = "ledger"
    THREE_LISTS = "three_lists"
    CHECKLIST = "checklist"


@dataclass(frozen=True)
class Words:
    """A name in both languages."""

    zh: str
    en: str


ABOUT_WORDS: Final[dict[About, Words]] = {
    About.PROBLEM: Words("一条问题", "one problem"),
    About.HOUSEHOLD: Words("一户", "one household"),
    About.VILLAGE: Words("一个村", "one village"),
    About.TOWNSHIP: Words("一个乡镇", "one township"),
    About.DEPARTMENT: Words("一个部门", "one department"),
    About.COUNTY: Words("全县", "the county"),
    About.CITY: Words("全市", "the city"),
}
LAYOUT_WORDS: Final[dict[Layout, Words]] = {
    Layout.LETTER: Words("公文（GB/T 9704）", "official letter (GB/T 9704)"),
    Layout.FORM: Words("表单", "form"),
    Layout.TABLE: Words("清单", "list"),
}

EVERYWHERE: Final = (
    "编号", "标题", "文号", "县", "机关", "日期", "年份", "任务", "制作人", "数据说明",
    "问题数", "户数", "村数", "已销号数", "未完成数", "逾期数", "分类情况",
)  # fmt: skip
"""Variables that every paper has. `数据说明` names snapshot, moment and rules."""
NEEDED: Final = frozenset({"编号", "数据说明"})
OF_A_PROBLEM: Final = (
    "问题编号", "乡镇", "村", "户主", "户编号", "问题类型", "问题描述", "级别", "责任部门",
    "责任单位", "责任人", "整改措施", "整改情况", "发现日期", "完成时限", "状态", "确认意见",
    "审核人", "销号人", "销号日期", "期数", "备注",
)  # fmt: skip
OF: Final[Mapping[About, tuple[str, ...]]] = {
    About.PROBLEM: OF_A_PROBLEM,
    About.HOUSEHOLD: ("乡镇", "村", "户主", "户编号", "家庭人口", "帮扶责任人"),
    About.VILLAGE: ("乡镇", "村"),
    About.TOWNSHIP: ("乡镇",),
    About.DEPARTMENT: ("部门",),
    About.COUNTY: (),
    About.CITY: ("市", "抽样说明", "缺项说明", "抽查报告"),
}
ADDRESSED: Final = ("主送", "抄送")
ISSUED: Final = "期数"
COUNTED: Final = ("名称", "问题数", "户数", "已销号数", "未完成数", "逾期数", "销号率")
SAMPLED: Final = (
    "名称", "样本村数", "访问户数", "认可户数", "认可度", "样本脱贫人数", "错退人数", "漏评人数",
)  # fmt: skip
"""Counts of the sample of a county."""
EXAMPLE: Final = ("问题类型", "条数", "县", "乡镇", "问题描述", "状态")
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "问题": ("序号", *OF_A_PROBLEM),
    "分区情况": ("序号", *COUNTED),
    "签收": ("序号", "单位"),
    "抽样情况": ("序号", *SAMPLED),
    "乡镇情况": ("序号", "县", *COUNTED),
    "典型问题": ("序号", *EXAMPLE),
}
"""Lists that every paper has, each with the columns of its rows; the last three only a city's
papers fill."""
OF_A_CITY: Final = ("抽样情况", "乡镇情况", "典型问题")


def names_given(about: About, *, is_addressed: bool, is_issued: bool) -> frozenset[str]:
    """The single values that a paper of this kind gives, beside what it asks for."""
    found = {*EVERYWHERE, *OF[about]}
    if is_addressed:
        found |= set(ADDRESSED)
    if is_issued:
        found.add(ISSUED)
    return frozenset(found)


def shown_name(name: str, privacy: Privacy, *, may_see: bool) -> str:
    """A household's name as this paper prints it.

    Whole for the household itself and for posts that may see households; masked for the rest and
    in what hangs on a wall.
    """
    if privacy is Privacy.HOUSEHOLD or (privacy is Privacy.INTERNAL and may_see):
        return name
    return mask_name(name)


def shown_text(text: str, household: str, shown: str) -> str:
    """Free text with numbers of persons masked, and the household's name as it is shown."""
    masked = mask_ids_in(text)
    return masked.replace(household, shown) if household and household != shown else masked


def paper_number(year: int, number: int) -> str:
    """The number of a paper, WS-2026-000017; given once."""
    return f"WS-{year}-{number:06d}"
