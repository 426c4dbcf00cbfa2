"""The keys that rows are matched by: a person's number as SQL, and the name of somebody unknown.

The same number in Python is `domain.identity.person_key`; a test holds the two together.
"""

from __future__ import annotations

import hashlib
from functools import cache

import sqlglot

from huitoukan.engine import conditions, dialect

_ID_VALID = "id_valid(SUBSTR($id, 1, 18))"

# 18 characters, disability cards of 20 or 22 (number, category, level, re-issue) and old numbers of
# 15 digits, as in domain.identity.person_key.
_PERSON_KEY = (
    "CASE WHEN (LENGTH($id) = 18"
    " OR REGEXP_MATCHES($id, '^[0-9]{17}[0-9X][1-7][1-4]$')"
    " OR REGEXP_MATCHES($id, '^[0-9]{17}[0-9X][1-7][1-4]B[0-9]$'))"
    f" THEN CASE WHEN {_ID_VALID} THEN CAST(SUBSTR($id, 1, 17) AS BIGINT) END"
    " WHEN REGEXP_MATCHES($id, '^[0-9]{15}$') AND TRY_CAST(CONCAT('19', SUBSTR($id, 7, 2), '-',"
    " SUBSTR($id, 9, 2), '-', SUBSTR($id, 11, 2)) AS DATE) IS NOT NULL"
    " THEN CAST(CONCAT(SUBSTR($id, 1, 6), '19', SUBSTR($id, 7, 9)) AS BIGINT) END"
)


@cache
def person_key_sql(id_text: str) -> str:
    """SQL for the person key of an SQL text expression; NULL without a valid number."""
    argument = sqlglot.parse_one(id_text, read=dialect.ENGINE)
    template = sqlglot.parse_one(_PERSON_KEY, read=dialect.ENGINE)
    return conditions.to_sql(conditions.bind(template, {"id": argument}), {})


def off_registry_key(person_key: int) -> str:
    """The object key of a person who is not in the registry: N and 16 hex digits."""
    digest = hashlib.blake2b(str(person_key).encode(), digest_size=8).hexdigest()
    return f"N{digest}"
