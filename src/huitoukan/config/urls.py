"""All addresses, app by app. The pages that read every stage stand at the root."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from huitoukan.apps.core.access import public

urlpatterns = [
    path(
        "language/", public("everybody chooses their language")(set_language), name="set_language"
    ),
    path("", include("huitoukan.apps.dashboards.urls")),
    path("", include("huitoukan.apps.accounts.urls")),
    path("places/", include("huitoukan.apps.places.urls")),
    path("mappings/", include("huitoukan.apps.mappings.urls")),
    path("registry/", include("huitoukan.apps.registry.urls")),
    path("sources/", include("huitoukan.apps.sources.urls")),
    path("ledgers/", include("huitoukan.apps.ledgers.urls")),
    path("comparison/", include("huitoukan.apps.comparison.urls")),
    path("links/", include("huitoukan.apps.links.urls")),
    path("rules/", include("huitoukan.apps.rulebook.urls")),
    path("adjustments/", include("huitoukan.apps.adjustments.urls")),
    path("assignments/", include("huitoukan.apps.assignments.urls")),
    path("incomes/", include("huitoukan.apps.incomes.urls")),
    path("agreement/", include("huitoukan.apps.agreement.urls")),
    path("problems/", include("huitoukan.apps.problems.urls")),
    path("assessment/", include("huitoukan.apps.assessment.urls")),
    path("exits/", include("huitoukan.apps.exits.urls")),
    path("papers/", include("huitoukan.apps.papers.urls")),
    path("oversight/", include("huitoukan.apps.oversight.urls")),
    path("files/", include("huitoukan.apps.files.urls")),
    path("jobs/", include("huitoukan.apps.jobs.urls")),
    path("journal/", include("huitoukan.apps.journal.urls")),
]
handler404 = "huitoukan.apps.core.errors.not_found"
handler500 = "huitoukan.apps.core.errors.crashed"
