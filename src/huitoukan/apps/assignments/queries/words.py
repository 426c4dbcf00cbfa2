"""The words of assignments in the language of the interface."""

from __future__ import annotations

from typing import cast

from huitoukan.apps.core.pages import Chip, ChipStyle
from huitoukan.apps.core.showing import language
from huitoukan.domain.assignments import (
    ADDRESSEE_WORDS,
    SIDE_WORDS,
    STATE_WORDS,
    STEP_WORDS,
    VERDICT_WORDS,
    Addressee,
    State,
    Step,
    Verdict,
    Words,
)
from huitoukan.rules.shapes.words import Reason


def in_language(words: Words) -> str:
    """The words in the interface's language."""
    return words.en if language().startswith("en") else words.zh


def state_chip(state: State) -> Chip:
    """A state as a chip."""
    words = STATE_WORDS[state]
    return Chip(cast("ChipStyle", words.style), in_language(words))


def verdict_chip(verdict: Verdict) -> Chip:
    """A verdict as a chip."""
    words = VERDICT_WORDS[verdict]
    return Chip(cast("ChipStyle", words.style), in_language(words))


def verdict_word(verdict: Verdict) -> str:
    """A verdict."""
    return in_language(VERDICT_WORDS[verdict])


def step_word(step: Step) -> str:
    """A step."""
    return in_language(STEP_WORDS[step])


def addressee_word(to: str) -> str:
    """A kind of addressee."""
    return in_language(ADDRESSEE_WORDS[Addressee(to)])


def side_word(side: str) -> str:
    """A side."""
    return in_language(SIDE_WORDS[side])


def reason_word(reason: Reason | None) -> str:
    """A reason of the pack; nothing for none."""
    if reason is None:
        return ""
    return reason.en if language().startswith("en") else reason.zh
