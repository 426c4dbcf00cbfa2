"""What our own commands answer about a demonstration county, as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
PROGRAM: Final = (sys.executable, "-m", "huitoukan")


def answer(data: Path, *words: str) -> Any:
    """The JSON answer of a command on the county in `data`; its error text when it fails."""
    done = subprocess.run(
        [*PROGRAM, *words, "--json"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "HUITOUKAN_DATA": str(data)},
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words[:3])}: {done.stderr.strip() or done.stdout.strip()}")
    return json.loads(done.stdout)
