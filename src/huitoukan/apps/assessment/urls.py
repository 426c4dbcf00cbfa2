"""Addresses of verdicts."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.assessment import views, views_facts

app_name = "assessment"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("run/", views.start, name="start"),
    path("try/", views.attempt, name="attempt"),
    path("standards/", views.standards, name="standards"),
    path("doubts/", views.doubts, name="doubts"),
    path("doubts/<slug:doubt>/decide/", views.decide, name="decide"),
    path("<slug:code>/", views.run, name="run"),
    path("<slug:code>/changes/", views.changes, name="changes"),
    path("<slug:run>/changes/<str:household_no>/", views_facts.changed, name="changed"),
    path("<slug:code>/households/", views.households, name="households"),
    path("<slug:code>/queue/", views.queue, name="queue"),
    path("<slug:code>/export/", views.export, name="export"),
    path("<slug:code>/rates/", views.rates, name="rates"),
    path("<slug:code>/villages/", views.villages, name="villages"),
    path("<slug:code>/villages/export/", views.export_of_villages, name="export_of_villages"),
    path("<slug:run>/villages/<slug:village>/", views.village, name="village"),
    path(
        "<slug:run>/villages/<slug:village>/judge/", views.judge_of_village, name="judge_of_village"
    ),
    path("<slug:run>/households/<str:household_no>/", views.household, name="household"),
    path("<slug:run>/households/<str:household_no>/judge/", views.judge, name="judge"),
    path("<slug:run>/households/<str:household_no>/facts/", views_facts.facts, name="facts"),
    path(
        "<slug:run>/households/<str:household_no>/facts/<int:stated>/take-back/",
        views_facts.take_back,
        name="take_back",
    ),
]
