"""Strict YAML: what is refused, and that values keep their lines."""

from __future__ import annotations

import pytest

from huitoukan.rules.yaml_lines import BadYaml, read_yaml


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb:\n\tc: 2\n", 3, "制表符"),
        ("a: 1\nb: 2\na: 3\n", 3, "重复"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "标签"),
        ("a: &x [1]\nb: *x\n", 1, "锚点"),
        ("a: 1\nb: !secret x\n", 2, "标签"),
        ("a: [1, 2\nb: 3\n", 2, "YAML"),
        ("a: 1\n---\nb: 2\n", 2, "YAML"),
        ("? [a]\n: 1\n", 1, "键"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(BadYaml) as refused:
        read_yaml(text)
    assert refused.value.line == line
    assert word in refused.value.sentence


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("on", "on"),
        ("no", "no"),
        ("yes", "yes"),
        ("true", True),
        ("2026-10-31", "2026-10-31"),
        ("2026-09", "2026-09"),
        ("12:30", "12:30"),
        ("007", "007"),
        ("1_000", "1_000"),
        ("-12", -12),
        ("1.50", 1.5),
        ("990101199001011234", 990101199001011234),
        ("~", None),
        ("", None),
        ("是", "是"),
    ],
)
def test_only_what_json_knows_gets_another_type_than_text(written: str, meant: object) -> None:
    value, _ = read_yaml(f"a: {written}\n")
    assert value == {"a": meant}
    assert type(value["a"]) is type(meant)


def test_the_key_on_is_not_read_as_true() -> None:
    assert read_yaml("on: 2026-10-31\n")[0] == {"on": "2026-10-31"}


def test_every_part_knows_its_line() -> None:
    _, lines = read_yaml("a: 1\nb:\n  - c: 2\n  - {d: 3}\n")
    assert lines["b",] == 2
    assert lines["b", 0, "c"] == 3
    assert lines["b", 1, "d"] == 4


def test_an_empty_file_has_no_value() -> None:
    assert read_yaml("# nothing\n")[0] is None
