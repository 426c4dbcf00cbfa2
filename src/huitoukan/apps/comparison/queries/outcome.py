"""What a finished comparison says on the page of its job."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.pages import KeyValue
from huitoukan.apps.jobs.pages import JobOutcome


def run_outcome(result: dict[str, Any]) -> JobOutcome:
    """How many rules ran, and how many doubts are new, still there, back or gone."""
    rows = (
        (_("规则"), result["rules"]),
        (_("疑点"), result["hits"]),
        (_("新增"), result["new"]),
        (_("仍在"), result["still"]),
        (_("再次出现"), result.get("back", 0)),
        (_("不再出现"), result["gone"]),
        (_("未比对"), result.get("not_compared", 0)),
    )
    return JobOutcome(
        facts=tuple(KeyValue(label, str(value)) for label, value in rows),
        next_label=_("查看这次比对"),
        next_href=reverse("comparison:run", args=[result["run"]]),
    )
