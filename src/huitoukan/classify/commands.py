"""`huitoukan problems classify`: free texts get a suggested problem type. No database."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from pathlib import Path

import typer


def classify(
    examples: Path | None = typer.Option(
        None,
        help="例句文件，列 text（描述）和 label（类型或“个性”）；不填则用规则包的例句",
    ),
    pack: str = typer.Option("national-2026", help="规则包的名称或文件夹，取其中的例句"),
    words_only: bool = typer.Option(False, "--words-only", help="只比用词，不用语义模型"),
    as_json: bool = typer.Option(True, "--json", help="每条一行 JSON（总是如此）"),  # noqa: ARG001
) -> None:
    """从标准输入逐行读问题描述，每行给出最可能的三种类型和属于共性问题的可能性；由人确定。"""
    # Matrices this small are slower on several threads, many times so beside other work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from huitoukan.classify import encoder, suggest
    from huitoukan.classify.examples import read_examples
    from huitoukan.classify.kinds import kinds_of
    from huitoukan.classify.lines import read_lines
    from huitoukan.domain.refusals import Refused
    from huitoukan.rules.load import load_pack

    given = read_examples(examples) if examples else []
    catalogue = load_pack(pack)
    kinds = kinds_of(catalogue)
    if not given and not any(kind.names for kind in kinds):
        raise Refused("PACK_NO_WORDINGS", pack=catalogue.id)
    lines = read_lines(sys.stdin.buffer)
    meaning = None if words_only else encoder.load()
    suggester = (
        suggest.learn(given, kinds, meaning)
        if given
        else suggest.learn_from_catalogue(kinds, meaning)
    )
    for one in suggester.suggest(lines):
        sys.stdout.write(json.dumps(dataclasses.asdict(one), ensure_ascii=False) + "\n")
