"""Addresses of looking over the work."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.oversight import figure_views, notice_views, views

app_name = "oversight"
urlpatterns = [
    # leaders linked to townships and villages
    path("leaders/", views.leaders, name="leaders"),
    path("leaders/instruct/", views.instruct, name="instruct"),
    path("leaders/link/", views.link, name="link"),
    path("leaders/import/", views.link_many, name="link_many"),
    path("leaders/end/", views.unlink, name="unlink"),
    # backwards from the last day, and back to who signed
    path("schedule/", views.schedule, name="schedule"),
    path("trace/", views.trace, name="trace"),
    # a month, a year
    path("monthly/", figure_views.monthly, name="monthly"),
    path("yearly/", figure_views.yearly, name="yearly"),
    path("yearly/file/", figure_views.yearly_file, name="yearly_file"),
    # public notices
    path("notices/", notice_views.notices, name="notices"),
    path("notices/new/", notice_views.new_notice, name="new_notice"),
    path("notices/<slug:code>/", notice_views.notice, name="notice"),
    path("notices/<slug:code>/text/", notice_views.notice_text, name="notice_text"),
    path(
        "notices/<slug:code>/photographs/",
        notice_views.notice_photographs,
        name="notice_photographs",
    ),
    path("notices/<slug:code>/object/", notice_views.object_to, name="object_to"),
    path("notices/<slug:code>/answer/", notice_views.answer, name="answer"),
    # households that exit, villages
    path("visits/", figure_views.visits, name="visits"),
    path("visits/file/", figure_views.visits_file, name="visits_file"),
    path("villages/", figure_views.villages, name="villages"),
    path("villages/file/", figure_views.village_file, name="village_file"),
]
