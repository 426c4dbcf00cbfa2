"""What the household said of its account: recorded once, by whom, with the photo of the paper."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.incomes import queries
from huitoukan.apps.incomes.models import HOW_WORDS, Confirmation, IncomeSheet
from huitoukan.apps.incomes.services.recording import demand_newest
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.problems.services.evidence import refuse_unfit_files
from huitoukan.domain.incomes import Answer, Fault, demand_answerable, faults_of
from huitoukan.domain.refusals import Refused

Photo = tuple[str, bytes]
"""Name and bytes of a photograph or scan of the signed paper."""


@use_case("income.confirm")
def answer_sheet(
    actor: Actor, code: str, answer: Answer, *, photo: Photo | None = None, at: datetime
) -> Confirmation:
    """Record a signature, a fingerprint, a proxy's signature or a refusal.

    Raises Refused: INCOME_STATE unless the version was shown, INCOME_OLD when it was corrected,
    FORM_INVALID with every fault by field, EVIDENCE_TYPE and FILE_TOO_BIG for the photo.
    """
    sheet = queries.sheet_for(actor, code, "income.confirm", lock=True)
    demand_newest(sheet)
    demand_answerable(sheet.stands)
    _demand_whole(answer, sheet, at)
    kept = _keep(actor, sheet, photo, at)
    made = Confirmation.objects.for_system("the sheet is in scope").create(
        sheet=sheet,
        how=answer.how.value,
        signer=answer.signer.strip(),
        relation=answer.relation.strip(),
        reason=answer.reason.strip(),
        on=answer.on,
        photo=kept,
        recorded_by=actor.code,
        recorded_name=actor.name,
        recorded_at=at,
    )
    sheet.state = answer.state.value
    sheet.save(update_fields=["state"])
    record(
        "income",
        sheet.household_no,
        f"收入测算第 {sheet.version} 版：{HOW_WORDS[answer.how]}（{answer.on}）",
        area_path=sheet.area.depth_path,
        sheet=sheet.code,
        **details_of(photo=kept.sha256 if kept else ""),
    )
    return made


def _demand_whole(answer: Answer, sheet: IncomeSheet, at: datetime) -> None:
    words = {
        Fault.SIGNER: _("请填签字人"),
        Fault.RELATION: _("代签请填与户主的关系"),
        Fault.REASON: _("请填原因"),
        Fault.FUTURE: _("日期不能晚于今天"),
        Fault.BEFORE: _("日期不能早于测算期的第一天"),
    }
    today = timezone.localtime(at).date()
    found = faults_of(answer, not_before=sheet.first_day, today=today)
    if found:
        fields = {name: words[fault] for name, fault in found.items()}
        raise Refused("FORM_INVALID", errors=_("；").join(fields.values()), fields=fields)


def _keep(actor: Actor, sheet: IncomeSheet, photo: Photo | None, at: datetime) -> StoredFile | None:
    if photo is None:
        return None
    refuse_unfit_files([photo])
    name, content = photo
    return keep_file(actor, [content], name=name, kind="income", area=sheet.area, at=at)
