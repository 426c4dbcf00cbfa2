"""Shared shapes of pages: what they compute for the templates."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template

from huitoukan.apps.core.pages import Due, Pager, Share


def test_nothing_is_claimed_about_an_empty_total() -> None:
    nothing = Share(0, 0)
    assert nothing.percent is None
    assert nothing.width == "0.0%"
    assert nothing.level == ""


@pytest.mark.parametrize(
    ("done", "level"), [(59, "bad"), (60, "warn"), (74, "warn"), (75, ""), (100, "")]
)
def test_a_share_is_loud_when_it_lags(done: int, level: str) -> None:
    assert Share(done, 100).level == level


def test_a_share_never_exceeds_its_total() -> None:
    assert Share(7, 5).percent == 100


@pytest.mark.parametrize(
    ("days_left", "is_overdue", "is_soon", "days_over"),
    [(-4, True, False, 4), (0, False, True, 0), (3, False, True, 0), (4, False, False, 0)],
)
def test_a_due_date_knows_how_late_it_is(
    days_left: int, is_overdue: bool, is_soon: bool, days_over: int
) -> None:
    due = Due(date(2026, 11, 18), days_left)
    assert (due.is_overdue, due.is_soon, due.days_over) == (is_overdue, is_soon, days_over)


def pager(number: int, n_rows: int = 200) -> Pager:
    return Pager.of(n_rows=n_rows, per_page=20, number=number, address=lambda n: f"?page={n}")


def test_a_page_number_out_of_range_is_drawn_in() -> None:
    assert pager(0).number == 1
    assert pager(99).number == 10


def test_a_list_without_rows_has_one_page_and_no_neighbours() -> None:
    empty = pager(1, n_rows=0)
    assert (empty.n_pages, empty.previous_href, empty.next_href) == (1, "", "")


def test_the_pager_shows_the_ends_the_neighbourhood_and_gaps() -> None:
    middle = pager(5)
    assert [link.label for link in middle.links] == ["1", "…", "3", "4", "5", "6", "7", "…", "10"]
    assert middle.previous_href == "?page=4"
    assert middle.next_href == "?page=6"
    assert [link.label for link in middle.links if link.is_current] == ["5"]


def test_an_icon_that_the_sprite_does_not_have_is_a_bug() -> None:
    with pytest.raises(KeyError, match="no-such-icon"):
        Template('{% load pieces %}{% icon "no-such-icon" %}').render(Context())


@pytest.mark.parametrize(
    ("size", "words"), [(10, "1 KB"), (86_400, "86 KB"), (2_400_000, "2.4 MB")]
)
def test_a_size_is_told_for_people(size: int, words: str) -> None:
    shown = Template("{% load pieces %}{{ size|size_words }}").render(Context({"size": size}))
    assert shown == words
