"""The bulletin: a letter, the list, the sheet for signatures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

from docx import Document

from huitoukan.documents.layouts.problem_bulletin import Bulletin, letter_of
from huitoukan.documents.write_word import write_letter
from tests.documents.layouts.test_problem_ledger import ROW
from tests.documents.samples import ALIVE

BULLETIN = Bulletin(
    county="云岭县",
    year=2026,
    issue_no=3,
    organ="云岭县“回头看”专班",
    on=date(2026, 11, 22),
    addressees=("县住建局", "龙潭镇"),
    rows=(ROW, replace(ROW, code="WT-2", problem_type="未参保", unit="县医保局")),
    copies=("县纪委",),
    plan_days=5,
    answer_by=date(2026, 11, 30),
    contact="王丽",
    phone="0850-0000000",
    snapshot="2026年11月22日08时30分的数据",
)


def texts_of(bulletin: Bulletin) -> tuple[list[str], list[list[list[str]]]]:
    stream = BytesIO()
    write_letter(stream, letter_of(bulletin))
    document = Document(stream)
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables
    ]
    return [line.text for line in document.paragraphs], tables


def test_no_identity_number_reaches_the_paper() -> None:
    lines, tables = texts_of(BULLETIN)
    assert ALIVE not in str(lines) + str(tables)
    assert "990101********7751" in str(tables)


def test_a_bulletin_without_problems_says_so() -> None:
    lines, _ = texts_of(replace(BULLETIN, rows=()))
    assert "本期没有问题。" in lines


def test_the_letter_counts_and_asks_for_answers() -> None:
    lines, _ = texts_of(BULLETIN)
    text = "".join(lines)
    assert "第3期问题清单（共2条，涉及1个对象）" in text
    assert "住危房1条、未参保1条" in text
    assert "请自签收之日起5日内报送整改方案。" in text
    assert "请于2026年11月30日前书面反馈办理情况" in text
    assert "县住建局、龙潭镇：" in lines
    assert "（联系人及电话：王丽，0850-0000000）" in lines


def test_the_list_has_a_row_for_each_problem() -> None:
    _, (problems, _) = texts_of(BULLETIN)
    assert [row[:2] for row in problems] == [
        ["序号", "问题编号"],
        ["1", "WT-2026-0318"],
        ["2", "WT-2"],
    ]
    assert problems[1][7:] == ["县住建局", "", "11月18日"]
    assert problems[2][7] == "县医保局"


def test_every_addressee_has_a_line_to_sign() -> None:
    _, (_, receipt) = texts_of(BULLETIN)
    assert [row[1] for row in receipt] == ["签收单位", "县住建局", "龙潭镇"]


def test_the_tables_fill_the_type_area() -> None:
    attachments = letter_of(BULLETIN).attachments
    widths = [sum(block.widths) for each in attachments for block in each.blocks]  # type: ignore[union-attr]
    assert widths == [225, 156]
