"""The forms that receive registry files and what is decided about them."""

from __future__ import annotations

from django import forms

from huitoukan.apps.core.uploads import TablesField
from huitoukan.apps.registry.queries.imports import CLEAR, KEEP


class UploadForm(forms.Form):
    """The files of one import, and what a blank cell means."""

    file = TablesField()
    blank = forms.ChoiceField(choices=[(KEEP, KEEP), (CLEAR, CLEAR)], required=False)


class DecisionForm(forms.Form):
    """Merging, refusing or undoing an import; whether a reason is needed the service knows."""

    why = forms.CharField(required=False, max_length=300)
