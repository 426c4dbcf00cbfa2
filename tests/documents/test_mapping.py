"""What was said about headings is kept by their fingerprint; changes are told one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.documents.mapping import (
    Change,
    Mapped,
    SourceHeadings,
    changes,
    distinct,
    fingerprint,
)

HEADINGS = ("户号", "户主", "村名", "面积")
texts = st.lists(st.text("甲乙丙丁戊", min_size=1, max_size=2), unique=True, max_size=8)


def test_a_repeated_heading_gets_a_number_and_a_blank_one_stays_blank() -> None:
    assert distinct(["姓名", "", "姓 名", "", "姓名"]) == ["姓名", "", "姓 名[2]", "", "姓名[3]"]


def test_white_space_and_width_do_not_make_another_layout() -> None:
    assert fingerprint(["户 号", "户主（人）"]) == fingerprint(["户号", "户主(人)"])
    assert fingerprint(["户号", "户主"]) != fingerprint(["户主", "户号"])


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (["户号", "户主", "村名", "面积", "备注"], [Change("added", "备注")]),
        (["户号", "户主", "面积"], [Change("missing", "村名")]),
        (["户号", "户主姓名", "村名", "面积"], [Change("renamed", "户主姓名", "户主")]),
        (["户主", "户号", "村名", "面积"], [Change("moved", "户主")]),
        (["序号", "户号", "户主", "村名", "面积", "错误原因", "原行号"], []),
    ],
)
def test_each_change_is_told_by_its_kind(after: list[str], expected: list[Change]) -> None:
    assert list(changes(HEADINGS, after)) == expected
    assert all(each.sentence().endswith("。") for each in expected)


@given(texts, texts)
def test_the_changes_account_for_every_heading(before: list[str], after: list[str]) -> None:
    found = changes(before, after)
    gone = {each.heading for each in found if each.kind == "missing"}
    gone |= {each.before for each in found if each.kind == "renamed"}
    come = {each.heading for each in found if each.kind in {"added", "renamed"}}
    assert gone == set(before) - set(after)
    assert come == set(after) - set(before)
    assert (not found) == (before == after)


def test_the_layout_that_fits_exactly_goes_before_the_newest() -> None:
    new = Mapped({"户号": "a"}, ("户号", "户主"))
    old = Mapped({"户号": "b"}, ("户号",))
    source = SourceHeadings([new, old])
    assert source.said_of(["户号"]).mapped == old
    assert source.said_of(["户号"]).is_exact
    assert source.said_of(["户号", "别的"]).mapped == new
    assert not source.said_of(["户号", "别的"]).is_exact


def test_what_a_command_says_goes_before_what_is_remembered() -> None:
    told, kept = Mapped({"户主": "name"}), Mapped({"户号": "no", "户主": ""}, ("户号", "户主"))
    said = SourceHeadings([told, kept]).said_of(["户号", "户主"])
    assert said.mapped is not None
    assert dict(said.mapped.columns) == {"户号": "no", "户主": "name"}


def test_nothing_was_said_of_an_unknown_source() -> None:
    assert SourceHeadings().said_of(["户号"]).mapped is None
