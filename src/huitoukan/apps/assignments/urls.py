"""Addresses of doubts sent down."""

from __future__ import annotations

from django.urls import path, register_converter

from huitoukan.apps.assignments import views
from huitoukan.apps.assignments.converters import LineStepConverter

register_converter(LineStepConverter, "assignment_line_step")

app_name = "assignments"
urlpatterns = [
    # the list, and sending
    path("", views.assignment_list, name="list"),
    path("new/", views.new, name="new"),
    path("send/", views.send, name="send"),
    path("remind/", views.remind_many, name="remind_many"),
    # one doubt
    path("of/<slug:hit>/", views.of_hit, name="of_hit"),
    path("doubts/<slug:line>/", views.line, name="line"),
    path("doubts/<slug:line>/<assignment_line_step:step>/", views.line_step, name="line_step"),
    # one assignment
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/print/", views.printed, name="printed"),
    path("<slug:code>/export/", views.export, name="export"),
    path("<slug:code>/receive/", views.receive, name="receive"),
    path("<slug:code>/remind/", views.remind, name="remind"),
    path("<slug:code>/answer/", views.answer_many, name="answer_many"),
    path("<slug:code>/decide/", views.decide_many, name="decide_many"),
]
