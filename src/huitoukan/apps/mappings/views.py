"""Pages of column mappings: answering the question of a file, what is remembered, forgetting."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitoukan.apps.core.access import signed_in
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.web import page, seen_other
from huitoukan.apps.mappings import queries, services
from huitoukan.apps.mappings.queries import shown
from huitoukan.documents.mapping import NOT_READ
from huitoukan.domain.refusals import Refused

BY_TABLE = "the registry's tables and the departments' data sets have rights of their own"
_ANSWERED_WRONGLY = frozenset({"MAPPING_TWICE", "MAPPING_MISSING", "MAPPING_INVALID"})


@signed_in(BY_TABLE)
@require_GET
def mapping_list(request: ActorRequest) -> HttpResponse:
    """What is remembered of the sources."""
    return page(request, "mappings/mapping_list.html", shown.mappings_page(request.actor))


@signed_in(BY_TABLE)
@require_http_methods(["GET", "POST"])
def mapping_answer(request: ActorRequest, code: str) -> HttpResponse:
    """The headings of a file that stopped; saving remembers them and starts the file again."""
    if request.method != "POST":
        return page(request, "mappings/mapping_answer.html", shown.answer_page(request.actor, code))
    job, campaign = queries.question_for(request.actor, code)
    answers = [
        {
            heading["text"]: request.POST.get(shown.input_name(number, place), NOT_READ)
            for place, heading in enumerate(question["headings"])
        }
        for number, question in enumerate(job.result[queries.QUESTIONS])
    ]
    try:
        following = services.answer_question(
            request.actor, job, campaign, answers, at=timezone.now()
        )
    except Refused as refused:
        if refused.code not in _ANSWERED_WRONGLY:
            raise
        again = shown.answer_page(
            request.actor, code, sent=request.POST.dict(), errors=[refusal_text(refused)]
        )
        return page(request, "mappings/mapping_answer.html", again, status=422)
    return seen_other(request, "jobs:detail", following.code)


@signed_in(BY_TABLE)
@require_POST
def mapping_forget(request: ActorRequest, mapping: str) -> HttpResponse:
    """Forget one mapping."""
    services.forget_mapping(request.actor, queries.mapping_for(request.actor, mapping))
    return seen_other(request, "mappings:list")
