"""What is really true of the made county: planted faults, look-alikes, rows an import must refuse.

The program never reads these files; tests and people use them to judge what the program found.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from huitoukan.simulate.calendar import COMPARED_ON

if TYPE_CHECKING:
    from huitoukan.simulate.world import Household, Person, Row, Village

Line = tuple[str, ...]
SHORT_OF = {
    "X26": "H4", "X27": "H4", "X32": "H5", "C038": "H5", "X41": "H6", "X42": "H6", "X52": "H7",
}  # fmt: skip
"""The indicator of the standard that a household of such a hit may miss; never shown to be met."""

README = """这个文件夹是演示县的“答案”，程序运行时从不读取。

hits.csv        埋入的错误：按比对日 2026-10-31，每条规则应当报出的疑点，一行一个
                （人看 person_no，不在册的人看 id_no，村看 village_code）
skipped.csv     没有有效承诺授权的户：财产类规则必须跳过，既不报出也不算无疑点，附理由
look_alikes.csv 看起来像错误、其实合规的情形，不应当报出，附理由
rejects.csv     导入时必须拒收的行：文件、工作表、行号（表格里看到的行号）、列标题、代码
unkeyed.csv     证件号码无效、应当保留但无法按人比对的部门数据行
standards.csv 标准里可能不达标的户和指标：程序只能判为不达标或无法判断，不能判为达标；
                不在其中的户，程序不应判为不达标
off_registry.csv 档外五类对象：不是建档立卡户成员、在世、属于某一类的人，一人一类一行
world.json      规模与数量

所有姓名、地名、号码均为虚构；证件号码一律以 98 或 99 开头，不属于任何真实行政区划。
"""


@dataclass(slots=True)
class Truth:
    """The lines of truth, gathered while the county is made."""

    hits: list[Line] = field(default_factory=list)
    look_alikes: list[Line] = field(default_factory=list)
    skipped: list[Line] = field(default_factory=list)
    rejects: list[Line] = field(default_factory=list)
    unkeyed: list[Line] = field(default_factory=list)
    off_registry: list[Line] = field(default_factory=list)
    standards: list[Line] = field(default_factory=list)
    world: dict[str, object] = field(default_factory=dict)

    def person(self, rule: str, person: Person, note: str) -> None:
        """A hit on a person, on the registry or not."""
        if person.listing is None:
            self.hits.append((rule, "person", "", "", person.id_no, "", note))
        else:
            self.member_row(rule, person.listing, note)

    def member_row(self, rule: str, row: Row, note: str) -> None:
        """A hit on a row of the member list."""
        where = (str(row["household_no"]), str(row["person_no"]))
        self.hits.append((rule, "person", *where, "", "", note))

    def household(self, rule: str, household: Household, note: str) -> None:
        """A hit on a household of the registry."""
        self.hits.append((rule, "household", household.household_no, "", "", "", note))

    def village(self, rule: str, village: Village, note: str) -> None:
        """A hit on a village."""
        self.hits.append((rule, "village", "", "", "", village.code, note))

    def lawful(self, rule: str, owner: Person | Household, why: str) -> None:
        """A look-alike: near the rule, and no hit."""
        listing = owner.listing or {}
        where = (str(listing.get(column) or "") for column in ("household_no", "person_no"))
        self.look_alikes.append((rule, *where, "", why))

    def lawful_village(self, rule: str, village: Village, why: str) -> None:
        """A look-alike of a rule about villages."""
        self.look_alikes.append((rule, "", "", village.code, why))

    def skip(self, rule: str, household: Household, why: str) -> None:
        """A household that the rule must not compare: it has no valid authorisation."""
        self.skipped.append((rule, household.household_no, why))

    def short_of(self, indicator: str, household: Household, note: str) -> None:
        """A household that misses an indicator although no rule hits it."""
        self.standards.append((household.household_no, indicator, note))

    def all_short(self) -> list[Line]:
        """Every household and indicator that must not be called met."""
        by_rule = {(line[2], SHORT_OF[line[0]], line[0]) for line in self.hits
                   if line[0] in SHORT_OF and line[2]}  # fmt: skip
        return sorted({*by_rule, *self.standards})

    def hits_per_rule(self) -> dict[str, int]:
        """Number of true hits of every rule, by rule."""
        return dict(sorted(Counter(line[0] for line in self.hits).items()))

    def write(self, folder: Path) -> None:
        """Write the folder of truth; files are UTF-8 with LF line ends."""
        folder.mkdir(parents=True, exist_ok=True)
        _write_csv(
            folder / "hits.csv",
            ("rule", "object_kind", "household_no", "person_no", "id_no", "village_code", "note"),
            sorted(self.hits),
        )
        _write_csv(
            folder / "look_alikes.csv",
            ("rule", "household_no", "person_no", "village_code", "why"),
            sorted(self.look_alikes),
        )
        _write_csv(folder / "skipped.csv", ("rule", "household_no", "why"), sorted(self.skipped))
        _write_csv(
            folder / "rejects.csv", ("file", "sheet", "row", "heading", "code"), self.rejects
        )
        _write_csv(
            folder / "unkeyed.csv", ("file", "sheet", "row", "heading", "code"), self.unkeyed
        )
        _write_csv(folder / "off_registry.csv", ("id_no", "group"), self.off_registry)
        _write_csv(folder / "standards.csv", ("household_no", "indicator", "why"), self.all_short())
        (folder / "README.txt").write_text(README, encoding="utf-8", newline="\n")
        world = {
            "on": COMPARED_ON.isoformat(),
            **self.world,
            "hits": len(self.hits),
            "look_alikes": len(self.look_alikes),
            "skipped": len(self.skipped),
            "rejects": len(self.rejects),
            "unkeyed": len(self.unkeyed),
            "off_registry": len(self.off_registry),
            "hits_per_rule": self.hits_per_rule(),
        }
        text = json.dumps(world, ensure_ascii=False, indent=2) + "\n"
        (folder / "world.json").write_text(text, encoding="utf-8", newline="\n")


def _write_csv(path: Path, heading: Line, lines: list[Line]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(lines)
