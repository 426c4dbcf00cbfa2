"""Income sheets, version by version, and what households answered. No total is stored anywhere."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import RejectedRow, RowAccount, StoredFile
from huitoukan.apps.places.models import Area
from huitoukan.domain.incomes import How, SheetState

STATE_WORDS: Final = {
    SheetState.DRAFT: "草稿",
    SheetState.SHOWN: "待农户确认",
    SheetState.CONFIRMED: "农户已确认",
    SheetState.REFUSED: "农户不认可",
}
HOW_WORDS: Final = {
    How.SIGNATURE: "签字",
    How.FINGERPRINT: "按手印",
    How.PROXY: "代签",
    How.REFUSAL: "拒签",
}


class IncomeSheet(models.Model):
    """One version of a household's account for one period.

    `content` is a SHEET.json as `assess.sheets` reads it (docs/reference/assess.md); `content_hash`
    is the SHA-256 of its canonical bytes. Everything but the state and `is_newest` is written once:
    the database refuses to alter it. A household outside the registry has a number too.
    """

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    household_no = models.CharField("户编号", max_length=40)
    head_name = models.CharField("户主姓名", max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    period_kind = models.CharField(max_length=20)
    period_value = models.CharField(max_length=10)
    first_day = models.DateField("测算期起")
    last_day = models.DateField("测算期止")
    version = models.PositiveIntegerField("版次")
    is_newest = models.BooleanField(default=True)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, word) for state, word in STATE_WORDS.items()],
        default=SheetState.DRAFT.value,
    )
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    why = models.CharField("更正原因", max_length=300, blank=True)
    made_by = models.CharField(max_length=64)
    made_name = models.CharField("测算人", max_length=64)
    made_at = models.DateTimeField("测算时间")
    shown_name = models.CharField("出示人", max_length=64, blank=True)
    shown_at = models.DateTimeField("出示时间", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_day", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "household_no", "last_day", "period_kind", "version"],
                name="one_sheet_of_a_version",
            ),
            models.UniqueConstraint(
                fields=["campaign", "household_no", "last_day", "period_kind"],
                condition=Q(is_newest=True),
                name="one_newest_sheet_of_a_period",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(shown_at__isnull=False),
                name="answered_sheet_was_shown",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["campaign", "last_day", "is_newest", "state", "household_no"],
                name="sheets_by_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.household_no} {self.period_value} v{self.version}"

    @property
    def stands(self) -> SheetState:
        """The state as the domain's own value."""
        return SheetState(self.state)


class Confirmation(models.Model):
    """One answer of the household to one version: never altered, never deleted; the last counts."""

    SCOPE_AREA = "sheet__area"

    sheet = models.ForeignKey(IncomeSheet, models.PROTECT, related_name="answers")
    how = models.CharField(max_length=12, choices=[(how.value, w) for how, w in HOW_WORDS.items()])
    signer = models.CharField("签字人", max_length=64)
    relation = models.CharField("与户主关系", max_length=40, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    on = models.DateField("日期")
    photo = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True)
    recorded_by = models.CharField(max_length=64)
    recorded_name = models.CharField("登记人", max_length=64)
    recorded_at = models.DateTimeField("登记时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(how="refusal") | ~Q(reason=""), name="refusal_has_its_reason"
            ),
            models.CheckConstraint(
                condition=~Q(how="proxy") | (~Q(relation="") & ~Q(reason="")),
                name="proxy_has_relation_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.how} {self.on}"


class SheetImport(RowAccount):
    """A workbook of income lines that was read: the file, who, when, the fate of each row."""

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    n_sheets = models.PositiveIntegerField("测算表份数", default=0)
    notes = models.JSONField("说明", default=list)
    read_by = models.CharField(max_length=64)
    read_name = models.CharField("导入人", max_length=64)
    read_at = models.DateTimeField("时间")

    objects = ScopedQuerySet.as_manager()

    class Meta(RowAccount.Meta):
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class ImportReject(RejectedRow):
    """A row of a workbook that was given back."""

    account = models.ForeignKey(SheetImport, models.CASCADE, related_name="rejects")
