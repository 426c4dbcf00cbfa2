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


class NoticeForm(forms.Form):
    """A public notice; the numbers of households stand in one text."""

    kind = forms.CharField(max_length=40, label=_("类别"))
    area = forms.CharField(max_length=14, label=_("地方"))
    subject = forms.CharField(max_length=500, label=_("事由与依据"))
    place = forms.CharField(max_length=120, label=_("张贴地点"))
    first_day = forms.DateField(label=_("开始"))
    last_day = forms.DateField(label=_("结束"))
    phone = forms.CharField(required=False, max_length=60, label=_("监督电话"))
    numbers = forms.CharField(required=False, max_length=20000, label=_("户编号"))

    def clean_numbers(self) -> tuple[str, ...]:
        """The numbers, one by one."""
        return tuple(self.cleaned_data["numbers"].replace("，", " ").replace("、", " ").split())


class ObjectionForm(forms.Form):
    """What somebody objected."""

    on = forms.DateField(label=_("日期"))
    who = forms.CharField(required=False, max_length=64, label=_("提出人"))
    words = forms.CharField(required=False, max_length=500, label=_("异议"))


class AnswerForm(forms.Form):
    """The answer to an objection."""

    seq = forms.IntegerField(min_value=1, label=_("异议"))
    on = forms.DateField(label=_("答复日期"))
    words = forms.CharField(required=False, max_length=500, label=_("答复"))
