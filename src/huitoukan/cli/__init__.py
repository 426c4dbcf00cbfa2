"""The command line: collects the commands of every app and library, prints refusals."""

from __future__ import annotations

import sys

from huitoukan.domain.refusals import Refused


def main() -> None:
    """Run the command line; a refusal prints its sentence and remedy and sets the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A console in an old code page must not crash on a rare character.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    from huitoukan.cli.commands import app

    try:
        app(prog_name="huitoukan")
    except Refused as refused:
        sys.stderr.write(f"{refused.sentence()}\n下一步：{refused.remedy()}\n")
        raise SystemExit(refused.kind.exit_status) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
