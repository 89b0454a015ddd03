"""期满: which records, and which answers that quote rows, have been kept for as long as the pack says."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.organisations.facts import end_of
from xinheng.credit.publicity.law import Law
from xinheng.credit.publicity.refreshing import law_in_force, publishable
from xinheng.credit.publicity.retention import is_due, retention
from xinheng.credit.publicity.windows import window
from xinheng.credit.records.erasing import is_erased
from xinheng.credit.records.facts import counting
from xinheng.credit.records.history import ONE_DAY, RecordHistory
from xinheng.credit.records.models import CreditRecord
from xinheng.ground.policies.queries import texts_in_force

RETURNED_ROWS = "retention.returned.rows"
BEFORE_ALL = date(1949, 10, 1)  # no date of a record lies before it


def due_among(known: Iterable[RecordHistory], on: date) -> list[UUID]:
    """Of records those whose content is to be erased on a day."""
    texts = texts_in_force()
    catalogue, law = catalogue_in_force(on, texts), law_in_force(texts)
    due = []
    for history in known:
        if own := catalogue.types.get(history.current.type):
            seen = window(history, publishable(catalogue, own.type), law)
            if is_due(history, retention(history, own.entry, seen, law), on):
                due.append(history.key)
    return due


def perhaps_due(on: date, after: UUID | None, limit: int) -> list[UUID]:
    """Keys of records that are old enough to be due, in the order of their keys: no use ends before the decision."""
    texts = texts_in_force()
    law, types = law_in_force(texts), catalogue_in_force(on, texts).types
    horizon = max((first_kept(each.entry.erasure, on, law) for each in types.values()), default=date.min)
    rows = CreditRecord.objects.filter(Q(decided_on__lt=horizon) | Q(decided_on=None), ~is_erased())
    rows = counting(rows.filter(record_key__gt=after) if after else rows)
    return list(rows.order_by("record_key").values_list("record_key", flat=True).distinct()[:limit])


def returned_before(on: date) -> datetime | None:
    """The moment before which what came back from submissions has been kept for as long as the pack says."""
    first = first_kept(RETURNED_ROWS, on, law_in_force())
    return end_of(first - ONE_DAY) if first > BEFORE_ALL else None


def first_kept(key: str | None, on: date, law: Law) -> date:
    """The first day from which a term of the pack has not ended before a day; all days, where no rule says."""
    rule = law.rule(key, on) if key else None
    days = range(BEFORE_ALL.toordinal(), on.toordinal() + 1)
    if rule is None:
        return BEFORE_ALL
    return date.fromordinal(
        days[0] + bisect_left(days, on, key=lambda day: law.ends(rule, date.fromordinal(day)) or date.min)
    )
