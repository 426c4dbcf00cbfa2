"""The shapes of what people send: a round, a decision, a verdict, a filled-in sheet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.core.uploads import TableField


class RoundForm(forms.Form):
    """What goes along with a round beside its fields."""

    seen_state = forms.CharField(max_length=64)
    with_whom = forms.CharField(required=False, max_length=80, strip=True, label=_("同行人员"))


class ReconcileForm(forms.Form):
    """Which round counts, and why."""

    number = forms.IntegerField(required=False, min_value=1, max_value=32767, label=_("轮次"))
    reason = forms.CharField(required=False, max_length=500, strip=True, label=_("理由"))


class VerdictForm(forms.Form):
    """A person's verdict on a mismatch: the reason where one is needed, and words."""

    reason_code = forms.CharField(required=False, max_length=40)
    note = forms.CharField(required=False, max_length=500, strip=True, label=_("说明"))


class SheetForm(forms.Form):
    """For which village, or which household, a sheet is wanted."""

    village = forms.CharField(required=False, max_length=12)
    household_no = forms.CharField(required=False, max_length=40)


class UploadForm(forms.Form):
    """One filled-in workbook."""

    file = TableField()
