"""The catalogue of expected failures: what happened, where, and what the person can do.

An expected failure is `Refused(code, **details)`; pages, JSON and the terminal all print the same
sentence. Anything that is not in this catalogue is a bug and may crash loudly.
Reader codes (FILE_*, ID_*, …) are those of the bad-input catalogue, docs/reference/refusals.md.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Final

from huitoukan.domain.refusals import (
    areas,
    comparison,
    exits,
    files,
    incomes,
    installation,
    ledgers,
    oversight,
    packs,
    papers,
    problems,
    registry,
    rows,
    verdicts,
)
from huitoukan.domain.refusals.refusal import Refusal

Translate = Callable[[str], str]


class _Details(dict[str, object]):
    """Details for a template; an absent one shows as its name instead of hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return f"〔{key}〕"


def _as_written(text: str) -> str:
    return text


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """An expected failure with a code of the catalogue; details fill its sentence.

    A detail that is a tuple of texts is shown as a list of them.
    """

    def __init__(self, code: str, /, **details: object) -> None:
        if code not in REFUSALS:
            raise KeyError(f"refusal {code!r} is not in the catalogue")
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def kind(self) -> Refusal:
        """The catalogue entry."""
        return REFUSALS[self.code]

    def sentence(self, translate: Translate = _as_written) -> str:
        """What happened, in one sentence; Chinese unless `translate` knows the texts otherwise."""
        return self._filled(self.kind.sentence, translate)

    def remedy(self, translate: Translate = _as_written) -> str:
        """What the person can do about it, in one sentence."""
        return self._filled(self.kind.remedy, translate)

    def _filled(self, template: str, translate: Translate) -> str:
        shown = _Details()
        for name, detail in self.details.items():
            if isinstance(detail, str):
                shown[name] = translate(detail)
            elif isinstance(detail, tuple):
                shown[name] = translate("、").join(translate(str(text)) for text in detail)
            else:
                shown[name] = detail
        return translate(template).format_map(shown)

    def __str__(self) -> str:
        return f"{self.sentence()}{self.remedy()}"


PARTS = (
    installation.REFUSALS,
    packs.REFUSALS,
    files.REFUSALS,
    rows.REFUSALS,
    areas.REFUSALS,
    registry.REFUSALS,
    comparison.REFUSALS,
    ledgers.REFUSALS,
    problems.REFUSALS,
    incomes.REFUSALS,
    verdicts.REFUSALS,
    exits.REFUSALS,
    papers.REFUSALS,
    oversight.REFUSALS,
)
REFUSALS: Final[dict[str, Refusal]] = dict(chain.from_iterable(part.items() for part in PARTS))
