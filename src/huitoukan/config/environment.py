"""Typed reading of the settings that differ between installations; nonsense is refused.

Every name read here has a heading in docs/reference/settings.md; a test compares the two.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from huitoukan.domain.refusals import Refused


def text(name: str, default: str) -> str:
    """The setting as text."""
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """The setting as yes or no: 1/0, yes/no, true/false, on/off."""
    value = os.environ.get(name)
    if value is None:
        return default
    folded = value.strip().lower()
    if folded in {"1", "yes", "true", "on"}:
        return True
    if folded in {"0", "no", "false", "off", ""}:
        return False
    raise Refused("SETTING_INVALID", name=name, value=value, why="应为 1 或 0")


def count(name: str, default: int) -> int:
    """The setting as a whole number above nought."""
    value = os.environ.get(name, str(default)).strip()
    if not (value.isascii() and value.isdigit() and int(value)):
        raise Refused("SETTING_INVALID", name=name, value=value, why="应为大于 0 的整数")
    return int(value)


def folder(name: str, default: str) -> Path:
    """The setting as a folder, made absolute against the working directory; not created here."""
    return Path(os.environ.get(name, default)).expanduser().absolute()


def secret(name: str, kept_in: Path) -> str:
    """A secret from `NAME`, from the file that `NAME_FILE` names, or made once and kept.

    The kept file is readable by its owner only.
    """
    if value := os.environ.get(name):
        return value
    path = Path(os.environ.get(f"{name}_FILE", str(kept_in)))
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    if f"{name}_FILE" in os.environ:
        raise Refused("SETTING_INVALID", name=f"{name}_FILE", value=path, why="文件不存在")
    made = secrets.token_urlsafe(48)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(made)
    return made


def database(name: str, default: Path) -> dict[str, object]:
    """The database from `NAME`: a file for SQLite, or postgresql://user:password@host:port/name.

    A Unix socket's folder may stand as `?host=/folder`.
    """
    value = os.environ.get(name, str(default))
    if not value.startswith(("postgresql://", "postgres://")):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(value).absolute()),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: a commit that was answered survives a power cut (NORMAL loses some).
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;"
                ),
            },
        }
    parts = urlsplit(value)
    socket = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("host")
    if not parts.path.strip("/"):
        raise Refused("SETTING_INVALID", name=name, value="postgresql://…", why="缺少数据库名")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": socket or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }
