"""`huitoukan demo`: an invented county, and a whole look-back in it, made of the ordinary commands.

Nothing here reads the truth that the simulator writes beside its files. Every step is the command
that a user would type, run in this process and shown as it would be typed.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import typer

from huitoukan.apps.core import terminal
from huitoukan.cli import demo_cast, demo_incomes, demo_places
from huitoukan.domain.refusals import Refused
from huitoukan.simulate.commands import make

app = typer.Typer(help="演示县：生成文件、跑完整个流程", no_args_is_help=True)
app.command("make")(make)

CAMPAIGN: Final = "demo-2026"
BASELINE_ON: Final = "2026-10-31"
"""The day as of which the simulated county is described."""
CAMPAIGN_DAYS: Final = 40


@app.command("run")
def run(
    folder: Path = typer.Option(Path("demo"), "--dir", help="写到哪个文件夹"),
    seed: int = typer.Option(7, help="随机种子：同一种子得到同样的文件"),
    scale: str = typer.Option("ningshan", help="规模：ningshan 或 tiny"),
    fresh: bool = typer.Option(False, "--fresh", help="删掉这个文件夹里上一次的演示，重新开始"),
) -> None:
    """生成演示县，跑完整个流程：导入、冻结、接收、比对、核定、整改、销号、出台账。"""
    folder = folder.absolute()
    summary_file = folder / "summary.json"
    if summary_file.exists() and not fresh:
        _show_summary(json.loads(summary_file.read_text(encoding="utf-8")))
        return
    _clear(folder, is_fresh=fresh)
    os.environ["HUITOUKAN_DATA"] = str(folder / "data")
    os.environ.pop("HUITOUKAN_DATABASE", None)
    started = time.monotonic()
    password = f"demo-{secrets.token_hex(4)}"
    folder.mkdir(parents=True, exist_ok=True)
    password_file = folder / "password.txt"
    password_file.write_text(password, encoding="utf-8")
    password_file.chmod(0o600)
    seconds: dict[str, float] = {}
    with _timed("生成文件", seconds):
        _command("demo", "make", "--seed", str(seed), "--scale", scale, "--out", str(folder))
    files = folder / "files"
    with _timed("建库与建任务", seconds):
        _command("check", "--fix")
        _command("places", "import", str(files / "行政村基本信息.xlsx"))
        _command(
            "people", "import", str(files / "工作人员账号.xlsx"),
            "--password-file", str(password_file),
        )  # fmt: skip
        today = date.today()  # noqa: DTZ011 - the campaign runs on the machine's own calendar
        _command(
            "campaign", "new", CAMPAIGN, "--area", demo_cast.COUNTY, "--pack", "demo",
            "--baseline-on", BASELINE_ON,
            "--starts-on", (today - timedelta(days=21)).isoformat(),
            "--ends-on", (today + timedelta(days=CAMPAIGN_DAYS)).isoformat(),
        )  # fmt: skip
    with _timed("导入名册", seconds):
        names = ("行政村基本信息.xlsx", "脱贫户信息.xlsx", "脱贫人口信息.xlsx")
        for name in (*names, "承诺授权查询书登记表.xlsx"):
            _command(
                "registry", "import", str(files / name), "--as", demo_cast.OFFICER, may_reject=True
            )
        _command("registry", "freeze", "--as", demo_cast.OFFICER)
    with _timed("接收部门数据", seconds):
        _command("sources", "deliver", *demo_cast.delivered_files(files), "--as", demo_cast.OFFICER,
                 may_reject=True)  # fmt: skip
        _command("registry", "off-registry", "--merge", "--as", demo_cast.OFFICER, may_reject=True)
    with _timed("登记工作台账", seconds):
        for ledger, path in demo_cast.ledger_files(files):
            _command("ledgers", "import", ledger, path, "--as", demo_cast.OFFICER)
    with _timed("数据比对", seconds):
        _command("compare", "run", "--as", demo_cast.OFFICER)
    with _timed("核定与整改", seconds):
        counts = _people_work(folder)
    with _timed("和农户算收入", seconds):
        counts |= _reckon_with_households(folder)
    with _timed("达标核查", seconds):
        counts |= _hold_against_the_standard(folder, password_file)
    output = folder / "output"
    output.mkdir(exist_ok=True)
    with _timed("出台账和清单", seconds):
        _command("problems", "issue", str(output), "--as", demo_cast.OFFICER)
        _command("problems", "export", str(output), "--as", demo_cast.OFFICER)
    summary = {
        "schema_version": terminal.SCHEMA_VERSION,
        "folder": str(folder),
        "seed": seed,
        "scale": scale,
        "seconds": {name: round(value, 1) for name, value in seconds.items()},
        "seconds_in_all": round(time.monotonic() - started, 1),
        "counts": counts,
        "accounts": demo_cast.shown_accounts(),
        "files": sorted(str(path) for path in output.iterdir()),
    }
    summary_file.write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    _show_summary(summary)


def _clear(folder: Path, *, is_fresh: bool) -> None:
    """Remove what an earlier demonstration wrote here; nothing that it did not write."""
    ours = ("data", "files", "truth", "output", "password.txt", "summary.json")
    there = [folder / name for name in ours if (folder / name).exists()]
    if there and not is_fresh and not (folder / "password.txt").exists():
        raise Refused("DEMO_FOLDER", folder=folder, name=there[0].name)
    for path in there:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextlib.contextmanager
def _timed(name: str, seconds: dict[str, float]) -> Iterator[None]:
    terminal.say("")
    terminal.say(f"== {name} ==")
    started = time.monotonic()
    yield
    seconds[name] = time.monotonic() - started


def _command(*words: str, may_reject: bool = False) -> None:
    """Show a command as it would be typed, and run it; rejected rows are a result."""
    terminal.say(f"$ huitoukan {' '.join(words)}")
    status = _invoke(words)
    if status not in ((0, 1) if may_reject else (0,)):
        raise typer.Exit(status)


@cache
def _commands() -> Any:
    from huitoukan.cli.commands import app as everything

    return typer.main.get_command(everything)


def _invoke(words: Sequence[str]) -> int:
    status = _commands().main(args=list(words), prog_name="huitoukan", standalone_mode=False)
    return int(status or 0)


def _told(*words: str) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        _invoke(words)
    return out.getvalue()


def _answer(*words: str) -> dict[str, Any]:
    """The JSON answer of a command."""
    answer: dict[str, Any] = json.loads(_told(*words, "--json"))
    return answer


def _people_work(folder: Path) -> dict[str, int]:
    """People judge the doubts and move the problems on; the cast decides who does what."""
    hits = _answer("compare", "hits", "--limit", "100000")["hits"]
    for verdict in demo_cast.verdicts(hits):
        terminal.say(f"$ huitoukan compare judge {verdict.codes[0]} … {' '.join(verdict.options)}")
        _invoke(["compare", "judge", *verdict.codes, *verdict.options])
    problems = _answer("problems", "list", "--limit", "100000")["problems"]
    people = _answer("people", "list")["appointments"]
    steps = list(demo_cast.steps(problems, people, folder / "files" / "照片"))
    if steps:
        terminal.say(f"$ huitoukan {' '.join(steps[0])}")
    with terminal.progress(f"办理问题 {len(steps)} 步") as tell:
        for number, words in enumerate(steps, start=1):
            _answer(*words)
            tell(number, len(steps), words[3])
    for words, agreed in demo_cast.adjustments(hits, people):
        terminal.say(f"$ huitoukan adjustments propose {' '.join(words)}")
        made = _answer("adjustments", "propose", *words)
        for account, act in agreed:
            _answer("adjustments", "step", made["code"], act, "--as", account)
    _send_down(people)
    after = _answer("problems", "list", "--limit", "100000")["problems"]
    hits = _answer("compare", "hits", "--limit", "100000")["hits"]
    states = [problem["state"] for problem in after]
    return {
        "hits": len(hits),
        "hits_waiting": sum(hit["state"] == "new" for hit in hits),
        "hits_confirmed": sum(hit["state"] == "confirmed" for hit in hits),
        "hits_dismissed": sum(hit["state"] == "dismissed" for hit in hits),
        "hits_data_error": sum(hit["state"] == "data_error" for hit in hits),
        "problems": len(after),
        "problems_closed": states.count("closed"),
        "steps": len(steps),
    }


def _send_down(people: Sequence[Mapping[str, Any]]) -> None:
    """The doubts that are left go to townships, villages and departments; a few are answered."""
    try:
        _command("assignments", "send", "--as", demo_cast.OFFICER)
    except Refused as refused:
        if refused.code != "ASSIGN_NOTHING":
            raise
        terminal.say(refused.sentence())
    sent = _answer("assignments", "list", "--limit", "100000")["assignments"]
    for words in demo_cast.answers(sent, people):
        terminal.say(f"$ huitoukan assignments {' '.join(words)}")
        _answer("assignments", *words)
    _command("links", "suggest", "--as", demo_cast.OFFICER)


def _reckon_with_households(folder: Path) -> dict[str, int]:
    """One village works out accounts with its households; a few answer, one refuses."""
    worker = ("--as", demo_incomes.VILLAGE_WORKER)
    listed = _answer("incomes", "list", "--state", "none", *worker)["households"]
    path, on = folder / "sheet.json", date.today()  # noqa: DTZ011
    sheets = [json.loads(_told("incomes", "begin", one["household_no"], *worker)) for one in listed]
    sheets.sort(key=lambda sheet: not demo_incomes.is_like_s000(sheet))
    for turn, (sheet, end) in enumerate(zip(sheets, demo_incomes.ENDS, strict=False)):
        sheet["lines"] = demo_incomes.lines(sheet, turn)
        path.write_text(json.dumps(sheet, ensure_ascii=False), encoding="utf-8")
        made = _answer("incomes", "record", str(path), *worker)
        head = next(m["name"] for m in sheet["members"] if m.get("relation") == "户主")
        for words in demo_incomes.answers(end, made["sheet"], head, on):
            terminal.say(f"$ huitoukan incomes {' '.join(words)}")
            _answer("incomes", *words)
        if end == "corrected":
            sheet["lines"][0]["evidence"] += "，又看了银行流水"
            path.write_text(json.dumps(sheet, ensure_ascii=False), encoding="utf-8")
            _answer(
                "incomes", "record", str(path), "--seen", "1", "--why", "补充凭据（示例）", *worker
            )
    path.unlink(missing_ok=True)
    return {"income_sheets": min(len(sheets), len(demo_incomes.ENDS))}


def _hold_against_the_standard(folder: Path, password_file: Path) -> dict[str, int]:
    """Every household and village as of today, when accounts were accepted; then some exits."""
    _check_villages(folder / "files" / "村核查")
    today = date.today().isoformat()  # noqa: DTZ011
    words = ("assessment", "run", "--on", today, "--as", demo_cast.OFFICER)
    terminal.say(f"$ huitoukan {' '.join(words)}")
    found = _answer(*words)
    judged = {"households_judged": found["households"], "households_not_met": found["not_met"]}
    return judged | _sign_exits(folder / "files" / "村核查", password_file)


def _check_villages(folder: Path) -> None:
    """What no department has about villages is entered, for those that have a worker."""
    people = _answer("people", "list")["appointments"]
    today = date.today()  # noqa: DTZ011
    for ledger, path in demo_places.ledger_files(folder, demo_places.villages(people), today):
        _command("ledgers", "import", ledger, str(path), "--as", demo_cast.OFFICER)


def _sign_exits(folder: Path, password_file: Path) -> dict[str, int]:
    """Poor villages that meet the standard are proposed by their workers; the first one is signed
    by two levels and waits for the county's, the others wait for their own secretary's."""
    met = _answer("assessment", "villages", "--verdict", "met", "--limit", "1000")["villages"]
    people = _answer("people", "list")["appointments"]
    workers = {one["area"]: one["username"] for one in people if one["post"] == "village_worker"}
    poor = [one["village"] for one in met if one["kind"] == "贫困村"][: demo_places.EXITS]
    if not poor:
        return {"exits": 0}
    today = date.today()  # noqa: DTZ011
    signers = demo_places.signers_file(folder, poor[0], today)
    _command("people", "import", str(signers), "--password-file", str(password_file))
    for village in poor:
        words = [*demo_places.proposal(village, today), "--as", workers[village]]
        terminal.say(f"$ huitoukan exits {' '.join(words)}")
        made = _answer("exits", *words)
        for step in demo_places.signatures(made["code"]) if village == poor[0] else ():
            _answer("exits", *step)
    return {"exits": len(poor)}


def _show_summary(summary: dict[str, Any]) -> None:
    terminal.say("")
    terminal.say("== 小结 ==")
    terminal.table(
        ("步骤", "秒"), [(name, str(value)) for name, value in summary["seconds"].items()]
    )
    counts = summary["counts"]
    terminal.say(
        f"疑点 {counts['hits']} 个：属实 {counts['hits_confirmed']}，"
        f"不属实 {counts['hits_dismissed']}，数据错误 {counts['hits_data_error']}，"
        f"待核定 {counts['hits_waiting']}。"
    )
    terminal.say(
        f"问题 {counts['problems']} 条：已销号 {counts['problems_closed']}；"
        f"办理 {counts['steps']} 步。共用时 {summary['seconds_in_all']} 秒。"
    )
    terminal.say("写出的文件：")
    for name in summary["files"]:
        terminal.say(f"  {name}")
    folder = Path(summary["folder"])
    terminal.say(f"收到的原始文件：{folder / 'files'}")
    password_file = folder / "password.txt"
    if password_file.exists():
        terminal.say(f"演示账号（密码都是 {password_file.read_text(encoding='utf-8')}）：")
        terminal.table(
            ("账号", "岗位", "可以看什么"),
            [(a["username"], a["post"], a["what"]) for a in summary["accounts"]],
        )
    terminal.next_step(
        f"HUITOUKAN_DATA={folder / 'data'} huitoukan serve 打开网页（make run 会自动打开）。"
    )
