"""Addresses."""

from __future__ import annotations

app_name = "problems"
urlpatterns: list = []
