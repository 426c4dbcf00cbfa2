"""The shapes of what people send: how to run, a changed file, a decision."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.assessment.models import AsOf, Verdict

LARGEST_FILE = 200_000
"""Bytes; a file of a pack has some thousands."""


class RunForm(forms.Form):
    """By which standard and as of which day."""

    standard = forms.CharField(required=False, max_length=40)
    village_standard = forms.CharField(required=False, max_length=40)
    as_of = forms.ChoiceField(choices=AsOf.choices, required=False)
    on = forms.DateField(required=False, label=_("核查日"))


class TryForm(forms.Form):
    """A changed file of the pack, and where it stands in it."""

    folder = forms.SlugField(max_length=40, label=_("文件所在的文件夹"))
    file = forms.FileField(label=_("规则文件"))
    standard = forms.CharField(required=False, max_length=40)

    def clean_file(self) -> tuple[str, str]:
        """Its name and its text."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("文件太大，不是一个规则文件。"))
        try:
            return sent.name, sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("文件不是 UTF-8 编码。")) from None


class JudgeForm(forms.Form):
    """A person's verdict and its reason."""

    verdict = forms.ChoiceField(
        choices=Verdict.choices, error_messages={"required": _("请选择结论。")}
    )
    reason = forms.CharField(required=False, max_length=500, strip=True)


class DoubtForm(forms.Form):
    """A person's word on a doubt about listing."""

    state = forms.ChoiceField(choices=[("confirmed", ""), ("dismissed", "")])
    reason = forms.CharField(required=False, max_length=500, strip=True)


class SayingForm(forms.Form):
    """From whom facts are stated, and of which day; the facts stand beside it, by the pack."""

    source = forms.CharField(required=False, max_length=40)
    said_by = forms.CharField(required=False, max_length=64)
    on = forms.DateField(
        label=_("日期"), error_messages={"invalid": _("请填写日期，例如 2026-12-15。")}
    )
    why = forms.CharField(required=False, max_length=300)


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(required=False, max_length=300, strip=True)
