"""The journal's one table. No foreign key to persons or objects: a line outlives them."""

from __future__ import annotations

import hashlib
import json
from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One line: who did what to which object, with what result; `hash` chains it to the last.

    The chain runs per object (`object_kind`, `object_code`), so that writers do not wait for one
    head. Triggers of the first migration refuse UPDATE and DELETE on both databases.
    """

    at = models.DateTimeField("时间")
    actor_code = models.CharField("账号", max_length=64)
    actor_name = models.CharField("姓名", max_length=64)
    actor_post = models.CharField("岗位", max_length=128, blank=True)
    verb = models.CharField("权限", max_length=40)
    reason = models.CharField("依据", max_length=200, blank=True)
    object_kind = models.CharField("对象", max_length=40)
    object_code = models.CharField("编号", max_length=80)
    area_path = models.CharField("区划", max_length=120, blank=True)
    summary = models.CharField("事由", max_length=300)
    details = models.JSONField("内容", default=dict)
    seq = models.PositiveIntegerField("序号")
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_kind", "object_code", "seq"], name="journal_one_line_per_step"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["area_path", "-id"], name="journal_by_area")]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor_name} {self.summary}"

    def content(self) -> bytes:
        """The bytes that the hash covers: every field but the hash itself, canonically written."""
        shown = {
            "at": self.at.isoformat(),
            "actor": [self.actor_code, self.actor_name, self.actor_post],
            "verb": self.verb,
            "reason": self.reason,
            "object": [self.object_kind, self.object_code],
            "area_path": self.area_path,
            "summary": self.summary,
            "details": self.details,
            "seq": self.seq,
            "previous": self.previous,
        }
        return json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()

    def computed_hash(self) -> str:
        """SHA-256 of `content`, in hexadecimal."""
        return hashlib.sha256(self.content()).hexdigest()
