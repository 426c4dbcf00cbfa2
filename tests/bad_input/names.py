"""Family N: what stands in a column of names.

A name is printed as it was delivered; two spellings are compared folded (domain/identity.py).
"""

from __future__ import annotations

from tests.bad_input.files import Cell, cell_cases, fine, fixed, refused

_DOTS = "·•・‧．.∙⋅●⸱･｡"
_PLACEHOLDERS = (
    "无名氏", "暂缺", "/", "—", "0", "None", "nan", "NULL", "TRUE", "--", ";", "-", "N/A",
)  # fmt: skip
_SCRIPTS = {
    "a rare character of the supplementary plane": "𣲘某", "䶮": "刘䶮", "㛃": "王㛃", "龴": "龴某",
    "traditional characters": "張叁", "a compatibility ideograph": "\uf90a某",
    "a Kangxi radical": "⼈某", "Tibetan": "བཀྲ་ཤིས", "Uyghur": "ئابدۇللا", "Mongol": "ᠪᠠᠲᠤ",
    "a combining mark": "e\u0301某", "Latin": "John Smith", "an apostrophe": "O'Neil",
    "emoji": "张三😀", "one character": "张", "thirty characters": "张" * 30,
    "a bracketed role": "张三（户主）", "a bracketed remark": "张三(已故)",
    "a quotation mark": '张"三',
    "a comma": "张三,李四", "a private character without a table": "\ue000某",
    "an underscore": "张_三", "digits": "张三1",
}  # fmt: skip
# What Python makes of the 18 + 6 moved code points and A8BC of GB 18030, and where they belong.
_MOVED = {
    0xE7C7: 0x1E3F, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB, 0xE816: 0x20087,
    0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14,
    0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19,
}  # fmt: skip
_REMOVED = {
    "a zero-width space": "\u200b", "a zero-width joiner": "\u200d", "an RTL override": "\u202e",
    "a byte order mark": "\ufeff", "a soft hyphen": "\u00ad", "a Mongolian separator": "\u180e",
}  # fmt: skip
_FORBIDDEN = ["\x00", "\x01", "\x07", "\x08", "\x1b", "\x1f", "\x7f", "\x80", "\x9f"]


def _cells() -> list[Cell]:
    dotted = [fine(f"the middle dot {dot}", f"阿卜杜拉{dot}买买提") for dot in _DOTS]
    scripts = [fine(what, text) for what, text in _SCRIPTS.items()]
    moved = [
        fixed(f"U+{code:04X} of the first GB 18030", chr(code) + "某", chr(place) + "某")
        for code, place in _MOVED.items()
    ]
    invisible = [fixed(f"{what} inside", f"张{mark}三", "张三") for what, mark in _REMOVED.items()]
    forbidden = [
        refused(f"control character U+{ord(mark):04X}", f"张{mark}三", "CONTROL_CHAR")
        for mark in _FORBIDDEN
    ]
    note = "A placeholder is text as delivered; that it is no name is for the rules to ask."
    placeholders = [fine(f"the placeholder {text}", text, note=note) for text in _PLACEHOLDERS]
    return [*dotted, *scripts, *moved, *invisible, *forbidden, *placeholders, *_spaces_and_sizes()]


def _spaces_and_sizes() -> list[Cell]:
    return [
        fine("a space inside", "王 五"),
        fixed("an ideographic space inside", "王\u3000五", "王 五"),
        fixed("a no-break space inside", "王\u00a0五", "王 五"),
        fixed("a line break inside", "王\n五", "王 五"),
        fixed("a tab inside", "王\t五", "王 五"),
        fixed("a line separator inside", "王\u2028五", "王 五"),
        fixed("spaces around", "  王五　", "王五"),
        fixed("an apostrophe in front", "'王五", "王五"),
        fine("300 characters", "张" * 300),
        fine("2,000 characters, the limit", "张" * 2000),
        refused("2,001 characters", "张" * 2001, "TOO_LONG"),
        refused("nothing", "", "REQUIRED"),
        refused("only a zero-width space", "\u200b", "REQUIRED"),
        refused("only spaces", "　 ", "REQUIRED"),
        refused("a replacement character", "张\ufffd", "CHAR_LOST"),
        refused("UTF-8 read as GBK and saved again", "锟斤拷", "CHAR_LOST"),
    ]


def _stored() -> list[Cell]:
    return [
        fixed("a number for a name", 42, "42"),
        fixed("a fraction for a name", 2.5, "2.5"),
        fixed("yes for a name", True, "是"),
        refused("a long number for a name", 12345678901234567890, "TEXT_PRECISION_LOST"),
        refused("an error value for a name", "#N/A", "CELL_ERROR"),
        fine("a name in a workbook", "阿依古丽·买买提"),
        fine("a rare name in a workbook", "𣲘㛃"),
        refused("a control character that the workbook escapes", "张\x01三", "CONTROL_CHAR"),
    ]


CASES = [
    *cell_cases("N-T", "name", _cells()),
    *cell_cases("N-S", "name", _stored(), form="xlsx"),
]
