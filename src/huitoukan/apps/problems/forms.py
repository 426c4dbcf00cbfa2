"""The shape of a step's input; what a step needs is decided in the domain."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.core.uploads import TableField
from huitoukan.apps.problems.services.batches import CONFIRMATIONS
from huitoukan.apps.problems.services.steps import Filled
from huitoukan.domain.supervision import Stage

MOST_AT_ONCE: Final = 200


class DaysForm(forms.Form):
    """Days of the county's own, one a line; a longer text is refused whole, never cut."""

    days = forms.CharField(required=False, max_length=4000, label=_("一行一天"))


class StepForm(forms.Form):
    """Everything that any step may carry."""

    opinion = forms.CharField(required=False, max_length=500, label=_("意见"))
    seal_no = forms.CharField(required=False, max_length=60, label=_("签字盖章编号"))
    reason = forms.CharField(required=False, max_length=500, label=_("理由"))
    unit = forms.CharField(required=False, max_length=80, label=_("责任单位"))
    person = forms.CharField(required=False, max_length=80, label=_("责任人"))
    measure = forms.CharField(required=False, max_length=500, label=_("整改措施"))
    result = forms.CharField(required=False, max_length=500, label=_("整改情况"))
    due_on = forms.DateField(
        required=False,
        label=_("完成时限"),
        error_messages={"invalid": _("请填写日期，例如 2026-12-15。")},
    )
    back_to = forms.CharField(required=False, max_length=20, label=_("退回到"))
    into = forms.CharField(required=False, max_length=40, label=_("并入的问题编号"))
    household_word = forms.CharField(required=False, max_length=500, label=_("农户意见"))
    to = forms.CharField(required=False, max_length=80, label=_("移交去向"))
    milestones = forms.CharField(required=False, max_length=1000, label=_("阶段目标"))
    amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        label=_("县级统筹资金（元）"),
        error_messages={"invalid": _("请填写金额，单位是元。")},
    )
    meeting = forms.CharField(required=False, max_length=24, label=_("认领会议"))
    seen_version = forms.IntegerField(required=False, min_value=0)

    def filled(self) -> Filled:
        """What was filled in, without the files."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name != "seen_version"
        }
        return Filled(**values)


class ChosenForm(forms.Form):
    """A step of several problems at once: at least one row, at most ten pages of them."""

    def __init__(self, data: Any, codes: list[str]) -> None:
        super().__init__(data)
        self.chosen = codes

    def clean(self) -> dict[str, Any]:
        """The fields, if rows were chosen."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.chosen:
            raise forms.ValidationError(_("请先勾选问题。"))
        if len(self.chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(_("一次最多办理 200 条。"))
        return cleaned


class AssignForm(ChosenForm):
    """Handing over several problems at once."""

    unit = forms.CharField(max_length=80, label=_("责任单位"))
    person = forms.CharField(max_length=80, label=_("责任人"))


class ConfirmForm(ChosenForm):
    """A department's word about several problems at once, under one signature and seal."""

    action = forms.ChoiceField(
        choices=[(one.value, one.value) for one in CONFIRMATIONS], label=_("确认结果")
    )
    opinion = forms.CharField(max_length=500, label=_("意见"))
    seal_no = forms.CharField(max_length=60, label=_("签字盖章编号"))
    reason = forms.CharField(required=False, max_length=500, label=_("理由"))


class AcceptForm(ChosenForm):
    """Taking over several problems at once, at a meeting or without one."""

    meeting = forms.CharField(required=False, max_length=24, label=_("认领会议"))


class DecisionForm(forms.Form):
    """Granting a request, or not."""

    opinion = forms.CharField(required=False, max_length=500, label=_("意见"))


class EntryForm(forms.Form):
    """A problem that people found."""

    source = forms.CharField(max_length=20, label=_("来源"))
    title = forms.CharField(max_length=500, label=_("问题描述"))
    type = forms.CharField(max_length=10, label=_("问题类型"))
    place = forms.CharField(required=False, max_length=14, label=_("地点"))
    household_no = forms.CharField(required=False, max_length=40, label=_("户编号"))
    found_on = forms.DateField(required=False, label=_("发现日期"))
    source_ref = forms.CharField(required=False, max_length=80, label=_("来源文号"))
    answer_due_on = forms.DateField(required=False, label=_("答复期限"))
    recurs_from = forms.CharField(required=False, max_length=20, label=_("反弹自（原问题编号）"))


class RemindForm(forms.Form):
    """Reminding of a stage."""

    stage = forms.ChoiceField(choices=[(one.value, one.value) for one in Stage])
    words = forms.CharField(max_length=200, label=_("催办意见"))


class EndForm(forms.Form):
    """The last day of an area."""

    place = forms.CharField(max_length=14, label=_("地区"))
    ends_on = forms.DateField(label=_("截止日"))
    reason = forms.CharField(max_length=200, label=_("依据"))


class ConferenceForm(forms.Form):
    """A day's conference."""

    place = forms.CharField(max_length=14, label=_("地区"))
    on = forms.DateField(label=_("日期"))
    present = forms.CharField(max_length=300, label=_("参加人员"))
    minutes = forms.CharField(max_length=1000, label=_("会商意见"))


class RulingForm(forms.Form):
    """Common or individual, decided by people."""

    type = forms.CharField(max_length=10, label=_("类型"))
    is_common = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], label=_("判定"))
    owner = forms.CharField(required=False, max_length=80, label=_("牵头单位"))
    measure = forms.CharField(required=False, max_length=500, label=_("统一措施"))
    reason = forms.CharField(max_length=300, label=_("理由"))


class MonthForm(forms.Form):
    """A month to freeze."""

    month = forms.CharField(max_length=7, label=_("月份"))


class FreezePointForm(forms.Form):
    """The day until which an area reports without blame."""

    place = forms.CharField(max_length=14, label=_("地区"))
    on = forms.DateField(label=_("冻结日"))
    reason = forms.CharField(max_length=200, label=_("依据"))


class DeclareForm(forms.Form):
    """A village's word that it found nothing of a topic."""

    place = forms.CharField(max_length=14, label=_("地点"))
    topic = forms.CharField(max_length=20, label=_("问题类别"))
    household_no = forms.CharField(required=False, max_length=40, label=_("户编号"))
    on = forms.DateField(label=_("自查日期"))


class ListForm(forms.Form):
    """A list of problems as a file, and what its letter says."""

    source = forms.CharField(max_length=20, label=_("来源"))
    ref = forms.CharField(required=False, max_length=80, label=_("来源文号"))
    found_on = forms.DateField(label=_("发现日期"))
    answer_due_on = forms.DateField(required=False, label=_("答复期限"))
    table = TableField()


class StandingForm(forms.Form):
    """What a level reports of an area on a day."""

    place = forms.CharField(max_length=14, label=_("地区"))
    by_level = forms.CharField(max_length=10, label=_("上报级别"))
    on = forms.DateField(label=_("截至日期"))
    source = forms.CharField(max_length=120, label=_("出处"))
    found = forms.IntegerField(min_value=0, max_value=100_000_000, label=_("发现"))
    rectified = forms.IntegerField(min_value=0, max_value=100_000_000, label=_("整改销号"))
    cancelled = forms.IntegerField(min_value=0, max_value=100_000_000, label=_("核销"))
    passed_on = forms.IntegerField(min_value=0, max_value=100_000_000, label=_("移交或转长期"))
    still_open = forms.IntegerField(min_value=0, max_value=100_000_000, label=_("未办结"))


class CloseListForm(forms.Form):
    """What is said when an issued list is closed as a whole."""

    opinion = forms.CharField(max_length=500, label=_("办结意见"))


class VisitForm(forms.Form):
    """What was seen when a rectification was followed up."""

    on = forms.DateField(label=_("回访日期"))
    seen = forms.CharField(max_length=500, label=_("所见情况"))


class ConferOnForm(forms.Form):
    """A conference about single problems."""

    on = forms.DateField(label=_("日期"))
    present = forms.CharField(max_length=300, label=_("参加人员"))
    minutes = forms.CharField(max_length=1000, label=_("会商意见"))
    others = forms.CharField(required=False, max_length=400, label=_("同时会商的问题编号"))

    def clean_others(self) -> list[str]:
        """The numbers that were typed."""
        return (
            str(self.cleaned_data["others"]).upper().replace("、", " ").replace("，", " ").split()
        )
