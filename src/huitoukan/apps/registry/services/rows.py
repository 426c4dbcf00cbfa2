"""Rows of the registry as they are stored: plain JSON, and the hash that tells a change."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.db import models


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Typed values as JSON: dates as ISO text, empty ones left out."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
        if value is not None and value != ""
    }


def row_hash(values: dict[str, Any]) -> str:
    """SHA-256 over the values as sorted JSON: equal rows have equal hashes in any order."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def overlong(model: type[models.Model], *names: str, values: dict[str, Any]) -> tuple[str, int]:
    """The label and limit of the first value that its column cannot hold, or ("", 0).

    SQLite would keep a longer text, PostgreSQL refuse the whole import.
    """
    for name in names:
        column = model._meta.get_field(name)
        limit = getattr(column, "max_length", None)
        if limit is not None and len(values.get(name) or "") > limit:
            return str(getattr(column, "verbose_name", name)), limit
    return "", 0
