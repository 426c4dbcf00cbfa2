"""Recording changes of areas: refusals first, then what each kind does to names, paths and rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.places.models import Area, AreaChange, AreaShare, AreaSpell
from huitoukan.apps.places.queries import areas_with, history, villages_in
from huitoukan.apps.places.services.changes import record_change
from huitoukan.apps.registry.queries import households_for
from huitoukan.domain.borders import ChangeKind
from huitoukan.domain.refusals import Refused
from tests.apps.places.stating import DAY, EARLY, LATE, area, asked
from tests.cast import (
    AT,
    COUNTY,
    OTHER_VILLAGE,
    TOWN_1,
    TOWN_2,
    VILLAGE_1,
    VILLAGE_2,
    VILLAGE_3,
    Cast,
)
from tests.factories import Maker

K = ChangeKind
NEW = f"{TOWN_1}203"


def record(cast: Cast, kind: ChangeKind, *words: str, by: Actor | None = None, **more: Any) -> Any:
    change, is_new = record_change(by or cast.system, asked(kind, *words, **more), at=AT)
    assert is_new
    return change


def refused(cast: Cast, kind: ChangeKind, *words: str, by: Actor | None = None, **more: Any) -> str:
    before = list(Area.objects.values()), list(AreaSpell.objects.values())
    with pytest.raises(Refused) as refusal:
        record_change(by or cast.system, asked(kind, *words, **more), at=AT)
    assert (list(Area.objects.values()), list(AreaSpell.objects.values())) == before
    assert not AreaChange.objects.exists()
    return refusal.value.code


def test_without_the_verb_no_change_is_recorded(cast: Cast) -> None:
    assert refused(cast, K.RENAMED, VILLAGE_1, f"{VILLAGE_1} 新村", by=cast.ping) == "NOT_ALLOWED"


def test_a_county_does_not_change_its_neighbours_areas(cast: Cast) -> None:
    words = OTHER_VILLAGE, f"{OTHER_VILLAGE} 新村"
    assert refused(cast, K.RENAMED, *words, by=cast.rui) == "REGION_OUT_OF_SCOPE"
    foreign = f"{VILLAGE_1},{OTHER_VILLAGE}", f"{VILLAGE_1} 核桃村"
    assert refused(cast, K.MERGED, *foreign, by=cast.rui) == "REGION_OUT_OF_SCOPE"
    over = VILLAGE_1, "980123100209 核桃村"
    assert refused(cast, K.MOVED, *over, by=cast.rui) == "REGION_OUT_OF_SCOPE"


@pytest.mark.parametrize(
    ("kind", "old", "new", "code"),
    [
        (K.RENAMED, "", f"{VILLAGE_1} 新村", "BORDERS_SIDES"),
        (K.RENAMED, VILLAGE_1, VILLAGE_1, "BORDERS_NOTHING"),
        (K.ABOLISHED, VILLAGE_1, VILLAGE_2, "BORDERS_SIDES"),
        (K.ABOLISHED, TOWN_1, "", "BORDERS_CHILDREN"),
        (K.SPLIT, TOWN_1, f"{COUNTY}101 甲镇,{COUNTY}102 乙镇", "BORDERS_CHILDREN"),
        (K.SPLIT, VILLAGE_1, VILLAGE_1, "BORDERS_SIDES"),
        (K.SPLIT, VILLAGE_1, f"{NEW} 甲村,{COUNTY}101 乙镇", "BORDERS_LEVEL"),
        (K.MERGED, VILLAGE_1, VILLAGE_1, "BORDERS_SIDES"),
        (K.MERGED, f"{VILLAGE_1},{TOWN_2}", f"{NEW} 新村", "BORDERS_LEVEL"),
        (K.MERGED, f"{VILLAGE_1} 茶坪村,{VILLAGE_2}", f"{NEW} 新村", "REGION_MISMATCH"),
        (K.MERGED, f"{VILLAGE_1},980122100299", f"{NEW} 新村", "AREA_UNKNOWN"),
        (K.ESTABLISHED, "", f"{VILLAGE_2} 新村", "CODE_TAKEN"),
        (K.ESTABLISHED, "", f"{COUNTY}900201 新村", "AREA_UNKNOWN"),
        (K.ESTABLISHED, "", NEW, "BORDERS_NOTHING"),
        (K.RECODED, VILLAGE_1, VILLAGE_2, "CODE_TAKEN"),
        (K.RECODED, VILLAGE_1, "5.2E+11", "REGION_CODE"),
        (K.RECODED, VILLAGE_1, TOWN_2, "BORDERS_LEVEL"),
        (K.MOVED, VILLAGE_1, NEW, "BORDERS_NOTHING"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_is_written(
    kind: ChangeKind, old: str, new: str, code: str, cast: Cast
) -> None:
    assert refused(cast, kind, old, new) == code


def test_a_change_needs_its_basis_and_a_day_that_has_come(cast: Cast) -> None:
    words = VILLAGE_1, f"{VILLAGE_1} 新村"
    assert refused(cast, K.RENAMED, *words, basis=" ") == "BORDERS_NOTHING"
    assert refused(cast, K.RENAMED, *words, on=date(2026, 11, 3)) == "BORDERS_FUTURE"


def test_history_is_not_rewritten_before_a_change_that_is_recorded(cast: Cast) -> None:
    record(cast, K.RENAMED, VILLAGE_1, f"{VILLAGE_1} 新村")
    with pytest.raises(Refused) as refusal:
        record(cast, K.RENAMED, VILLAGE_1, f"{VILLAGE_1} 老村", on=EARLY)
    assert refusal.value.code == "BORDERS_DAY"
    record(cast, K.ABOLISHED, VILLAGE_2, on=DAY)
    with pytest.raises(Refused) as refusal:
        record(cast, K.RENAMED, VILLAGE_2, f"{VILLAGE_2} 某村", on=LATE)
    assert refusal.value.code == "BORDERS_GONE"
    assert "撤销" in refusal.value.sentence()


def test_a_new_name_begins_on_its_day_and_the_old_one_stays_known(cast: Cast) -> None:
    path = area(VILLAGE_1).path
    change = record(cast, K.RENAMED, f"{VILLAGE_1} 核桃村", f"{VILLAGE_1} 核桃新村", by=cast.rui)
    assert (area(VILLAGE_1).name, area(VILLAGE_1).path) == ("核桃新村", path)
    assert history.area_as_of("核桃村", date(2025, 6, 30)) == area(VILLAGE_1)
    assert history.area_as_of("核桃新村", DAY) == area(VILLAGE_1)
    with pytest.raises(Refused):
        history.area_as_of("核桃村", DAY)
    line = Entry.objects.filter(object_code=change.code).get()
    assert (line.actor_code, line.details["basis"]) == ("rui", change.basis)
    assert "更名" in line.summary


def test_a_township_with_another_code_takes_its_villages_codes_along(cast: Cast) -> None:
    village = area(VILLAGE_1)
    record(cast, K.RECODED, TOWN_1, f"{COUNTY}101")
    village.refresh_from_db()
    assert village.code == f"{COUNTY}101201"
    assert history.area_as_of(VILLAGE_1, EARLY) == village
    assert history.area_as_of(f"{COUNTY}101201", LATE) == village
    assert not Area.objects.filter(code__startswith=TOWN_1).exists()


def test_a_village_that_moves_takes_its_path_and_its_households_along(
    cast: Cast, make: Maker
) -> None:
    household = make.household(VILLAGE_1)
    record(cast, K.MOVED, VILLAGE_1, f"{TOWN_2}209 核桃村")
    moved = area(f"{TOWN_2}209")
    assert moved.parent == area(TOWN_2)
    assert moved.depth_path.startswith(area(TOWN_2).depth_path)
    assert household not in households_for(cast.actor("qiao"))
    spell = history.spells_on(EARLY).get(area=moved)
    assert spell.parent == area(TOWN_1)


def test_merged_villages_lie_in_the_new_one_with_all_their_rows(cast: Cast, make: Maker) -> None:
    households = [make.household(VILLAGE_1), make.household(VILLAGE_2)]
    old = area(VILLAGE_1)
    record(cast, K.MERGED, f"{VILLAGE_1},{VILLAGE_2}", f"{NEW} 龙桥村")
    new = area(NEW)
    old.refresh_from_db()
    assert old.last_day == date(2025, 6, 30)
    assert old.merged_into == new
    assert old.depth_path.startswith(new.depth_path)
    assert set(households_for(cast.system).filter(area__path__startswith=new.path)) == set(
        households
    )
    assert [a.code for a in villages_in(area(TOWN_1))] == [NEW]
    assert old not in areas_with(cast.system, "registry.see", cast.county)
    assert history.successors(old, LATE) == [new]
    assert {a.code for a in history.predecessors(new, EARLY)} == {VILLAGE_1, VILLAGE_2}
    assert history.merged_into() == {old.pk: new.pk, area(VILLAGE_2).pk: new.pk}


def test_a_village_that_takes_another_in_goes_on(cast: Cast) -> None:
    record(cast, K.MERGED, VILLAGE_2, f"{VILLAGE_1} 核桃村")
    assert area(VILLAGE_1).last_day is None
    assert area(VILLAGE_2).merged_into == area(VILLAGE_1)
    assert {a.code for a in history.predecessors(area(VILLAGE_1), EARLY)} == {VILLAGE_1, VILLAGE_2}


def test_merged_townships_hand_their_villages_over(cast: Cast) -> None:
    record(cast, K.MERGED, TOWN_2, f"{TOWN_1} 龙潭镇")
    village = area(VILLAGE_3)
    assert village.parent == area(TOWN_1)
    assert village.depth_path == f"{area(TOWN_1).path}{village.pk}."
    assert area(TOWN_2).depth_path.startswith(area(TOWN_1).depth_path)


def test_a_split_keeps_how_households_are_told_apart(cast: Cast) -> None:
    change = record(
        cast, K.SPLIT, VILLAGE_1, f"{VILLAGE_1} 核桃村,{NEW} 核桃东村",
        groups={"1组": VILLAGE_1, "2组": NEW}, numbers={"H9": NEW},
    )  # fmt: skip
    assert area(VILLAGE_1).last_day is None
    assert area(NEW).first_day == DAY
    assert AreaShare.objects.filter(change=change).count() == 3
    assert history.predecessors(area(NEW), EARLY) == [area(VILLAGE_1)]


def test_only_areas_of_the_split_may_be_told_apart(cast: Cast) -> None:
    words = VILLAGE_1, f"{VILLAGE_1} 核桃村,{NEW} 核桃东村"
    assert refused(cast, K.SPLIT, *words, groups={"1组": VILLAGE_2}) == "AREA_UNKNOWN"


def test_a_split_into_new_villages_ends_the_old_one_where_it_lay(cast: Cast) -> None:
    path = area(VILLAGE_1).path
    record(cast, K.SPLIT, VILLAGE_1, f"{NEW} 东村,{TOWN_1}204 西村")
    assert (area(VILLAGE_1).path, area(VILLAGE_1).merged_into) == (path, None)
    assert {a.code for a in history.successors(area(VILLAGE_1), LATE)} == {NEW, f"{TOWN_1}204"}


def test_a_zone_outside_the_standard_codes_is_established_with_its_kind(cast: Cast) -> None:
    record(cast, K.ESTABLISHED, "", "980171 云岭经济开发区")
    record(cast, K.ESTABLISHED, "", f"{COUNTY}500 园区街道 980171")
    assert area("980171").is_zone
    assert area(f"{COUNTY}500").parent == area("980171")
    assert area(f"{COUNTY}500").depth_path.startswith(area("980171").depth_path)


def test_the_same_change_again_is_left_alone(cast: Cast) -> None:
    for day, *words in (
        (EARLY, K.MERGED, f"{VILLAGE_1},{VILLAGE_2}", f"{NEW} 龙桥村"),
        (DAY, K.MERGED, f"{NEW}", f"{VILLAGE_3} 柳溪村"),
        (DAY, K.MOVED, VILLAGE_3, f"{TOWN_1}209 柳溪村"),
        (LATE, K.ABOLISHED, f"{TOWN_1}209", ""),
    ):
        record(cast, *words, on=day)
        before = list(Area.objects.values())
        _, is_new = record_change(cast.system, asked(*words, on=day), at=AT)
        assert not is_new
        assert list(Area.objects.values()) == before
    assert AreaChange.objects.count() == 4


def test_what_begins_on_a_day_does_not_end_on_it(cast: Cast) -> None:
    record(cast, K.MERGED, f"{VILLAGE_1},{VILLAGE_2}", f"{NEW} 龙桥村")
    with pytest.raises(Refused) as refusal:
        record(cast, K.ABOLISHED, NEW)
    assert refusal.value.code == "BORDERS_DAY"


def test_a_name_that_was_to_begin_on_the_day_of_the_end_was_never_in_force(cast: Cast) -> None:
    record(cast, K.RENAMED, VILLAGE_1, f"{VILLAGE_1} 核桃新村")
    record(cast, K.MERGED, VILLAGE_1, VILLAGE_2)
    spells = AreaSpell.objects.filter(area=area(VILLAGE_1))
    assert [(s.name, s.last_day) for s in spells] == [("核桃村", date(2025, 6, 30))]


def test_a_retired_code_is_never_given_away(cast: Cast) -> None:
    record(cast, K.ABOLISHED, VILLAGE_1)
    with pytest.raises(Refused) as refusal:
        record(cast, K.ESTABLISHED, "", f"{VILLAGE_1} 新核桃村", on=LATE)
    assert refusal.value.code == "CODE_TAKEN"


def test_groups_end_with_their_village(cast: Cast) -> None:
    from huitoukan.apps.places.services.spells import establish

    group = establish(f"{VILLAGE_1}01", "1组", area(VILLAGE_1))
    record(cast, K.ABOLISHED, VILLAGE_1)
    group.refresh_from_db()
    assert group.last_day == date(2025, 6, 30)
    assert list(history.groups_in(area(VILLAGE_1))) == []
