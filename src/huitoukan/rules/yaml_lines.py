"""Strict YAML: plain values plus the line of every one of them.

Narrower than YAML on purpose: `on`, `no` and `是` are text, days stay text, a number with a leading
zero is text, and tabs, tags, anchors and repeated keys are refused. `build_*.py` decide what a
value means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

Plain = Any  # text, int, float, bool, None, list or dict of these: what JSON can hold
Path = tuple[str | int, ...]
Lines = Mapping[Path, int]

_NULL, _BOOL, _INT, _FLOAT, _TEXT = (
    f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str")
)


class BadYaml(Exception):  # noqa: N818 - an answer to the author of a pack
    """The file is not YAML in the pack's narrow sense; `line` counts from 1."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Resolves only what JSON also knows; in YAML 1.1 the key `on:` would become True."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own hook


for _tag, _pattern, _first in (
    (_NULL, r"~|null|", ["~", "n", ""]),
    (_BOOL, r"true|false", ["t", "f"]),
    (_INT, r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    (_FLOAT, r"-?(?:0|[1-9][0-9]*)\.[0-9]+", list("-0123456789")),
):
    _StrictLoader.add_implicit_resolver(_tag, re.compile(f"(?:{_pattern})$"), _first)


def read_yaml(text: str) -> tuple[Plain, Lines]:
    """The value of a YAML text and the line of each part, keyed by its path; raises BadYaml."""
    if "\t" in text:
        line = text[: text.index("\t")].count("\n") + 1
        raise BadYaml(line, "有制表符（Tab），请改用空格")
    try:
        node = yaml.compose(text, Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadYaml(mark.line + 1 if mark else 1, f"不是有效的 YAML：{error.problem}") from error
    except yaml.YAMLError as error:
        raise BadYaml(1, f"不是有效的 YAML：{error}") from error
    lines: dict[Path, int] = {}
    if node is None:
        return None, {(): 1}
    return _value(node, (), lines, set()), lines


def _value(node: yaml.Node, path: Path, lines: dict[Path, int], seen: set[int]) -> Plain:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if id(node) in seen:
        raise BadYaml(line, "不使用 YAML 的锚点和别名（& *），请把内容写全")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
        return _mapping(node, path, lines, seen)
    if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
        return [_value(item, (*path, i), lines, seen) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, line)
    raise BadYaml(line, f"不使用 YAML 标签（{node.tag}）")


def _mapping(
    node: yaml.MappingNode, path: Path, lines: dict[Path, int], seen: set[int]
) -> dict[str, Plain]:
    result: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _NULL:
            raise BadYaml(line, "键应为文字")
        key = str(key_node.value)
        if key in result:
            raise BadYaml(line, f"键“{key}”重复")
        lines[(*path, key)] = line
        result[key] = _value(value_node, (*path, key), lines, seen)
    return result


def _scalar(node: yaml.ScalarNode, line: int) -> Plain:
    text = str(node.value)
    match node.tag:
        case "tag:yaml.org,2002:null":
            return None
        case "tag:yaml.org,2002:bool":
            return text == "true"
        case "tag:yaml.org,2002:int":
            return int(text)
        case "tag:yaml.org,2002:float":
            return float(text)
        case "tag:yaml.org,2002:str":
            return text
    raise BadYaml(line, f"不使用 YAML 标签（{node.tag}）")
