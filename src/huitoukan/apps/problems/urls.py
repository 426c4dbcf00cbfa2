"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path, register_converter

from huitoukan.apps.problems import (
    board_views,
    bulletin_views,
    calendar_views,
    list_views,
    meeting_views,
    reconcile_views,
    trend_views,
    views,
)
from huitoukan.apps.problems.converters import ActionConverter, DecisionConverter, KindConverter

register_converter(ActionConverter, "action")
register_converter(KindConverter, "request_kind")
register_converter(DecisionConverter, "decision")

app_name = "problems"
urlpatterns = [
    # the list and its papers
    path("", views.problem_list, name="list"),
    path("assign/", views.assign, name="assign"),
    path("confirm/", views.confirm, name="confirm"),
    path("accept/", views.accept, name="accept"),
    path("export/", views.export, name="export"),
    path("bulletins/", bulletin_views.bulletins, name="bulletins"),
    path("bulletins/issue/", bulletin_views.issue, name="issue"),
    path("bulletins/<int:issue>/close/", bulletin_views.close_list, name="close_list"),
    # entering by hand
    path("new/", board_views.new, name="new"),
    path("new/suggest/", board_views.suggest, name="suggest"),
    # lists that somebody else hands over
    path("lists/", list_views.lists, name="lists"),
    path("lists/template.xlsx", list_views.list_template, name="list_template"),
    path("lists/<slug:account>/", list_views.list_account, name="list_account"),
    path("lists/<slug:account>/types/", list_views.list_types, name="list_types"),
    path("lists/<slug:account>/write/", list_views.list_write, name="list_write"),
    path("lists/<slug:account>/drop/", list_views.list_drop, name="list_drop"),
    path("lists/<slug:account>/errors.xlsx", list_views.list_errors, name="list_errors"),
    # beside the ledger
    path("supervision/", board_views.supervision, name="supervision"),
    path("supervision/remind/", board_views.remind, name="remind"),
    path("supervision/end/", board_views.set_end, name="set_end"),
    path("day/", board_views.day, name="day"),
    path("day/conference/", board_views.confer, name="confer"),
    path("common/", board_views.common, name="common"),
    path("common/rule/", board_views.rule_common, name="rule_common"),
    path("months/", board_views.months, name="months"),
    path("months/freeze/", board_views.freeze, name="freeze"),
    path("no-blame/", board_views.no_blame, name="no_blame"),
    path("no-blame/freeze/", board_views.freeze_point, name="freeze_point"),
    path("no-blame/declare/", board_views.declare, name="declare"),
    path("contradictions/", board_views.contradictions, name="contradictions"),
    path("trend/", trend_views.trend, name="trend"),
    path("trend/list/", trend_views.as_of, name="as_of"),
    path("reconcile/", reconcile_views.reconcile, name="reconcile"),
    path("reconcile/counties/", reconcile_views.counties, name="counties"),
    path("reconcile/report/", reconcile_views.report_standing, name="report_standing"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/days/", calendar_views.put_days, name="put_days"),
    path("calendar/renew/", calendar_views.renew_calendar, name="renew_calendar"),
    path("follow/", meeting_views.follow, name="follow"),
    path("meetings/<slug:meeting>/", meeting_views.meeting, name="meeting"),
    # one problem
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/visit/", meeting_views.visit, name="visit"),
    path("<slug:code>/confer/", meeting_views.confer_on, name="confer_on"),
    path("<slug:code>/<action:action>/", views.step, name="step"),
    path("<slug:code>/ask/<request_kind:kind>/", views.ask, name="ask"),
    path("<slug:code>/requests/<int:seq>/<decision:decision>/", views.settle, name="settle"),
]
