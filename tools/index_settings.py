"""Prints pip's index settings as shell lines for uv, which does not read pip's configuration.

An office often has its own package mirror, named once in pip's configuration. Extra indexes are
safe here because every package is installed by its hash. Standard library only: it runs before
anything is installed.
"""

from __future__ import annotations

import ast
import os
import shlex
import subprocess
import sys

# pip's option -> uv's variable; both take several values separated by space, but for find-links.
NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}


def uv_settings(listing: str, environment: dict[str, str]) -> dict[str, str]:
    """Uv's variables for the output of `pip config list`; what is set already stays as it is.

    Of several places that name the same option, the last line wins, as in pip.
    """
    found: dict[str, str] = {}
    for line in listing.splitlines():
        place, is_pair, value = line.partition("=")
        option = place.rpartition(".")[2]
        name = NAMES.get(option)
        if not is_pair or name is None or name in environment:
            continue
        words = str(ast.literal_eval(value)).split()
        found[name] = ("," if option == "find-links" else " ").join(words)
    if "UV_INDEX" in found and "UV_INDEX_STRATEGY" not in environment:
        # A mirror may hold some versions of a package and the main index the others.
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return found


def main() -> None:
    """Print `export NAME=value` for each setting."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    for name, value in uv_settings(listing, dict(os.environ)).items():
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")


if __name__ == "__main__":
    main()
