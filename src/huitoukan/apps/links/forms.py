"""The shape of a decision's input."""

from __future__ import annotations

from django import forms


class DecisionForm(forms.Form):
    """The words with which a decision is made."""

    reason = forms.CharField(required=False, max_length=300, strip=True)
