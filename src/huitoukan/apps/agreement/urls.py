"""Addresses of the three-way check."""

from __future__ import annotations

from django.urls import path, register_converter

from huitoukan.apps.agreement import views
from huitoukan.apps.agreement.converters import MismatchVerdictConverter

register_converter(MismatchVerdictConverter, "mismatch_verdict")

app_name = "agreement"
urlpatterns = [
    path("", views.agreement_list, name="list"),
    # one household
    path("households/<str:code>/", views.household, name="household"),
    path("households/<str:code>/record/", views.record, name="record"),
    path("households/<str:code>/reconcile/", views.reconcile, name="reconcile"),
    path("households/<str:code>/documents/", views.documents, name="documents"),
    path("mismatches/<slug:mismatch>/<mismatch_verdict:verdict>/", views.judge, name="judge"),
    # one village
    path("villages/<slug:village>/", views.village, name="village"),
    path("villages/<slug:village>/documents/", views.village_documents, name="village_documents"),
    # sheets for the field, and what came back
    path("sheet/", views.sheet, name="sheet"),
    path("import/", views.agreement_import, name="import"),
    path("imports/<slug:batch>/", views.agreement_batch, name="batch"),
    path("imports/<slug:batch>/errors.xlsx", views.agreement_errors, name="errors"),
]
