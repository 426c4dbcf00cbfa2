"""What the domain says, in the language of the interface: words, sentences, refusals.

Chinese is the source. States, steps, facts and rights carry their English beside them; everything
else stands in the message file. What is stored (a job's refusal, rows given back) stays Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext, pgettext

from huitoukan.apps.core.showing import language
from huitoukan.domain import assignments, links, requests
from huitoukan.domain.problems import ACTION_WORDS, FACT_WORDS, SIGN_LEVELS, STATE_WORDS
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import VERBS

INSIDE_A_REFUSAL: Final = "refusal"
"""Context of the words that fill a refusal: in English they stand inside a sentence."""

ENGLISH: Final[dict[str, str]] = {
    **dict(VERBS.values()),
    **{words.zh: words.en for words in FACT_WORDS.values()},
    **{words.zh: words.en for words in STATE_WORDS.values()},
    **{words.zh: words.en for words in ACTION_WORDS.values()},
    **{
        words.zh: words.en
        for several in (
            assignments.STATE_WORDS,
            assignments.STEP_WORDS,
            assignments.VERDICT_WORDS,
            links.STATE_WORDS,
            requests.KIND_WORDS,
            requests.STANDING_WORDS,
            SIGN_LEVELS,
        )
        for words in several.values()
    },
}


def translated(text: str) -> str:
    """A word or sentence of the domain; what has no translation (a name, a number) stays."""
    if language().startswith("en") and text in ENGLISH:
        return ENGLISH[text]
    inside = pgettext(INSIDE_A_REFUSAL, text)
    return inside if inside != text else gettext(text)


def topic_label(topic: str) -> str:
    """A topic of rules and problems (住房安全, 数据信息 …)."""
    return pgettext("topic", topic)


def listed(texts: Iterable[str]) -> str:
    """Several words as one text."""
    return gettext("、").join(texts)


def refusal_words(refused: Refused) -> dict[str, str]:
    """A refusal as pages and JSON show it: its code, sentence and remedy."""
    return {
        "code": refused.code,
        "sentence": refused.sentence(translated),
        "remedy": refused.remedy(translated),
    }


def refusal_text(refused: Refused) -> str:
    """Sentence and remedy of a refusal in one text, for a form or a row."""
    words = refusal_words(refused)
    return gettext("{sentence}{remedy}").format(**words)
