"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path, register_converter

from huitoukan.apps.problems import views
from huitoukan.apps.problems.converters import ActionConverter

register_converter(ActionConverter, "action")

app_name = "problems"
urlpatterns = [
    # the list and its papers
    path("", views.problem_list, name="list"),
    path("assign/", views.assign, name="assign"),
    path("export/", views.export, name="export"),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/issue/", views.issue, name="issue"),
    # one problem
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/<action:action>/", views.step, name="step"),
]
