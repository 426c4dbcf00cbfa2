"""The forms that receive registry files and what is decided about them."""

from __future__ import annotations

from django import forms

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
