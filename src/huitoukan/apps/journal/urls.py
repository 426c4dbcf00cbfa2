"""Addresses of the journal."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.journal_list, name="list"),
]
