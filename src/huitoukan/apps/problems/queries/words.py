"""The ledger's words in the language of the interface: states, steps, facts."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _

from huitoukan.apps.core.pages import Chip, ChipStyle
from huitoukan.apps.core.showing import language
from huitoukan.domain.problems import (
    ACTION_WORDS,
    FACT_WORDS,
    STATE_WORDS,
    Action,
    State,
    Words,
)
from huitoukan.rules.pack import Pack


def in_language(words: Words) -> str:
    """The words in the interface's language."""
    return words.en if language().startswith("en") else words.zh


def state_chip(state: State) -> Chip:
    """The chip of a state."""
    words = STATE_WORDS[state]
    return Chip(cast("ChipStyle", words.style), in_language(words))


def action_label(action: Action) -> str:
    """The step in words."""
    return in_language(ACTION_WORDS[action])


def source_title(pack: Pack, kind: str) -> str:
    """What found a problem, in words: a source of the pack, or a stage of this program."""
    if kind in pack.finding_sources:
        return pack.finding_sources[kind].title.in_(language())
    stages = {
        "comparison": _("部门比对"),
        "agreement": _("三方核对"),
        "assessment": _("达标核查"),
    }
    return stages.get(kind, kind)


def fact_label(fact: str) -> str:
    """A fact's name as a label; the English words of facts begin small, for use in a sentence."""
    words = in_language(FACT_WORDS[fact])
    return words[:1].upper() + words[1:]
