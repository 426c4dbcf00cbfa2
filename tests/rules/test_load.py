"""Loading packs: every error names file and line; the nearer place wins; bytes come back whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.domain.refusals import Refused
from huitoukan.rules.load import builtin_packs, load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.words import Text
from tests.rules.small_pack import PACK, rule, small_pack, write_pack

WHERE = "kind: where\nof: member\nwhen: member.name is null"


def _findings(folder: Path, **files: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        load_pack(write_pack(folder, files))
    assert refused.value.code == "PACK_INVALID"
    findings = refused.value.details["findings"]
    assert isinstance(findings, tuple)
    return [str(one) for one in findings]


def test_an_unknown_pack_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refused) as refused:
        load_pack("no-such-pack")
    assert refused.value.code == "PACK_UNKNOWN"
    assert "national-2026" in refused.value.sentence() + refused.value.remedy()


@pytest.mark.parametrize(
    ("body", "line", "word"),
    [
        ("kind: guess\nof: member", 8, "kind"),
        ("kind: where\nof: member\nwhen: a\nwhim: b", 11, "whim"),
        ("kind: where\nof: member", 1, "when"),
        ("kind: where\nof: member\nwhen: a\nmeasure: count(*)", 11, "measure"),
        ("kind: present_in\nof: member", 1, "in_all"),
        ("kind: present_in\nof: member\nin: D07\nin_all: [D07]", 1, "二者取一"),
        ("kind: where\nof: member\nwhen: a\nin_force: {from: 2026-02-30}", 11, "2026-02-30"),
        ("kind: where\nof: member\nwhen: a\nseverity: X", 11, "重复"),
        ("kind: where\nof: member\nwhen: [a", 11, "YAML"),
        ("kind: where\nof: member\nwhen: a\nparams: {limit: {value: 3}}", 11, "source"),
    ],
)
def test_an_error_in_a_rule_names_file_and_line(
    tmp_path: Path, body: str, line: int, word: str
) -> None:
    (finding,) = _findings(tmp_path / "small", **{"rules/X11.yaml": rule(body)})
    assert finding.startswith(f"small/rules/X11.yaml 第 {line} 行")
    assert word in finding


def test_all_broken_files_are_told_at_once(tmp_path: Path) -> None:
    files = {"rules/X11.yaml": rule("kind: guess\nof: member"), "codes/bad.yaml": "id: bad\n"}
    shown = _findings(tmp_path / "small", **files)
    assert [one.split(" ")[0] for one in shown] == ["small/codes/bad.yaml", "small/rules/X11.yaml"]


def test_a_rule_without_basis_is_refused(tmp_path: Path) -> None:
    text = rule(WHERE).replace("basis: 测试\n", "")
    (finding,) = _findings(tmp_path, **{"rules/X11.yaml": text})
    assert "basis" in finding


def test_a_pack_that_extends_itself_is_refused(tmp_path: Path) -> None:
    write_pack(tmp_path / "one", {"pack.yaml": PACK + "extends: [two]\n"})
    findings = _findings(tmp_path / "two", **{"pack.yaml": PACK + "extends: [one]\n"})
    assert any("循环" in one for one in findings)


def test_an_unknown_parent_is_refused_at_its_line(tmp_path: Path) -> None:
    findings = _findings(tmp_path / "small", **{"pack.yaml": PACK + "extends:\n  - nowhere\n"})
    assert findings[0].startswith("small/pack.yaml 第 7 行")


def test_the_nearer_place_wins_file_by_file(tmp_path: Path) -> None:
    write_pack(
        tmp_path / "far", {"rules/X11.yaml": rule(WHERE), "rules/X12.yaml": rule(WHERE, "X12")}
    )
    near = tmp_path / "near"
    near.mkdir()
    (near / "rules").mkdir()
    (near / "pack.yaml").write_text(PACK.replace("small", "near") + "extends: [far]\n")
    (near / "rules/X11.yaml").write_text(rule(WHERE, says="近处的话。"))
    pack = load_pack(near)
    assert pack.id == "near"
    assert pack.rules["X11"].says == "近处的话。"
    assert pack.rules["X12"].says == "疑点。"
    assert set(pack.sources) >= {"D07", "D12"}


def test_with_several_parents_the_later_is_nearer(tmp_path: Path) -> None:
    write_pack(tmp_path / "first", {"rules/X11.yaml": rule(WHERE, says="一。")})
    write_pack(tmp_path / "second", {"rules/X11.yaml": rule(WHERE, says="二。")})
    near = tmp_path / "near"
    near.mkdir()
    (near / "pack.yaml").write_text(PACK + "extends: [first, second]\n")
    assert load_pack(near).rules["X11"].says == "二。"


def test_released_bytes_give_back_the_same_pack(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule(WHERE))
    again = Pack.from_bytes(pack.to_bytes())
    assert again == pack
    assert again.hash == pack.hash
    assert again.to_bytes() == pack.to_bytes()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"files": {}}', b'{"files": {"a": 1}}'])
def test_bytes_that_are_no_pack_are_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        Pack.from_bytes(content)
    assert refused.value.code == "PACK_INVALID"


def test_the_hash_follows_content_and_not_layout(tmp_path: Path) -> None:
    one = small_pack(tmp_path / "a", rule(WHERE))
    text = rule(WHERE)
    same = load_pack(write_pack(tmp_path / "c", {"rules/X11.yaml": "# a comment\n" + text}))
    other = load_pack(write_pack(tmp_path / "d", {"rules/X11.yaml": text.replace("疑点", "疑")}))
    assert same.hash == one.hash
    assert same.rules["X11"].hash == one.rules["X11"].hash
    assert other.hash != one.hash
    assert other.rules["X11"].hash != one.rules["X11"].hash


def test_texts_speak_both_languages(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    assert (pack.title("zh"), pack.title("en")) == ("小包", "Small")
    assert pack.sources["D07"].title == Text("D07", "D07")
    assert pack.rules == {}


def test_when_may_be_one_condition_or_one_per_table(tmp_path: Path) -> None:
    one = rule('kind: present_in\nof: member\nin: [D07, D12]\nwhen: "{in}.died_on <= :on"')
    each = rule(
        "kind: present_in\nof: member\nin: [D07, D12]\nwhen: {D07: D07.died_on <= :on}", "X12"
    )
    rules = small_pack(tmp_path, one, each).rules
    assert rules["X11"].when_in("D12") == "D12.died_on <= :on"
    assert rules["X12"].when_in("D07") == "D07.died_on <= :on"
    assert rules["X12"].when_in("D12") is None


def test_the_installed_packs_are_found_by_name() -> None:
    assert "national-2026" in builtin_packs()
