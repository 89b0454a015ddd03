"""任务队列: works off the jobs, and nothing else. `serve` starts it; it can also be run by itself."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from xinheng.faces.cli.database import ready
from xinheng.faces.cli.serve import end_with_supervisor

HELP = "只运行任务队列 · work off jobs only"

SECONDS_FOR_A_JOB_TO_END = 3
# Jobs at once, of every queue. Loads share a lock (`desk.tasks.LOADS`), so that a long one never has more than one place;
# the upkeep of the search after it may take another, and there is always one for what is short: deliveries, mail.
PLACES = 3
SECONDS_BETWEEN_LOOKS = 1  # new jobs are told at once; that a lock is free again is seen at the next look


def arguments(parser: ArgumentParser) -> None:
    """Takes none."""


def run(options: Namespace) -> dict:
    ready()
    end_with_supervisor()
    from xinheng.faces.desk import spool, tasks

    spool.end_interrupted(tasks.INTERRUPTED)
    work_off(shutdown_graceful_timeout=SECONDS_FOR_A_JOB_TO_END)
    return {}


def work_off(**options) -> None:
    """Works off jobs until it is told to end, or with `wait=False` until there are none."""
    from procrastinate.contrib.django import app

    # The runner has connections of its own; what a job defers still goes through Django, in the job's transaction.
    runner = app.with_connector(app.connector.get_worker_connector())
    # A job that did its work is forgotten: what was delivered stands as such. A failed one stays, for people to see.
    runner.run_worker(
        concurrency=PLACES,
        fetch_job_polling_interval=SECONDS_BETWEEN_LOOKS,
        delete_jobs="successful",
        **options,
    )


def lines(result: dict) -> Iterable[str]:
    return ()
