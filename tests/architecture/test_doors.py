"""Every way in declares the right that it asks for, and holds no queries."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from huitoukan.domain.verbs import VERBS
from tests.architecture.tree import APPS, python_files, shown, syntax

CALLERS = {"views", "tasks", "commands", "api", "openrosa"}
DECLARATIONS = ("access_verb", "public_reason", "signed_in_reason")


def _callers() -> list[Path]:
    return [
        path
        for path in python_files(APPS)
        if CALLERS & {part.removesuffix(".py") for part in path.relative_to(APPS).parts[1:]}
    ]


def queries_in(tree: ast.AST) -> list[int]:
    """Lines on which a manager is reached."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]


def test_the_check_sees_a_query_in_a_view() -> None:
    assert queries_in(ast.parse("x = 1\nHousehold.objects.all()")) == [2]


def test_views_tasks_and_commands_hold_no_queries() -> None:
    wrong = [f"{shown(path)}:{n}" for path in _callers() for n in queries_in(syntax(path))]
    assert wrong == []


def patterns(
    resolver: URLResolver | None = None, before: str = "/"
) -> Iterator[tuple[str, URLPattern]]:
    """Every URL pattern with its whole route."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def _declared(pattern: URLPattern) -> list[str]:
    return [name for name in DECLARATIONS if getattr(pattern.callback, name, None)]


def test_there_are_urls() -> None:
    assert len(list(patterns())) > 5


def test_every_url_leads_to_a_view_that_says_who_may_enter() -> None:
    wrong = [route for route, pattern in patterns() if len(_declared(pattern)) != 1]
    assert wrong == []


def test_every_verb_of_a_url_is_in_the_vocabulary() -> None:
    wrong = [
        route
        for route, pattern in patterns()
        if getattr(pattern.callback, "access_verb", "overview.see") not in VERBS
    ]
    assert wrong == []


def test_every_url_has_a_name_like_its_view() -> None:
    wrong = []
    for route, pattern in patterns():
        view = pattern.callback
        if not view.__module__.startswith("huitoukan."):
            continue
        noun_action = view.__name__
        if pattern.name is None or not noun_action.endswith(pattern.name):
            wrong.append(f"{route}: view {noun_action}, name {pattern.name}")
    assert wrong == []
