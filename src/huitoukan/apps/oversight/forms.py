"""The shapes of what people send to the pages of this app."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.core.uploads import TableField


class InstructForm(forms.Form):
    """What a linked leader did about a problem."""

    code = forms.CharField(max_length=20, label=_("问题"))
    on = forms.DateField(label=_("日期"))
    words = forms.CharField(max_length=400, label=_("做了什么，要求什么"))


class LinkForm(forms.Form):
    """A leader, the place, and from when to when."""

    username = forms.CharField(max_length=64, label=_("账号"))
    name = forms.CharField(max_length=64, label=_("姓名"))
    place = forms.CharField(max_length=14, label=_("联系的乡镇或村"))
    first_day = forms.DateField(label=_("起"))
    last_day = forms.DateField(required=False, label=_("止"))


class EndForm(forms.Form):
    """Which link ends, and its last day."""

    link = forms.IntegerField(label=_("联系"))
    last_day = forms.DateField(label=_("最后一天"))


class UploadForm(forms.Form):
    """A list of leaders."""

    table = TableField(label=_("名单文件"))


class TraceForm(forms.Form):
    """A problem, and why its earlier forms are looked for."""

    code = forms.CharField(max_length=20, label=_("问题编号"))
    why = forms.CharField(required=False, max_length=200, label=_("为什么查"))
