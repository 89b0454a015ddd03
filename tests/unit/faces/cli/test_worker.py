"""任务队列: a long load keeps nobody waiting but other loads."""

import threading

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from xinheng.faces.cli.worker import work_off
from xinheng.faces.desk import tasks

SECONDS = 10  # to wait at most for what should come at once


@pytest.fixture
def job(monkeypatch, transactional_db):
    """Registers jobs for one test; what runs by the clock rests meanwhile, and what other tests left is none of it."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    before = dict(app.tasks)
    yield app.task
    app.tasks.clear()
    app.tasks.update(before)


def work_off_all() -> None:
    """Each turn ends when there is nothing that may be begun, though a load may wait for another one."""
    while ProcrastinateJob.objects.filter(status="todo").exists():
        work_off(wait=False, listen_notify=False, install_signal_handlers=False)


def test_short_job_does_not_wait_for_a_long_load(job):
    delivered, told = threading.Event(), []

    @job(name="test_long_load", queue=tasks.LOADS, lock=tasks.LOADS)
    def long_load() -> None:
        told.append(delivered.wait(SECONDS))

    @job(name="test_delivery", queue="events")
    def delivery() -> None:
        delivered.set()

    for each in (long_load, long_load, delivery):
        each.defer()
    work_off_all()
    assert told == [True, True]
    assert not ProcrastinateJob.objects.exists()


def test_loads_come_one_after_the_other(job):
    lock, overlapping = threading.Lock(), []

    @job(name="test_load", queue=tasks.LOADS, lock=tasks.LOADS)
    def load() -> None:
        is_alone = lock.acquire(blocking=False)
        overlapping.append(not is_alone)
        if is_alone:
            threading.Event().wait(0.1)
            lock.release()

    for _ in range(3):
        load.defer()
    work_off_all()
    assert overlapping == [False, False, False]


def test_load_of_an_upload_is_such_a_load():
    assert (tasks.load_upload.queue, tasks.load_upload.lock) == (tasks.LOADS, tasks.LOADS)
