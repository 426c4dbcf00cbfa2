"""The page that records a change: refusals first, what it touches, then the recording."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from huitoukan.apps.places.models import Area, AreaChange
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.places.stating import area
from tests.cast import OTHER_VILLAGE, TOWN_1, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker

NEW = f"{TOWN_1}203"
ADDRESS = "dashboards:change"
MERGER = {
    "kind": "merged", "on": "2025-07-01", "basis": "滇民政〔2025〕7号",
    "old": f"{VILLAGE_1} 核桃村\n{VILLAGE_2}", "new": f"{NEW} 龙桥村",
}  # fmt: skip
SPLIT = {
    **MERGER, "kind": "split", "old": VILLAGE_1, "new": f"{VILLAGE_1} 核桃村\n{NEW} 东村",
    "groups": f"{VILLAGE_1}：1组、2组\n{NEW}：3组",
}  # fmt: skip


def test_without_the_verb_there_is_no_page(cast: Cast) -> None:
    client = cast.signed_in("tang")
    assert client.get(reverse(ADDRESS)).status_code == 403
    assert client.post(reverse(ADDRESS), MERGER).status_code == 403
    assert not AreaChange.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": "昨天"}, "请填写日期"),
        ({"basis": ""}, "依据文号"),
        ({"old": OTHER_VILLAGE}, "不在本次任务的范围内"),
        ({"new": "5.2E+11 龙桥村"}, "不是区划代码"),
        ({"kind": "eaten"}, "填写有误"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_cannot_be_comes_back_with_what_was_typed(
    wrong: dict[str, str], said: str, method: str, cast: Cast
) -> None:
    answer = getattr(cast.signed_in("rui"), method)(reverse(ADDRESS), {**MERGER, **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "龙桥村" in page or "new" in wrong
    assert not AreaChange.objects.exists()


def test_a_look_names_households_problems_and_posts_and_writes_nothing(
    cast: Cast, make: Maker
) -> None:
    make.problem(state=State.CONFIRMED)
    make.household(VILLAGE_1)
    before = list(Area.objects.values())
    answer = cast.signed_in("rui").get(reverse(ADDRESS), MERGER)
    (first, second) = answer.context["page"].affected
    assert (first.code, first.n_households, first.n_problems, first.n_posts) == (VILLAGE_1, 2, 1, 1)
    (post,) = first.posts
    assert post.startswith("平小禾：村级责任人")
    assert (second.code, second.n_households) == (VILLAGE_2, 0)
    assert list(Area.objects.values()) == before
    assert not AreaChange.objects.exists()


def test_a_split_says_how_many_households_nobody_told_apart(cast: Cast, make: Maker) -> None:
    for group in ("1组", "3组", "9组", ""):
        made = make.household(VILLAGE_1)
        made.natural_group = group
        made.save(update_fields=["natural_group"])
    answer = cast.signed_in("rui").get(reverse(ADDRESS), SPLIT)
    (touched,) = answer.context["page"].affected
    assert (touched.n_households, touched.n_untold) == (4, 2)


def test_what_was_looked_at_is_recorded_by_sending_it(cast: Cast) -> None:
    client = cast.signed_in("rui")
    looked = client.get(reverse(ADDRESS), MERGER).context["page"]
    answer = client.post(reverse(ADDRESS), dict(looked.hidden), follow=True)
    change = AreaChange.objects.get()
    assert change.code in answer.content.decode()
    assert change.recorded_by == "rui"
    assert area(VILLAGE_1).merged_into == area(NEW)
    again = client.get(reverse(ADDRESS), MERGER).context["page"]
    assert again.is_known


def test_the_keeper_of_the_system_sees_numbers_only(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1, head="单雄信")
    page = cast.signed_in("gong").get(reverse(ADDRESS), MERGER).content.decode()
    assert "龙桥村" in page
    assert "单雄信" not in page


def test_the_command_rehearses_and_records(
    cast: Cast, make: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.journeys.conftest import command

    make.household(VILLAGE_1)
    words = (
        "places", "change", "--kind", "合并", "--on", "2025-07-01", "--basis", "滇民政〔2025〕7号",
        "--old", VILLAGE_1, "--old", f"{VILLAGE_2} 茶坪村", "--new", f"{NEW} 龙桥村",
    )  # fmt: skip
    assert command(*words, "--dry-run", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["change"], said["affected"][0]["n_households"]) == ("", 1)
    assert not AreaChange.objects.exists()
    assert command(*words, "--as", "rui") == 0
    assert "合并 核桃村、茶坪村 → 龙桥村" in capsys.readouterr().out
    assert AreaChange.objects.count() == 1
    with pytest.raises(Refused) as refusal:
        command(*words[:2], "--kind", "吞并", *words[4:])
    assert refusal.value.code == "ENUM_UNKNOWN"
