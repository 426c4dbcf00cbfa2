"""Addresses of papers."""

from __future__ import annotations

from django.urls import path

from huitoukan.apps.papers import signing_views, verifying_views, views

app_name = "papers"
urlpatterns = [
    # the list, and making one
    path("", views.paper_list, name="list"),
    path("new/", views.new, name="new"),
    path("preview/", views.preview, name="preview"),
    path("issue/", views.issue, name="issue"),
    path("batches/<slug:batch>/", views.batch, name="batch"),
    # signing by the person named
    path("signatures/", signing_views.signatures, name="signatures"),
    path("signatures/remind/", signing_views.remind_signatures, name="remind_signatures"),
    # templates
    path("templates/", views.paper_templates, name="templates"),
    path("templates/<slug:kind>/", views.template, name="template"),
    path("templates/<slug:kind>/download/", views.download, name="download"),
    path("templates/<slug:kind>/upload/", views.upload, name="upload"),
    # one paper
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/print/", views.printed, name="printed"),
    path("<slug:code>/pdf/", views.pdf, name="pdf"),
    path("<slug:code>/copy/", views.copy, name="copy"),
    path("<slug:code>/receive/", views.receive, name="receive"),
    path("<slug:code>/sign/", signing_views.sign, name="sign"),
    path("<slug:code>/by-hand/", signing_views.by_hand, name="by_hand"),
    path("<slug:code>/void/", views.void, name="void"),
    # a checklist that comes back
    path("<slug:code>/results/", verifying_views.results, name="results"),
    path("<slug:code>/results/take/", verifying_views.take_results, name="take_results"),
]
