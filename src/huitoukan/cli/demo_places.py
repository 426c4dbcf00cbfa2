"""Villages and exits of the demonstration: invented exit checks, samples, signers, signatures.

Only villages that have a worker of their own are entered, so that the rest shows what is missing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

SIGNERS: Final = (
    # account, name, post, how many digits of the village's code are its area
    ("cunshuji", "杜长河", "village_secretary", 12),
    ("zhenshuji", "邵永平", "town_secretary", 9),
    ("xianshuji", "卢振华", "county_secretary", 6),
    ("shishuji", "薛明远", "city_secretary", 4),
    ("shengshuji", "贺正川", "province_secretary", 2),
)
NOTICE_DAYS: Final = 7
SIGNED: Final = 2
"""Levels that have signed the first exit: it waits for the county."""
EXITS: Final = 4


def villages(appointments: Sequence[Mapping[str, Any]]) -> list[str]:
    """The villages that have a worker, in order of code."""
    return sorted(one["area"] for one in appointments if one["post"] == "village_worker")


def ledger_files(folder: Path, codes: Sequence[str], on: date) -> list[tuple[str, Path]]:
    """The exit checks (K11) and the counts of the sample (K12) of these villages, as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    checked = (on - timedelta(days=20)).isoformat()
    opinions = ("同意出列", "同意出列", "同意出列", "同意出列", "暂缓出列")
    checks = [
        {"行政村代码": code, "核查日期": checked, "核查人": "核查组（示例）",
         "农村户籍人口": str(1180 + 90 * n), "综合研判意见": opinions[n % 5],
         "乡镇内公示无异议": "是", "村通公路": "是"}
        for n, code in enumerate(codes)
    ]  # fmt: skip
    samples = [
        {"行政村代码": code, "核查日期": checked, "核查组": "核查组（示例）",
         "样本中已脱贫人数": str(60 + n), "样本中错退人数": str(int(n % 4 == 1)),
         "农村非建档立卡人口": str(900 + 60 * n), "查出的漏评人数": str(4 if n % 3 == 2 else 1),
         "访问户数": "20", "认可户数": str(20 - n % 3)}
        for n, code in enumerate(codes)
    ]  # fmt: skip
    return [
        ("K11", _write(folder / "村出列核查表.csv", checks)),
        ("K12", _write(folder / "抽样核查统计表.csv", samples)),
    ]


def signers_file(folder: Path, village: str, on: date) -> Path:
    """The accounts of the five who sign for a village."""
    since = on.replace(month=1, day=1).isoformat()
    rows = [
        {"账号": account, "姓名": name, "岗位": post, "区划代码": village[:digits], "任职起": since}
        for account, name, post, digits in SIGNERS
    ]
    return _write(folder / "签字人账号.csv", rows)


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def proposal(village: str, on: date) -> list[str]:
    """The exit of a village, proposed after public notice."""
    last = on - timedelta(days=3)
    first = last - timedelta(days=NOTICE_DAYS - 1)
    return [
        "propose", "village", village, village, "--notice-from", first.isoformat(),
        "--notice-to", last.isoformat(), "--note", "研判会一致同意（示例）",
    ]  # fmt: skip


def signatures(code: str) -> Iterator[list[str]]:
    """The first levels sign."""
    for account, *_ in SIGNERS[:SIGNED]:
        yield ["step", code, "sign", "--opinion", "同意（示例）", "--as", account]
