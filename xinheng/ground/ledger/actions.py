"""存证: how everything is written. `action` is the frame of every write; `open_batch` and `seal` are its first and last statement."""

import functools
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.chain import BEGINNING, Link, digest_of, kept
from xinheng.ground.ledger.erasing import without_quotes
from xinheng.ground.ledger.models import Batch, Entry, Erasure, Operation
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

# One advisory lock, held to commit, makes the order of entries the order of commits. The number names it, nothing more.
SEALING = 7_309_001
# With the id of a batch: shared by the sessions that write under it while it is staged.
STAGING = 7_309_005


@dataclass(frozen=True)
class Action:
    """动作: a registered write, its permission, and the function behind it."""

    name: str
    permission: str | None
    function: Callable


REGISTERED: dict[str, Action] = {}


def action(name: str, *, permission: str | None) -> Callable:
    """动作: makes a function the inside of a write; called as `act(by=, now=, operation=, **inputs)`.

    The function is given the open `Batch` and the inputs, writes facts that carry the batch, and returns the answer (JSON).
    Around it, in one transaction: the permission is checked for the input `authority` (a ref) or, of an agent, for the input
    `organisation` (a code), if there is one; a known `operation` id is answered as the first time; the batch is opened; and the last statement seals it into the ledger.
    `permission=None` is for the software itself only. With `staged`, a batch opened by that function, the action seals what
    was written under it beforehand.

    Raises `Refused`: `access.not_permitted`, `ledger.operation_malformed`, `ledger.operation_reused`, or whatever the
    function's own rules answer. Nothing is written then.
    """

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def act(*, by: Actor, now: datetime, operation: str, staged: Batch | None = None, **inputs) -> Any:
            may_not = by.why_not(permission, inputs.get("authority"), inputs.get("organisation"))
            if refusal := may_not or why_not_operation(operation):
                raise Refused(refusal)
            with transaction.atomic():
                inputs_digest = digest_of(inputs)
                if first := answered(operation):
                    return first_answer(first, name=name, by=by, inputs_digest=inputs_digest)
                batch = staged or open_batch(action=name, by=by, now=now)
                answer = kept(function(batch, **inputs))
                Operation.objects.create(
                    operation=operation, action=name, by=by.ref, at=now, inputs_digest=inputs_digest, answer=answer
                )
                seal(batch, content=without_quotes(answer), now=now)
                return answer

        REGISTERED[name] = Action(name, permission, function)
        return act

    return decorate


def why_not_operation(operation: str) -> Refusal | None:
    """An operation id comes from a form or a client of the API: printable, and no longer than is kept of it."""
    if operation.isprintable() and 0 < len(operation) <= Operation._meta.pk.max_length:
        return None
    sentence = Text(
        zh="操作号无效，本次没有写入任何内容。请刷新页面后重新提交。",
        en="The operation id is not valid, and nothing was written. Reload the page and send it again.",
    )
    return Refusal("ledger.operation_malformed", sentence)


def answered(operation: str) -> Operation | None:
    """The earlier use of an operation id. A second click that comes while the first still works waits here for its answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [operation])
    return Operation.objects.filter(operation=operation).first()


def first_answer(first: Operation, *, name: str, by: Actor, inputs_digest: str) -> Any:
    """The answer given the first time; refused if the id now comes with another action, actor or input."""
    if (first.action, first.by, first.inputs_digest) != (name, by.ref, inputs_digest):
        sentence = Text(
            zh="这个操作号已用于另一次操作，本次没有写入任何内容。请刷新页面后重新提交。",
            en="This operation id was used for something else, and nothing was written. Reload the page and send it again.",
        )
        raise Refused(Refusal("ledger.operation_reused", sentence))
    return first.answer


def open_batch(*, action: str, by: Actor, now: datetime) -> Batch:
    """Opens a batch. What is written under it is invisible until it is sealed."""
    return Batch.objects.create(ref=secrets.token_hex(8), action=action, opened_by=by.ref, opened_at=now)


@contextmanager
def staged(*, action: str, by: Actor, now: datetime, facts: Sequence[type[Model]]) -> Iterator[Batch]:
    """预写: opens a batch for an action that is yet to come, so that several connections can write millions of facts for it.

    Until the action seals the batch (`act(staged=batch)`) nobody sees them. Where it is not sealed in the end, what was
    written under it into the tables of `facts` is swept away, and so is first what earlier ones left that were killed. A
    lock of the session tells which still live: it goes with its process, whatever ends that.
    """
    if connection.in_atomic_block:
        raise TypeError("other connections would not see a batch that is opened inside a transaction")
    sweep_abandoned(action=action, facts=facts)
    with transaction.atomic():  # nobody sees the batch before the lock is held
        batch = open_batch(action=action, by=by, now=now)
        hold(batch)
    try:
        yield batch
    finally:
        sweep(batch, facts)
        let_go(batch)


def sweep_abandoned(*, action: str, facts: Sequence[type[Model]]) -> list[str]:
    """清扫: removes the unsealed batches of an action that no process works on any more; answers their refs."""
    swept = []
    for batch in Batch.objects.filter(action=action, knowledge_no=None):
        with transaction.atomic():
            if is_abandoned(batch) and sweep(batch, facts):
                swept.append(batch.ref)
    return swept


@transaction.atomic
def sweep(batch: Batch, facts: Sequence[type[Model]]) -> bool:
    """Removes a batch with its facts, unless it is sealed or gone already. Says whether it did."""
    if not Batch.objects.select_for_update().filter(pk=batch.pk, knowledge_no=None).exists():
        return False
    with connection.cursor() as cursor:
        for model in facts:
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE batch_id = %s", [batch.pk])
    Batch.objects.filter(pk=batch.pk).delete()
    return True


def hold(batch: Batch) -> None:
    """The batch is being worked on for as long as this session lasts, or until `let_go`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s, %s)", [STAGING, batch.pk])


def let_go(batch: Batch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_shared(%s, %s)", [STAGING, batch.pk])


@contextmanager
def writing_under(batch: Batch) -> Iterator[None]:
    """A transaction of another connection that writes facts of a staged batch, which nobody sweeps before it has ended."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [STAGING, batch.pk])
        yield


def is_abandoned(batch: Batch) -> bool:
    """Whether nobody holds the batch; asked within the transaction that sweeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [STAGING, batch.pk])
        return cursor.fetchone()[0]


def name_erased(batch: Batch, erased: Iterable[str]) -> None:
    """清除: says in the batch what is erased under it, without which the database lets nothing be blanked."""
    Erasure.objects.bulk_create([Erasure(erased=each, batch=batch) for each in erased])


@transaction.atomic(savepoint=False)
def seal(batch: Batch, *, content: Any, now: datetime) -> Entry:
    """封存: appends the batch to the ledger and gives it its `knowledge_no`; the last statement of an action.

    Instants never run backwards along the chain: a clock that is behind the last entry is given that entry's instant.
    Raises `Refused` `ledger.already_sealed` when somebody sealed the batch before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
    last = Entry.objects.order_by("-number").first()
    link = Link(
        number=last.number + 1 if last else 1,
        batch_ref=batch.ref,
        action=batch.action,
        by=batch.opened_by,
        at=(max(now, last.at) if last else now).astimezone(UTC),
        content=kept(content),
        previous=last.digest if last else BEGINNING,
    )
    sealed = Batch.objects.filter(pk=batch.pk, knowledge_no=None).update(knowledge_no=link.number, known_at=link.at)
    if not sealed:
        sentence = Text(
            zh=f"批次 {batch.ref} 已经封存，不能再次封存。",
            en=f"Batch {batch.ref} is sealed already and cannot be sealed again.",
        )
        raise Refused(Refusal("ledger.already_sealed", sentence))
    batch.knowledge_no, batch.known_at = link.number, link.at
    return Entry.objects.create(**vars(link), digest=link.digest)
