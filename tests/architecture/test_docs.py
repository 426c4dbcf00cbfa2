"""The documents agree with the tree: folders, settings, dependencies, requirements, links."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.architecture.tree import (
    PACKAGE,
    ROOT,
    files,
    kept_files,
    python_files,
    shown,
    syntax,
    text,
)

DOCS = ROOT / "docs"
ADRS = sorted((DOCS / "adr").glob("*.md"))
PAGES = [path for path in files(".md") if "node_modules" not in path.parts]


def folders_told(page: str) -> list[str]:
    """Folders named in the tour's layout block: the first word of each line, with its parents."""
    block = re.search(r"```layout\n(.*?)```", page, re.DOTALL)
    assert block, "no layout block"
    found: list[str] = []
    parents: list[tuple[int, str]] = []
    for line in block[1].splitlines():
        if not line.strip() or not line.split()[0].endswith("/"):
            continue
        depth = len(line) - len(line.lstrip())
        parents = [(d, name) for d, name in parents if d < depth]
        parents.append((depth, line.split()[0]))
        found.append("".join(name for _, name in parents))
    return found


def _folders() -> set[str]:
    """Folders of the tree that a newcomer should know: two levels, and the parts of the package."""
    found = set()
    for path in kept_files():
        parts = path.relative_to(ROOT).parts[:-1]
        depth = (
            4 if parts[:3] == ("src", "huitoukan", "apps") else 3 if parts[:1] == ("src",) else 2
        )
        found |= {"/".join(parts[: n + 1]) + "/" for n in range(min(len(parts), depth))}
    return found


def test_the_tour_tells_every_folder_and_no_other() -> None:
    told = folders_told(text(DOCS / "tour.md"))
    assert len(told) == len(set(told))
    assert set(told) == _folders()


def _settings_read() -> set[str]:
    found = set()
    for path in python_files():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"^HUITOUKAN_[A-Z_]+$", node.value))
    return found


def test_every_setting_has_a_heading_and_every_heading_a_setting() -> None:
    headings = re.findall(r"(?m)^### (HUITOUKAN_[A-Z_]+)$", text(DOCS / "reference/settings.md"))
    assert len(headings) == len(set(headings))
    assert set(headings) == _settings_read()


def _asked_for() -> set[str]:
    found = set()
    for path in ROOT.glob("requirements/*.in"):
        for line in text(path).splitlines():
            if line.strip() and not line.startswith(("#", "-r")):
                found.add(re.split(r"[\[=<>]", line.strip())[0])
    package = json.loads(text(ROOT / "package.json"))
    return found | set(package["dependencies"]) | set(package["devDependencies"])


def test_every_dependency_has_a_purpose_a_licence_and_a_way_without_it() -> None:
    rows = re.findall(
        r"(?m)^\| ([@\w./-]+) \| (.+?) \| (.+?) \| (.+?) \|$",
        text(DOCS / "reference/dependencies.md"),
    )
    told = [row[0] for row in rows if row[0] not in {"package", "---"}]
    assert len(told) == len(set(told))
    assert set(told) == _asked_for()


REQUIREMENT = re.compile(
    r"^\| (R\d{3}) \| (.+?) \|\s*(.*?)\s*\|\s*(.*?)\s*\| (done|partly|not yet) \|$"
)


def _requirements() -> list[tuple[str, ...]]:
    lines = [line for line in text(DOCS / "requirements.md").splitlines() if line.startswith("| R")]
    rows = [REQUIREMENT.match(line) for line in lines]
    assert all(rows), [line for line, row in zip(lines, rows, strict=True) if not row]
    return [row.groups() for row in rows if row]


def test_every_requirement_stands_there_once() -> None:
    assert [row[0] for row in _requirements()] == [f"R{n:03}" for n in range(1, 302)]


@cache
def _test_names(path: Path) -> frozenset[str]:
    return frozenset(
        node.name
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    )


def missing_nodes(cell: str) -> list[str]:
    """Test nodes in a cell (`path::test_name`) that do not exist."""
    missing = []
    for node in re.findall(r"`([^`]+)`", cell):
        name, _, test = node.partition("::")
        path = ROOT / name
        if not path.is_file() or (test and test.split("[")[0] not in _test_names(path)):
            missing.append(node)
    return missing


def test_the_check_sees_a_test_that_does_not_exist() -> None:
    here = shown(Path(__file__))
    assert missing_nodes(f"`{here}::test_every_requirement_stands_there_once`") == []
    assert missing_nodes(f"`{here}::test_of_tomorrow`") == [f"{here}::test_of_tomorrow"]


def test_what_is_called_done_has_a_test_that_exists() -> None:
    for number, _, where, tests, state in _requirements():
        if state == "not yet":
            assert tests.strip() == "", f"{number}: a test, but not yet?"
            continue
        assert where.strip(), f"{number} does not say where"
        assert "::test_" in tests, f"{number} names no test"
        assert missing_nodes(tests) == [], number


@pytest.mark.parametrize("path", ADRS, ids=lambda path: path.stem)
def test_a_decision_record_says_why_what_follows_and_what_else_there_was(path: Path) -> None:
    page = text(path)
    assert page.startswith(f"# {path.stem[:4]} ")
    headings = re.findall(r"(?m)^## (.+)$", page)
    assert headings == ["Context", "Decision", "Consequences", "Alternatives"]
    assert len(page.splitlines()) <= 60


def test_decision_records_are_numbered_without_gaps() -> None:
    assert [path.stem[:4] for path in ADRS] == [f"{n + 1:04}" for n in range(len(ADRS))]


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    prose = re.sub(r"```.*?```", "", text(path), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_files_named_in_a_page_exist(path: Path) -> None:
    """A path in backticks that begins with one of our folders is a file or folder of the tree."""
    named = re.findall(
        r"`((?:src|tests|tools|docs|requirements|benchmarks)/[\w./-]+)`",
        re.sub(r"```.*?```", "", text(path), flags=re.DOTALL),
    )
    made = ("src/huitoukan/static/vendor",)
    missing = [name for name in named if not (ROOT / name).exists() and not name.startswith(made)]
    assert missing == []


def test_the_site_shows_every_page_of_the_docs() -> None:
    site = yaml.safe_load(text(ROOT / "mkdocs.yml"))

    def leaves(entry: object) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        parts = entry.values() if isinstance(entry, dict) else entry
        return [leaf for part in parts for leaf in leaves(part)]  # type: ignore[attr-defined]

    pages = {path.relative_to(DOCS).as_posix() for path in PAGES if path.is_relative_to(DOCS)}
    assert set(leaves(site["nav"])) == pages


def test_the_readme_counts_the_rules_and_data_sets_as_they_are() -> None:
    from huitoukan.rules.load import load_pack

    pack = load_pack("national-2026")
    for name, rules, sources in (
        ("README.md", r"(\d+) 条规则", r"(\d+) 类"),
        ("README.en.md", r"(\d+) rules", r"(\d+) data sets"),
    ):
        page = text(ROOT / name)
        assert set(re.findall(rules, page)) == {str(len(pack.rules))}, name
        assert set(re.findall(sources, page)) == {str(len(pack.sources))}, name


def test_the_newest_heading_of_the_changelog_is_the_version() -> None:
    from importlib.metadata import version

    heading = re.search(
        r"(?m)^## \[(\d+\.\d+\.\d+[^\]]*)\] - \d{4}-\d\d-\d\d$", text(ROOT / "CHANGELOG.md")
    )
    assert heading
    assert version("huitoukan") == heading[1]


def test_the_glossary_names_only_what_the_code_says() -> None:
    """An identifier of the glossary is in the code, or is marked as planned."""
    sources = [*python_files(), *files(".yaml", under=PACKAGE)]
    code = {word for path in sources for word in re.findall(r"\w+(?:-\w+)*", text(path))}
    code |= {part for word in code for part in word.split("-")}
    rows = re.findall(r"(?m)^\| (.+?) \| (.+?) \| `(.+?)`(.*?) \|$", text(DOCS / "glossary.md"))
    assert len(rows) > 60
    for chinese, _english, identifier, note in rows:
        assert (identifier in code) != ("planned" in note), f"{chinese}: {identifier}"
