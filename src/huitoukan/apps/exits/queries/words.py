"""States, steps and levels of exits in the language of the interface."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huitoukan.apps.core.pages import Chip, ChipStyle
from huitoukan.apps.core.showing import language
from huitoukan.domain.exits import STATE_WORDS, STEP_WORDS, ExitState, ExitStep


def word(code: ExitState | ExitStep) -> str:
    """A state or a step."""
    words = STATE_WORDS[code] if isinstance(code, ExitState) else STEP_WORDS[code]
    return words.en if language().startswith("en") else words.zh


def state_chip(state: ExitState) -> Chip:
    """A state as a chip."""
    style: ChipStyle = STATE_WORDS[state].style  # type: ignore[assignment]
    return Chip(style, word(state))


def level_word(level: str) -> str:
    """A level as it is said of a signature."""
    return {
        "village": _("村"),
        "township": _("乡镇"),
        "county": _("县"),
        "city": _("市"),
        "province": _("省"),
    }.get(level, "")
