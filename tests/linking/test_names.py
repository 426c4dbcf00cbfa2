"""Two names and the kind of difference between them."""

from __future__ import annotations

import pytest

from huitoukan.linking.names import NameMatch, compare_names, name_of


def _match(one: str, other: str) -> NameMatch:
    return compare_names(name_of(one), name_of(other))


@pytest.mark.parametrize(
    ("one", "other"), [("王建国", "李秀英"), ("", "王建国"), ("王建国", ""), ("", ""), ("王", "李")]
)
def test_names_with_nothing_in_common_are_different(one: str, other: str) -> None:
    assert _match(one, other) is NameMatch.DIFFERENT


def test_siblings_of_one_generation_are_told_from_one_person() -> None:
    assert _match("王子涵", "王子轩") is NameMatch.ONE
    assert _match("王涵", "王轩") is NameMatch.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("王建国", "王 建国", NameMatch.SAME),
        ("王建国", "王建国（户主）", NameMatch.SAME),
        ("阿依古丽·库尔班", "阿依古丽．库尔班", NameMatch.SAME),
        ("阿依古丽·库尔班", "阿依古丽库尔班", NameMatch.WRITTEN),
        ("李满香", "李满湘", NameMatch.SOUND),
        ("单玉珍", "山玉珍", NameMatch.SOUND),
        ("仇丽", "求丽", NameMatch.SOUND),
        ("劉伟", "刘伟", NameMatch.SOUND),
        ("王未", "王末", NameMatch.LOOK),
        ("王宇", "王字", NameMatch.LOOK),
        ("赵凤英", "赵凤", NameMatch.CUT),
        ("赵凤英", "赵英", NameMatch.CUT),
        ("阿不都热合曼·吐尔逊", "阿不都热合曼", NameMatch.CUT),
        ("王国强", "王强国", NameMatch.SWAPPED),
        ("王国强", "王国祥", NameMatch.ONE),
        ("杨建国", "郭建国", NameMatch.SURNAME),
        ("杨建国", "郭建果", NameMatch.SURNAME),
        ("欧阳明", "杨明", NameMatch.SURNAME),
    ],
)
def test_each_kind_of_difference_is_told_both_ways(one: str, other: str, match: NameMatch) -> None:
    assert _match(one, other) is match
    assert _match(other, one) is match
