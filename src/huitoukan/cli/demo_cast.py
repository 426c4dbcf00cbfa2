"""Who does what in the demonstration: which doubts are confirmed, which problems move how far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from huitoukan.cli import demo_photographs

COUNTY: Final = "980122"
OFFICER: Final = "ruiping"
LEAD: Final = "lihua"

SHOWN: Final = (
    ("ruiping", "县级数据员", "全县：导入、比对、核定、交办、导出"),
    ("lihua", "县专班负责人", "全县：交办、销号"),
    ("minzheng", "部门审核员（民政局）", "本部门的数据、疑点和问题"),
    ("yibao", "部门审核员（医保局）", "本部门的数据、疑点和问题"),
    ("zhen1", "乡镇干部", "本乡镇：认领、方案、整改"),
    ("shen1", "乡镇审核组长", "本乡镇：审核、退回"),
    ("cun1", "村级责任人（手机页 /m/）", "本村：认领、方案、整改、佐证"),
    ("zhenshuji", "乡镇党委书记", "本乡镇：在退出签批上签字"),
    ("xianshuji", "县委书记", "全县：在退出签批上签字"),
    ("shidu", "市级督导", "全市，只看"),
    ("shenji", "审计员", "全县，只看；操作日志"),
)

# How far the confirmed problems of the demonstration have come, in turn.
JOURNEYS: Final[tuple[str, ...]] = (
    "closed", "rectifying", "under_review", "closed", "assigned", "registered",
    "accepted", "closed", "returned", "confirmed", "rectifying", "closed",
    "planned", "reviewed", "rectifying", "rejected", "assigned", "closed",
)  # fmt: skip
MOVED_AT_MOST: Final = 72


def shown_accounts() -> list[dict[str, str]]:
    """The accounts to try, with what they see."""
    return [{"username": u, "post": post, "what": what} for u, post, what in SHOWN]


def delivered_files(files: Path) -> list[str]:
    """The lists of helpers and cadres, and the folder of department data."""
    lists = sorted(path for path in files.glob("*名*.xls*") if path.name != "工作人员账号.xlsx")
    lists = [path for path in lists if "行政村" not in path.name]
    return [*(str(path) for path in lists), str(files / "部门数据")]


def ledger_files(files: Path) -> list[tuple[str, str]]:
    """The kept ledgers, each with the file that an office had until now."""
    names = {
        "K01": "村企结对台账.xlsx", "K02": "帮扶项目台账.xlsx",
        "K06": "驻村值守台账.csv", "K08": "扶贫资产台账.xlsx",
    }  # fmt: skip
    return [(ledger, str(files / "工作台账" / name)) for ledger, name in names.items()]


@dataclass(frozen=True)
class Judgement:
    """One `compare judge` command: the doubts and the options."""

    codes: tuple[str, ...]
    options: tuple[str, ...]


def verdicts(hits: Sequence[Mapping[str, Any]]) -> Iterator[Judgement]:
    """Of each rule: most doubts confirmed, some dismissed with a reason, some left to judge.

    Nothing is known about which are true; a demonstration only has to show every verdict.
    """
    by_rule: dict[str, list[str]] = {}
    for hit in hits:
        by_rule.setdefault(hit["rule"], []).append(hit["code"])
    confirmed: list[str] = []
    dismissed: list[str] = []
    wrong: list[str] = []
    for codes in by_rule.values():
        for number, code in enumerate(codes):
            if number % 4 in (0, 1):
                confirmed.append(code)
            elif number % 4 == 2:
                (wrong if number % 8 == 6 else dismissed).append(code)
    who = ("--as", OFFICER)
    if confirmed:
        yield Judgement(tuple(confirmed), ("--verdict", "confirm", *who))
    if dismissed:
        yield Judgement(
            tuple(dismissed),
            ("--verdict", "dismiss", "--reason", "policy-allows", "--note", "演示：政策允许", *who),
        )
    if wrong:
        yield Judgement(
            tuple(wrong), ("--verdict", "data-error", "--note", "演示：部门录入有误", *who)
        )


class People:
    """The accounts by what they can do where."""

    def __init__(self, appointments: Sequence[Mapping[str, Any]]) -> None:
        self.by_post: dict[tuple[str, str], Mapping[str, Any]] = {}
        for held in appointments:
            key = held["department"] if held["post"] == "department_reviewer" else held["area"]
            self.by_post.setdefault((held["post"], key), held)

    def department(self, code: str) -> str:
        """The account that confirms for a department; the campaign's office for the others."""
        held = self.by_post.get(("department_reviewer", code))
        return str(held["username"]) if held else ""

    def worker(self, village: str) -> Mapping[str, Any]:
        """Who puts right: the village's worker, else the township's officer."""
        for post, area in (("village_worker", village), ("town_officer", village[:9])):
            if (post, area) in self.by_post:
                return self.by_post[post, area]
        return {}

    def reviewer(self, village: str) -> str:
        """Who reviews: the head of the township's review group."""
        held = self.by_post.get(("town_reviewer", village[:9]))
        return str(held["username"]) if held else ""


def steps(
    problems: Sequence[Mapping[str, Any]],
    appointments: Sequence[Mapping[str, Any]],
    photographs: Path,
) -> Iterator[list[str]]:
    """The `problems step` commands that take the problems as far as their journeys say.

    The photographs that they send are drawn into the folder `photographs`.
    """
    people = People(appointments)
    moved = 0
    for problem in problems:
        department = people.department(problem["department"])
        worker = people.worker(problem["village"])
        reviewer = people.reviewer(problem["village"])
        if not (department and worker and reviewer) or moved >= MOVED_AT_MOST:
            continue
        goal = JOURNEYS[moved % len(JOURNEYS)]
        yield from _journey(problem, goal, department, worker, reviewer, photographs, moved)
        moved += 1


def adjustments(
    hits: Sequence[Mapping[str, Any]], appointments: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[list[str], list[tuple[str, str]]]]:
    """A few changes of the registry: the proposal, then who agrees; one waits at each stage.

    Of the town in which the accounts to try have their posts, so that they find work.
    """
    people = People(appointments)
    shown = {account for account, *_ in SHOWN}
    seen: dict[str, str] = {hit["household_no"]: hit["village"] for hit in hits}
    homes = [
        (number, village) for number, village in seen.items()
        if number and people.reviewer(village) in shown and people.worker(village)
    ]  # fmt: skip
    on = (date.today() - timedelta(days=3)).isoformat()  # noqa: DTZ011
    birth = ("--new", "name=石小满", "--new", "sex=女", "--new", f"birth_date={on}")
    for turn, (number, village) in enumerate(homes[:3]):
        worker, reviewer = str(people.worker(village)["username"]), people.reviewer(village)
        common = ["--as", worker, "--effective-on", on]
        if turn < 2:
            words = ["birth", number, *common, "--new", f"person_no={number}99", *birth,
                     "--reason", f"出生医学证明（示例{turn + 1}号）"]  # fmt: skip
            yield words, [(reviewer, "agree")] if turn == 0 else []
        else:
            words = ["household_gone", number, *common, "--reason", "老人去世，户口已注销（示例）"]
            yield words, [(reviewer, "agree")]


def answers(
    assignments: Sequence[Mapping[str, Any]], appointments: Sequence[Mapping[str, Any]]
) -> Iterator[list[str]]:
    """The accounts to try confirm the receipt of what was sent to them, and answer a doubt each."""
    posts = {"town_officer", "department_reviewer"}
    shown = {account for account, *_ in SHOWN}
    here = {
        one["department"] or one["area"]: one["username"]
        for one in appointments
        if one["post"] in posts and one["username"] in shown
    }
    for one in assignments:
        account = here.get(one["department"] or one["area"])
        if account is None:
            continue
        yield ["receive", one["code"], "--as", account]
        yield [
            "answer", f"{one['code']}-001", "--verdict", "confirmed",
            "--note", "核实过，和部门数据一致（示例）", "--as", account,
        ]  # fmt: skip


def _journey(
    problem: Mapping[str, Any],
    goal: str,
    department: str,
    worker: Mapping[str, Any],
    reviewer: str,
    photographs: Path,
    number: int,
) -> Iterator[list[str]]:
    code = problem["code"]

    def step(action: str, who: str, **facts: str) -> list[str]:
        words = ["problems", "step", code, action, "--as", who]
        for name, value in facts.items():
            words += [f"--{name.replace('_', '-')}", value]
        return words

    seal = f"示例章〔2026〕{number + 1}号"
    if goal == "registered":
        return
    if goal == "rejected":
        yield step(
            "reject", department, opinion="经核对业务系统，情况不属实。", reason="系统数据滞后",
            seal_no=seal,
        )  # fmt: skip
        return
    yield step("confirm", department, opinion="经核对业务系统，情况属实。", seal_no=seal)
    if goal == "confirmed":
        return
    unit = f"{worker['area_name']}" + ("村委会" if len(worker["area"]) == 12 else "人民政府")
    yield step("assign", OFFICER, unit=unit, person=worker["name"])
    if goal == "assigned":
        return
    who = worker["username"]
    yield step("accept", who)
    if goal == "accepted":
        return
    due = date.today() + timedelta(days=10 + number % 20)  # noqa: DTZ011
    yield step(
        "plan", who, measure="入户核实情况，商责任部门补办手续，完成后请户主签字确认。",
        due_on=due.isoformat(),
    )  # fmt: skip
    if goal == "planned":
        return
    yield step("approve_plan", reviewer, opinion="措施具体、时限可行，同意实施。")
    if goal == "rectifying":
        return
    pictures = demo_photographs.pair(photographs, problem["village"], number)
    yield step("submit", who, result="已按方案整改到位，户主已签字。", **pictures)
    if goal == "under_review":
        return
    if goal == "returned":
        yield step("return", reviewer, reason="照片看不清整改部位，请补拍。")
        return
    yield step("pass_review", reviewer, opinion="现场查看，整改到位。")
    if goal == "closed":
        yield step("close", LEAD, opinion="同意销号。")
