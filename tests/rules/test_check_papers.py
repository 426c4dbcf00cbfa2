"""Papers of a pack that do not fit the rest are named; campaigns take the installed kinds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from huitoukan.rules.check_papers import check_papers
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.paper_files import paper_kinds
from huitoukan.rules.report import Report


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("national-2026")


def codes(pack: Pack, **changes: object) -> list[str]:
    """The codes of the faults of one paper with these changes."""
    kind = replace(pack.papers["spot_check_report"], **changes)  # type: ignore[arg-type]
    report = Report(pack)
    check_papers(replace(pack, papers={kind.id: kind}), report)
    return [finding.code for finding in report.findings]


def test_what_no_pack_has_is_named(pack: Pack) -> None:
    assert codes(pack, sources=("nowhere",)) == ["SOURCE"]
    assert codes(pack, states=("nowhere",)) == ["STATE"]
    assert codes(pack, by=("nothing",)) == ["VERB"]
    assert codes(pack) == []


def test_a_pack_pinned_earlier_takes_the_installed_kinds_and_keeps_its_own(pack: Pack) -> None:
    """Templates are the installed ones: what they ask for must be of the same making."""
    report = pack.papers["county_report"]
    earlier = replace(pack, papers={
        "county_report": replace(report, asks=()), "of_its_own": replace(report, id="of_its_own"),
    })  # fmt: skip
    kinds = paper_kinds(earlier)
    assert kinds["county_report"] == report
    assert "of_its_own" in kinds
    assert "spot_check_report" in kinds
