"""Addresses of the registry."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.registry import views, views_authorisations

app_name = "registry"
urlpatterns = [
    # The list, what a person chose for it, its quality.
    path("", views.registry_list, name="list"),
    path("export.xlsx", views.registry_export, name="export"),
    path("columns/", views.registry_columns, name="columns"),
    path("views/", views.registry_views, name="views"),
    path("quality/", views.registry_quality, name="quality"),
    path("quality.xlsx", views.registry_quality_export, name="quality_export"),
    path("off-registry/", views.registry_off_registry, name="off_registry"),
    # Imports and what they gave back.
    path("import/", views.registry_import, name="import"),
    path("template.xlsx", views.registry_template, name="template"),
    path("imports/<slug:code>/", views.registry_batch, name="batch"),
    path("imports/<slug:code>/errors.xlsx", views.registry_errors, name="errors"),
    path("imports/<slug:code>/<slug:step>/", views.registry_decide, name="decide"),
    # What a household signed.
    path(
        "households/<str:household_no>/authorisations/",
        views_authorisations.authorisations,
        name="authorisations",
    ),
    path(
        "households/<str:household_no>/authorisations/<int:authorisation>/revoke/",
        views_authorisations.revoke_authorisation,
        name="revoke_authorisation",
    ),
    # Frozen states.
    path("freeze/", views.registry_freeze, name="freeze"),
    path("snapshots/", views.registry_snapshots, name="snapshots"),
    path("snapshots/past/", views.registry_past, name="past"),
    path("snapshots/<slug:snapshot>/verify/", views.registry_verify, name="verify"),
    path("snapshots/<slug:snapshot>/households/", views.registry_frozen, name="frozen"),
    path("snapshots/<slug:before>/<slug:after>/", views.registry_compare, name="compare"),
    path(
        "snapshots/<slug:before>/<slug:after>/differences.xlsx",
        views.registry_compare_export,
        name="compare_export",
    ),
    path(
        "snapshots/<slug:snapshot>/households/<str:household_no>/",
        views.registry_then,
        name="then",
    ),
]
