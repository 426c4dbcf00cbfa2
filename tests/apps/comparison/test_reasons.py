"""Why nothing can be said, as people read it."""

from __future__ import annotations

from django.utils import translation

from huitoukan.apps.comparison.queries.reasons import why_cannot_tell
from huitoukan.rules.load import load_pack


def test_missing_columns_are_named_by_their_headings_in_the_language_of_the_reader() -> None:
    pack = load_pack("national-2026")
    why = "column_missing:household.risk_note,member.work_to"
    with translation.override("zh-hans"):
        assert why_cannot_tell(why, pack) == "名册中这些列没有内容：其他风险备注、务工结束时间"
    with translation.override("en"):
        assert "Remark on other risks" in why_cannot_tell(why, pack)


def test_missing_data_sets_are_named_by_their_titles() -> None:
    with translation.override("zh-hans"):
        words = why_cannot_tell("source_missing:D07", load_pack("national-2026"))
    assert words == "缺少部门数据：户籍注销（死亡）"
