"""Fills the shapes of pages.py: the list of background work, and one job with how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import names_of
from huitoukan.apps.core.actor import SYSTEM_CODE, Actor
from huitoukan.apps.core.pages import ActionForm, Chip, ChipStyle, KeyValue, Share, Tab
from huitoukan.apps.core.showing import address, page_of
from huitoukan.apps.jobs import queries
from huitoukan.apps.jobs.kinds import kind_named
from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.pages import JobList, JobOutcome, JobPage, JobRow

STYLES: Final[dict[str, ChipStyle]] = {
    JobState.QUEUED: "wait",
    JobState.RUNNING: "doing",
    JobState.DONE: "ok",
    JobState.REFUSED: "bad",
    JobState.FAILED: "bad",
}
# Those that Job.waits tells of: done, but a person must answer before the work goes on.
WAITING: Final = Q(state=JobState.DONE, result__has_key="questions") & ~Q(result__has_key="next")
TABS: Final[tuple[tuple[str, Q], ...]] = (
    ("open", Q(state__in=[JobState.QUEUED, JobState.RUNNING]) | WAITING),
    ("done", Q(state=JobState.DONE) & ~WAITING),
    ("failed", Q(state__in=[JobState.REFUSED, JobState.FAILED])),
)


def state_chip(job: Job, at: datetime) -> Chip:
    """Where the job stands, in a chip."""
    labels = {
        JobState.QUEUED: _("排队中"),
        JobState.RUNNING: _("进行中"),
        JobState.DONE: _("已完成"),
        JobState.REFUSED: _("未通过"),
        JobState.FAILED: _("出错"),
    }
    if job.is_lost(at):
        return Chip("warn", _("中断，等待接手"))
    if job.waits:
        return Chip("wait", _("待对照列"))
    return Chip(STYLES[job.state], labels[JobState(job.state)])


def job_list(actor: Actor, params: Mapping[str, str], *, at: datetime) -> JobList:
    """[jobs:list] The jobs that the actor asked for, and those of the areas where jobs are seen."""
    path = reverse("jobs:list")
    everything = queries.jobs_for(actor)
    chosen = dict(TABS).get(params.get("tab", ""))
    jobs, pager = page_of(everything.filter(chosen) if chosen else everything, path, params)
    return JobList(
        tabs=_tabs(everything, path, params),
        rows=job_rows(jobs, at),
        pager=pager,
        worker_seen_at=queries.worker_seen_at(),
    )


def _tabs(jobs: QuerySet[Job], path: str, params: Mapping[str, str]) -> tuple[Tab, ...]:
    labels = {"open": _("未完成"), "done": _("已完成"), "failed": _("未通过或出错")}
    chosen = params.get("tab", "")
    every = Tab(_("全部"), address(path, params, tab=""), jobs.count(), chosen not in labels)
    rest = (
        Tab(
            labels[code],
            address(path, params, tab=code),
            jobs.filter(which).count(),
            chosen == code,
        )
        for code, which in TABS
    )
    return (every, *rest)


def job_rows(jobs: Iterable[Job], at: datetime) -> tuple[JobRow, ...]:
    """The jobs as lines, with the names of those who asked."""
    jobs = list(jobs)
    names = {**names_of({job.asked_by for job in jobs}), SYSTEM_CODE: _("系统")}
    return tuple(
        JobRow(
            code=job.code,
            title=job.title,
            state=state_chip(job, at),
            is_over=job.is_over,
            share=_share(job),
            told=job.told,
            asked_by=names.get(job.asked_by, job.asked_by),
            asked_at=job.asked_at,
            started_at=job.started_at,
            ended_at=job.ended_at,
            attempt=job.attempt,
            seconds=round(((job.ended_at or at) - job.started_at).total_seconds())
            if job.started_at
            else None,
        )
        for job in jobs
    )


def _share(job: Job) -> Share:
    """How far, in the job's own units; a finished job that never told its total is one of one.

    One that stopped with a question has done nothing.
    """
    if job.state == JobState.DONE and not job.waits:
        return Share(job.n_total or 1, job.n_total or 1)
    return Share(0, 0) if job.waits else Share(job.n_done, job.n_total)


def job_page(actor: Actor, code: str, *, at: datetime) -> JobPage:
    """[jobs:detail] One job: how far, what came of it, where to read on."""
    job = queries.job_for(actor, code)
    outcome = JobOutcome()
    if job.state == JobState.DONE:
        outcome = kind_named(job.kind).outcome({**job.result, "job": job.code})
    return JobPage(
        job=job_rows([job], at)[0],
        facts=(
            KeyValue(_("编号"), job.code),
            KeyValue(_("地区"), job.area.name),
        ),
        result=outcome.facts,
        refusal=job.refusal,
        remedy=job.remedy,
        next_label=outcome.next_label,
        next_href=outcome.next_href,
        again=_again_form(job),
    )


def _again_form(job: Job) -> ActionForm | None:
    if job.state not in {JobState.REFUSED, JobState.FAILED}:
        return None
    return ActionForm(
        code="again",
        label=_("重新执行"),
        href=reverse("jobs:again", args=[job.code]),
        style="plain",
        icon="refresh",
        note=_("按原来的文件和条件再做一次，以您的名义提交。"),
    )
