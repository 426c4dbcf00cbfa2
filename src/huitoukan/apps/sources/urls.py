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
    path("table/", views.source_table, name="table"),
    path("due/", views.source_due, name="due"),
    path("remind/<slug:dataset>/", views.source_remind, name="remind"),
    # Quality reports to departments.
    path("reports/", views.source_reports, name="reports"),
    path("reports/<slug:report>/", views.source_report, name="report"),
    path("reports/<slug:report>/step/", views.source_report_step, name="report_step"),
    path("reports/<slug:report>/remind/", views.source_remind_report, name="remind_report"),
    path("reports/<slug:report>/report.xlsx", views.source_report_workbook, name="report_workbook"),
    # One delivery and what it gave back.
    path("<slug:code>/", views.source_delivery, name="delivery"),
    path("<slug:code>/errors.xlsx", views.source_errors, name="errors"),
    path("<slug:code>/report/", views.source_send_report, name="send_report"),
]
