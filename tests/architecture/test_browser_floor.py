"""Pages run in the browsers that county offices have: Chromium 86 is the floor (ADR 0006).

Newer CSS and JavaScript fails silently or stops a whole script there, so the words for it are
refused. Pages work under a strict content policy: no inline script, style or handler.
"""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import PACKAGE, files, shown, text

# What -> a sign of it in CSS; the first Chromium that has it stands behind.
CSS_ABOVE_THE_FLOOR = {
    "color-mix() (111)": r"color-mix\(",
    ":has() (105)": r":has\(",
    "oklch(), oklab(), lch(), lab() (111)": r"\b(?:oklch|oklab|lch|lab)\(",
    "@layer (99)": r"@layer\b",
    "@container (105)": r"@container\b|\bcontainer-(?:type|name)\s*:",
    "@scope (118)": r"@scope\b",
    "light-dark() (123)": r"light-dark\(",
    "nesting (112)": r"(?m)^\s*&",
    "aspect-ratio (88)": r"\baspect-ratio\s*:",
    ":is(), :where() (88)": r":(?:is|where)\(",
    "inset (87)": r"(?<![\w-])inset(?:-inline|-block)?\s*:",
    "subgrid (117)": r"\bsubgrid\b",
    "dynamic viewport units (108)": r"\d(?:dvh|svh|lvh|dvw)\b",
    "range media queries (104)": r"@media[^{]*[<>]=?",
}
# The floor of our scripts is ES2019 with optional chaining and ?? (Chromium 80).
JS_ABOVE_THE_FLOOR = {
    "modules": r"(?m)^\s*(?:import\b|export\b)|\bimport\(",
    "logical assignment (85)": r"\|\|=|&&=|\?\?=",
    "private members (84)": r"\bthis\.#|(?m:^\s*#\w+\s*[=(;])",
    "static blocks (94)": r"\bstatic\s*\{",
    "top-level or stray await": r"(?m)^await\b",
    ".at() (92)": r"\.at\(",
    "Object.hasOwn (93)": r"Object\.hasOwn\b",
    "findLast (97)": r"\.findLast(?:Index)?\(",
    "toSorted and friends (110)": r"\.to(?:Sorted|Reversed|Spliced)\(",
    "structuredClone (98)": r"\bstructuredClone\b",
    "randomUUID (92)": r"\brandomUUID\b",
    "replaceAll (85)": r"\.replaceAll\(",
    "groupBy (117)": r"\bgroupBy\(",
    "AbortSignal.timeout (103)": r"AbortSignal\.(?:timeout|any)\b",
    "dialog and popover (114)": r"\bshowPopover\b|\bpopover\b",
    "numeric separators (75, not ES2019)": r"\b\d+_\d+\b",
    "code from text": r"\beval\(|\bnew Function\(",
}
COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\w])//[^\n]*", re.DOTALL)
OWN_CSS = files(".css", under=PACKAGE / "static")
OWN_JS = files(".js", under=PACKAGE / "static")
TEMPLATES = files(".html", ".txt", ".xml", under=PACKAGE / "templates")
HTML = files(".html", under=PACKAGE / "templates")


def above_the_floor(source: str, signs: dict[str, str]) -> list[str]:
    """Names of the features in the source that the floor does not have."""
    bare = COMMENTS.sub("", source)
    return [name for name, sign in signs.items() if re.search(sign, bare)]


@pytest.mark.parametrize(
    ("source", "signs"),
    [
        ("a { color: color-mix(in srgb, red, blue) }", CSS_ABOVE_THE_FLOOR),
        (".card:has(input) { color: red }", CSS_ABOVE_THE_FLOOR),
        (".card {\n  &:hover { color: red }\n}", CSS_ABOVE_THE_FLOOR),
        ("@media (width >= 30em) { a { color: red } }", CSS_ABOVE_THE_FLOOR),
        ("import { a } from './a.js'", JS_ABOVE_THE_FLOOR),
        ("const last = rows.at(-1);", JS_ABOVE_THE_FLOOR),
        ("options ??= {};", JS_ABOVE_THE_FLOOR),
    ],
)
def test_the_check_sees_what_is_above_the_floor(source: str, signs: dict[str, str]) -> None:
    assert len(above_the_floor(source, signs)) == 1


@pytest.mark.parametrize("path", OWN_CSS, ids=shown)
def test_our_css_stays_on_the_floor(path: object) -> None:
    assert above_the_floor(text(path), CSS_ABOVE_THE_FLOOR) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("path", OWN_JS, ids=shown)
def test_our_scripts_stay_on_the_floor_and_to_themselves(path: object) -> None:
    source = text(path)  # type: ignore[arg-type]
    assert above_the_floor(source, JS_ABOVE_THE_FLOOR) == []
    bare = COMMENTS.sub("", source).strip()
    assert re.match(r"\(\s*(?:function\s*\(|\(\s*\)\s*=>)", bare), "not wrapped in a function"
    assert re.search(r"""['"]use strict['"]""", bare), "not strict"


STYLE = re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b(?![^>]*\ssrc=)(?![^>]*application/json)", re.IGNORECASE)
STYLE_BLOCK = re.compile(r"<style\b", re.IGNORECASE)
FAR_AWAY = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)


def inline_parts(source: str) -> list[str]:
    """What a strict content policy would stop, or what would leave the server."""
    signs = {
        "style attribute": STYLE,
        "handler": HANDLER,
        "inline script": SCRIPT,
        "style block": STYLE_BLOCK,
        "address of another server": FAR_AWAY,
    }
    return [name for name, sign in signs.items() if sign.search(source)]


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color:red">x</p>',
        '<a href="/" onclick="go()">x</a>',
        "<script>go()</script>",
        "<style>a{}</style>",
        '<script src="//cdn.test/a.js"></script>',
    ],
)
def test_the_check_sees_inline_parts(source: str) -> None:
    assert len(inline_parts(source)) == 1


@pytest.mark.parametrize("path", HTML, ids=shown)
def test_templates_hold_no_inline_parts(path: object) -> None:
    assert inline_parts(text(path)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_every_template_opens_with_what_it_shows(path: object) -> None:
    assert text(path).startswith(("{#", "{% comment %}"))  # type: ignore[arg-type]
