"""Addresses of background work."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<slug:code>/", views.job_detail, name="detail"),
    path("<slug:code>/again/", views.job_again, name="again"),
]
