"""Whether the papers of a pack fit the rest: rights, states, names that are asked for.

What a template may say is checked against these names where templates are read
(documents/paper_template.py); a pack holds no files that could be opened here.
"""

from __future__ import annotations

from collections.abc import Iterator

from huitoukan.domain.papers import LISTS, About, names_given
from huitoukan.domain.problems import State
from huitoukan.domain.verbs import VERBS
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.shapes.campaign import PaperKind

HEADING_MAY_SAY = ("县", "市", "年份", "期数", "乡镇", "村", "部门", "户主", "问题编号")
"""What stands in braces in the heading of a paper."""


def check_papers(pack: Pack, report: Report) -> None:
    """Note the faults of `papers/`."""
    for stem, kind in pack.papers.items():
        for place, code, sentence in (*_faults(kind), *_unknown_sources(pack, kind)):
            report.add(f"papers/{stem}.yaml", place, code, sentence)


def _unknown_sources(
    pack: Pack, kind: PaperKind
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    for position, source in enumerate(kind.sources):
        if source not in pack.finding_sources:
            yield ("sources", position), "SOURCE", f"没有问题来源“{source}”"


def _faults(kind: PaperKind) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    for position, verb in enumerate(kind.by):
        if verb not in VERBS:
            yield ("by", position), "VERB", f"没有权限“{verb}”"
    for position, state in enumerate(kind.states):
        if state not in {one.value for one in State}:
            yield ("states", position), "STATE", f"没有状态“{state}”"
    given = names_given(About(kind.about), is_addressed=bool(kind.to), is_issued=kind.is_issued)
    asked: set[str] = set()
    for position, ask in enumerate(kind.asks):
        if not ask.name.isidentifier():
            yield ("asks", position), "NAME", f"“{ask.name}”不能作变量名"
        elif ask.name in given or ask.name in LISTS or ask.name in asked:
            yield ("asks", position), "TWICE", f"“{ask.name}”重复"
        asked.add(ask.name)
    for position, name in enumerate(kind.signer):
        if name not in given | asked:
            yield ("signer", position), "NAME", f"这种文书没有变量“{name}”"
    try:
        kind.heading.format(**dict.fromkeys(set(HEADING_MAY_SAY) & given, ""))
    except (KeyError, IndexError, ValueError, AttributeError):
        yield ("heading",), "HEADING", "标题里的花括号应是这种文书有的变量"
