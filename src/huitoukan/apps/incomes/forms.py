"""The shapes of what people send: the household's answer, and a workbook to read."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.core.uploads import TableField
from huitoukan.domain.incomes import Answer, How


class AnswerForm(forms.Form):
    """The household's answer; what it needs is decided in the domain."""

    how = forms.ChoiceField(choices=[(how.value, how.value) for how in How], label=_("农户的答复"))
    signer = forms.CharField(required=False, max_length=64, label=_("签字人"))
    relation = forms.CharField(required=False, max_length=40, label=_("与户主关系"))
    reason = forms.CharField(required=False, max_length=300, label=_("原因"))
    on = forms.DateField(
        label=_("日期"), error_messages={"invalid": _("请填写日期，例如 2026-12-15。")}
    )
    photo = forms.FileField(required=False, label=_("签字页照片或扫描件"))

    def answer(self) -> Answer:
        """What was filled in, without the photo."""
        told = self.cleaned_data
        return Answer(
            How(told["how"]), told["signer"], told["on"], told["relation"], told["reason"]
        )


class UploadForm(forms.Form):
    """A workbook of income lines."""

    file = TableField(label=_("收入测算表"))
