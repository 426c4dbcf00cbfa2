"""Text that is compared by bytes: one index serves both its order and the search for a beginning.

Databases order text by a language unless told otherwise, and then cannot use the index for
"begins with". SQLite compares bytes anyway.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

_LAST_CHARACTER = "\U0010ffff"


class ByteText(models.CharField[str, str]):
    """A CharField in the order of its bytes (the collation C of PostgreSQL)."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """The collation, where the database has it."""
        found: dict[str, Any] = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            found["collation"] = "C"
        return found


class PlaceKey(ByteText):
    """Where a household stands in a list: its village's code, then its number; set at every write.

    A row that is only updated keeps its key unless the update names it: whoever moves a household
    to another village writes this field too, or calls services.search.refresh_lists afterwards.
    """

    def pre_save(self, model_instance: Any, add: bool) -> str:  # noqa: ARG002
        """The key of the row as it is about to be written."""
        has_area = "area" in model_instance._state.fields_cache
        if has_area or not model_instance.place_key:  # no question per row about rows that have one
            key = place_key(model_instance.area.code, model_instance.household_no)
            setattr(model_instance, self.attname, key)
        return str(model_instance.place_key)


def place_key(village_code: str, household_no: str) -> str:
    """The key of a household: `code number`."""
    return f"{village_code} {household_no}"


def begins_with(name: str, text: str) -> Q:
    """The condition that a ByteText begins with a text, as a range that its index answers."""
    return Q(**{f"{name}__gte": text, f"{name}__lt": f"{text}{_LAST_CHARACTER}"})
