"""Addresses of column mappings."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.mappings import views

app_name = "mappings"
urlpatterns = [
    path("", views.mapping_list, name="list"),
    path("<slug:mapping>/forget/", views.mapping_forget, name="forget"),
    # The question that a job left open.
    path("<slug:code>/", views.mapping_answer, name="answer"),
]
