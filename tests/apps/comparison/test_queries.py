"""Reading doubts: by area and department, the same answer for absent and for another's."""

from __future__ import annotations

import pytest

from huitoukan.apps.comparison import queries
from huitoukan.apps.comparison.models import Hit, HitState, RuleOutcome
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.domain.refusals import Refused
from tests.cast import AT, OTHER_VILLAGE, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker


@pytest.mark.parametrize("account", ["ning", "bao", "shan", "gong"])
def test_anothers_doubt_reads_exactly_like_an_absent_one(
    account: str, cast: Cast, make: Maker
) -> None:
    hit = make.hit(make.household(VILLAGE_1))
    sentences = []
    for code in (hit.code, "YD-2026-999999"):
        with pytest.raises(Refused) as refusal:
            queries.hit_for(cast.actor(account), code)
        sentences.append(refusal.value.sentence().replace(code, "…"))
    assert sentences[0] == sentences[1]


def test_each_sees_the_doubts_of_the_own_area_or_department(cast: Cast, make: Maker) -> None:
    dibao = make.hit(make.household(VILLAGE_1), "X16")
    medical = make.hit(make.household(VILLAGE_2), "X33")
    abroad = make.hit(make.household(OTHER_VILLAGE), "X16", campaign=cast.other_campaign)

    def seen(account: str) -> set[Hit]:
        return set(queries.hits_for(cast.actor(account)))

    assert seen("ping") == {dibao}
    assert seen("ning") == {medical}
    assert seen("qiao") == seen("rui") == seen("lei") == seen("wen") == {dibao, medical}
    assert seen("min") == {dibao}
    assert seen("bao") == {medical}
    assert seen("shan") == {abroad}
    assert seen("shi") == {dibao, medical, abroad}
    assert seen("gong") == seen("cha") == set()
    assert set(queries.hits_for(cast.shi, cast.campaign)) == {dibao, medical}


def test_who_judges_holds_the_right_for_this_very_doubt(cast: Cast, make: Maker) -> None:
    hit = make.hit()
    able = {name for name in ("ping", "qiao", "rui", "lei", "min", "shan", "wen")
            if queries.may_judge(cast.actor(name), hit)}  # fmt: skip
    assert able == {"rui"}
    assert queries.may_judge(cast.system, hit)


def test_what_touches_a_guarantee_stands_first(cast: Cast, make: Maker) -> None:
    severities = {rule: cast.pack.rules[rule].severity for rule in ("X11", "X16", "X33", "X01")}
    for rule in severities:
        make.hit(make.household(), rule)
    found = [hit.severity for hit in queries.hits_for(cast.rui, cast.campaign)]
    assert found == sorted(severities.values(), key="ABEC".index)


def test_counts_are_those_of_the_rows(cast: Cast, make: Maker) -> None:
    first, _ = make.hit(), make.hit()
    judge_hit(cast.rui, first.code, HitState.CONFIRMED, at=AT)
    assert queries.counts_by_state(queries.hits_for(cast.rui)) == {"confirmed": 1, "new": 1}
    assert queries.counts_by_state(queries.hits_for(cast.bao)) == {}


def test_the_newest_run_of_a_campaign(cast: Cast, make: Maker) -> None:
    assert queries.newest_run(cast.campaign) is None
    make.hit()
    second = make.hit().last_run
    assert queries.newest_run(cast.campaign) == second
    assert queries.newest_run(cast.other_campaign) is None


def test_a_rule_that_the_pack_does_not_have_is_not_found(cast: Cast) -> None:
    assert queries.rule_of(cast.pack, "X11").id == "X11"
    with pytest.raises(Refused) as refusal:
        queries.rule_of(cast.pack, "X999")
    assert refusal.value.code == "NOT_FOUND"


def test_clean_is_what_was_compared_and_neither_hit_nor_untold() -> None:
    assert RuleOutcome(n_objects=10, n_hits=3, n_cannot_tell=2).n_clean == 5
    assert RuleOutcome(n_objects=10, n_hits=3, n_cannot_tell=10).n_clean == 0
