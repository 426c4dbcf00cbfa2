"""Addresses of places; counts and changes, which read later stages, are dashboards'."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.places import views

app_name = "places"
urlpatterns = [
    path("", views.places_list, name="list"),
]
