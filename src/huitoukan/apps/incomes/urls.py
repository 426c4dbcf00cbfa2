"""Addresses of the household's account."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.incomes import views

app_name = "incomes"
urlpatterns = [
    path("", views.income_list, name="list"),
    path("outside/", views.outside, name="outside"),
    # one household
    path("households/<str:code>/", views.household, name="household"),
    path("households/<str:code>/record/", views.record, name="record"),
    # one version of its account
    path("sheets/<slug:sheet>/", views.sheet, name="sheet"),
    path("sheets/<slug:sheet>/show/", views.show, name="show"),
    path("sheets/<slug:sheet>/answer/", views.answer, name="answer"),
    path("sheets/<slug:sheet>/paper/", views.paper, name="paper"),
    path("sheets/<slug:sheet>/card/", views.card, name="card"),
    path("sheets/<slug:sheet>/<slug:kind>.docx", views.word, name="word"),
    # workbooks of lines
    path("export.xlsx", views.export, name="export"),
    path("import/", views.income_import, name="import"),
    path("imports/<slug:batch>/", views.batch, name="batch"),
    path("imports/<slug:batch>/errors.xlsx", views.errors, name="errors"),
]
