"""Collects the findings of a check with their files and lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from huitoukan.rules.entry import Finding
from huitoukan.rules.pack import Pack

At = tuple[str | int, ...]


@dataclass
class Report:
    """The findings about one pack."""

    pack: Pack
    findings: list[Finding] = field(default_factory=list)

    def add(self, file: str, at: At, code: str, sentence: str) -> None:
        """Note a fault at a place of a file, or at the nearest place around it that has a line."""
        shown, lines = self.pack.places_in_files.get(file, (file, {}))
        while at and at not in lines:
            at = at[:-1]
        finding = Finding(shown, lines.get(at, 0), code, sentence)
        if finding not in self.findings:
            self.findings.append(finding)

    def known_department(self, file: str, code: str) -> None:
        """Note a department that the pack does not know."""
        if code not in self.pack.departments:
            self.add(file, ("department",), "DEPARTMENT", f"没有部门“{code}”")
