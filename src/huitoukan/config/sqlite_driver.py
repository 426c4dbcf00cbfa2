"""Binds Django's SQLite backend to pysqlite3, whose SQLite is free of the WAL-reset defect.

SQLite 3.7.0–3.51.2 can lose or corrupt committed writes in WAL mode with two connections; the
system library of Debian 12 is such a one. Only Django's backend sees the other driver: the swap
lasts for one import, so other libraries keep the standard module.
"""

from __future__ import annotations


def bind() -> None:
    """Import Django's SQLite backend on top of pysqlite3; call before anything else imports it."""
    import sys  # noqa: PLC0415 - the order of these imports is the whole point

    import pysqlite3  # noqa: PLC0415
    import pysqlite3.dbapi2  # noqa: PLC0415

    names = {"sqlite3": pysqlite3, "sqlite3.dbapi2": pysqlite3.dbapi2}
    saved = {name: sys.modules.pop(name, None) for name in names}
    sys.modules.update(names)
    try:
        import django.db.backends.sqlite3.creation  # noqa: F401, PLC0415
        from django.db.backends.sqlite3 import base  # noqa: PLC0415
    finally:
        for name, module in saved.items():
            sys.modules.pop(name)
            if module is not None:
                sys.modules[name] = module
    if base.Database is not pysqlite3.dbapi2:  # type: ignore[attr-defined]  # pragma: no cover - a programming error
        raise RuntimeError("Django's SQLite backend was imported before bind()")
