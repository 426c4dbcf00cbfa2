"""Addresses of adjustments."""

from __future__ import annotations

from django.urls import path, register_converter

from huitoukan.apps.adjustments import views
from huitoukan.apps.adjustments.converters import StepConverter

register_converter(StepConverter, "adjustment_step")

app_name = "adjustments"
urlpatterns = [
    path("", views.adjustment_list, name="list"),
    path("new/", views.adjustment_new, name="new"),
    path("<slug:code>/", views.adjustment_detail, name="detail"),
    path("<slug:code>/<adjustment_step:step>/", views.adjustment_decide, name="decide"),
]
