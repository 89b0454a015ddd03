"""事件: subscribe, emit, deliver."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app as queue

from xinheng.ground.events.models import Delivery, Event
from xinheng.ground.ledger.models import Batch

Handler = Callable[..., None]

# The job by its name: the runner, which holds it, imports this module.
DELIVER = "deliver_event"


@dataclass(frozen=True)
class Occurrence:
    """事件: as a handler is given it. `known_at` is when the change was sealed."""

    name: str
    ids: dict[str, Any]
    batch_ref: str
    knowledge_no: int
    known_at: datetime


SUBSCRIBERS: dict[str, dict[str, Handler]] = {}


def subscribe(name: str) -> Callable[[Handler], Handler]:
    """订阅: registers `handler(occurrence, *, now)` for an event name. The handler's dotted name is the subscriber."""

    def register(handler: Handler) -> Handler:
        SUBSCRIBERS.setdefault(name, {})[f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return register


def emit(name: str, batch: Batch, **ids: Any) -> None:
    """发出事件: tells every subscriber, once the transaction of the change commits, and nobody if it does not."""
    event = Event.objects.create(name=name, batch=batch, ids=ids)
    for subscriber in SUBSCRIBERS.get(name, {}):
        queue.configure_task(DELIVER).defer(event=event.pk, subscriber=subscriber)


def deliver(event: int, subscriber: str, *, now: datetime) -> bool:
    """送达: runs one handler for one event, once. Says whether it ran now (True) or had run before (False).

    The delivery row is claimed first: a second runner waits on it and then finds the work done. When the handler fails,
    the claim goes with the transaction, and the job is tried again. So it is while the batch is not sealed: what it
    holds does not count yet.
    """
    with transaction.atomic():
        happened = Event.objects.select_related("batch").get(pk=event)
        if happened.batch.knowledge_no is None:
            raise Unsealed(happened.batch.ref)
        claimed = Delivery.objects.get_or_create(event=happened, subscriber=subscriber, defaults={"at": now})[1]
        if claimed:
            SUBSCRIBERS[happened.name][subscriber](occurrence_of(happened), now=now)
        return claimed


class Unsealed(Exception):
    """尚未封存: the event came before its batch was sealed; its message names the batch."""


def occurrence_of(event: Event) -> Occurrence:
    batch = event.batch
    return Occurrence(event.name, event.ids, batch.ref, batch.knowledge_no, batch.known_at)
