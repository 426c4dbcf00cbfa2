"""问题清单第N期交办单: a letter, the list of problems, and the sheet on which it is received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from huitoukan.documents.layouts.problem_ledger import LedgerRow
from huitoukan.documents.letter import (
    Attachment,
    Block,
    Heading1,
    Letter,
    Paragraph,
    TableBlock,
    balanced,
)
from huitoukan.documents.write_excel import chinese_day
from huitoukan.domain.identity import mask_ids_in

# Widths in mm; together the 225 mm of a lying page.
_LIST: Final = {
    "序号": 9.0,
    "问题编号": 24.0,
    "乡镇、村": 27.0,
    "户主（名称）": 19.0,
    "问题类型": 24.0,
    "具体表现": 58.0,
    "级别": 11.0,
    "责任单位": 23.0,
    "责任人": 15.0,
    "时限": 15.0,
}
_RECEIPT: Final = {
    "序号": 12.0,
    "签收单位": 52.0,
    "签收人（签字）": 34.0,
    "签收时间": 32.0,
    "联系电话": 26.0,
}


@dataclass(frozen=True)
class Bulletin:
    """One issue of the list of problems that is handed over."""

    county: str
    year: int
    issue_no: int
    organ: str
    on: date
    addressees: tuple[str, ...]
    """The units that must put the problems right; each signs for its copy."""
    rows: Sequence[LedgerRow]
    number: str | None = None
    """The 发文字号; None leaves room for it."""
    copies: tuple[str, ...] = ()
    plan_days: int | None = None
    """Days from the receipt until the plan of rectification is due."""
    answer_by: date | None = None
    """The day by which the answer is due."""
    contact: str = ""
    phone: str = ""
    snapshot: str = ""
    """Which data the list was made from, for the closing sentence."""


def letter_of(bulletin: Bulletin) -> Letter:
    """The letter with its two attachments: the list, and the sheet for the signatures."""
    title = (
        f"关于印发{bulletin.county}{bulletin.year}年脱贫质量“回头看”"
        f"问题清单（第{bulletin.issue_no}期）的函"
    )
    contact = "，".join(part for part in (bulletin.contact, bulletin.phone) if part)
    return Letter(
        organ=bulletin.organ,
        number=bulletin.number,
        title=balanced(title),
        addressee="、".join(bulletin.addressees),
        blocks=tuple(_sentences(bulletin)),
        attachments=(_list(bulletin), _receipt(bulletin)),
        signer=bulletin.organ,
        on=bulletin.on,
        copies=bulletin.copies,
        remark=f"联系人及电话：{contact}" if contact else "",
    )


def _sentences(bulletin: Bulletin) -> list[Block]:
    kinds = Counter(row.problem_type for row in bulletin.rows)
    counted = "、".join(f"{kind}{n}条" for kind, n in sorted(kinds.items(), key=_by_number))
    objects = len({(row.object_kind, row.household_no or row.object_name) for row in bulletin.rows})
    blocks: list[Block] = [
        Paragraph(
            f"根据{bulletin.county}{bulletin.year}年脱贫质量“回头看”工作安排，现将第"
            f"{bulletin.issue_no}期问题清单（共{len(bulletin.rows)}条，涉及{objects}个对象）"
            "交你们办理。有关事项函告如下。"
        ),
        Heading1("问题情况"),
        Paragraph(f"本期问题按类型分：{counted}。" if counted else "本期没有问题。"),
        Heading1("办理要求"),
        Paragraph("请逐条核实，属实的制定措施、明确责任人，按期整改；不属实的说明依据并附材料。"),
    ]
    if bulletin.plan_days is not None:
        blocks.append(Paragraph(f"请自签收之日起{bulletin.plan_days}日内报送整改方案。"))
    if bulletin.answer_by is not None:
        blocks.append(
            Paragraph(
                f"请于{chinese_day(bulletin.answer_by)}前书面反馈办理情况，并在系统内上传佐证材料。"
            )
        )
    if bulletin.snapshot:
        blocks.append(Paragraph(f"本清单数据来自{bulletin.snapshot}。"))
    return blocks


def _by_number(kind: tuple[str, int]) -> tuple[int, str]:
    return -kind[1], kind[0]


def _list(bulletin: Bulletin) -> Attachment:
    rows = [
        (
            str(number),
            row.code,
            f"{row.township}{row.village}",
            row.object_name,
            row.problem_type,
            mask_ids_in(row.facts),
            row.severity,
            row.unit or row.department,
            row.person,
            f"{row.due_on.month}月{row.due_on.day}日" if row.due_on else "",
        )
        for number, row in enumerate(bulletin.rows, 1)
    ]
    table = TableBlock(tuple(_LIST), tuple(_LIST.values()), rows, left=frozenset({"具体表现"}))
    return Attachment(f"问题清单（第{bulletin.issue_no}期）", (table,), lying=True)


def _receipt(bulletin: Bulletin) -> Attachment:
    rows = [(str(n), unit, "", "", "") for n, unit in enumerate(bulletin.addressees, 1)]
    table = TableBlock(tuple(_RECEIPT), tuple(_RECEIPT.values()), rows, row_height=12)
    return Attachment("签收栏", (table,))
