"""The shape of a step's input; what a step needs is decided in the domain."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.problems.services.steps import Filled

MOST_AT_ONCE: Final = 200


class StepForm(forms.Form):
    """Everything that any step may carry."""

    opinion = forms.CharField(required=False, max_length=500, label=_("意见"))
    seal_no = forms.CharField(required=False, max_length=60, label=_("签字盖章编号"))
    reason = forms.CharField(required=False, max_length=500, label=_("理由"))
    unit = forms.CharField(required=False, max_length=80, label=_("责任单位"))
    person = forms.CharField(required=False, max_length=80, label=_("责任人"))
    measure = forms.CharField(required=False, max_length=500, label=_("整改措施"))
    result = forms.CharField(required=False, max_length=500, label=_("整改情况"))
    due_on = forms.DateField(
        required=False,
        label=_("完成时限"),
        error_messages={"invalid": _("请填写日期，例如 2026-12-15。")},
    )
    seen_version = forms.IntegerField(required=False, min_value=0)

    def filled(self) -> Filled:
        """What was filled in, without the files."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name != "seen_version"
        }
        return Filled(**values)


class AssignForm(forms.Form):
    """Handing over several problems at once."""

    unit = forms.CharField(max_length=80, label=_("责任单位"))
    person = forms.CharField(max_length=80, label=_("责任人"))

    def __init__(self, data: Any, codes: list[str]) -> None:
        super().__init__(data)
        self.chosen = codes

    def clean(self) -> dict[str, Any]:
        """At least one row, at most ten pages of them."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.chosen:
            raise forms.ValidationError(_("请先勾选问题。"))
        if len(self.chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(_("一次最多交办 200 条。"))
        return cleaned
