"""The form that receives a registry workbook."""

from __future__ import annotations

from django import forms

from huitoukan.apps.core.uploads import TableField
from huitoukan.rules.pack import REGISTRY


class UploadForm(forms.Form):
    """One workbook, and which table it is when its headings do not say."""

    file = TableField()
    table = forms.ChoiceField(
        required=False, choices=[("", ""), *((table, table) for table in REGISTRY)]
    )
