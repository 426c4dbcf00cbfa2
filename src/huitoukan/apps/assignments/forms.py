"""The shapes of what people send about assignments."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.assignments.services.sending import Letter
from huitoukan.domain.assignments import ADDRESSEE_WORDS, VERDICT_WORDS, Addressee, Step, Verdict

MOST_AT_ONCE: Final = 200
_TO = [("", ""), *((a.value, ADDRESSEE_WORDS[a].zh) for a in Addressee)]


class SendForm(forms.Form):
    """The letter that goes along; the ticked shares come beside it."""

    is_urgent = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=500, strip=True, label=_("核实要求"))

    def letter(self) -> Letter:
        """What was written."""
        return Letter(**self.cleaned_data)


def chosen_of(values: list[str]) -> dict[str, int]:
    """The ticked shares: key and the count that was shown; what is neither is left out."""
    pairs = (value.rpartition("=") for value in values)
    return {key: int(n) for key, _sign, n in pairs if key and n.isascii() and n.isdigit()}


class NoteForm(forms.Form):
    """Words that go along with a step."""

    note = forms.CharField(required=False, max_length=300, strip=True)


class AnswerForm(forms.Form):
    """An answer; what it needs is decided in the domain."""

    verdict = forms.ChoiceField(
        choices=[(v.value, VERDICT_WORDS[v].zh) for v in Verdict],
        error_messages={"required": _("请选择结论。")},
        label=_("结论"),
    )
    reason_code = forms.CharField(required=False, max_length=40)
    note = forms.CharField(required=False, max_length=500, strip=True)


class DecisionForm(forms.Form):
    """The county's act on one doubt or many."""

    act = forms.ChoiceField(
        choices=[(s.value, s.value) for s in (Step.SETTLE, Step.RETURN, Step.WITHDRAW)]
    )
    words = forms.CharField(required=False, max_length=300, strip=True)
    to = forms.ChoiceField(required=False, choices=_TO)
    department = forms.CharField(required=False, max_length=40)


class _Many(forms.Form):
    """Rows that were ticked."""

    def __init__(self, data: Any, codes: list[str]) -> None:
        super().__init__(data)
        self.chosen = codes

    def clean(self) -> dict[str, Any]:
        """At least one row, at most ten pages of them."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.chosen:
            raise forms.ValidationError(_("请先勾选疑点。"))
        if len(self.chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(_("一次最多办理 200 条。"))
        return cleaned


class ManyRemindersForm(_Many, NoteForm):
    """Reminding several addressees."""


class ManyAnswersForm(_Many, AnswerForm):
    """The same answer to several doubts."""


class ManyDecisionsForm(_Many, DecisionForm):
    """The same decision on several answers."""
