"""The tree under test: which files there are, and their texts. Reads only what git would keep."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "huitoukan"
APPS = PACKAGE / "apps"
SKIPPED = {"__pycache__", "node_modules", "vendor", "build", "var", "demo"}


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file that git holds or would add; without git, every file that is not skipped."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:
        paths = [
            path
            for path in ROOT.rglob("*")
            if not any(
                part in SKIPPED or (part.startswith(".") and part != ".ci")
                for part in path.relative_to(ROOT).parts[:-1]
            )
        ]
    return tuple(sorted(path for path in paths if path.is_file()))


def files(*endings: str, under: Path = ROOT) -> list[Path]:
    """Kept files under a folder whose names end so."""
    return [path for path in kept_files() if path.is_relative_to(under) and path.suffix in endings]


def python_files(under: Path = PACKAGE) -> list[Path]:
    """Python modules under a folder; migrations are made by a machine and left out."""
    return [path for path in files(".py", under=under) if "migrations" not in path.parts]


def shown(path: Path) -> str:
    """The path as a developer types it."""
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text(path), filename=shown(path))


def strings(tree: ast.AST) -> set[str]:
    """Every string constant in a syntax tree."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
