"""存证: reading the ledger back."""

from dataclasses import dataclass
from datetime import UTC

from xinheng.ground.ledger.chain import Break, Link, breaks
from xinheng.ground.ledger.models import Batch, Entry


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
    is gone or says something else (`batch_differs`).
    """
    numbers = set()
    problems = []

    def links():
        for entry in Entry.objects.order_by("number").iterator():
            numbers.add(entry.number)
            yield link_of(entry), entry.digest

    problems.extend(breaks(links()))
    sealed = {
        batch.knowledge_no: (batch.ref, batch.action, batch.opened_by, batch.known_at)
        for batch in Batch.objects.filter(knowledge_no__isnull=False).iterator()
    }
    problems.extend(Break(number, "entry_missing") for number in sorted(sealed.keys() - numbers))
    for entry in Entry.objects.order_by("number").iterator():
        if sealed.get(entry.number) != (entry.batch_ref, entry.action, entry.by, entry.at):
            problems.append(Break(entry.number, "batch_differs"))
    return Verification(len(numbers), tuple(problems))


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
