"""Addresses of links."""

from __future__ import annotations

from django.urls import path, register_converter

from huitoukan.apps.links import views
from huitoukan.apps.links.converters import ActConverter

register_converter(ActConverter, "link_act")

app_name = "links"
urlpatterns = [
    path("", views.link_list, name="list"),
    path("search/", views.search, name="search"),
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/<link_act:act>/", views.decide, name="decide"),
]
