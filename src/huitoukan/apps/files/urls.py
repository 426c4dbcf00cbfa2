"""Addresses of kept files."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.files import views

app_name = "files"
urlpatterns = [
    path("<slug:sha256>/", views.file, name="file"),
]
