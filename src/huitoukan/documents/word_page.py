"""The page of an official letter in Word: A4 with its type area, standing or lying."""

from __future__ import annotations

from typing import Any, Final

from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

LINE_PITCH: Final = "579"  # twentieths of a point: 225 mm in 22 lines, as office programs round it


def element(tag: str, **attributes: str) -> Any:
    """An element of Word's own namespace with these attributes."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_section(section: Any, *, lying: bool) -> None:
    """A4 with the type area 156 × 225 mm; lying, its head is on the binding side."""
    if lying:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        margins = (28, 37, 26, 35)
    else:
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        margins = (37, 26, 35, 28)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        Mm(margin) for margin in margins
    )
    # The page number stands 7 mm below the type area.
    section.footer_distance = Mm(margins[2] - 13)
    properties = section._sectPr
    grid = properties.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        properties.append(grid)
    grid.attrib.pop(qn("w:charSpace"), None)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), LINE_PITCH)
