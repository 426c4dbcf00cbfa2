"""Reading the registry through a person's eyes: nobody abroad, the same answer for absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.apps.registry import queries
from huitoukan.apps.registry.queries.frozen import snapshots_for
from huitoukan.apps.registry.queries.narrow import first_households, whole_rows
from huitoukan.domain.refusals import Refused
from tests.apps.registry.sheets import registry_rows, take
from tests.cast import OTHER_VILLAGE, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker


@pytest.mark.parametrize("account", ["ning", "shan", "min", "gong"])
def test_anothers_household_reads_exactly_like_an_absent_one(
    account: str, cast: Cast, make: Maker
) -> None:
    no = make.household(VILLAGE_1).household_no
    sentences = []
    for code in (no, "H-absent"):
        with pytest.raises(Refused) as refusal:
            queries.household_for(cast.actor(account), code)
        sentences.append(refusal.value.sentence().replace(code, "…"))
    assert sentences[0] == sentences[1]


def test_a_household_is_found_by_those_who_work_with_it(cast: Cast, make: Maker) -> None:
    household = make.household(VILLAGE_1)
    for account in ("ping", "qiao", "tang", "rui", "lei", "wen", "shi", "sheng"):
        found = queries.household_for(cast.actor(account), household.household_no)
        assert found == household


def test_the_list_is_in_order_of_place_and_asks_once(
    cast: Cast, make: Maker, django_assert_num_queries: object
) -> None:
    late = make.household(VILLAGE_2).household_no
    early = make.household(VILLAGE_1).household_no
    make.household(OTHER_VILLAGE)
    auditor = cast.wen
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = [h.household_no for h in queries.households_for(auditor) if h.area.parent]
    assert found == [early, late]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("王大山", {"H1"}),
        ("王 大山", {"H1"}),
        ("wds", {"H1"}),
        ("WDS", {"H1"}),
        ("sxx", {"H2"}),
        ("dxx", {"H2"}),
        ("李小草", {"H3"}),
        ("h3", {"H3"}),
        ("13900000001", {"H1"}),
        ("小", {"H1", "H3"}),
        ("小 h3", {"H3"}),
        ("没有此人", set()),
        ("%", set()),
        ("", {"H1", "H2", "H3"}),
    ],
)
def test_households_are_searched_by_every_word(
    words: str, found: set[str], cast: Cast, tmp_path: Path
) -> None:
    take(cast.rui, cast.campaign, registry_rows(), tmp_path)
    visible = queries.households_for(cast.rui)
    rows = whole_rows(visible, first_households(visible, words).pks)
    assert {row.household_no for row in rows} == found


def test_a_search_stays_in_the_own_area(cast: Cast, tmp_path: Path) -> None:
    take(cast.rui, cast.campaign, registry_rows(), tmp_path)
    visible = queries.households_for(cast.ning, "household.see")
    rows = whole_rows(visible, first_households(visible, "小").pks)
    assert {row.household_no for row in rows} == {"H3"}


def test_without_a_snapshot_the_answer_says_how_to_make_one(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        queries.newest_snapshot(cast.campaign)
    assert "registry freeze" in refusal.value.remedy()
    assert queries.baseline_of(cast.campaign) is None


def test_the_newest_snapshot_and_the_baseline(cast: Cast, make: Maker) -> None:
    make.household()
    first = make.snapshot()
    make.household()
    second = make.snapshot()
    assert queries.newest_snapshot(cast.campaign) == second
    assert queries.baseline_of(cast.campaign) == first
    assert list(snapshots_for(cast.rui, cast.campaign)) == [second, first]
    assert list(snapshots_for(cast.shan, cast.campaign)) == []


def test_imports_are_seen_by_those_who_import_merge_or_audit_here(
    cast: Cast, tmp_path: Path
) -> None:
    batch = take(cast.rui, cast.campaign, registry_rows(), tmp_path)
    assert list(queries.batches_for(cast.rui, cast.campaign)) == [batch]
    for account in ("lei", "wen"):
        assert list(queries.batches_for(cast.actor(account), cast.campaign)) == [batch]
    for account in ("ping", "shan", "qiao"):
        assert list(queries.batches_for(cast.actor(account), cast.campaign)) == []
        with pytest.raises(Refused) as refusal:
            queries.batch_for(cast.actor(account), batch.code)
        assert refusal.value.code == "NOT_FOUND"
    assert queries.batch_for(cast.rui, batch.code) == batch
