"""The checklist of an item-by-item verification as it comes back: which columns it has."""

from __future__ import annotations

from typing import Final

from huitoukan.rules.shapes.tables import Column, DataSet
from huitoukan.rules.shapes.words import Text

VERIFIED: Final = DataSet(
    id="verification",
    title=Text("逐项核查清单（填好退回）", "Checklist of a verification, filled in"),
    department="rural-office",
    object="household",
    key="household_no",
    row_key=("code",),
    purpose="把逐项核查的结果读回问题台账",
    basis="安康日报宁陕县深度排查报道（原文：根据问题清单逐一核查）；列为本系统印发的清单的列",
    retention_months=0,
    period="event",
    columns=(
        Column("code", "问题编号", (), "text", "Problem No.", required=True),
        Column("result", "核查结果", (), "text", "Result"),
        Column("told", "核查情况", (), "text", "What was found"),
        Column("household_word", "户主意见", (), "text", "What the household says"),
        Column("checker", "核查人", (), "text", "Checked by"),
        Column("checked_on", "核查日期", (), "date", "Checked on"),
    ),
)
