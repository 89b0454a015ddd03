"""存证: reading the ledger back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from xinheng.ground.ledger.chain import Break, Link, breaks
from xinheng.ground.ledger.models import Batch, Entry, Operation


@dataclass(frozen=True)
class Verification:
    """核验结果: how many entries there are, and every fault found."""

    entries: int
    problems: tuple[Break, ...]

    @property
    def valid(self) -> bool:
        return not self.problems


def verify() -> Verification:
    """核验: recomputes the whole chain and compares it with the sealed batches, entry by entry.

    Beyond the faults of the chain itself: a sealed batch without its entry (`entry_missing`), and an entry whose batch
    is gone or says something else (`batch_differs`). Each comparison is one statement, and so one moment: an entry that
    is written meanwhile is no fault.
    """
    checked = 0

    def links():
        nonlocal checked
        for entry in Entry.objects.order_by("number").iterator():
            checked += 1
            yield link_of(entry), entry.digest

    problems = list(breaks(links()))
    problems += [Break(number, "entry_missing") for number in batches_without_entry()]
    problems += [Break(number, "batch_differs") for number in entries_without_batch()]
    return Verification(checked, tuple(problems))


def batches_without_entry() -> QuerySet:
    entry = Entry.objects.filter(number=OuterRef("knowledge_no"))
    sealed = Batch.objects.filter(knowledge_no__isnull=False)
    return sealed.exclude(Exists(entry)).order_by("knowledge_no").values_list("knowledge_no", flat=True)


def entries_without_batch() -> QuerySet:
    """Numbers of the entries that no sealed batch agrees with in every point."""
    shared = {"knowledge_no": "number", "ref": "batch_ref", "action": "action", "opened_by": "by", "known_at": "at"}
    batch = Batch.objects.filter(**{theirs: OuterRef(ours) for theirs, ours in shared.items()})
    return Entry.objects.exclude(Exists(batch)).order_by("number").values_list("number", flat=True)


def link_of(entry: Entry) -> Link:
    return Link(
        number=entry.number,
        batch_ref=entry.batch_ref,
        action=entry.action,
        by=entry.by,
        at=entry.at.astimezone(UTC),
        content=entry.content,
        previous=entry.previous,
    )


@dataclass(frozen=True)
class Answered:
    """办结的操作: the answer kept under an operation id, by whom it was asked for and when."""

    operation: str
    by: str
    at: datetime
    answer: Any


def answer_to(operation: str, action: str) -> Answered | None:
    """The answer that an action gave to an operation, or nothing if it never ended."""
    found = Operation.objects.filter(operation=operation, action=action).first()
    return found and answered(found)


def newest_answers(action: str, limit: int) -> tuple[Answered, ...]:
    """What an action answered lately, newest first."""
    return tuple(map(answered, Operation.objects.filter(action=action).order_by("-at", "-operation")[:limit]))


def answered(operation: Operation) -> Answered:
    return Answered(operation.operation, operation.by, operation.at, operation.answer)
