"""任务队列: works off the jobs, and nothing else. `serve` starts it; it can also be run by itself."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from xinheng.faces.cli.database import ready
from xinheng.faces.cli.serve import end_with_supervisor

HELP = "只运行任务队列 · work off jobs only"

SECONDS_FOR_A_JOB_TO_END = 3


def arguments(parser: ArgumentParser) -> None:
    """Takes none."""


def run(options: Namespace) -> dict:
    ready()
    end_with_supervisor()
    from procrastinate.contrib.django import app

    from xinheng.faces.desk import spool, tasks

    spool.end_interrupted(tasks.INTERRUPTED)
    # The runner has connections of its own; what a job defers still goes through Django, in the job's transaction.
    runner = app.with_connector(app.connector.get_worker_connector())
    # A job that did its work is forgotten: what was delivered stands as such. A failed one stays, for people to see.
    runner.run_worker(shutdown_graceful_timeout=SECONDS_FOR_A_JOB_TO_END, delete_jobs="successful")
    return {}


def lines(result: dict) -> Iterable[str]:
    return ()
