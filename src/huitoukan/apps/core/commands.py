"""`huitoukan where URL`: from a page to the code behind it."""

from __future__ import annotations

import typer

from huitoukan.apps.core import terminal


def where(
    url: str = typer.Argument(help="页面地址，例如 /problems/WT-2026-000001/"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """说明一个页面由哪些代码组成：视图、权限、模板、查询和服务。"""
    from huitoukan.apps.core.where import where as find

    found = find(url)
    if as_json:
        terminal.answer_json(url=url, places=[vars(place) for place in found])
        return
    terminal.table(
        ("种类", "名称", "位置"), [(place.kind, place.name, place.at) for place in found]
    )
    terminal.next_step("打开“视图”一行的文件；规则见 /rules/<编号>/。")
