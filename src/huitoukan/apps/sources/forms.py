"""The form that receives department files."""

from __future__ import annotations

from django import forms

from huitoukan.apps.core.uploads import TablesField


class DeliverForm(forms.Form):
    """Files, and which data set they are when their headings do not say."""

    tables = TablesField()
    dataset = forms.CharField(required=False, max_length=10)
