"""Family A: amounts, counts, yes and no, and values of code lists."""

from __future__ import annotations

from tests.bad_input.files import Cell, cell_cases, fixed, refused

_READ = {
    "1234.5": 1234.5, "1,234.50": 1234.5, "1，234.50": 1234.5, "￥500": 500.0, "¥500": 500.0,
    "500元": 500.0, "１２３": 123.0, "-50": -50.0, "+50": 50.0, ".5": 0.5, "5.": 5.0, " 7 ": 7.0,
    "0": 0.0, "-0": 0.0, "1 234": 1234.0, "'12": 12.0, "0.30000000000000004": 0.30000000000000004,
    "12,345,678": 12345678.0, "007": 7.0, "999999999999": 999999999999.0,
}  # fmt: skip
_NO_NUMBER = (
    "1.2万", "(500)", "5‰", "5%", "无", "约3000", "3000左右", "nan", "inf", "-inf", "1e5", "1e308",
    "0x10", "1,2", "1.234,50", "1.2.3", "五百", "500-600", "500/月", "5+5", "=5", "1_000", "٥٠",
    "²",
    "$5", "500美元", "--5", "1 000 元/年", "免费", "½",
)  # fmt: skip
_NO_RANGE = ("1000000000000", "-1000000000000", "9" * 400)
_WHOLE = {"12": 12, "12.0": 12, "１２": 12, "-1": -1, "+3": 3, "0": 0, "1,200": 1200}
_NO_WHOLE = ("12.5", "12个月", "一", "12-13", "1e2", "true", "约5", "²")
_YES = ("是", "有", "对", "√", "✓", "✔", "1", "Y", "y", "YES", "true", "T", "合格", "是 ", "Ｙ",
        "达标")  # fmt: skip
_NO = ("否", "无", "错", "×", "✗", "✘", "0", "N", "n", "NO", "false", "F", "不合格", "没有", "不是")
_NEITHER = ("是/否", "不清楚", "2", "部分", "?", "已", "○", "是否", "１０", "是的")
_KINDS = {
    "在职": "在职", "在岗": "在职", "01": "在职", "02": "退休", " 临 聘 ": "临聘", "０３": "临聘",
    "退\u200b休": "退休", "'在职": "在职", "在职\u00a0": "在职",
}  # fmt: skip
_NO_KIND = ("在職", "4", "1", "在职、退休", "在职（借调）", "其他", "ZZ", "在 职 ?", "退修")


def _amounts() -> list[Cell]:
    read = [fixed(f"the amount {text!a}", text, value) for text, value in _READ.items()]
    bad = [refused(f"no amount: {text!a}", text, "NUM_FORMAT") for text in _NO_NUMBER]
    far = [refused(f"too large: {text[:14]}", text, "NUM_RANGE") for text in _NO_RANGE]
    blank = [fixed(f"blank: {text!a}", text, None) for text in ("", "-", "/", "——", "null")]
    return [*read, *bad, *far, *blank, refused("an error value", "#DIV/0!", "CELL_ERROR")]


def _stored_amounts() -> list[Cell]:
    return [
        fixed("a number", 1234.5, 1234.5),
        fixed("the sum of 0.1 and 0.2", 0.1 + 0.2, 0.3, note="The writer keeps 16 digits."),
        refused("1e308", 1e308, "NUM_RANGE"),
        refused("a yes", True, "NUM_FORMAT"),
        fixed("text in a workbook", "1,234.50", 1234.5),
        refused("a failed division", "#DIV/0!", "CELL_ERROR"),
    ]


def _flags() -> list[Cell]:
    return [
        *(fixed(f"yes as {text!a}", text, True) for text in _YES),
        *(fixed(f"no as {text!a}", text, False) for text in _NO),
        *(refused(f"neither: {text!a}", text, "ENUM_UNKNOWN") for text in _NEITHER),
    ]


CASES = [
    *cell_cases("A-D", "amount", _amounts()),
    *cell_cases("A-S", "amount", _stored_amounts(), form="xlsx"),
    *cell_cases(
        "A-I",
        "months",
        [
            *(fixed(f"the count {text!a}", text, value) for text, value in _WHOLE.items()),
            *(refused(f"no count: {text!a}", text, "NUM_FORMAT") for text in _NO_WHOLE),
        ],
    ),
    *cell_cases("A-B", "serving", _flags()),
    *cell_cases(
        "A-F",
        "serving",
        [
            fixed("TRUE of a workbook", True, True),
            fixed("FALSE of a workbook", False, False),
            fixed("the number 1", 1, True),
            fixed("the number 0", 0, False),
            refused("the number 2", 2, "ENUM_UNKNOWN"),
        ],
        form="xlsx",
    ),
    *cell_cases(
        "A-C",
        "kind",
        [
            *(fixed(f"the kind {text!a}", text, value) for text, value in _KINDS.items()),
            *(refused(f"no kind: {text!a}", text, "ENUM_UNKNOWN") for text in _NO_KIND),
        ],
    ),
    *cell_cases("A-K", "kind", [refused("a code that lost its zero", 1, "ENUM_UNKNOWN")],
                form="xlsx"),
]  # fmt: skip
