"""`huitoukan people`: opening accounts from a list, listing them, setting a password."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from huitoukan.apps.core import terminal

app = typer.Typer(help="人员：开设账号、列出、设密码", no_args_is_help=True)


@app.command("import")
def import_people(
    file: Path = typer.Argument(
        help="账号名单：账号、姓名、岗位、区划代码、部门、任职起、任职止、手机"
    ),
    password_file: Path | None = typer.Option(
        None, help="起始密码所在的文件；不填则账号在设密码之前不能登录"
    ),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """按名单开设账号和任职；同一名单再导一次不会有变化。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.accounts.services import open_accounts
    from huitoukan.apps.accounts.services.lists import read_accounts
    from huitoukan.domain.refusals import Refused

    if not file.is_file():
        raise Refused("FILE_MISSING", name=file)
    today = timezone.localdate()
    password = password_file.read_text(encoding="utf-8").strip() if password_file else None
    with terminal.rehearsal(dry_run):
        counts = open_accounts(
            acting(as_, today), read_accounts(file), source=file.name, on=today, password=password
        )
    if as_json:
        terminal.answer_json(dry_run=dry_run, **vars(counts))
        return
    terminal.say(
        f"开设账号 {counts.opened} 个，任职 {counts.appointed} 项，不变 {counts.unchanged} 项。"
    )
    terminal.rehearsed(dry_run)
    if password is None and counts.opened:
        terminal.next_step("huitoukan people password 账号 为每个账号设密码。")
    else:
        terminal.next_step("huitoukan campaign new 建立任务。")


@app.command("list")
def list_people(as_json: bool = typer.Option(False, "--json", help="输出 JSON")) -> None:
    """列出账号、岗位、地区、部门和任职时间。"""
    from huitoukan.apps.accounts.queries import accounts_for, post_title
    from huitoukan.apps.core.actor import system_actor

    rows = [
        {
            "username": a.user.username,
            "name": a.user.name,
            "post": a.post,
            "area": a.area.code,
            "area_name": a.area.name,
            "department": a.department,
            "first_day": a.first_day,
            "last_day": a.last_day,
        }
        for a in accounts_for(system_actor())
    ]
    if as_json:
        terminal.answer_json(appointments=rows)
        return
    terminal.table(
        ("账号", "姓名", "岗位", "地区", "部门", "任职"),
        [
            (
                r["username"], r["name"], post_title(str(r["post"])), r["area_name"],
                r["department"], f"{r['first_day']} 起",
            )
            for r in rows
        ],
    )  # fmt: skip
    terminal.next_step("huitoukan serve 打开网页。")


@app.command("password")
def password(
    username: str = typer.Argument(help="账号"),
    password_file: Path | None = typer.Option(None, help="密码所在的文件；不填则在终端输入"),
) -> None:
    """给一个账号设密码。"""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from huitoukan.apps.accounts.services import set_password
    from huitoukan.apps.core.actor import system_actor
    from huitoukan.domain.refusals import Refused

    if password_file is not None:
        new = password_file.read_text(encoding="utf-8").strip()
    else:
        new = typer.prompt("新密码", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(new)
    except ValidationError as error:
        raise Refused("FORM_INVALID", errors="".join(error.messages)) from None
    set_password(system_actor(), username, new)
    terminal.say(f"已为“{username}”设密码（{date.today():%Y-%m-%d}）。")  # noqa: DTZ011
    terminal.next_step("把密码当面交给本人，请其首次登录后修改。")
