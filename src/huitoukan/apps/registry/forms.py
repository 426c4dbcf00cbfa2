"""The forms that receive registry files and what is decided about them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.core.uploads import TablesField
from huitoukan.apps.registry.queries.imports import CLEAR, KEEP
from huitoukan.rules.shapes.tables import REGISTRY, REGISTRY_LISTS


class UploadForm(forms.Form):
    """The files of one import, what a blank cell means, and which table they are if unknown."""

    file = TablesField()
    blank = forms.ChoiceField(choices=[(KEEP, KEEP), (CLEAR, CLEAR)], required=False)
    table = forms.ChoiceField(
        required=False, choices=[("", ""), *((t, t) for t in (*REGISTRY, *REGISTRY_LISTS))]
    )


class DecisionForm(forms.Form):
    """Merging, refusing or undoing an import; whether a reason is needed the service knows."""

    why = forms.CharField(required=False, max_length=300)


class PastDayForm(forms.Form):
    """The past day of which the registry is to be worked out."""

    as_of = forms.DateField()


class SignedForm(forms.Form):
    """A signed authorisation as it is recorded."""

    person_no = forms.CharField(required=False, max_length=40)
    data_sets = forms.CharField(
        label=_("授权范围"), error_messages={"required": _("请选择授权比对的数据")}
    )
    valid_from = forms.DateField(label=_("授权起始日期"))
    valid_to = forms.DateField(label=_("授权截止日期"))
    signed_by = forms.CharField(required=False, max_length=64)
    filled_by = forms.CharField(required=False, max_length=64)


class RevokeForm(forms.Form):
    """From which day an authorisation no longer holds, and why."""

    on = forms.DateField(label=_("撤销日期"))
    reason = forms.CharField(required=False, max_length=300)
