"""The pages of one household's facts: stating them, taking them back, what changed by them."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.forms import ReasonForm, SayingForm
from huitoukan.apps.assessment.queries import one, stating
from huitoukan.apps.assessment.queries.changed import changed_page
from huitoukan.apps.assessment.services import stating as service
from huitoukan.apps.assessment.services.stating import Noted, Saying, Told
from huitoukan.apps.core.access import access
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.web import page, seen_other
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.standards import Section

NOT_HERE = {"NOT_FOUND", "NOT_ALLOWED", "READINGS_ALTERED"}


@access("assessment.state")
@require_http_methods(["GET", "POST"])
def facts(request: ActorRequest, run: str, household_no: str) -> HttpResponse:
    """The form in the order of a view (nine looks), of every fact, or of one."""
    refused: Refused | None = None
    if request.method == "POST":
        try:
            _state(request, run, household_no)
        except Refused as error:
            if error.code in NOT_HERE:
                raise
            refused = error
        else:
            return seen_other(request, "assessment:household", run, household_no)
    found = stating.facts_page(
        request.actor, run, household_no, request.GET.dict(), today=timezone.localdate(),
        refused=(refused, request.POST.dict()) if refused else None,
    )  # fmt: skip
    return page(request, "assessment/facts.html", found, status=422 if refused else 200)


def _state(request: ActorRequest, code: str, household_no: str) -> None:
    form = SayingForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    run, _row = queries.household_in(request.actor, code, household_no, "assessment.state")
    tab, view = stating.chosen_view(run.pack.opened(), request.GET.dict())
    told: list[Told] = []
    notes: list[Noted] = []
    persons = [str(each["person_no"]) for each in queries.facts_read(run, household_no)["members"]]
    asked: set[str] = set()  # a fact of two sections is asked in the first
    for n, section in enumerate(view.sections):
        told += [one for one in _told(request, section, persons) if one.field not in asked]
        asked.update(one.field for one in told)
        notes.append(_noted(request, n, section))
    said = form.cleaned_data
    saying = Saying(
        said["source"], said["said_by"], said["on"], told, notes, why=said["why"], view=tab
    )
    service.state_facts(request.actor, code, household_no, saying, at=timezone.now())


def _told(request: ActorRequest, section: Section, persons: list[str]) -> Iterator[Told]:
    """The values of a section that were filled in."""
    asked = [("", name, stating.household_field(name)) for name in section.household]
    asked += [
        (person_no, name, stating.member_field(n, name))
        for n, person_no in enumerate(persons)
        for name in section.member
    ]
    for person_no, name, field in asked:
        if value := request.POST.get(field, "").strip():
            yield Told(person_no, name, value, section.title.zh, field)


def _noted(request: ActorRequest, n: int, section: Section) -> Noted:
    field = stating.note_field(n, "photo")
    sent = request.FILES.get(field)
    return Noted(
        section.title.zh,
        request.POST.get(stating.note_field(n, "words"), ""),
        (sent.name or "", sent.read()) if isinstance(sent, UploadedFile) else None,
        asks_photo=section.photo,
        field=field,
    )


@access("assessment.see")
@require_GET
def changed(request: ActorRequest, run: str, household_no: str) -> HttpResponse:
    """Why the answers of a household differ between two runs."""
    found = changed_page(request.actor, run, household_no, request.GET.dict())
    return page(request, "assessment/changed.html", found)


@access("assessment.state")
@require_POST
def take_back(request: ActorRequest, run: str, household_no: str, stated: int) -> HttpResponse:
    """Take a stated fact back; a refusal comes back on the household's page."""
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        service.take_back(
            request.actor, run, household_no, stated,
            why=form.cleaned_data["reason"], at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        if refused.code in NOT_HERE:
            raise
        found = one.household_page(request.actor, run, household_no, {}, not_stated=refused)
        return page(request, "assessment/household.html", found, status=422)
    return seen_other(request, "assessment:household", run, household_no)
