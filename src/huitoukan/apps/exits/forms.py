"""The shapes of what people send: a proposal, a step."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_OBJECTS = 2000


class ProposalForm(forms.Form):
    """The public notice of a proposal; the objects chosen come beside it (`numbers`)."""

    notice_from = forms.DateField(required=False, label=_("公示开始"))
    notice_to = forms.DateField(required=False, label=_("公示结束"))
    objection = forms.ChoiceField(
        choices=[("no", ""), ("yes", "")], error_messages={"required": _("请选择公示结果。")}
    )
    note = forms.CharField(required=False, max_length=300, strip=True, label=_("说明"))


class StepForm(forms.Form):
    """The words of a step, the day to which it is put off, the household put off."""

    opinion = forms.CharField(required=False, max_length=300, strip=True, label=_("意见"))
    until = forms.DateField(required=False, label=_("暂缓到"))
    number = forms.CharField(required=False, max_length=40)
