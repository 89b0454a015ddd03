import threading

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories.kernel import NOON, SYSTEM, call
from xinheng.ground.events.actions import SUBSCRIBERS, Unsealed, deliver, emit, subscribe
from xinheng.ground.events.models import Delivery, Event
from xinheng.ground.ledger.actions import REGISTERED, action, open_batch, seal

heard = []


@pytest.fixture(autouse=True)
def subscribed():
    heard.clear()

    @subscribe("test.happened")
    def note(occurrence, *, now):
        heard.append((occurrence, now))
        if occurrence.ids.get("fails") and len(heard) == 1:
            raise RuntimeError("handler failed")

    yield next(iter(SUBSCRIBERS["test.happened"]))
    del SUBSCRIBERS["test.happened"]


@action("test.happen", permission="test.write")
def happen(batch, **ids):
    emit("test.happened", batch, **ids)
    return {}


@pytest.fixture(autouse=True, scope="module")
def forget():
    yield
    REGISTERED.pop("test.happen", None)


@pytest.mark.django_db
def test_event_defers_one_job_for_each_subscriber(subscribed):
    call(happen, organisation="x")
    jobs = list(ProcrastinateJob.objects.values_list("task_name", "args"))
    assert jobs == [("deliver_event", {"event": Event.objects.get().pk, "subscriber": subscribed})]
    assert heard == []


@pytest.mark.django_db
def test_delivery_hands_over_ids_and_knowledge(subscribed):
    call(happen, organisation="x")
    event = Event.objects.get()
    assert deliver(event.pk, subscribed, now=NOON)
    [(occurrence, at)] = heard
    assert (occurrence.name, occurrence.ids, at) == ("test.happened", {"organisation": "x"}, NOON)
    assert (occurrence.knowledge_no, occurrence.batch_ref) == (event.batch.knowledge_no, event.batch.ref)


@pytest.mark.django_db
def test_second_delivery_of_the_same_event_does_nothing(subscribed):
    call(happen)
    event = Event.objects.get().pk
    assert [deliver(event, subscribed, now=NOON) for _ in range(3)] == [True, False, False]
    assert len(heard) == 1


@pytest.mark.django_db
def test_failed_handler_is_tried_again(subscribed):
    call(happen, fails=True)
    event = Event.objects.get().pk
    with pytest.raises(RuntimeError), transaction.atomic():
        deliver(event, subscribed, now=NOON)
    assert not Delivery.objects.exists()
    assert deliver(event, subscribed, now=NOON)


@pytest.mark.django_db
def test_event_of_a_batch_that_is_not_sealed_waits(subscribed):
    batch = open_batch(action="test.happen", by=SYSTEM, now=NOON)
    emit("test.happened", batch)
    event = Event.objects.get().pk
    with pytest.raises(Unsealed), transaction.atomic():
        deliver(event, subscribed, now=NOON)
    seal(batch, content={}, now=NOON)
    assert deliver(event, subscribed, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_job_of_a_killed_worker_is_taken_up_by_the_next(subscribed):
    call(happen)
    ProcrastinateJob.objects.filter(task_name="deliver_event").update(status="doing")  # and its worker is no more
    queue.configure_task("retry_stalled").defer(timestamp=0)
    runner = queue.with_connector(queue.connector.get_worker_connector())
    runner.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)
    assert len(heard) == 1


@pytest.mark.django_db
def test_rolled_back_change_tells_nobody():
    with transaction.atomic():
        call(happen)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_runners_at_once_do_the_work_once(subscribed):
    call(happen)
    event, ran = Event.objects.get().pk, []

    def run():
        try:
            ran.append(deliver(event, subscribed, now=NOON))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ran) == [False, False, False, True]
    assert len(heard) == 1
