"""Labelled texts from a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from huitoukan.classify.examples import Example, read_examples
from huitoukan.documents.layouts.problem_ledger import LedgerRow, problem_ledger
from huitoukan.documents.write_excel import write_ledger
from huitoukan.domain.refusals import Refused


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="找不到文件") as refused:
        read_examples(tmp_path / "none.csv")
    assert refused.value.code == "FILE_MISSING"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_TYPE"),
        (b"text\nA", "EXAMPLES_COLUMNS"),
        ("编号,内容\n1,屋顶漏雨".encode(), "EXAMPLES_COLUMNS"),
        (b"text,label", "EXAMPLES_FEW_TYPES"),
        ("text,label\n屋顶漏雨,住房\n墙体开裂,住房\n地界纠纷,个性".encode(), "EXAMPLES_FEW_TYPES"),
        ("text,label\n屋顶漏雨,\n,住房".encode(), "EXAMPLES_FEW_TYPES"),
        ("text,label\n屋顶漏雨,住房\n没有参保,医保".encode("utf-16")[:-1], "FILE_ENCODING"),
    ],
)
def test_a_file_that_teaches_nothing_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "examples.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_examples(path)
    assert refused.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_columns_may_stand_anywhere_and_rows_with_a_blank_are_passed_over(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "examples.csv"
    rows = "label,id,text\n住房,1,屋顶漏雨\n,2,没有类型\n医保,3,没有参保\n"
    rows += "个性,4,地界纠纷\nIndividual,5,牛丢了\n"
    path.write_bytes(rows.encode(encoding))
    assert read_examples(path) == [
        Example("屋顶漏雨", "住房"), Example("没有参保", "医保"), Example("地界纠纷", "个性"),
        Example("牛丢了", "个性"),
    ]  # fmt: skip


def test_the_exported_ledger_is_a_file_of_examples(tmp_path: Path) -> None:
    told = [("屋顶漏雨", "住危房、鉴定C级或D级"), ("没有缴费", "未参保")]
    rows = [
        LedgerRow("WT-2026-000001", "抽查", "户", "张三", kind, text, "一般", "住建局", "整改中")
        for text, kind in told
    ]
    day = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - what a paper prints
    ledger = problem_ledger(
        rows, county="示例县", year=2026, organ="县专班", as_of=day, made_at=day, made_by="芮平"
    )
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, ledger)
    assert read_examples(path) == [Example(text, kind) for text, kind in told]
