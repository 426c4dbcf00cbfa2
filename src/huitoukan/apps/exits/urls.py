"""Addresses of exits."""

from __future__ import annotations

from django.urls import path, register_converter

from huitoukan.apps.exits import views
from huitoukan.apps.exits.converters import ExitStepConverter

register_converter(ExitStepConverter, "exit_step")

app_name = "exits"
urlpatterns = [
    path("", views.exit_list, name="list"),
    path("new/", views.exit_new, name="new"),
    path("<slug:code>/", views.exit_detail, name="detail"),
    path("<slug:code>/paper/", views.exit_paper, name="paper"),
    path("<slug:code>/<exit_step:step>/", views.exit_step, name="step"),
]
