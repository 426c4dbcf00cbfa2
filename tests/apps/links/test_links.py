"""From a row without a usable number to the doubt that its link brings about; refusals first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.links.models import LinkDecision, LinkSuggestion
from huitoukan.apps.links.queries import suggestions_for
from huitoukan.apps.links.queries.reasons import REASONS
from huitoukan.apps.links.services.deciding import decide
from huitoukan.apps.links.services.suggesting import search, store_suggestions
from huitoukan.apps.registry.models import Member
from huitoukan.domain.links import Act, State
from huitoukan.domain.refusals import Refused
from huitoukan.linking.evidence import BirthMatch, VillageMatch
from huitoukan.linking.names import NameMatch
from huitoukan.linking.numbers import NumberMatch
from tests.apps.comparison.test_services import run_rules
from tests.apps.links.rows import delivered, people, row_of, searched, suggested, unnumbered, wrong
from tests.cast import AT, Cast
from tests.factories import Maker, nothing_told

pytestmark = pytest.mark.django_db
DIED = {"died_on": date(2025, 3, 2)}


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def dead_hits() -> list[Hit]:
    every = Hit.objects.for_system("tests")
    return list(every.filter(rule="X11", is_present=True).order_by("code"))


def spoiled(cast: Cast, make: Maker, folder: Path) -> tuple[LinkSuggestion, Member]:
    """One death of several has a wrong digit in its number; a search was made."""
    everybody = people(make)
    rows = [row_of(one, died_on=date(2027, 1, 1)) for one in everybody[1:]]
    dead = everybody[0]
    bad = {**row_of(dead, **DIED), "id_no": wrong(dead.id_no)}
    delivered(cast, folder, bad, *rows)
    (one,) = searched(cast)
    return one, dead


def test_who_may_not_decide_neither_searches_nor_links(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    one, _dead = spoiled(cast, make, tmp_path)
    for account in ("tang", "lei", "min"):
        with refused("NOT_ALLOWED"):
            decide(cast.actor(account), one.code, Act.LINK, at=AT)
    with refused("NOT_FOUND"):
        decide(cast.shan, one.code, Act.LINK, at=AT)
    with refused("NOT_FOUND"):
        store_suggestions(cast.shan, cast.campaign, [], at=AT)
    seen = {
        name: suggestions_for(cast.actor(name), cast.campaign).count()
        for name in ("rui", "lei", "wen", "shan", "tang", "min")
    }
    assert seen == {"rui": 1, "lei": 1, "wen": 1, "shan": 0, "tang": 0, "min": 0}


def test_a_search_only_suggests(cast: Cast, make: Maker, tmp_path: Path) -> None:
    one, dead = spoiled(cast, make, tmp_path)
    assert (one.person_no, one.state, one.row_no) == (dead.person_no, State.OPEN, 2)
    assert one.reason == "号码差一处；姓名相同；村未填"
    assert 0.985 <= one.score < 1
    make.snapshot()
    run_rules(cast)
    assert dead_hits() == []


def test_what_a_person_linked_is_compared_and_the_doubt_says_who_and_when(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    one, dead = spoiled(cast, make, tmp_path)
    make.snapshot()
    decide(cast.rui, one.code, Act.LINK, at=AT)
    run_rules(cast)
    (hit,) = dead_hits()
    assert hit.person_no == dead.person_no
    assert hit.facts["link"] == {
        "link_code": one.code, "linked_by": "瑞县办", "linked_on": "2026-11-02",
        "linked_reason": "号码差一处；姓名相同；村未填",
    }  # fmt: skip
    told = Entry.objects.filter(object_kind="link", object_code=one.code).get()
    assert told.details["row_hash"] == one.row_hash


def test_unlinked_it_is_no_longer_compared_and_both_decisions_stay(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    one, _dead = spoiled(cast, make, tmp_path)
    make.snapshot()
    decide(cast.rui, one.code, Act.LINK, at=AT)
    run_rules(cast)
    with refused("REASON_NEEDED"):
        decide(cast.rui, one.code, Act.UNLINK, at=AT)
    with refused("LINK_STATE"):
        decide(cast.rui, one.code, Act.NOT_SAME, reason="看错", at=AT)
    decide(cast.rui, one.code, Act.UNLINK, reason="是另一个村的同名人", at=AT)
    run_rules(cast)
    assert dead_hits() == []
    assert Hit.objects.for_system("tests").get(rule="X11").facts["link"]
    acts = LinkDecision.objects.filter(suggestion=one).values_list("act", "reason")
    assert list(acts) == [("link", ""), ("unlink", "是另一个村的同名人")]


def test_the_same_row_delivered_again_keeps_what_was_decided(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    one, dead = spoiled(cast, make, tmp_path)
    decide(cast.rui, one.code, Act.NOT_SAME, reason="不是一个人", at=AT)
    bad = {**row_of(dead, **DIED), "id_no": wrong(dead.id_no)}
    other = Member.objects.for_system("tests").exclude(pk=dead.pk)[0]
    delivered(cast, tmp_path, row_of(other, died_on=date(2027, 1, 1)), bad)
    (again,) = searched(cast)
    assert (again.pk, again.state, again.row_no) == (one.pk, State.TWO, 3)


def test_a_row_that_says_something_else_needs_a_new_decision(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    one, dead = spoiled(cast, make, tmp_path)
    make.snapshot()
    decide(cast.rui, one.code, Act.LINK, at=AT)
    others = Member.objects.for_system("tests").exclude(pk=dead.pk)
    rows = [row_of(other, died_on=date(2027, 1, 1)) for other in others[:5]]
    changed = {**row_of(dead, **DIED), "id_no": wrong(wrong(dead.id_no))}
    delivered(cast, tmp_path, changed, *rows)
    old, new = searched(cast)
    assert (old.pk, old.is_present, new.state) == (one.pk, False, State.OPEN)
    run_rules(cast)
    assert dead_hits() == []
    decide(cast.rui, old.code, Act.UNLINK, reason="重新决定", at=AT)
    with refused("LINK_GONE"):
        decide(cast.rui, old.code, Act.LINK, reason="还是他", at=AT)


def test_a_link_to_a_person_who_is_told_otherwise_now_is_not_used(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    one, dead = spoiled(cast, make, tmp_path)
    decide(cast.rui, one.code, Act.LINK, at=AT)
    Member.objects.for_system("tests").filter(pk=dead.pk).update(name="另有其人")
    make.snapshot()
    run_rules(cast)
    assert dead_hits() == []


def test_a_row_is_one_person_at_most(cast: Cast, make: Maker, tmp_path: Path) -> None:
    one, other = people(make)[:2]
    row = {"name": one.name, "id_no": "不详", **DIED}
    delivered(cast, tmp_path, row)
    first = suggested(cast, one, row, code="GL-00000001")
    second = suggested(cast, other, row, code="GL-00000002")
    decide(cast.rui, first.code, Act.LINK, at=AT)
    with refused("LINK_TAKEN"):
        decide(cast.rui, second.code, Act.LINK, at=AT)


@pytest.mark.parametrize("number", ["不详", "980122198001010012"])
def test_a_registered_person_without_a_number_is_compared_through_a_link(
    cast: Cast, make: Maker, tmp_path: Path, number: str
) -> None:
    """Neither has a usable number; or the row has one, and the registry lacks it."""
    from tests.factories import id_no

    person = unnumbered(make, "独孤一人")
    row = {"name": person.name, "id_no": id_no(77) if number[0] == "9" else number, **DIED}
    delivered(cast, tmp_path, row)
    make.snapshot()
    run_rules(cast)
    assert dead_hits() == []
    one = suggested(cast, person, row, code="GL-00000003")
    decide(cast.rui, one.code, Act.LINK, at=AT)
    run_rules(cast)
    (hit,) = dead_hits()
    assert (hit.person_no, hit.facts["link"]["linked_by"]) == (person.person_no, "瑞县办")


def test_a_person_without_a_number_is_looked_for_among_rows_of_the_name(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    from tests.factories import id_no

    person = unnumbered(make, "独孤一人")
    everybody = people(make)
    rows = [row_of(one, died_on=date(2027, 1, 1)) for one in everybody]
    found = {"name": person.name, "id_no": id_no(77), **DIED}
    delivered(cast, tmp_path, found, *rows)
    (told,) = search(cast.campaign, nothing_told)
    assert [row["name"] for row in told.rows] == [person.name]


def test_every_word_of_the_evidence_has_its_english() -> None:
    kinds = (NumberMatch, NameMatch, BirthMatch, VillageMatch)
    assert set(REASONS) == {one.value for kind in kinds for one in kind if one.value}
