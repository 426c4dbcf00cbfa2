"""Every example of every rule of the installed packs, one test each: `X11: no death record, …`."""

from __future__ import annotations

import pytest

from huitoukan.engine.examples import run_example
from huitoukan.engine.try_group import try_group
from huitoukan.rules.load import builtin_packs, load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Example, OffRegistryGroup, Rule


def _cases() -> list[object]:
    """Each example once, although a pack repeats the rules of those it extends."""
    cases: dict[tuple[str, str], object] = {}
    for name in builtin_packs():
        pack = load_pack(name)
        for rule in pack.rules.values():
            for example in rule.examples:
                one = pytest.param(pack, rule, example, id=f"{rule.id}: {example.name}")
                cases.setdefault((rule.hash, example.name), one)
    return list(cases.values())


def _groups() -> list[object]:
    """Each example of an off-registry group once."""
    cases: dict[tuple[str, str], object] = {}
    for name in builtin_packs():
        pack = load_pack(name)
        for group in pack.off_registry.values():
            for example in group.rule.examples:
                one = pytest.param(pack, group, example, id=f"{group.id}: {example.name}")
                cases.setdefault((group.rule.hash, example.name), one)
    return list(cases.values())


@pytest.mark.parametrize(("pack", "group", "example"), _groups())
def test_example_of_an_off_registry_group(
    pack: Pack, group: OffRegistryGroup, example: Example
) -> None:
    assert try_group(pack, group, example).difference == ""


@pytest.mark.parametrize(("pack", "rule", "example"), _cases())
def test_example(pack: Pack, rule: Rule, example: Example) -> None:
    result = run_example(pack, rule, example)
    assert result.passed, result.difference
