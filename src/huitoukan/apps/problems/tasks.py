"""Background job of the ledger: reading a list of problems that somebody else handed over."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.jobs.services import Progress, handles
from huitoukan.apps.mappings import services as mappings
from huitoukan.apps.mappings.queries import Told, is_own_source, mappings_for
from huitoukan.apps.problems.queries.lists import list_outcome
from huitoukan.apps.problems.services import lists
from huitoukan.apps.problems.services.reading_lists import ListLetter
from huitoukan.documents.layouts.finding_list import FINDING_LIST
from huitoukan.documents.questions import MappingNeeded


@handles(lists.LIST_JOB, outcome=list_outcome)
def read_finding_list(
    actor: Actor,
    progress: Progress,
    *,
    campaign: str,
    sha256: str,
    name: str,
    letter: dict[str, str],
    told: Told | None = None,
) -> dict[str, Any]:
    """Read a list and stage its rows, or ask which heading is which column.

    Only who enters problems for the whole county may answer for its headings; to others the file
    is refused. `told` is what a command was told; it is remembered.
    """
    chosen, at, path = campaign_for(actor, campaign), timezone.now(), path_of(sha256)
    known = mappings_for(chosen, [FINDING_LIST], told)
    answers = is_own_source(actor, chosen, "problem.enter", FINDING_LIST)
    try:
        sheets = lists.read_list(path, name, chosen, tell=progress, mappings=known)
    except MappingNeeded as needed:
        if not answers:
            raise needed.questions[0].refused from needed
        return mappings.questions_of(needed)
    made = lists.stage_list(
        actor, chosen, ListLetter.from_json(letter), path, name=name, sheets=sheets, at=at,
        fence=progress.fence,
    )  # fmt: skip
    if told and answers:
        mappings.remember_told(
            actor, chosen, sheets, told, file_name=name, at=at, intake=lists.LIST_JOB
        )
    return {
        "list": made.code,
        "rows_in": made.n_rows,
        "created": made.n_created,
        "known": made.n_unchanged,
        "rejected": made.n_rejected,
    }
