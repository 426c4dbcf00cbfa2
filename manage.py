#!/usr/bin/env python
"""Django's own commands, for developers; everybody else uses `huitoukan`."""

import os
import sys


def main() -> None:
    """Run one of Django's commands with this project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huitoukan.config.settings")
    # The settings choose the SQLite driver, which must happen before Django imports its own.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    import huitoukan.config.settings  # noqa: F401, PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
