"""收到的报送: what departments see of what they sent: their submissions with receipts, and rows that wait for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import Catalogue
from xinheng.credit.publicity.reading import seen
from xinheng.credit.records.erasing import is_erased
from xinheng.credit.records.facts import contents, histories
from xinheng.credit.submissions.models import ReviewRow, Submission
from xinheng.credit.submissions.sentences import sentence_of
from xinheng.credit.submissions.supervision.titles import titles_of
from xinheng.ground.disclosure import Viewer
from xinheng.ground.text import Text


@dataclass(frozen=True)
class Received:
    """报送 with its receipt; `authority` is the ref of the authority that reported, `reported_by` of the account that did,
    `waiting` counts rows that nobody has decided yet."""

    ref: str
    authority: str
    reported_by: str
    type: str
    title: Text
    at: datetime
    receipt: dict
    waiting: int = 0


@dataclass(frozen=True)
class Value:
    """字段值 of a row, by the code of the field; `differs` from what is in file, or from another row of the file."""

    field: str
    value: Any
    differs: bool = False


@dataclass(frozen=True)
class WaitingRow:
    """待核行: whom it names, why it waits and where it stood. `has_new_code` says that its own code is nobody's yet."""

    ref: str
    submission: str
    authority: str
    type: str
    title: Text
    code: str
    name: str
    document_number: str
    reason: Text
    sheet: str
    row: int
    has_new_code: bool
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class RowInFull:
    """待核行 beside what it contradicts: the version in file, if there is one, and the other rows of the same record."""

    row: WaitingRow
    in_file: tuple[Value, ...]
    others: tuple[WaitingRow, ...]


def received(authorities: Iterable[str], on: date, after: int, limit: int) -> tuple[Received, ...]:
    """Submissions of these authorities, newest first."""
    rows = Submission.objects.filter(authority__ref__in=list(authorities), batch__knowledge_no__isnull=False)
    ordered = rows.select_related("batch", "authority").order_by("-batch__knowledge_no")[after : after + limit]
    titles = titles_of(catalogue_in_force(on))
    return tuple(received_of(row, titles) for row in ordered)


def one_received(ref: str, on: date) -> Received | None:
    row = Submission.objects.filter(batch__ref=ref, batch__knowledge_no__isnull=False)
    found = row.select_related("batch", "authority").first()
    if found is None:
        return None
    waiting = undecided().filter(batch=found.batch).count()
    return received_of(found, titles_of(catalogue_in_force(on)), waiting)


def received_of(row: Submission, titles: dict, waiting: int = 0) -> Received:
    return Received(
        row.batch.ref,
        row.authority.ref,
        row.batch.opened_by,
        row.type,
        titles[row.type],
        row.batch.known_at,
        row.receipt,
        waiting,
    )


def undecided() -> QuerySet[ReviewRow]:
    rows = ReviewRow.objects.filter(~is_erased(), batch__knowledge_no__isnull=False, decision=None)
    return rows.select_related("batch", "authority")


def waiting_rows(on: date, limit: int) -> tuple[WaitingRow, ...]:
    """待核行 that nobody has decided, oldest first."""
    catalogue = catalogue_in_force(on)
    return tuple(waiting_row(row, catalogue) for row in undecided().order_by("pk")[:limit])


def row_in_full(ref: str, viewer: Viewer, on: date) -> RowInFull | None:
    found = undecided().filter(ref=ref).first()
    if found is None:
        return None
    catalogue = catalogue_in_force(on)
    may_see = seen([found.record_key], viewer=viewer, on=on)  # what is sealed is not shown for comparison either
    known = histories(may_see).get(found.record_key)
    in_file = contents([known.current.id])[known.current.id] if known else {}
    others = list(undecided().filter(record_key=found.record_key).exclude(pk=found.pk).order_by("pk"))
    against = [in_file] if known else [each.content for each in others]
    return RowInFull(
        waiting_row(found, catalogue, against),
        values(found.type, in_file, catalogue, [found.content]) if known else (),
        tuple(waiting_row(each, catalogue, [found.content]) for each in others),
    )


def waiting_row(row: ReviewRow, catalogue: Catalogue, against: list[dict] | None = None) -> WaitingRow:
    envelope = row.envelope
    return WaitingRow(
        row.ref,
        row.batch.ref,
        row.authority.ref,
        row.type,
        titles_of(catalogue)[row.type],
        envelope["party_code"] or "",
        envelope["party_name"] or "",
        envelope["document_number"] or "",
        sentence_of(row.reason),
        row.sheet,
        row.row,
        bool(envelope["resolved"]),
        values(row.type, row.content, catalogue, against) if against is not None else (),
    )


def values(type: str, content: dict, catalogue: Catalogue, against: list[dict]) -> tuple[Value, ...]:
    """字段值 in the order of the catalogue; those of a type that left it are not shown."""
    own = catalogue.types.get(type)
    fields = own.kept_fields if own else {}
    content, *against = [own.as_written(each) if own else each for each in (content, *against)]
    return tuple(
        Value(code, content.get(code), any(content.get(code) != other.get(code) for other in against))
        for code in fields
        if code in content or any(code in other for other in against)
    )
