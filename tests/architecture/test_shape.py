"""The shape of the code: sizes, names, clocks, and nothing of one machine or one registry."""

from __future__ import annotations

import ast
import re

import pytest

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

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 50
# File -> why it may be longer.
LONG_FILES: dict[str, str] = {
    "tools/paper_templates.py": "the text of every template, one function each",
    "tests/apps/two_counties.py": "one thing of every kind that an address names, in two counties",
}
# Function -> why it may be longer.
LONG_FUNCTIONS: dict[str, str] = {
    "src/huitoukan/apps/comparison/queries/verdicts.py::_forms": "three forms, listed one by one",
    "src/huitoukan/apps/problems/services/papers.py::issue_bulletin": "one list, step by step",
    "src/huitoukan/cli/demo.py::run": "the whole look-back, command by command",
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
CODE_FOLDERS = ("src", "tests", "tools", "benchmarks")


def _code(*endings: str) -> list[str]:
    found = [path for path in files(*endings) if shown(path).split("/")[0] in CODE_FOLDERS]
    return [shown(path) for path in found if "migrations" not in path.parts]


def test_no_file_is_longer_than_it_can_be_read() -> None:
    long = {
        name
        for name in _code(".py", ".html", ".css", ".js")
        if len(text(ROOT / name).splitlines()) > MOST_LINES
    }
    assert long == set(LONG_FILES)


def long_functions(tree: ast.Module, most: int) -> list[str]:
    """Functions of more lines than `most`, docstring and decorators not counted."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node, clean=False) else node.body
        if body and (node.end_lineno or 0) - body[0].lineno + 1 > most:
            found.append(node.name)
    return found


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{shown(path)}::{name}"
        for path in python_files()
        for name in long_functions(syntax(path), MOST_LINES_OF_A_FUNCTION)
    }
    assert long == set(LONG_FUNCTIONS)


def test_no_module_has_a_name_that_says_nothing() -> None:
    wrong = [
        name for name in _code(".py") if FORBIDDEN_NAMES & set(name.removesuffix(".py").split("/"))
    ]
    assert wrong == []


def test_every_module_opens_by_saying_what_lives_there() -> None:
    wrong = [
        shown(path)
        for folder in ("src", "tests", "tools")
        for path in python_files(ROOT / folder)
        if text(path).strip() and not ast.get_docstring(syntax(path))
    ]
    assert wrong == []


def clocks(tree: ast.AST) -> list[int]:
    """Lines on which the clock is read."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow", "localdate", "localtime"}
    ]


@pytest.mark.parametrize(
    "library",
    ["domain", "rules", "engine", "documents", "linking", "classify", "assess", "simulate"],
)
def test_the_libraries_read_no_clock(library: str) -> None:
    wrong = [
        f"{shown(path)}:{line}"
        for path in python_files(PACKAGE / library)
        if path.name != "commands.py"
        for line in clocks(syntax(path))
    ]
    assert wrong == []


def test_a_todo_names_its_issue() -> None:
    bare = re.compile(r"\b(TODO|FIXME|XXX)\b(?! ?\(?#\d)")
    wrong = [
        name
        for name in _code(".py", ".html", ".css", ".js")
        if name != shown(ROOT / "tests/architecture/test_shape.py")
        and bare.search(text(ROOT / name))
    ]
    assert wrong == []


# The patterns are written so that they do not find themselves.
MACHINE_PATHS = re.compile(r"(?<![\w.{}])/(?:work|root|home|Users|tmp/[a-z])(?:/|\b)(?![\w-]*\{)")
REGISTRY_HOSTS = re.compile(
    r"pypi\.(?:org|tuna|doubanio)|pythonhosted\.|regis[t]ry\.npm|npmmirr[o]r|mirrors\.[a-z]+\.(?:com|edu)"
)


def _texts() -> list[tuple[str, str]]:
    found = []
    for path in kept_files():
        if path.suffix in {".png", ".jpg", ".xlsx", ".xls", ".docx", ".woff2", ".parquet", ".ico"}:
            continue
        found.append((shown(path), path.read_text(encoding="utf-8", errors="replace")))
    return found


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert [name for name, content in _texts() if MACHINE_PATHS.search(content)] == []


def test_no_file_names_a_package_registry() -> None:
    assert [name for name, content in _texts() if REGISTRY_HOSTS.search(content)] == []


def test_lock_files_hold_hashes_and_no_address() -> None:
    locks = list(ROOT.glob("requirements/*.txt"))
    assert len(locks) >= 4
    for lock in locks:
        assert "://" not in text(lock), shown(lock)
        assert "--hash=sha256:" in text(lock), shown(lock)
    npm = text(ROOT / "package-lock.json")
    assert '"resolved"' not in npm
    assert '"integrity": "sha512-' in npm


def test_locked_versions_are_those_that_were_asked_for() -> None:
    for asked in ROOT.glob("requirements/*.in"):
        locked = text(asked.with_suffix(".txt")).lower().replace("_", "-")
        for line in text(asked).splitlines():
            if "==" in line and not line.startswith("#"):
                name = re.sub(r"\[.*?\]", "", line.strip().lower())
                assert name in re.sub(r"\[.*?\]", "", locked), line
