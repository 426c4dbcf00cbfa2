"""Pages of doubts sent down: the list, sending, one assignment, one doubt, the papers."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huitoukan.apps.assignments.forms import (
    AnswerForm,
    DecisionForm,
    ManyAnswersForm,
    ManyDecisionsForm,
    ManyRemindersForm,
    NoteForm,
    SendForm,
    chosen_of,
)
from huitoukan.apps.assignments.queries import assignment_for, line_for, one, shown
from huitoukan.apps.assignments.queries import line as line_queries
from huitoukan.apps.assignments.services import answering, papers, sending, settling
from huitoukan.apps.assignments.services.answering import Answered
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.access import access, signed_in
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.forms import refusal_of
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import RowOutcome
from huitoukan.apps.core.web import page, seen_other, workbook
from huitoukan.apps.files.models import StoredFile
from huitoukan.domain.assignments import Addressee, Step, Verdict
from huitoukan.domain.refusals import Refused


@access("assignment.see")
@require_GET
def assignment_list(request: ActorRequest) -> HttpResponse:
    """The assignments."""
    found = shown.list_page(
        request.actor, campaign_for(request.actor), request.GET.dict(), on=timezone.localdate()
    )
    return page(request, "assignments/list.html", found, fragment="assignments/_list.html")


@access("assignment.send")
@require_GET
def new(request: ActorRequest) -> HttpResponse:
    """What can be sent, shared out, with the counts."""
    found = shown.send_page(
        request.actor, campaign_for(request.actor), request.GET.dict(), on=timezone.localdate()
    )
    return page(request, "assignments/new.html", found, fragment="assignments/_split.html")


@access("assignment.send")
@require_POST
def send(request: ActorRequest) -> HttpResponse:
    """Send the ticked shares; a refused one comes back with the present split."""
    campaign, typed = campaign_for(request.actor), request.POST.dict()
    form = SendForm(request.POST)
    try:
        if not form.is_valid():
            raise refusal_of(form)
        wanted = shown.wanted_of(typed)
        chosen = chosen_of(request.POST.getlist("codes"))
        sending.send(request.actor, campaign, wanted, chosen, form.letter(), at=timezone.now())
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        found = shown.send_page(
            request.actor, campaign, typed, on=timezone.localdate(), typed=typed,
            errors=(refusal_text(refused),),
        )  # fmt: skip
        return page(request, "assignments/new.html", found, status=422)
    return seen_other(request, "assignments:list")


@access("assignment.send")
@require_POST
def remind_many(request: ActorRequest) -> HttpResponse:
    """Remind the ticked addressees, with an outcome for each."""
    form = ManyRemindersForm(request.POST, request.POST.getlist("codes"))
    if not form.is_valid():
        raise refusal_of(form)
    rows = sending.remind_many(
        request.actor, form.chosen, note=form.cleaned_data["note"], at=timezone.now()
    )
    found = shown.list_page(
        request.actor, campaign_for(request.actor), {}, on=timezone.localdate(),
        outcomes=_outcomes(rows),
    )  # fmt: skip
    return page(request, "assignments/list.html", found)


def _outcomes(
    rows: Sequence[sending.Outcome], view: str = "assignments:detail"
) -> list[RowOutcome]:
    return [
        RowOutcome(code, is_done, sentence, reverse(view, args=[code]))
        for code, is_done, sentence in rows
    ]


@access("assignment.see")
@require_GET
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """One assignment with its doubts."""
    found = one.detail_page(request.actor, code, request.GET.dict(), on=timezone.localdate())
    return page(request, "assignments/detail.html", found, fragment="assignments/_lines.html")


@access("assignment.see")
@require_GET
def printed(request: ActorRequest, code: str) -> HttpResponse:
    """The list as it goes along on paper."""
    return page(request, "assignments/print.html", one.print_page(request.actor, code))


@access("assignment.see")
@require_GET
def export(request: ActorRequest, code: str) -> HttpResponse:
    """The list as a workbook."""
    name, content = papers.export_assignment(request.actor, code, at=timezone.now())
    return workbook(content, name)


@access("assignment.answer")
@require_POST
def receive(request: ActorRequest, code: str) -> HttpResponse:
    """Confirm the receipt."""
    answering.receive(request.actor, code, at=timezone.now())
    return seen_other(request, "assignments:detail", code)


@access("assignment.send")
@require_POST
def remind(request: ActorRequest, code: str) -> HttpResponse:
    """Remind one addressee."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    sending.remind(request.actor, code, at=timezone.now(), **form.cleaned_data)
    return seen_other(request, "assignments:detail", code)


@access("assignment.answer")
@require_POST
def answer_many(request: ActorRequest, code: str) -> HttpResponse:
    """The same answer to the ticked doubts, with an outcome for each."""
    assignment_for(request.actor, code, "assignment.answer")
    form = ManyAnswersForm(request.POST, request.POST.getlist("codes"))
    if not form.is_valid():
        raise refusal_of(form)
    answered = _answered(request, code, form)
    rows = answering.answer_many(request.actor, form.chosen, answered, at=timezone.now())
    return _after_many(request, code, rows)


def _answered(request: ActorRequest, code: str, form: AnswerForm) -> Answered:
    """The answer of a valid form, its files kept."""
    uploads = [(file.name or "", file.read()) for file in request.FILES.getlist("evidence")]
    files: tuple[StoredFile, ...] = ()
    if uploads:
        files = answering.keep_papers(request.actor, code, uploads, at=timezone.now())
    values = form.cleaned_data
    return Answered(Verdict(values["verdict"]), values["reason_code"], values["note"], files)


def _after_many(request: ActorRequest, code: str, rows: Sequence[sending.Outcome]) -> HttpResponse:
    found = one.detail_page(
        request.actor, code, {}, on=timezone.localdate(),
        outcomes=_outcomes(rows, "assignments:line"),
    )  # fmt: skip
    return page(request, "assignments/detail.html", found)


@signed_in("each act says which right it needs; the services ask for it")
@require_POST
def decide_many(request: ActorRequest, code: str) -> HttpResponse:
    """Take, send back or reassign the ticked doubts."""
    assignment_for(request.actor, code)
    form = ManyDecisionsForm(request.POST, request.POST.getlist("codes"))
    if not form.is_valid():
        raise refusal_of(form)
    words, now = form.cleaned_data["words"], timezone.now()
    act = Step(form.cleaned_data["act"])
    if act is Step.SETTLE:
        rows = settling.settle_many(request.actor, form.chosen, opinion=words, at=now)
    elif act is Step.RETURN:
        rows = settling.give_back_many(request.actor, form.chosen, reason=words, at=now)
    else:
        made = _reassign(request, form.chosen, form)
        return seen_other(request, "assignments:detail", made)
    return _after_many(request, code, rows)


def _reassign(request: ActorRequest, codes: Sequence[str], form: DecisionForm) -> str:
    """Reassign, and the number of the (first) new assignment."""
    values = form.cleaned_data
    to = Addressee(values["to"] or Addressee.TOWNSHIP)
    made = sending.reassign(
        request.actor, codes, to=to,
        department=values["department"] if to is Addressee.DEPARTMENT else "",
        reason=values["words"], at=timezone.now(),
    )  # fmt: skip
    return made[0].code


@access("hit.see")
@require_GET
def of_hit(request: ActorRequest, hit: str) -> HttpResponse:
    """With whom a doubt is; the doubt's own page asks for it."""
    found = line_queries.of_hit_page(request.actor, hit, on=timezone.localdate())
    return page(request, "assignments/of_hit.html", found, fragment="assignments/_of_hit.html")


@access("assignment.see")
@require_GET
def line(request: ActorRequest, line: str) -> HttpResponse:
    """One doubt of an assignment, as a page or as the drawer."""
    found = line_queries.line_page(request.actor, line, on=timezone.localdate())
    return page(request, "assignments/line.html", found, fragment="assignments/_line_drawer.html")


@signed_in("the step itself says which right it needs; the services ask for it")
@require_POST
def line_step(request: ActorRequest, line: str, step: str) -> HttpResponse:
    """Take a step with one doubt; a refused one comes back with what was typed."""
    there = line_for(request.actor, line)
    try:
        _take(request, line, there.assignment.code, Step(step))
    except Refused as refused:
        if refused.kind.http_status != 422:
            raise
        found = line_queries.line_page(
            request.actor, line, on=timezone.localdate(), back=(step, refused, request.POST.dict())
        )
        return page(
            request, "assignments/line.html", found,
            fragment="assignments/_line_drawer.html", status=422,
        )  # fmt: skip
    return seen_other(request, "assignments:line", line)


def _take(request: ActorRequest, line: str, assignment: str, step: Step) -> None:
    now = timezone.now()
    if step is Step.ANSWER:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        answering.answer(request.actor, line, _answered(request, assignment, form), at=now)
        return
    decision = DecisionForm({**request.POST.dict(), "act": step.value})
    if not decision.is_valid():
        raise refusal_of(decision)
    words = decision.cleaned_data["words"]
    if step is Step.SETTLE:
        settling.settle(request.actor, line, opinion=words, at=now)
    elif step is Step.RETURN:
        settling.give_back(request.actor, line, reason=words, at=now)
    else:
        _reassign(request, [line], decision)
