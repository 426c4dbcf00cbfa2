"""The shapes of what people send: a proposal, a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.adjustments.queries.asking import Filled

MOST_PERSONS = 60


class ProposalForm(forms.Form):
    """What every kind asks for; the columns of the kind come beside it (`f.…`, `p.…`)."""

    kind = forms.SlugField(max_length=40)
    household_no = forms.CharField(required=False, max_length=40, label=_("户编号"))
    head = forms.CharField(required=False, max_length=40)
    village = forms.CharField(required=False, max_length=14)
    other = forms.CharField(required=False, max_length=40)
    column = forms.CharField(required=False, max_length=60)
    effective_on = forms.DateField(required=False, label=_("生效日期"))
    notice_from = forms.DateField(required=False, label=_("公示开始"))
    notice_to = forms.DateField(required=False, label=_("公示结束"))
    reason = forms.CharField(required=False, max_length=300, label=_("事由"))
    problem = forms.CharField(required=False, max_length=20)


class DecisionForm(forms.Form):
    """The words with which a step is taken."""

    opinion = forms.CharField(required=False, max_length=300, strip=True, label=_("意见"))


def filled_of(cleaned: Mapping[str, Any], posted: QueryDict) -> Filled:
    """The form of an adjustment as it was sent."""
    return Filled(
        **cleaned,
        fields=_of(posted, "f."),
        person=_of(posted, "p."),
        persons=tuple(dict.fromkeys(posted.getlist("persons")))[:MOST_PERSONS],
    )


def _of(posted: QueryDict, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): text
        for name, text in posted.items()
        if name.startswith(prefix) and isinstance(text, str)
    }
