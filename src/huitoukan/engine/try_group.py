"""The examples of an off-registry group, run for real like those of a rule."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from huitoukan.domain.identity import person_key
from huitoukan.engine.examples import Persons, write_example_tables
from huitoukan.engine.off_registry import Derived, derive
from huitoukan.engine.on_duckdb import Limits
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Example, OffRegistryGroup

_SMALL = Limits(seconds=20, memory="500MB", threads=1)


@dataclass(frozen=True)
class Tried:
    """What an example of a group gave; `difference` is empty when it is as expected."""

    rule_id: str
    name: str
    difference: str

    @property
    def passed(self) -> bool:
        """Whether exactly the expected persons were derived."""
        return not self.difference


def try_group(pack: Pack, group: OffRegistryGroup, example: Example) -> Tried:
    """Derive one group from the example's tables. `expect` names ID numbers or their aliases.

    `cannot_tell` counts rows that leave blank what is asked, and rows without a usable number. An
    example that leaves out the list, or a column it needs, must say cannot tell.
    """
    people = Persons(example)
    with tempfile.TemporaryDirectory(prefix="huitoukan-example-") as folder:
        tables = write_example_tables(pack, group.rule, example, people, Path(folder))
        derived = derive(pack, tables, example.on, limits=_SMALL)
    return Tried(group.id, example.name, _difference(group, example, people, derived))


def try_groups(pack: Pack, groups: list[str] | None = None) -> tuple[Tried, ...]:
    """All examples of the named groups, or of all."""
    return tuple(
        try_group(pack, pack.off_registry[name], example)
        for name in (sorted(pack.off_registry) if groups is None else groups)
        for example in pack.off_registry[name].rule.examples
    )


def _difference(
    group: OffRegistryGroup, example: Example, people: Persons, derived: Derived
) -> str:
    results = [one for one in derived.groups if one.group.id == group.id]
    if not results:
        return f"{example.on} 不在施行期内"
    (result,) = results
    mine = [one for one in derived.found if one.by == group.id]
    found = {one.person_key for one in mine if one.person_key is not None}
    expected = {person_key(people.id_of(name)): name for name in example.expect}
    names = {person_key(number): name for name, number in people.ids.items()}
    words = [f"应当列入而没有：{name}" for key, name in expected.items() if key not in found]
    words += [f"不应列入：{names.get(key, key)}" for key in sorted(found - expected.keys())]
    unclear = result.n_unclear + sum(one.person_key is None for one in mine)
    if example.cannot_tell is not None and example.cannot_tell != unclear:
        words.append(f"无法判断应为 {example.cannot_tell}，实为 {unclear}")
    left_out = {group.rule.of, *(name for name in example.missing if "." in name)}
    if left_out & set(example.missing) and not result.why:
        words.append("缺少名单或列，应为无法判断")
    return "；".join(words)
