"""The installed packs are sound, and stay the same through their released bytes."""

from __future__ import annotations

import pytest

from huitoukan.rules.check import check_pack
from huitoukan.rules.load import builtin_packs, load_pack
from huitoukan.rules.pack import Pack


@pytest.mark.parametrize("name", builtin_packs())
def test_an_installed_pack_has_no_findings(name: str) -> None:
    assert [str(finding) for finding in check_pack(name)] == []


@pytest.mark.parametrize("name", builtin_packs())
def test_an_installed_pack_survives_its_release(name: str) -> None:
    pack = load_pack(name)
    again = Pack.from_bytes(pack.to_bytes())
    assert again == pack
    assert again.hash == pack.hash


def test_every_kind_of_hit_says_a_whole_sentence() -> None:
    for rule in load_pack("national-2026").rules.values():
        assert rule.says.endswith("。"), rule.id
