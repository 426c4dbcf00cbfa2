"""The measures of data quality and the score made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.quality import FILLED, ID_VALID, MEMBERS_AGREE, holds, is_asked, score

GOOD = "98012219800101001X"


def test_where_nothing_is_asked_nothing_is_claimed() -> None:
    assert score([]) is None
    assert score([(2, 0, 0), (3, 0, 0)]) is None


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(1, 1, 2)], 50),
        ([(1, 2, 2), (3, 0, 2)], 25),
        ([(1, 2, 2), (3, 0, 0)], 100),  # what is not asked does not count, as good or as bad
        ([(1, 0, 5)], 0),
    ],
)
def test_the_score_is_the_weighted_mean_of_the_shares(
    parts: list[tuple[float, int, int]], expected: float
) -> None:
    assert score(parts) == pytest.approx(expected)


@given(st.lists(st.tuples(st.floats(0.1, 9), st.integers(0, 50), st.integers(50, 99)), min_size=1))
def test_a_score_lies_between_0_and_100(parts: list[tuple[float, int, int]]) -> None:
    found = score(parts)
    assert found is not None
    assert 0 <= found <= 100


def test_a_field_is_asked_only_when_its_condition_holds() -> None:
    when = {"exit_status": ("返贫", "未脱贫")}
    assert is_asked(FILLED, "exit_year", when, {"exit_status": "返贫"})
    assert not is_asked(FILLED, "exit_year", when, {"exit_status": "预脱贫"})
    assert not is_asked(FILLED, "exit_year", when, {})
    assert is_asked(FILLED, "risks", {"monitor_category": ()}, {"monitor_category": "边缘易致贫户"})
    assert not is_asked(FILLED, "risks", {"monitor_category": ()}, {})


def test_an_absent_number_is_not_also_an_invalid_one() -> None:
    assert not is_asked(ID_VALID, "id_no", {}, {})
    assert not is_asked(MEMBERS_AGREE, "member_count", {}, {})


def test_what_holds() -> None:
    assert holds(FILLED, "sex", {"sex": "男"})
    assert not holds(FILLED, "sex", {})
    assert holds(MEMBERS_AGREE, "member_count", {"member_count": 3}, 3)
    assert not holds(MEMBERS_AGREE, "member_count", {"member_count": 3}, 2)
    assert not holds(ID_VALID, "id_no", {"id_no": GOOD[:-1] + "1"})
