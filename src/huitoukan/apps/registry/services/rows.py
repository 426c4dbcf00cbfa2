"""Rows of the registry as they are stored: plain JSON, and the hash that tells a change."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any


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
