"""The comparison as `huitoukan compare run` does it: all rules or some, evidence written."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

from huitoukan.cli.comparison import compare_folders

ON = date(2026, 10, 31)
LIMITS = {"memory": "6GB", "threads": 2}


def main(folder: Path, out: Path, rules: list[str]) -> None:
    """Compare the folder with itself as registry and deliveries; print hits and where time went."""
    began = time.perf_counter()
    marks: list[tuple[float, str]] = []

    def tell(_done: int, _total: int, text: str) -> None:
        marks.append((time.perf_counter() - began, text))

    summary = compare_folders(
        folder, folder, "demo", out, on=ON, rules=rules, tell=tell, limits=LIMITS
    )
    first_rule = next(at for at, text in marks if text.split(" ")[0] in summary_rules(summary))
    print(
        json.dumps(
            {
                "hits": {one["rule"]: one["hits"] for one in summary["rules"]},
                "cannot_tell": sum(one["cannot_tell"] for one in summary["rules"]),
                "until_rules": first_rule,
            }
        )
    )


def summary_rules(summary: dict[str, list[dict[str, str]]]) -> set[str]:
    """The rules of a summary."""
    return {one["rule"] for one in summary["rules"]}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(",") if sys.argv[3:] else [])
