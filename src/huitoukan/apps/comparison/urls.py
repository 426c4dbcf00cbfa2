"""Addresses."""

from __future__ import annotations

app_name = "comparison"
urlpatterns: list = []
