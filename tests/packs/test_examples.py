"""Every example of every rule of the installed packs, one test each: `X11: no death record, …`."""

from __future__ import annotations

import pytest

from huitoukan.engine.examples import run_example
from huitoukan.rules.load import builtin_packs, load_pack
from huitoukan.rules.pack import Example, Pack, Rule


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


@pytest.mark.parametrize(("pack", "rule", "example"), _cases())
def test_example(pack: Pack, rule: Rule, example: Example) -> None:
    result = run_example(pack, rule, example)
    assert result.passed, result.difference
