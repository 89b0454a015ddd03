"""留存: erasing. What was erased stands in the ledger by its number only; nothing brings it back."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from xinheng.credit.publicity.refreshing import day_of, refresh
from xinheng.credit.records.erasing import erase
from xinheng.credit.records.facts import histories, lock
from xinheng.credit.retention.ended import due_among, perhaps_due, returned_before
from xinheng.credit.submissions.erasing import erase_copies, erase_quotes, quoting_before
from xinheng.ground.ledger.actions import action
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.chain import digest_of
from xinheng.ground.ledger.models import Batch

AT_ONCE = 2_000  # records of one action, which locks them


@action("records.erase_ended", permission=None)
def erase_ended(batch: Batch, *, records: Iterable[str]) -> dict:
    """到期清除: of the records of these numbers erases those whose retention has ended, which is asked again under their lock."""
    keys = [UUID(each) for each in records]
    lock(keys)
    due = due_among(histories(keys).values(), day_of(batch.opened_at))
    versions = erase(batch, due)
    erase_copies(due)
    refresh(due, batch=batch)
    return {"erased": len(due), "versions": versions, "sha256": digest_of([key.hex for key in due])}


@action("submissions.erase_returned", permission=None)
def erase_returned(batch: Batch, *, quotes: Iterable[tuple[str, str | None]]) -> dict:
    """清除退回内容: what answers quote of rows, and all that came back from submissions; counts and digests remain."""
    return {"erased": erase_quotes(batch, quotes)}


def erase_all(*, by: Actor, now: datetime) -> dict:
    """到期清除 of everything that is due, some at a time: {records, answers}. Once more, it finds nothing."""
    return {"records": erase_all_records(by, now), "answers": erase_all_returned(by, now)}


def erase_all_records(by: Actor, now: datetime) -> int:
    on, erased, after = day_of(now), 0, None
    while keys := perhaps_due(on, after, AT_ONCE):
        if due := [key.hex for key in due_among(histories(keys).values(), on)]:
            operation = f"erase-{digest_of(due)}"
            erased += erase_ended(by=by, now=now, operation=operation, records=due)["erased"]
        after = keys[-1]
    return erased


def erase_all_returned(by: Actor, now: datetime) -> int:
    before, erased = returned_before(day_of(now)), 0
    while before and (quotes := quoting_before(before, AT_ONCE)):
        operation = f"erase-{digest_of(quotes)}"
        erased += erase_returned(by=by, now=now, operation=operation, quotes=quotes)["erased"]
    return erased
