"""Addresses of department data."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.sources import views

app_name = "sources"
urlpatterns = [
    path("", views.source_list, name="list"),
    path("deliver/", views.source_deliver, name="deliver"),
    path("template/<slug:dataset>.xlsx", views.source_template, name="template"),
    path("off-registry/", views.source_off_registry, name="off_registry"),
    # One delivery and what it gave back.
    path("<slug:code>/", views.source_delivery, name="delivery"),
    path("<slug:code>/errors.xlsx", views.source_errors, name="errors"),
]
