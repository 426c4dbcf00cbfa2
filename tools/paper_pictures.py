"""`make pictures ONLY=papers`: every kind of paper as an office program prints it, for the docs.

Issues the papers in a copy of the demonstration county, opens them in LibreOffice and photographs
their first pages in grey. Faces that an office has and this machine has not are named by open ones
of the same kind; measures are the paper's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from PIL import Image

from tools.demo_answers import ROOT, answer

PICTURES: Final = ROOT / "docs" / "pictures" / "papers"
NEEDS: Final = ("soffice", "pdftoppm", "fc-match")
DOTS_AN_INCH: Final = 80
GREYS: Final = 12
LARGEST_KB: Final = 120
_FACES: Final = {
    "方正小标宋简体": "Noto Serif CJK SC:bold",
    "仿宋_GB2312": "Noto Serif CJK SC",
    "楷体_GB2312": "Noto Serif CJK SC",
    "宋体": "Noto Serif CJK SC",
    "SimSun": "Noto Serif CJK SC",
    "黑体": "Noto Sans CJK SC",
}


class Missing(RuntimeError):  # noqa: N818 - an answer for people
    """A program that draws the pictures is not on this machine."""


@dataclass(frozen=True)
class Shown:
    """One paper: its kind, who issues it, for what, with which words; `pages` are photographed."""

    kind: str
    who: str = "ruiping"
    place: str = ""
    objects: tuple[str, ...] = ()
    asks: dict[str, str] = field(default_factory=dict)
    pages: tuple[int, ...] = (1,)
    book_pages: tuple[int, ...] = ()
    """Pages of its workbook."""
    is_many: bool = False
    """Whether it comes as a batch, of which the first copy is shown."""


@dataclass(frozen=True)
class Found:
    """Where the demonstration has problems enough to show: places, and a problem per paper."""

    village: str
    closed: str
    overdue: str

    @property
    def township(self) -> str:
        """The township of the village."""
        return self.village[:9]


def _papers(found: Found) -> Iterator[Shown]:
    """What is shown, in the order of the work."""
    village, township = found.village, found.township
    yield Shown(
        "implementation_plan",
        asks={
            "总体要求": "对照脱贫标准，逐村逐户查一遍，查出的问题逐条建账、限期整改。",
            "工作任务": "核对登记信息和部门数据，核查“两不愁三保障”和饮水安全，了解群众意见。",
            "工作步骤": "分村内排查、交叉核查、部门比对、整改销号、抽查总结五步进行。",
            "组织领导": "县级负总责，乡镇抓落实，工作到村到户；每周调度一次，半月通报一次。",
        },
        pages=(1, 2),
    )
    yield Shown(
        "problem_list",
        asks={"反馈时限": "2026-12-10", "联系人": "李瑞平", "联系电话": "0990-1234567",
              "抄送": "联系各乡镇的县级领导"},
        pages=(1, 2, 3),
        book_pages=(1,),
    )  # fmt: skip
    yield Shown("department_confirmation", objects=("education",), asks={"确认时限": "2026-11-30"})
    yield Shown(
        "feedback_meeting",
        place=township,
        asks={
            "会议时间": "2026-11-20", "会议地点": "镇政府二楼会议室", "主持人": "镇党委书记",
            "记录人": "党政办干部",
            "参会人员": "镇党委、政府班子成员，包村干部，各村党支部书记，驻村工作队长",
            "反馈情况": "核查组逐村反馈问题，说明依据和部门数据，现场答复疑问。",
            "认领情况": "各村当场认领，由村党支部书记和驻村工作队长签字。",
            "议定事项": "五日内报整改方案；能当场改的立即改；每周五报进展。",
        },
    )  # fmt: skip
    yield Shown("three_lists", place=township, pages=(1, 2), book_pages=(1,))
    yield Shown("rectification_plan", place=village, pages=(1, 2))
    yield Shown("village_list", place=village)
    yield Shown("household_list", place=village, is_many=True)
    yield Shown(
        "responsibility_letter",
        place=village,
        is_many=True,
        asks={"甲方": "镇人民政府", "帮扶建议": "逐项落实政策，每月入户一次，有问题及时报告。",
              "整改期限": "2026-12-20"},
    )  # fmt: skip
    yield Shown(
        "closing_slip",
        objects=(found.closed,),
        asks={"佐证目录": "整改前后照片各一张；部门办理凭证复印件。",
              "部门意见": "情况属实，同意销号。", "抽查意见": "未抽到。"},
    )  # fmt: skip
    yield Shown(
        "supervision_notice",
        place=township,
        asks={"督办要求": "请逐条核对进展，逾期的说明原因和完成日期，需要县级协调的单独列出。",
              "反馈时限": "2026-12-05"},
        pages=(1, 2),
    )  # fmt: skip
    yield Shown(
        "talk_record",
        objects=(found.overdue,),
        asks={
            "约谈时间": "2026-11-21", "约谈地点": "县专班会议室", "约谈人": "县专班副组长",
            "被约谈人": "包村干部", "职务": "包村干部", "记录人": "县专班干部",
            "谈话内容": "了解这一问题整改的进展和困难，提醒按时限完成，需要部门配合的当场联系。",
            "被约谈人意见": "本周内入户核实，按时限完成整改。",
        },
    )  # fmt: skip
    yield Shown(
        "minutes",
        asks={
            "会议时间": "2026-11-22", "会议地点": "县政府三楼会议室", "主持人": "县委副书记",
            "出席人员": "县专班成员，各乡镇和县直有关部门主要负责人",
            "会议议题": "研究部门比对发现的疑点和整改进展。",
            "议定事项": "医保局月底前核清未参保人员；教育局逐人落实劝返；各乡镇每周五报进展。",
        },
    )  # fmt: skip
    yield Shown(
        "verification_list",
        asks={"核查单位": "县纪委监委", "核查时限": "2026-12-25"},
        book_pages=(1,),
    )
    yield Shown(
        "county_report",
        asks={
            "组织领导": "县委、县政府每半月研究一次，县专班每天汇总，乡镇逐村推进。",
            "主要做法": "先比对部门数据，再逐户核实；部门签字盖章确认；未参与整改的人审核。",
            "下步打算": "对未完成的问题逐条盯办，对已销号的问题组织回访，防止反弹。",
            "报送单位": "市脱贫质量“回头看”工作专班",
        },
        pages=(1, 2),
    )  # fmt: skip
    yield Shown(
        "spot_check_report",
        who="",
        asks={"报送单位": "省乡村振兴局",
              "抽查组织": "市级组成核查组，不打招呼、不要陪同，到县后直接进村入户。"},
        pages=(1, 2),
    )  # fmt: skip
    yield Shown(
        "city_summary",
        who="",
        asks={"报送单位": "省乡村振兴局", "总体情况": "各县按统一部署排查整改，市级组织了抽查。",
              "下步打算": "对未完成的问题持续督办，适时组织回访。"},
        pages=(1, 2),
    )  # fmt: skip


def _found(data: Path) -> Found:
    """The village with most problems in rectification, and problems to show."""

    def listed(state: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = answer(
            data, "problems", "list", "--state", state, "--limit", "500"
        )["problems"]
        return rows

    at_work = [*listed("rectifying"), *listed("accepted"), *listed("assigned")]
    village = Counter(one["village"] for one in at_work).most_common(1)[0][0]
    mine = next(one for one in at_work if one["village"] == village)
    return Found(village=village, closed=listed("closed")[0]["code"], overdue=mine["code"])


# --- the demonstration brought so far that each paper has something to say ---


_FOUND_ON_THE_SPOT: Final = (
    ("P331", "饮水点没有本年度水质检测报告"),
    ("P314", "卫生室门锁闭，药品柜无药"),
    ("P331", "高位水池破损漏水，旱季断水"),
    ("P402", "公示照片没有日期，公示时间无法核对"),
)
"""What the city's inspector found in villages: type and words."""


def _prepare(data: Path) -> None:
    """Hand over what departments confirmed, so that a list can be issued; enter a spot check."""
    at_work = answer(data, "problems", "list", "--state", "closed", "--limit", "20")["problems"]
    villages = sorted({one["village"] for one in at_work})
    for village, (kind, words) in zip(villages[::2], _FOUND_ON_THE_SPOT, strict=False):
        answer(
            data, "problems", "enter", "spot_check", kind, words, "--place", village,
            "--as", "shidu",
        )  # fmt: skip
    for one in answer(data, "problems", "list", "--state", "confirmed", "--limit", "20")[
        "problems"
    ]:
        answer(
            data, "problems", "step", one["code"], "assign", "--as", "ruiping",
            "--unit", "镇人民政府", "--person", "包村干部",
        )  # fmt: skip


def _issue(data: Path, one: Shown, out: Path) -> list[Path]:
    words = ["papers", "issue", one.kind, str(out)]
    words += ["--as", one.who] if one.who else []
    words += ["--place", one.place] if one.place else []
    words += ["--many"] if one.is_many else []
    for number in one.objects:
        words += ["--object", number]
    for name, text in one.asks.items():
        words += ["--set", f"{name}={text}"]
    return [Path(name) for name in answer(data, *words)["files"]]


# --- from a file to pictures ---


def _environment(home: Path) -> dict[str, str]:
    """Where fontconfig finds an open face for each that an office has."""
    home.mkdir(parents=True, exist_ok=True)
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{face.partition(":")[0]}'
        f"</string></edit>{_BOLD if ':bold' in face else ''}</match>"
        for name, face in _FACES.items()
    )
    config = home / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{rules}</fontconfig>\n',
        encoding="utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(config)}


_BOLD: Final = '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>'


def _printed(files: Sequence[Path], home: Path) -> None:
    """A PDF beside each file, as LibreOffice prints it."""
    profile = f"-env:UserInstallation={(home / 'office').as_uri()}"
    for ending in ("docx", "xlsx"):
        chosen = [str(file) for file in files if file.suffix == f".{ending}"]
        for start in range(0, len(chosen), 20):
            part = chosen[start : start + 20]
            command = ["soffice", profile, "--headless", "--convert-to", "pdf"]
            subprocess.run(
                [*command, "--outdir", str(Path(part[0]).parent), *part],
                check=True, capture_output=True, timeout=600, env=_environment(home),
            )  # fmt: skip


def _photograph(pdf: Path, page: int, target: Path) -> Path | None:
    """One page in a few greys; None when the paper has no such page."""
    stem = target.with_suffix("")
    subprocess.run(
        ["pdftoppm", "-r", str(DOTS_AN_INCH), "-gray", "-f", str(page), "-l", str(page),
         "-singlefile", "-png", str(pdf), str(stem)],
        check=True, capture_output=True,
    )  # fmt: skip
    if not target.is_file():
        return None
    with Image.open(target) as drawn:
        few = drawn.convert("L").quantize(GREYS, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    if target.stat().st_size > LARGEST_KB * 1024:
        raise RuntimeError(f"{target.name} is larger than {LARGEST_KB} KB")
    return target


def _pictures_of(one: Shown, files: Sequence[Path]) -> Iterator[tuple[Path, int, str]]:
    """PDF, page and name of each picture of a paper."""
    for file in files:
        pdf = file.with_suffix(".pdf")
        if file.suffix == ".docx":
            for page in one.pages:
                yield pdf, page, f"{one.kind}-{page}"
        elif file.suffix == ".xlsx":
            for page in one.book_pages:
                yield pdf, page, f"{one.kind}-book-{page}"


def _stem(one: Shown, file: Path) -> str:
    return f"{one.kind}-book" if file.suffix == ".xlsx" else one.kind


def take(folder: Path) -> list[Path]:
    """Photograph the papers of the demonstration in `folder`, which stays as it is."""
    missing = [name for name in NEEDS if shutil.which(name) is None]
    if missing:
        raise Missing(f"not on this machine: {', '.join(missing)}")
    home = ROOT / "build" / "pictures" / "papers"
    shutil.rmtree(home, ignore_errors=True)
    data = home / "data"
    shutil.copytree(folder / "data", data)
    answer(data, "check", "--fix")  # a demonstration made before the last change of the tables
    _prepare(data)
    issued: list[tuple[Shown, list[Path]]] = []
    for one in _papers(_found(data)):
        files = _issue(data, one, home / one.kind)
        renamed = [file.rename(file.with_stem(_stem(one, file))) for file in files]
        issued.append((one, renamed))
    for _, files in issued:
        _printed(files, home)
    PICTURES.mkdir(parents=True, exist_ok=True)
    made = []
    for one, files in issued:
        for pdf, page, name in _pictures_of(one, files):
            path = _photograph(pdf, page, PICTURES / f"{name}.png")
            if path is not None:
                made.append(path)
    known = {path.name for path in made}
    for old in PICTURES.glob("*.png"):
        if old.name not in known:
            old.unlink()
    return made


__all__ = ["Missing", "take"]
