"""Text stands out from what it stands on: 4.5 to 1, from the tokens as they are written."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import PACKAGE

TOKENS = dict(
    re.findall(
        r"--([\w-]+):\s*(#[0-9A-Fa-f]{6});",
        (PACKAGE / "static" / "css" / "tokens.css").read_text(encoding="utf-8"),
    )
)
TEXT = 4.5
SHAPE = 3.0
"""WCAG 2.1: 1.4.3 for text, 1.4.11 for the edge of a control."""

# What is written on what; a value that is no token is the colour itself.
PAIRS = [
    ("ink-800", "sheet"), ("ink-800", "desk"), ("ink-700", "sheet"), ("ink-500", "sheet"),
    ("ink-500", "sub"), ("ink-500", "desk"), ("ink-400", "sheet"),
    ("brand-600", "sheet"), ("sheet", "brand-600"), ("sheet", "brand-700"),
    ("brand-700", "brand-50"), ("brand-700", "brand-100"), ("ok", "ok-bg"), ("warn", "warn-bg"),
    ("bad", "bad-bg"), ("info", "info-bg"), ("wait", "wait-bg"), ("mute", "mute-bg"),
    ("bad", "sheet"), ("warn", "sheet"), ("ok", "sheet"), ("#CBD7E5", "brand-900"),
    ("#8FA5BF", "brand-900"), ("#A4B6CB", "brand-900"), ("#FFFFFF", "#C23B31"),
    ("#B92B22", "#FFFFFF"), ("#7C231B", "#F5C3B6"), ("#6B4506", "#FBE3AE"),
    ("#184A8A", "#CFE1F4"), ("#2A5E9E", "#E8F1FA"), ("#17694A", "#DDF1E7"),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, from 0 to 1 (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 to 21; names are tokens."""
    values = sorted(
        (luminance(TOKENS.get(colour, colour)) for colour in (one, other)), reverse=True
    )
    return (values[0] + 0.05) / (values[1] + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= TEXT


def test_the_edge_of_a_control_can_be_seen() -> None:
    assert contrast("control", "sheet") >= SHAPE
