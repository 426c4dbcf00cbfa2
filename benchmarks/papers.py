"""How long one list of 5,000 problems takes: Word from the template, no database.

python benchmarks/papers.py            # rows may be given: python benchmarks/papers.py 1000
"""

from __future__ import annotations

import sys
import time

from huitoukan.documents.paper_template import Vocabulary, fill
from huitoukan.domain.papers import LISTS
from huitoukan.rules.load import load_pack
from huitoukan.rules.paper_files import (
    NEEDED,
    columns_of_lists,
    installed_template,
    paper_kinds,
    texts_of,
)


def main(n: int) -> None:
    """Fill the template of the numbered list with `n` rows and say how long it took."""
    pack = load_pack("national-2026")
    kind = paper_kinds(pack)["problem_list"]
    content = installed_template(pack, kind.id) or b""
    vocabulary = Vocabulary(texts_of(kind), columns_of_lists(), NEEDED)
    values: dict[str, object] = dict.fromkeys(vocabulary.texts, "一二三四五六七八")
    for name, columns in LISTS.items():
        values[name] = [dict.fromkeys(columns, f"{row}一二三四五六七八") for row in range(n)]
    start = time.perf_counter()
    made = fill(content, values, vocabulary)
    print(f"{n} rows: {time.perf_counter() - start:.1f} s, {len(made) // 1024} KiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
