"""From a URL to the code behind it: view, verb, template, queries and services it calls.

The answer is read from the URL resolver and from the view's own source text; nothing is run.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import Resolver404, resolve

import huitoukan
from huitoukan.domain.refusals import Refused

SOURCE_ROOT = Path(huitoukan.__file__).resolve().parent.parent


@dataclass(frozen=True)
class Place:
    """One thing behind a URL and where it stands: `path:line`."""

    kind: str
    name: str
    at: str


def _at(thing: Callable[..., Any]) -> str:
    plain = inspect.unwrap(thing)
    line = inspect.getsourcelines(plain)[1]
    return f"src/{Path(inspect.getsourcefile(plain) or '').relative_to(SOURCE_ROOT)}:{line}"


def where(address: str) -> tuple[Place, ...]:
    """The places behind a URL's path; refuses a path that no page has."""
    path = address.split("?", maxsplit=1)[0]
    if not path.startswith("/"):
        path = "/" + path.partition("//")[2].partition("/")[2]
    try:
        match = resolve(path)
    except Resolver404:
        raise Refused("NOT_FOUND", what="页面", code=path) from None
    view = inspect.unwrap(match.func)
    verb = getattr(match.func, "access_verb", None)
    reason: str = getattr(match.func, "public_reason", "") or getattr(
        match.func, "signed_in_reason", ""
    )
    found = [
        Place("url", match.view_name, match.route),
        Place("view", view.__name__, _at(view)),
        Place("verb", verb or "—", "domain/verbs.py" if verb else reason),
    ]
    tree = ast.parse(textwrap.dedent(inspect.getsource(view)))
    module = inspect.getmodule(view)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_template = node.value.endswith(".html")
            home = f"src/huitoukan/templates/{node.value}"
            found.extend([Place("template", node.value, home)] if is_template else [])
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            named = getattr(module, node.value.id, None)
            called = getattr(named, node.attr, None)
            if inspect.ismodule(named) and inspect.isfunction(called):
                parts = named.__name__.split(".")
                kind = next((part for part in ("queries", "services") if part in parts), "")
                if kind:
                    found.append(Place(kind, f"{named.__name__}.{node.attr}", _at(called)))
    return tuple(dict.fromkeys(found))
