"""Stored files, and the abstract tables of row accounting that imports and deliveries share."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area


class StoredFile(models.Model):
    """A file kept under its SHA-256 in the data folder; the same bytes are kept once.

    `department` is set when the file is one department's matter: that department sees it too.
    """

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    kind = models.CharField("种类", max_length=20)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.CharField("部门代码", max_length=40, blank=True)
    kept_by = models.CharField("上传人", max_length=64)
    kept_at = models.DateTimeField("时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="file_by_hash")]

    def __str__(self) -> str:
        return self.name


class RowAccount(models.Model):
    """The accounting law of an intake, held by the database: no row is lost, none counted twice.

    `n_skipped` counts lines that are not data (totals, signatures, repeated headings, blanks) and
    stands outside the law.
    """

    n_rows = models.PositiveIntegerField("读入行数", default=0)
    n_created = models.PositiveIntegerField("新增", default=0)
    n_updated = models.PositiveIntegerField("更新", default=0)
    n_unchanged = models.PositiveIntegerField("不变", default=0)
    n_rejected = models.PositiveIntegerField("退回", default=0)
    n_skipped = models.PositiveIntegerField("非数据行", default=0)
    n_warnings = models.PositiveIntegerField("提醒", default=0)
    header_row = models.PositiveIntegerField("表头行", default=0)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    n_rows=F("n_created") + F("n_updated") + F("n_unchanged") + F("n_rejected")
                ),
                name="%(app_label)s_%(class)s_rows_balance",
            )
        ]

    @property
    def n_accepted(self) -> int:
        """Rows that were taken: created, updated or found unchanged."""
        return self.n_created + self.n_updated + self.n_unchanged


class RejectedRow(models.Model):
    """One row that was given back: where, which code, what to do. Never the ID number itself."""

    sheet = models.CharField("工作表", max_length=200)
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=60, blank=True)
    code = models.CharField("代码", max_length=30)
    sentence = models.CharField("问题", max_length=300)
    remedy = models.CharField("办法", max_length=300)

    class Meta:
        abstract = True
        ordering: ClassVar = ["row", "id"]


class Photograph(models.Model):
    """What a sealed photograph tells of itself, and its copy for show.

    `original` holds the bytes as they came, `shown` a JPEG drawn anew without any data beside the
    picture. Null is "not written in it", never bad. The four bands are the parts of `likeness`.
    """

    original = models.OneToOneField(StoredFile, models.PROTECT, related_name="sealed")
    shown = models.OneToOneField(StoredFile, models.PROTECT, related_name="photograph")
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    taken_at = models.DateTimeField("拍摄时间", null=True)
    latitude = models.FloatField("北纬（度）", null=True)
    longitude = models.FloatField("东经（度）", null=True)
    likeness = models.BigIntegerField("特征值", null=True)
    band_0 = models.PositiveIntegerField(null=True)
    band_1 = models.PositiveIntegerField(null=True)
    band_2 = models.PositiveIntegerField(null=True)
    band_3 = models.PositiveIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=[f"band_{place}"], name=f"photographs_by_band_{place}")
            for place in range(4)
        ]

    def __str__(self) -> str:
        return self.original.name

    @property
    def place(self) -> tuple[float, float] | None:
        """Degrees north and east, if the camera wrote them."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Alike(models.Model):
    """Two photographs that look the same; a row in each direction."""

    photograph = models.ForeignKey(Photograph, models.CASCADE, related_name="alike")
    other = models.ForeignKey(Photograph, models.CASCADE, related_name="+")
    bits = models.PositiveSmallIntegerField("相差位数")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["photograph", "other"], name="one_row_per_alike_pair")
        ]

    def __str__(self) -> str:
        return f"{self.photograph_id}~{self.other_id}: {self.bits}"
