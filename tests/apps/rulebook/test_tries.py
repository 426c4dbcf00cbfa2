"""A changed rule is checked, run beside the old one, kept apart from the doubts, and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.rulebook.models import Side, TriedHit, Try
from huitoukan.apps.rulebook.queries.tried import KEPT
from huitoukan.apps.rulebook.services import tries
from huitoukan.domain.refusals import Refused
from tests.apps.rulebook.cars import cars, tried
from tests.cast import AT, Cast
from tests.factories import Maker


def rows(one: Try, side: Side) -> list[str]:
    found = TriedHit.objects.for_system("tests").filter(attempt=one, side=side)
    return [hit.name for hit in found]


def refused(cast: Cast, text: str, rule: str = "") -> Refused:
    with pytest.raises(Refused) as refusal:
        tries.change_by_file(cast.campaign, text, "X04.yaml", rule)
    assert not Try.objects.for_system("tests").exists()
    return refusal.value


def file_of(cast: Cast, rule: str) -> str:
    return tries._as_yaml(cast.pack.files[f"rules/{rule}.yaml"])


# --- refusals ---


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id: X04\n\tkind: x", "第 2 行"),
        ("- eins", "没有规则编号"),
        ("title: 甲", "没有规则编号"),
    ],
)
def test_a_file_that_is_no_rule_is_refused_with_its_line(cast: Cast, text: str, why: str) -> None:
    refusal = refused(cast, text)
    assert refusal.code == "RULE_FILE"
    assert why in refusal.sentence()


def test_the_file_of_another_rule_is_refused(cast: Cast) -> None:
    refusal = refused(cast, file_of(cast, "X05"), rule="X04")
    assert (refusal.code, "X05" in refusal.sentence()) == ("RULE_FILE", True)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("D08.value >", "D99.value >", "D99"),
        ("D08.value >", "read_csv('a') >", "read_csv"),
        ("D08.state = '正常'", "D08.state = '开着'", "开着"),
        ("severity: A", "severity: Z", "severity"),
        ("kind: present_in", "kind: present_in\nwhatever: 1", "whatever"),
    ],
)
def test_every_fault_of_a_changed_rule_is_told_with_its_line(
    cast: Cast, old: str, new: str, words: str
) -> None:
    text = file_of(cast, "X04").replace(old, new)
    refusal = refused(cast, text)
    assert refusal.code == "RULE_REJECTED"
    findings = refusal.details["findings"]
    assert isinstance(findings, tuple)
    assert any(words in one and "行" in one for one in findings)


def test_a_rule_that_says_the_same_has_nothing_to_try(cast: Cast) -> None:
    assert refused(cast, file_of(cast, "X04")).code == "RULE_UNCHANGED"
    with pytest.raises(Refused) as refusal:
        tries.change_to_installed(cast.campaign, "X04")
    assert refusal.value.code == "RULE_UNCHANGED"


@pytest.mark.parametrize(
    ("name", "value"), [("other", "1"), ("car_value_limit", "viel"), ("car_value_limit", "nan")]
)
def test_a_value_that_cannot_be_used_is_refused(cast: Cast, name: str, value: str) -> None:
    with pytest.raises(Refused) as refusal:
        tries.change_of_param(cast.campaign, "X04", name, value)
    assert refusal.value.code == "RULE_PARAM"
    assert "car_value_limit" in refusal.value.remedy()


@pytest.mark.parametrize(("account", "code"), [("ping", "NOT_ALLOWED"), ("shan", "NOT_FOUND")])
def test_only_the_countys_data_officer_tries_a_rule(cast: Cast, account: str, code: str) -> None:
    change = tries.change_of_param(cast.campaign, "X04", "car_value_limit", "50000")
    with pytest.raises(Refused) as refusal:
        tries.ask_try(cast.actor(account), cast.campaign, change, at=AT, on_queue=False)
    assert refusal.value.code == code


def test_without_a_frozen_registry_there_is_nothing_to_try_on(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        tried(cast)
    assert refusal.value.code == "BASELINE_MISSING"


# --- a try ---


def test_a_higher_limit_leaves_out_the_cheaper_car_and_no_doubt_is_made(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    cars(cast, make, tmp_path)
    one = tried(cast)
    assert (one.n_before, one.n_after, one.n_both) == (1, 0, 1)
    assert (rows(one, Side.ONLY_BEFORE), rows(one, Side.BOTH)) == (["车*一"], ["车*二"])
    assert one.before == {**one.before, "objects": 3, "hits": 2, "cannot_tell": 1}
    assert one.before["why"] == "no_consent:1"
    assert "car_value_limit：30000 改为 50000" in one.how
    assert not Hit.objects.for_system("tests").exists()
    kinds = Entry.objects.filter(object_kind="try", object_code=one.code)
    assert kinds.count() == 2


def test_names_stand_masked_in_the_sentence_too(cast: Cast, make: Maker, tmp_path: Path) -> None:
    cars(cast, make, tmp_path)
    one = tried(cast)
    sentences = [hit.sentence for hit in TriedHit.objects.for_system("tests")]
    assert sentences
    assert not any("车主一" in told or "车主二" in told for told in sentences)
    assert all("车*" in told for told in sentences)
    assert one.n_both == 1


def test_a_rule_that_is_new_has_only_hits_after(cast: Cast, make: Maker, tmp_path: Path) -> None:
    cars(cast, make, tmp_path)
    text = file_of(cast, "X04").replace("id: X04", "id: X99")
    change = tries.change_by_file(cast.campaign, text, "X99.yaml")
    one = tries.ask_try(cast.rui, cast.campaign, change, at=AT, on_queue=False)
    answer = tries.run_try(cast.campaign, one, lambda *_told: None)
    one = tries.store_try(cast.rui, cast.campaign, one, answer, at=AT)
    assert (one.old_hash, one.before) == ("", {})
    assert (one.n_before, one.n_after, one.n_both) == (0, 2, 0)


def test_trying_again_after_a_kill_leaves_the_same_rows(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    cars(cast, make, tmp_path)
    one = tried(cast)
    answer = tries.run_try(cast.campaign, one, lambda *_told: None)
    tries.store_try(cast.rui, cast.campaign, one, answer, at=AT)
    assert TriedHit.objects.for_system("tests").filter(attempt=one).count() == 2


def test_only_the_newest_tries_are_kept(cast: Cast) -> None:
    for n in range(KEPT + 2):
        change = tries.change_of_param(cast.campaign, "X04", "car_value_limit", str(50_000 + n))
        tries.ask_try(cast.rui, cast.campaign, change, at=AT, on_queue=False)
    kept = Try.objects.for_system("tests").filter(campaign=cast.campaign)
    assert kept.count() == KEPT
    assert kept.first().how.endswith("50021 元")
