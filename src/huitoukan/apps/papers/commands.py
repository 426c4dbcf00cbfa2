"""`huitoukan papers`: what was issued, making papers, receipts, checking a template."""

from __future__ import annotations

from pathlib import Path

import typer

from huitoukan.apps.core import terminal
from huitoukan.domain.refusals import Refused

app = typer.Typer(help="文书：列出、制作、印发、签收、检查模板", no_args_is_help=True)


def _wanted(  # type: ignore[no-untyped-def]
    campaign, kind: str, place: str, objects: list[str], asks: list[str], *, every: bool
):
    """What is asked for; `名称=内容` pairs, and what usually stands in the fields not named."""
    from huitoukan.apps.papers.queries import kind_named
    from huitoukan.apps.papers.queries.subjects import Wanted

    usual = {ask.name: ask.usual for ask in kind_named(campaign, kind).asks}
    given = dict(value.partition("=")[::2] for value in asks)
    return Wanted(kind, place, tuple(objects), every, {**usual, **given})


@app.command("list")
def list_(
    kind: str = typer.Option("", help="只列这种文书，例如 problem_list"),
    limit: int = typer.Option(50, min=1, help="最多列出几份"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出印发的文书和签收情况，最新的在前。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.papers.queries import papers_for
    from huitoukan.apps.papers.queries.shown import counted

    rows = counted(papers_for(acting(as_, timezone.localdate())))
    rows = rows.filter(kind=kind) if kind else rows
    total, shown = rows.count(), list(rows[:limit])
    listed = [
        {
            "code": one.code, "kind": one.kind, "title": one.title, "area": one.area.code,
            "issue": one.issue, "problems": one.n_problems, "made_at": one.made_at,
            "received": vars(one)["n_received"], "addressees": vars(one)["n_receipts"],
            "void": one.is_void, "word": one.word.sha256,
        }
        for one in shown
    ]  # fmt: skip
    if as_json:
        terminal.answer_json(total=total, papers=listed)
        return
    terminal.table(
        ("编号", "标题", "问题", "签收"),
        [
            (row["code"], row["title"], row["problems"], f"{row['received']}/{row['addressees']}")
            for row in listed
        ],
    )
    terminal.say(f"共 {total} 份，列出 {len(listed)} 份。")
    terminal.next_step("huitoukan papers make 文书 --place 区划 预览；papers issue 印发。")


@app.command("make")
def make(
    kind: str = typer.Argument(help="哪种文书，例如 village_list"),
    out: Path = typer.Argument(help="把第一份预览写到哪个 .docx"),
    place: str = typer.Option("", help="乡镇或村的区划代码"),
    objects: list[str] = typer.Option([], "--object", help="问题编号、户编号或部门，可以多个"),
    every: bool = typer.Option(False, "--every", help="没有问题的户也要"),
    asks: list[str] = typer.Option([], "--set", help="要填的内容，写作 名称=内容，可以多个"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """预览：写出第一份，不编号、不印发。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.papers.queries.making import draft

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    wanted = _wanted(chosen, kind, place, objects, asks, every=every)
    n, n_problems, content = draft(actor, chosen, wanted, at=timezone.now())
    out.write_bytes(content)
    if as_json:
        terminal.answer_json(copies=n, problems=n_problems, file=str(out))
        return
    terminal.say(f"{out}：共 {n} 份，第一份有问题 {n_problems} 条。")
    terminal.next_step(f"核对后用 huitoukan papers issue {kind} 印发。")


@app.command("issue")
def issue(
    kind: str = typer.Argument(help="哪种文书，例如 village_list"),
    out: Path = typer.Argument(help="文件写到哪个文件夹"),
    place: str = typer.Option("", help="乡镇或村的区划代码"),
    objects: list[str] = typer.Option([], "--object", help="问题编号、户编号或部门，可以多个"),
    every: bool = typer.Option(False, "--every", help="没有问题的户也要"),
    asks: list[str] = typer.Option([], "--set", help="要填的内容，写作 名称=内容，可以多个"),
    many: bool = typer.Option(False, "--many", help="一次印发多份，写出一个 Word 和一个 ZIP"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """印发：编号、固定内容、写出文件。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.papers.services import issuing

    actor, now = acting(as_, timezone.localdate()), timezone.now()
    chosen = campaign_for(actor, campaign or None)
    wanted = _wanted(chosen, kind, place, objects, asks, every=every)
    if many:
        with terminal.progress("制作", quiet=as_json) as tell:
            batch = issuing.issue_many(actor, chosen, wanted, at=now, tell=tell)
        code, n, files = batch.code, batch.n, [batch.joined, batch.packed]
    else:
        paper = issuing.issue(actor, chosen, wanted, at=now)
        code, n = paper.code, 1
        files = [file for file in (paper.word, paper.excel, paper.packed) if file is not None]
    written = _write(out, files)
    if as_json:
        terminal.answer_json(code=code, copies=n, files=written)
        return
    for name in written:
        terminal.say(name)
    terminal.next_step(f"{code}：送签后印发；签收用 huitoukan papers receive 登记。")


def _write(out: Path, files: list) -> list[str]:  # type: ignore[type-arg]
    from huitoukan.apps.files.services.keeping import path_of

    out.mkdir(parents=True, exist_ok=True)
    written = []
    for file in files:
        target = out / file.name
        target.write_bytes(path_of(file.sha256).read_bytes())
        written.append(str(target))
    return written


@app.command("receive")
def receive(
    code: str = typer.Argument(help="文书编号"),
    addressee: str = typer.Argument(help="签收单位，例如 龙潭镇"),
    name: str = typer.Option("", help="签收人；不填则为办理的账号"),
    as_: str = typer.Option(..., "--as", help="以哪个账号签收"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """登记签收。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.papers.queries import paper_for, receipts_for
    from huitoukan.apps.papers.services.receiving import receive as sign

    actor = acting(as_, timezone.localdate())
    paper = paper_for(actor, code)
    found = receipts_for(actor, paper, "paper.receive").filter(addressee=addressee).first()
    if found is None:
        raise Refused("NOT_FOUND", what="签收单位", code=addressee)
    signed = sign(actor, code, found.pk, name=name, at=timezone.now())
    if as_json:
        terminal.answer_json(code=code, addressee=addressee, name=signed.received_name)
        return
    terminal.say(f"{code}：{addressee}由{signed.received_name}签收。")
    terminal.next_step("huitoukan papers list 查看还有谁没有签收。")


@app.command("check")
def check(
    file: Path = typer.Argument(help="修改过的模板 .docx"),
    kind: str = typer.Option(..., help="是哪种文书的模板，例如 closing_slip"),
    pack: str = typer.Option("national-2026", help="规则包"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """检查模板：不认识的变量、缺少的变量、不允许的写法。不执行其中任何内容。"""
    from huitoukan.documents.paper_template import Vocabulary, faults
    from huitoukan.rules.load import load_pack
    from huitoukan.rules.paper_files import NEEDED, columns_of_lists, paper_kinds, texts_of

    kinds = paper_kinds(load_pack(pack))
    if kind not in kinds:
        raise Refused("PAPER_KIND", kind=kind, known="、".join(kinds))
    if not file.is_file():
        raise Refused("FILE_MISSING", name=file.name)
    vocabulary = Vocabulary(texts_of(kinds[kind]), columns_of_lists(), NEEDED)
    found = faults(file.read_bytes(), vocabulary)
    if as_json:
        terminal.answer_json(
            file=str(file), faults=[{"code": f.code, "told": str(f)} for f in found]
        )
    else:
        for fault in found:
            terminal.say(f"{fault}")
        terminal.say(f"{file.name}：{len(found)} 处要改。" if found else f"{file.name}：可以使用。")
        terminal.next_step("在“文书模板”页上传。" if not found else "改正后再检查。")
    if found:
        raise typer.Exit(1)


@app.command("results")
def results(
    code: str = typer.Argument(help="核查清单的文书编号"),
    file: Path = typer.Argument(help="填好的 Excel"),
    as_: str = typer.Option(..., "--as", help="以哪个账号办理"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """读回逐项核查的结果：整改到位的归档，未到位、不实的重新打开；逐条说明。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.files.services.keeping import pieces_of
    from huitoukan.apps.papers.services.verifying import keep_results, take_results

    if not file.is_file():
        raise Refused("FILE_MISSING", name=file.name)
    actor, now = acting(as_, timezone.localdate()), timezone.now()
    with terminal.rehearsal(dry_run):
        _, kept, found = keep_results(actor, code, file.name, pieces_of(file), at=now)
        _, _, outcomes = take_results(actor, code, kept.sha256, at=now)
    n_done = sum(done for _code, done, _told in outcomes)
    if as_json:
        terminal.answer_json(
            dry_run=dry_run, done=n_done, blank=found[2],
            rows=[{"code": c, "done": done, "told": told} for c, done, told in outcomes],
        )  # fmt: skip
        return
    terminal.table(("问题", "办理", "说明"), [(c, "是" if d else "否", t) for c, d, t in outcomes])
    terminal.say(f"已办 {n_done} 条，未办 {len(outcomes) - n_done} 条，没有填写 {found[2]} 行。")
    terminal.rehearsed(dry_run)
    terminal.next_step("未办的改正后再读入；同一文件再读一次不会重复办理。")
