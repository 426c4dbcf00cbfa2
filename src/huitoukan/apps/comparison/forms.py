"""The shape of a verdict's input, and of a word on a proposal to sign off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.comparison.models import HitState

VERDICTS = [(state.value, state.label) for state in HitState if state is not HitState.NEW]


class VerdictForm(forms.Form):
    """A person's verdict: the reason where one is needed, and words."""

    reason_code = forms.CharField(required=False, max_length=40)
    note = forms.CharField(required=False, max_length=500, strip=True)


class ManyVerdictsForm(VerdictForm):
    """The same verdict on several doubts."""

    verdict = forms.ChoiceField(choices=VERDICTS, error_messages={"required": _("请选择结论。")})

    def __init__(self, data: Any, codes: list[str]) -> None:
        super().__init__(data)
        self.chosen = codes

    def clean(self) -> dict[str, Any]:
        """At least one row, at most a page of them."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.chosen:
            raise forms.ValidationError(_("请先勾选疑点。"))
        if len(self.chosen) > 200:
            raise forms.ValidationError(_("一次最多核定 200 个。"))
        return cleaned


class ClosureForm(forms.Form):
    """Whether the proposal to sign a problem off is accepted, and why not."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    reason = forms.CharField(required=False, max_length=500, strip=True)


class SweepForm(forms.Form):
    """A look for the same elsewhere, from a type or from a problem."""

    type = forms.CharField(required=False, max_length=10, label=_("问题类型"))
    problem = forms.CharField(required=False, max_length=20, label=_("问题编号"))


class MeasureForm(forms.Form):
    """A common measure that is done."""

    type = forms.CharField(max_length=10, label=_("问题类型"))
    words = forms.CharField(max_length=500, label=_("落实情况"))
