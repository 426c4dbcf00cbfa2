"""The form that receives a registry workbook."""

from __future__ import annotations

from django import forms

from huitoukan.apps.core.uploads import TableField


class UploadForm(forms.Form):
    """One workbook."""

    file = TableField()
