"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path, register_converter

from huitoukan.apps.problems import views
from huitoukan.apps.problems.converters import ActionConverter, DecisionConverter, KindConverter

register_converter(ActionConverter, "action")
register_converter(KindConverter, "request_kind")
register_converter(DecisionConverter, "decision")

app_name = "problems"
urlpatterns = [
    # the list and its papers
    path("", views.problem_list, name="list"),
    path("assign/", views.assign, name="assign"),
    path("confirm/", views.confirm, name="confirm"),
    path("export/", views.export, name="export"),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/issue/", views.issue, name="issue"),
    # one problem
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/<action:action>/", views.step, name="step"),
    path("<slug:code>/ask/<request_kind:kind>/", views.ask, name="ask"),
    path("<slug:code>/requests/<int:seq>/<decision:decision>/", views.settle, name="settle"),
]
