"""The list of an assignment as a workbook that can be printed and filled in."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.utils import timezone, translation

from huitoukan.apps.assignments import queries
from huitoukan.apps.assignments.queries import one as shown
from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.queries import departments_of
from huitoukan.documents.layouts.assignment_list import AssignmentRow, assignment_list
from huitoukan.documents.write_excel import write_ledger


@use_case("assignment.see")
def export_assignment(actor: Actor, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of an assignment; the paper is Chinese for every reader."""
    assignment = queries.assignment_for(actor, code)
    campaign = assignment.campaign
    pack = campaign.pack.opened()
    made = timezone.localtime(at)
    with translation.override(settings.LANGUAGE_CODE):
        names = {key: d.name for key, d in departments_of(campaign.area).items()}
        title = shown.title_of(assignment)
        rows = [
            AssignmentRow(
                hit=row.hit, place=row.place, household_no=row.household_no, name=row.name,
                id_no=row.id_no, severity=row.severity.label, sentence=row.sentence, ask=row.ask,
                due_on=row.due, answer=row.answer,
            )
            for row in shown.print_rows(assignment, pack)
        ]  # fmt: skip
        addressee = queries.addressee_name(assignment, names)
    ledger = assignment_list(
        rows,
        code=code,
        title=title,
        addressee=addressee,
        note=assignment.note,
        organ=organ_of(campaign),
        made_at=made.replace(tzinfo=None),
        made_by=actor.name,
        pack=f"{campaign.pack} {campaign.pack.hash[:12]}",
    )
    target = BytesIO()
    write_ledger(target, ledger)
    record(
        "assignment", code, f"导出交办单 {len(rows)} 条", area_path=assignment.area.depth_path,
        n_rows=len(rows),
    )  # fmt: skip
    return f"{addressee}_{title}_{code}.xlsx", target.getvalue()
