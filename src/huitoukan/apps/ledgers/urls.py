"""Addresses of kept ledgers."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.ledgers import views

app_name = "ledgers"
urlpatterns = [
    path("", views.ledger_list, name="list"),
    # One entry.
    path("entries/<slug:entry>/", views.ledger_entry, name="entry"),
    path("entries/<slug:entry>/edit/", views.ledger_edit, name="edit"),
    path("entries/<slug:entry>/end/", views.ledger_end, name="end"),
    path("entries/<slug:entry>/restore/", views.ledger_restore, name="restore"),
    # One file.
    path("imports/<slug:account>/", views.ledger_import, name="import"),
    path("imports/<slug:account>/write/", views.ledger_write, name="write"),
    path("imports/<slug:account>/drop/", views.ledger_drop, name="drop"),
    path("imports/<slug:account>/errors.xlsx", views.ledger_errors, name="errors"),
    # One ledger.
    path("<slug:dataset>/", views.ledger_entries, name="entries"),
    path("<slug:dataset>/new/", views.ledger_new, name="new"),
    path("<slug:dataset>/import/", views.ledger_upload, name="upload"),
    path("<slug:dataset>/template.xlsx", views.ledger_template, name="template"),
    path("<slug:dataset>/export.xlsx", views.ledger_export, name="export"),
]
