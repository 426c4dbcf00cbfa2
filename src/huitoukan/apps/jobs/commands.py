"""`huitoukan work`: the worker."""

from __future__ import annotations

import secrets
import time

import typer


def work(
    once: bool = typer.Option(False, "--once", help="做完排队的任务就退出"),
    interval: float = typer.Option(1.0, min=0.1, help="两次查看队列之间的秒数"),
) -> None:
    """执行后台任务；可同时开多个，被强行终止的任务会由别的进程接手。"""
    from django_tasks_db.management.commands.db_worker import Worker

    from huitoukan.apps.jobs import services
    from huitoukan.apps.jobs.queries import worker_mark

    worker = Worker(
        queue_names=["*"],
        interval=0.0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"work-{secrets.token_hex(4)}",
        excluded_queue_names=[],
    )
    worker.configure_signals()
    mark = worker_mark()
    mark.parent.mkdir(parents=True, exist_ok=True)
    while worker.running:
        mark.touch()
        services.reap()
        worker.run()
        if once:
            return
        if worker.running:
            time.sleep(interval)
