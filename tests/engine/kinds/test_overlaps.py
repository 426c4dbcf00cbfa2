"""`overlaps`: two periods of one person that share a month or a day."""

from __future__ import annotations

import pytest

from tests.engine.asked import ask, hit_keys, person

MONTHS = (
    "kind: overlaps\nof: member\nin: [D14, D16]\n"
    "periods: {D14: [from_month, to_month], D16: [from_month, to_month]}"
)


@pytest.mark.parametrize(
    ("ours", "theirs", "is_hit"),
    [
        (("2026-01", "2026-05"), ("2026-06", None), False),
        (("2026-01", "2026-05"), ("2026-05", None), True),
        (("2026-01", None), ("2020-01", "2026-01"), True),
        (("2026-01", None), ("2020-01", "2025-12"), False),
        ((None, "2026-05"), ("2026-01", None), False),
        (("2026-01", None), (None, None), False),
    ],
)
def test_periods_overlap_when_they_share_a_month(
    ours: tuple[str | None, str | None], theirs: tuple[str | None, str | None], is_hit: bool
) -> None:
    given = {
        "member": [person("P1")],
        "D14": [{"id_no": "A", "from_month": ours[0], "to_month": ours[1]}],
        "D16": [{"id_no": "A", "from_month": theirs[0], "to_month": theirs[1]}],
    }
    assert hit_keys(ask(MONTHS, given)) == ["P1"] * is_hit


def test_days_and_months_are_compared_by_month_and_days_by_day() -> None:
    mixed = (
        "kind: overlaps\nof: member\nin: [D14, D27]\n"
        "periods: {D14: [from_month, to_month], D27: [began_on, ended_on]}"
    )
    given = {
        "member": [person("P1")],
        "D14": [{"id_no": "A", "from_month": "2026-01", "to_month": "2026-03"}],
        "D27": [
            {"id_no": "A", "began_on": "2026-03-31", "ended_on": "2026-04-30"},
            {"id_no": "A", "began_on": "2026-05-01"},
        ],
    }
    assert hit_keys(ask(mixed, given)) == ["P1"]
    days = "kind: overlaps\nof: member\nin: D27\nperiods: {D27: [began_on, ended_on]}"
    assert hit_keys(ask(days, given)) == []


def test_two_rows_of_one_table_make_one_pair_the_earlier_row_first() -> None:
    body = (
        "kind: overlaps\nof: member\nin: D14\nwhen: D14.name <> '作废'\n"
        "periods: {D14: [from_month, to_month]}\nevidence: {D14: [name], other: [name]}"
    )
    rows = [("二", "2026-02"), ("一", "2026-01"), ("作废", "2026-01")]
    given = {
        "member": [person("P1"), person("P2")],
        "D14": [{"id_no": "A", "name": name, "from_month": month} for name, month in rows]
        + [{"id_no": "B", "name": "独", "from_month": "2026-01"}],
    }
    (hit,) = ask(body, given, says="{D14.name}和{other.name}。").hits
    assert (hit.object_key, hit.sentence, hit.n_rows) == ("P1", "二和一。", 1)


def test_a_missing_source_and_a_missing_key_cannot_tell() -> None:
    given = {"member": [person("P1", id_no=None)], "D14": [{"id_no": "A"}]}
    assert ask(MONTHS, given, missing=["D16"]).cannot_tell_why == "source_missing:D16"
    assert ask(MONTHS, given).n_cannot_tell == 1
