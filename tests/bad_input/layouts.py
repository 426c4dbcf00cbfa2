"""Family H: where the table stands, how its header is written, and what stands between the rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from io import BytesIO

import xlsxwriter

from tests.bad_input.catalogue import ALSO_GOOD, GOOD, HEAD, Case, Outcome
from tests.bad_input.files import Cells, book, books, text_file

OK, FIX, ROW, FILE = Outcome
ROWS: list[Cells] = [HEAD, GOOD, ALSO_GOOD]
MISSING = ("HEADER_MISSING",)


def _table(  # noqa: PLR0917 - the columns of a table
    number: str, sentence: str, rows: Iterable[Cells], outcome: Outcome = OK,
    codes: tuple[str, ...] = (), counts: tuple[int, int, int] = (2, 2, 0), note: str = "",
) -> Case:  # fmt: skip
    """A case as text; where the rows are the point, the container is not."""
    if outcome is FILE:
        counts = (0, 0, 0)
    reads = {"name": "张三", "kind": "在职"} if counts[1] else {}
    return Case(
        f"H-{number}", sentence, partial(text_file, list(rows)), outcome, codes, counts, reads,
        name="a.csv", note=note,
    )  # fmt: skip


def _headed(**headings: str) -> list[Cells]:
    """The rows with other headings; key is the known label."""
    return [[headings.get(str(label), label) for label in HEAD], GOOD, ALSO_GOOD]


_NAMES = (
    "身份证号", "证件号码", "公民 身份号码", "公民身份\n号码", "公民身份号码（必填）",
    "※公民身份号码", "*公民身份号码",
    "公民身份号码*", "公民身份号码：", "公民身份号码(18位)", "　公民身份号码　",
    "公民\u200b身份号码", "【必填】公民身份号码",
    "身份证号（必填）", "证件号码＊",
)  # fmt: skip
_STRANGE = ("公民证号", "身份证件号", "ID", "人员编号", "身 份", "证件类型")


def _headers() -> list[Case]:
    known = [
        _table(f"06{chr(97 + place)}", f"the heading {name!a}", _headed(公民身份号码=name), FIX)
        for place, name in enumerate(_NAMES)
    ]
    unknown = [
        _table(f"07{chr(97 + place)}", f"the unknown heading {name!a} of a required column",
               _headed(公民身份号码=name), FILE, MISSING)
        for place, name in enumerate(_STRANGE)
    ]  # fmt: skip
    turned = [list(reversed(row)) for row in ROWS]
    extra = [[*row[:2], cell, *row[2:]] for row, cell in zip(ROWS, "备甲乙", strict=True)]
    return [
        *known,
        *unknown,
        _table("06p", "columns in another order", turned),
        _table("06q", "a column more, in the middle", extra),
        _table("06r", "an optional heading that nobody knows", _headed(金额="补助")),
        _table("06s", "a heading without text over filled cells", _headed(金额="")),
        _table("08a", "a heading twice", [[*row, row[1]] for row in ROWS], FILE, ("HEADER_DUP",)),
        _table("08b", "a label and its synonym", [
            [*HEAD, "证件号码"], [*GOOD, GOOD[0]], [*ALSO_GOOD, ALSO_GOOD[0]]
        ], FILE, ("HEADER_DUP",)),
        _table("09a", "traditional characters in optional headings", _headed(金额="金額"), FIX),
        *(_table(f"09{letter}", f"the heading {name!a} in traditional characters",
                 _headed(公民身份号码=name), FIX)
          for letter, name in {"b": "公民身分號碼", "c": "證件號碼", "d": "身份證號"}.items()),
        _table("10a", "the unit of the column in brackets", _headed(金额="金额（元）"), FIX),
        _table("10b", "another unit in brackets", _headed(金额="金额（万元）"), FILE,
               ("HEADER_UNIT",)),
        _table("10c", "another unit with its word", _headed(金额="金额（单位：千元）"), FILE,
               ("HEADER_UNIT",)),
    ]  # fmt: skip


def _places() -> list[Case]:
    titles: list[Cells] = [["2026年人员名单"], ["填报单位：县民政局"], ["单位：元"]]
    group: list[Cells] = [["人员", "", "", "发放"], HEAD]
    deep: list[Cells] = [[f"说明{place}"] for place in range(1, 10)]
    return [
        *(_table(f"01{chr(96 + n)}", f"{n} title rows", [*titles[:n], *ROWS], FIX)
          for n in (1, 2, 3)),
        _table("01d", "blank rows above the header", [[], [], *ROWS]),
        _table("01e", "the header in row 10", [*deep, *ROWS]),
        _table("01f", "the header in row 12", [*deep, ["说明"], ["说明"], *ROWS], FILE, MISSING),
        _table("01g", "the table begins in column C", [["", "", *row] for row in ROWS]),
        _table("02a", "a header of two rows", [*group, *ROWS[1:]], FIX),
        _table("02b", "a header below a row of numbers", [list("12345678"), *ROWS]),
        _table("02c", "a row of column numbers below the header",
               [HEAD, list("12345678"), *ROWS[1:]], ROW,
               ("ID_LENGTH", "DATE_FORMAT", "MONTH_FORMAT", "ENUM_UNKNOWN"), (3, 2, 1)),
    ]  # fmt: skip


def _between() -> list[Case]:
    head_again = [HEAD, GOOD, HEAD, ALSO_GOOD]
    titled: list[Cells] = [["名单"], HEAD, GOOD, ["名单"], HEAD, ALSO_GOOD]
    tails = ("合计", "小计", "总计", "累计", "本页合计", "全县合计", "合 计", "合计：2人",
             "填表人：王丽", "审核人（签字）：", "制表日期：2026年10月", "备注：无", "注：截至十月",
             "填表说明：按户填写")  # fmt: skip
    below = [
        _table(f"12{chr(97 + place)}", f"{tail} between the rows", [HEAD, GOOD, [tail, "2"],
               ALSO_GOOD], OK, (), (3, 2, 0))
        for place, tail in enumerate(tails)
    ]  # fmt: skip
    persons = ("合小红", "总有福", "备德", "注玉兰", "填小明")
    named = [
        Case(f"H-13{chr(97 + place)}", f"{name} is a person, not a total",
             partial(text_file, [["姓名", HEAD[0]], [name, GOOD[0]], ["李四", ALSO_GOOD[0]]]),
             OK, (), (2, 2, 0), {"name": name}, name="a.csv")
        for place, name in enumerate(persons)
    ]  # fmt: skip
    across = [list(column) for column in zip(*ROWS, strict=True)]
    return [
        _table("11a", "the header on every printed page", head_again, OK, (), (3, 2, 0)),
        _table("11b", "title and header on every page", titled, OK, (), (4, 2, 0)),
        *below,
        *named,
        _table("14", "a table turned on its side", across, FILE, MISSING),
        _table("15a", "a second table below with the same columns", [*ROWS, [], HEAD, GOOD], OK, (),
               (4, 3, 0)),
        _table("15b", "a second table below with other columns",
               [*ROWS, [], ["户编号", "地址"], ["H1", "核桃村"]], FIX,
               ("ID_LENGTH",), (4, 4, 0), note="Kept with a doubt: the number is none."),
        _table("19a", "running numbers with gaps and doubles",
               [["序号", *HEAD], [1, *GOOD], [1, *ALSO_GOOD], [7, *GOOD]], OK, (), (3, 3, 0)),
    ]  # fmt: skip


def _annotated(comment: str = "", colour: str = "") -> bytes:
    """The rows with a comment, or a colour, on the second cell of the first one."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("名单")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
        if comment:
            sheet.write_comment(1, 1, comment)
        if colour:
            sheet.set_row(1, None, made.add_format({"bg_color": colour}))
    return out.getvalue()


def _sheets() -> list[Case]:
    cover: list[Cells] = [["封面"], ["2026年"]]
    good = (2, 2, 0)
    return [
        Case("H-16a", "three sheets, the data on the third",
             partial(books, {"封面": cover, "说明": cover, "名单": ROWS}), OK, (), good,
             {"name": "张三"}),
        Case("H-16b", "three sheets of the same layout: the first is read, the others are named",
             partial(books, {"甲": ROWS, "乙": ROWS, "丙": ROWS}), OK, (), good, {"name": "张三"}),
        Case("H-16c", "an empty sheet in front", partial(books, {"空": [], "名单": ROWS}), OK, (),
             good, {"name": "张三"}),
        Case("H-16d", "only empty sheets", partial(books, {"空": [], "白": []}), FILE,
             ("SHEET_NONE",)),
        Case("H-04a", "an ID cell merged over two persons",
             partial(book, [HEAD, GOOD, [None, *ALSO_GOOD[1:]]]), ROW, ("REQUIRED",), (2, 1, 1),
             {"name": "张三"}, note="Only its first row has a value; nothing is filled down."),
        Case("H-04b", "an amount merged over two persons",
             partial(book, [HEAD, GOOD, [*ALSO_GOOD[:4], None, *ALSO_GOOD[5:]]]), OK, (), good,
             {"amount": 100.5}, note="The second amount is blank: unknown, not nought."),
        Case("H-20a", "comments in cells", partial(_annotated, comment="口头核对过"), OK, (), good,
             {"name": "张三"}, note="Comments are counted in the notes and not read."),
        Case("H-20b", "a row coloured red", partial(_annotated, colour="#FF0000"), OK, (), good,
             {"name": "张三"}, note="A colour has no meaning for the reader."),
        Case("H-17", "numbers and days typed in a workbook", partial(book, [
            HEAD, [*GOOD[:4], 100.5, 12, True, "在职"], ALSO_GOOD,
        ]), FIX, (), good, {"amount": 100.5, "months": 12, "serving": True}),
        Case("H-18", "last year's template with a missing column",
             partial(book, [row[:-1] for row in ROWS]), OK, (), good, {"kind": None}),
    ]  # fmt: skip


CASES = [*_headers(), *_places(), *_between(), *_sheets()]
