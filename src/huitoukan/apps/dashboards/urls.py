"""Addresses of the pages that read all stages; they stand at the root."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.home, name="home"),
    path("overview/", views.overview, name="overview"),
    path("todo/", views.todo, name="todo"),
    # households
    path("households/", views.search, name="search"),
    path("households/<str:code>/", views.household, name="household"),
    # places with what stands in them
    path("places/counts/", views.counts, name="counts"),
    path("places/counts.xlsx", views.counts_export, name="counts_export"),
    path("places/report/", views.report_figure, name="report_figure"),
    path("places/change/", views.change, name="change"),
    # the phone
    path("m/", views.phone, name="phone"),
    path("m/me/", views.phone_me, name="phone_me"),
    path("m/letters/<slug:paper>/", views.phone_letter, name="phone_letter"),
    path("m/problems/<slug:code>/", views.phone_problem, name="phone_problem"),
]
