"""What the board adds to a data set: due or late, reminders, the open report; and its two forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Chip, Choice, Field
from huitoukan.apps.core.showing import due_of, language
from huitoukan.apps.sources import queries
from huitoukan.apps.sources.models import Delivery, QualityReport, Reminder
from huitoukan.apps.sources.queries.board import due_states
from huitoukan.apps.sources.queries.quality import state_chip
from huitoukan.apps.sources.queries.tables import tables_for
from huitoukan.domain.deliveries import DueState, ReportState, Standing
from huitoukan.rules.pack import Pack


def late_chip() -> Chip:
    """Wanted, and not there."""
    return Chip("bad", _("逾期未报"))


@dataclass(frozen=True)
class Standings:
    """How the data sets stand on a day, as far as the actor may see."""

    on: date
    due: Mapping[str, DueState]
    reports: Mapping[str, QualityReport]
    """The newest report of each data set that is not accepted yet."""
    n_reminders: Mapping[str, int]
    may_remind: bool

    @classmethod
    def of(
        cls, actor: Actor, campaign: Campaign, on: date, newest: Iterable[Delivery]
    ) -> Standings:
        """Asked once for a whole page."""
        reports: dict[str, QualityReport] = {}
        for report in queries.reports_for(actor, campaign).exclude(state=ReportState.ACCEPTED):
            reports.setdefault(report.dataset, report)
        reminded = Reminder.objects.visible_to(actor, "source.see").filter(
            campaign=campaign, report=None
        )
        return cls(
            on,
            due_states(campaign, on, newest),
            reports,
            Counter(reminded.values_list("dataset", flat=True)),
            bool(actor.may("source.follow")),
        )

    def told(self, dataset: str) -> dict[str, Any]:
        """Fields of `pages.DataSetRow`."""
        found: dict[str, Any] = {"n_reminders": self.n_reminders.get(dataset, 0)}
        due = self.due.get(dataset)
        if due is not None:
            found["due"] = due_of(due.due_on, self.on)
            if due.standing == Standing.LATE:
                found["standing"] = late_chip()
                if self.may_remind:
                    found["remind_href"] = reverse("sources:remind", args=[dataset])
            elif due.standing == Standing.NOT_DUE:
                found["standing"] = Chip("none", _("未到期"))
        report = self.reports.get(dataset)
        if report is not None:
            found |= {"report_code": report.code, "report": state_chip(report)}
        return found


def table_form(actor: Actor, pack: Pack) -> ActionForm | None:
    """Taking one of the named database tables; None where the server names none for this person."""
    tables = tables_for(actor, pack)
    if not tables:
        return None
    return ActionForm(
        code="table",
        label=_("读取并接收"),
        href=reverse("sources:table"),
        style="plain",
        icon="database-import",
        note=_("由管理员在服务器上登记；只读取，不改动原库。"),
        fields=(
            Field(
                "table",
                _("登记的数据库表"),
                "select",
                is_required=True,
                choices=tuple(
                    Choice(table.name, f"{table.name}（{table.dataset}）") for table in tables
                ),
            ),
        ),
    )


def due_day_form(pack: Pack, errors: Sequence[str]) -> ActionForm:
    """Saying by which day the campaign wants a data set."""
    listed = sorted(pack.delivered.values(), key=lambda dataset: dataset.id)
    return ActionForm(
        code="due",
        label=_("定报送期限"),
        href=reverse("sources:due"),
        style="plain",
        icon="calendar-due",
        note=_("规则包里的期限是项目默认值；方案另有规定的，在这里逐个数据集写明。"),
        fields=(
            Field(
                "dataset",
                _("数据集"),
                "select",
                is_required=True,
                choices=tuple(
                    Choice(one.id, f"{one.id} {one.title.in_(language())}") for one in listed
                ),
            ),
            Field("due_on", _("报送期限"), "date", is_required=True),
            Field("basis", _("依据"), is_required=True, max_length=200),
        ),
        errors=tuple(errors),
        is_open=bool(errors),
    )
