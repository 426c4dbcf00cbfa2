"""Reading tables: .xlsx and .xls in a jailed child process, delimited text here."""

from huitoukan.documents.read.book import Limits, Row, Sheet
from huitoukan.documents.read.workbook import read_workbook

__all__ = ["Limits", "Row", "Sheet", "read_workbook"]
