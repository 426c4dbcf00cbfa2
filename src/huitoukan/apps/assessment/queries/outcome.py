"""What a finished run says on the page of its job."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.pages import KeyValue
from huitoukan.apps.jobs.pages import JobOutcome


def run_outcome(result: dict[str, Any]) -> JobOutcome:
    """How many households were held against the standard, and with what answers."""
    rows = (
        (_("户数"), result["households"]),
        (_("达标"), result["met"]),
        (_("不达标"), result["not_met"]),
        (_("无法判断"), result["cannot_tell"]),
    )
    name = "assessment:changes" if result.get("is_try") else "assessment:run"
    return JobOutcome(
        facts=tuple(KeyValue(label, str(value)) for label, value in rows),
        next_label=_("查看这次核查"),
        next_href=reverse(name, args=[result["run"]]),
    )
