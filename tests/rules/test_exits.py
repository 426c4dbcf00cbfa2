"""Which kinds of exit a pack may have: whom they are for, the order of levels, who can sign."""

from __future__ import annotations

from typing import Any

import pytest

from huitoukan.rules.load import load_pack
from tests.rules.test_readings import sentences

KIND = load_pack("national-2026").files["exits/household.yaml"]
LEVELS = KIND["chain"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chain": []}, "从下往上"),
        ({"chain": [LEVELS[1], LEVELS[0]]}, "从下往上"),
        ({"chain": [LEVELS[0], LEVELS[0]]}, "只签一次"),
        ({"only_when": {"nothing": ["x"]}}, "没有代码列"),
        ({"only_when": {"exit_status": ["升天"]}}, "没有“升天”"),
        ({"notice": {"days": 0, "source": "测试"}}, "至少一天"),
    ],
)
def test_a_kind_that_does_not_fit_is_told(change: dict[str, Any], words: str) -> None:
    found = sentences("exits/household.yaml", {**KIND, **change})
    assert any(words in one for one in found), found


def test_a_level_at_which_nobody_can_sign_is_told() -> None:
    post = load_pack("national-2026").files["roles/city_secretary.yaml"]
    silent = {**post, "verbs": ["exit.see"]}
    assert any("永远签不完" in one for one in _exits_with("roles/city_secretary.yaml", silent))


def _exits_with(file: str, value: dict[str, Any]) -> list[str]:
    from huitoukan.rules.check import check_pack
    from huitoukan.rules.load import pack_from_bytes
    from huitoukan.rules.pack import canonical_bytes

    files = {**load_pack("national-2026").files, file: value}
    changed = pack_from_bytes(canonical_bytes({"format": 1, "files": files}))
    return [one.sentence for one in check_pack(changed) if "exits/" in one.file]


def test_the_installed_kinds_are_no_fault() -> None:
    assert sentences("exits/household.yaml", KIND) == []
