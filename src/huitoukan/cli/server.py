"""`huitoukan serve` and `huitoukan check`: the web pages, and whether the installation is sound."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import typer

from huitoukan.apps.core import terminal
from huitoukan.config import start as starting
from huitoukan.domain.refusals import Refused


def check(
    fix: bool = typer.Option(False, "--fix", help="建立或更新数据库"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """检查安装：数据库、断电保护；--fix 建立或更新数据库。"""
    starting.start()
    if fix:
        starting.migrate()
    found = starting.examine()
    is_good = all(f.is_good for f in found)
    if as_json:
        terminal.answer_json(good=is_good, findings=[vars(f) for f in found])
    else:
        terminal.table(
            ("项目", "结果", "说明"),
            [(f.name, "正常" if f.is_good else "需处理", f.told) for f in found],
        )
        terminal.next_step(
            "huitoukan places import 行政村表 导入区划。" if is_good else "huitoukan check --fix"
        )
    if not is_good:
        raise typer.Exit(3)


def serve(
    folder: Path | None = typer.Option(
        None, "--dir", help="演示的文件夹；不填则用 HUITOUKAN_DATA 指的数据文件夹"
    ),
    port: int = typer.Option(8000, min=1, max=65535, help="端口"),
    host: str = typer.Option("127.0.0.1", help="监听地址；缺省只对本机开放"),
    threads: int = typer.Option(4, min=1, help="同时处理的请求数"),
    no_work: bool = typer.Option(False, "--no-work", help="不在旁边启动后台任务进程"),
) -> None:
    """打开网页，并在旁边启动一个后台任务进程；按 Ctrl+C 结束。"""
    if folder is not None:
        os.environ["HUITOUKAN_DATA"] = str(folder.absolute() / "data")
    starting.start()
    starting.demand_database()
    if not _is_free(host, port):
        raise Refused("PORT_TAKEN", port=port)
    from waitress import serve as run

    starting.make_folders()
    from huitoukan.config.wsgi import application

    worker = None
    if not no_work:
        worker = subprocess.Popen(
            [sys.executable, "-m", "huitoukan", "work"], env=os.environ.copy()
        )
    terminal.say(f"网页：http://{host}:{port}/ ，按 Ctrl+C 结束。")
    try:
        run(application, host=host, port=port, threads=threads, ident="huitoukan")
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait(timeout=30)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
