"""Makers of files and data sets for the tests of the readers and writers; all persons invented."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import xlsxwriter

from huitoukan.rules.shapes.tables import Column, DataSet
from huitoukan.rules.shapes.words import CodeList, CodeValue, Text

ALIVE = "990101199003077751"
BORN_1985 = "99010119850615008X"
OLD = "990101850615123"

KIND = CodeList(
    "kind",
    Text("人员类别", "kind"),
    "",
    (
        CodeValue("01", "在职", "serving", ("在岗",)),
        CodeValue("02", "退休", "retired", ()),
        CodeValue("03", "临聘", "temporary", ()),
    ),
)
CODES = {"kind": KIND}


def column(name: str, label: str, type_: str = "text", **more: object) -> Column:
    """A column; `also`, `required`, `codes`, `many`, `unit` as in a pack."""
    return Column(name=name, label=label, type=type_, **{"also": (), **more})  # type: ignore[arg-type]


def dataset(id_: str, title: str, *columns: Column) -> DataSet:
    """A data set of persons with these columns."""
    return DataSet(
        id=id_,
        title=Text(title, id_),
        department="civil-affairs",
        object="person",
        key="id_no",
        row_key=("id_no",),
        purpose="",
        basis="",
        retention_months=24,
        period="event",
        columns=columns,
    )


ID_NO = column(
    "id_no", "公民身份号码", "id_no", also=("身份证号", "证件号码"), required=True, sensitive=True
)
DEATHS = dataset(
    "D07",
    "户籍注销（死亡）",
    ID_NO,
    column("name", "姓名"),
    column("died_on", "死亡日期", "date", also=("注销日期",), required=True),
    column("reason", "注销原因"),
)
CREMATIONS = dataset(
    "D12",
    "火化登记",
    ID_NO,
    column("name", "姓名"),
    column("died_on", "死亡日期", "date", required=True),
)
PAYROLL = dataset(
    "D04",
    "财政供养人员",
    ID_NO,
    column("name", "姓名", required=True),
    column("kind", "人员类别", "code", codes="kind"),
    column("kinds", "历任类别", "code", codes="kind", many=True),
    column("pay", "月工资", "decimal", unit="元"),
    column("serving", "是否在编", "bool"),
    column("since", "进入月份", "month"),
)

Cells = Sequence[object]


def save_text(path: Path, rows: Iterable[Cells], encoding: str = "utf-8", mark: str = ",") -> Path:
    """A delimited file; cells are written as they are, without quotation marks."""
    text = "".join(mark.join(str(cell) for cell in row) + "\r\n" for row in rows)
    path.write_bytes(text.encode(encoding))
    return path


def save_workbook(path: Path, sheets: Mapping[str, Iterable[Cells]]) -> Path:
    """A workbook; strings as strings, numbers as numbers, dates as dates."""
    with xlsxwriter.Workbook(str(path)) as book:
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(r, c, cell, dated)
                    elif isinstance(cell, str):
                        sheet.write_string(r, c, cell)
                    elif cell is not None:
                        sheet.write(r, c, cell)
    return path


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CELLS = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'


def parts(cells: str = CELLS) -> dict[str, bytes]:
    """The parts of the smallest legal workbook around some rows of sheet XML."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    book = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{book}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{book}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{office}"><sheets>'
        '<sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{NAMESPACE}"><sheetData>{cells}'
        "</sheetData></worksheet>",
    }
    return {part: f'<?xml version="1.0"?>{text}'.encode() for part, text in texts.items()}


def save_parts(path: Path, contents: Mapping[str, bytes]) -> Path:
    """A zip of these parts."""
    path.write_bytes(zipped(contents.items()))
    return path


def zipped(contents: Iterable[tuple[str, bytes]]) -> bytes:
    """The bytes of a zip; a name may come twice."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in contents:
            archive.writestr(zipfile.ZipInfo(part), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
