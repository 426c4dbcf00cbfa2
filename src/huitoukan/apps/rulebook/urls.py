"""Addresses of the rule book."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("scorecards/", views.scorecards, name="scorecards"),
    path("scorecards/export/", views.scorecards_export, name="scorecards_export"),
    # tries of changed rules
    path("tries/", views.tries, name="tries"),
    path("tries/ask/", views.ask, name="ask"),
    path("tries/<slug:code>/", views.tried, name="tried"),
    path("tries/<slug:code>/export/", views.tried_export, name="tried_export"),
    path("<slug:rule_id>/", views.rule, name="rule"),
]
