"""Addresses of the comparison."""

from __future__ import annotations

from django.urls import path, register_converter

from huitoukan.apps.comparison import sweep_views, views
from huitoukan.apps.comparison.converters import VerdictConverter

register_converter(VerdictConverter, "verdict")

app_name = "comparison"
urlpatterns = [
    # the comparison and its rules
    path("", views.overview, name="overview"),
    path("run/", views.start, name="start"),
    path("runs/", views.runs, name="runs"),
    path("runs/<slug:code>/", views.run, name="run"),
    path("runs/<slug:code>/coverage/", views.coverage, name="coverage"),
    path("rules/<slug:rule_id>/", views.rule, name="rule"),
    # the same elsewhere
    path("sweeps/", sweep_views.sweeps, name="sweeps"),
    path("sweeps/start/", sweep_views.start_sweep, name="start_sweep"),
    path("sweeps/measure/", sweep_views.finish_measure, name="finish_measure"),
    path("sweeps/<slug:sweep>/", sweep_views.sweep, name="sweep"),
    # doubts
    path("hits/", views.hits, name="hits"),
    path("hits/judge/", views.judge_many, name="judge_many"),
    path("hits/<slug:code>/", views.hit, name="hit"),
    path("hits/<slug:code>/sheet/", views.sheet, name="sheet"),
    path("hits/<slug:code>/closure/", views.closure, name="closure"),
    path("hits/<slug:code>/<verdict:verdict>/", views.judge, name="judge"),
]
