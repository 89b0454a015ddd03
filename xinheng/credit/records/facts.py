"""事实: reading the facts about records that count, and adding marks, as the packages above do within their actions."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from uuid import UUID

import polars as pl
from django.db.models import Lookup, Q, QuerySet, UUIDField
from django.db.models.fields.json import KT

from xinheng.credit.organisations.facts import end_of
from xinheng.credit.records.history import STATED, MarkFact, RecordHistory, Version
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.ground.columns.copying import copy_in
from xinheng.ground.ledger.models import Batch

COLUMNS = (
    "id", "record_key", "version", "type", "organisation", "provider", "resolved", "party_code", "authority_code",
    "document_number", "decided_on", "valid_from", "valid_until", "publish_until", "repair_class", "procedure",
    "act_kinds", "amount_fen", "sheet", "row", "batch__ref", "batch__opened_by",
)  # fmt: skip
MARK_COLUMNS = ("id", "kind", "on", "version", "until", "ends", "repair_class", "basis", "reason", "cause")

ADDED = {
    "kind": pl.String, "record_key": pl.String, "version": pl.Int16, "on": pl.Date, "until": pl.Date,
    "ends_id": pl.Int64, "repair_class": pl.String, "basis": pl.String, "reason": pl.String, "cause": pl.String,
}  # fmt: skip


def counting(rows: QuerySet, *, known_on: date | None = None, batch: Batch | None = None) -> QuerySet:
    """Of facts those that count: in a sealed batch, or in the batch of the action that is just asking."""
    sealed = Q(batch__knowledge_no__isnull=False)
    if known_on:
        sealed &= Q(batch__known_at__lt=end_of(known_on))
    return rows.filter(sealed | Q(batch=batch) if batch else sealed)


@UUIDField.register_lookup
class OneOf(Lookup):
    """`record_key__one_of=keys`: like `in`, with all keys as one parameter however many they are."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, list(self.rhs))


def histories(
    keys: Iterable[UUID] | QuerySet, *, known_on: date | None = None, batch: Batch | None = None
) -> dict[UUID, RecordHistory]:
    """记录沿革 of the records of these keys, in two questions however many there are."""
    chosen = {"record_key__in": keys} if isinstance(keys, QuerySet) else {"record_key__one_of": list(keys)}
    versions = counting(CreditRecord.objects.filter(**chosen), known_on=known_on, batch=batch)
    stated = {f"stated_{code}": KT(f"content__{code}") for code in STATED}
    rows = versions.annotate(**stated).order_by("record_key", "version").values_list(*COLUMNS, *stated)
    marks = marks_of(chosen, known_on, batch)
    return {
        key: RecordHistory(tuple(map(version_of, group)), marks.get(key, ()))
        for key, group in groupby(rows, key=lambda row: row[1])
    }


def version_of(row: tuple) -> Version:
    stated = {code: value for code, value in zip(STATED, row[len(COLUMNS) :], strict=True) if value is not None}
    return Version(*row[: len(COLUMNS)], stated=stated)


def marks_of(chosen: dict, known_on: date | None, batch: Batch | None) -> dict[UUID, tuple[MarkFact, ...]]:
    rows = counting(Mark.objects.filter(**chosen), known_on=known_on, batch=batch)
    found: dict[UUID, list[MarkFact]] = {}
    for key, *values in rows.order_by("id").values_list("record_key", *MARK_COLUMNS):
        found.setdefault(key, []).append(MarkFact(*values))
    return {key: tuple(marks) for key, marks in found.items()}


def keys_of_organisation(organisation: int) -> QuerySet:
    """Keys of the records of which any version is, or was, about an organisation: the current one may be about another."""
    return CreditRecord.objects.filter(organisation=organisation).values("record_key")


def contents(ids: Iterable[int]) -> dict[int, dict]:
    """The content of versions by their ids."""
    return dict(CreditRecord.objects.filter(pk__in=list(ids)).values_list("pk", "content"))


def lock(keys: Iterable[UUID]) -> None:
    """Holds records until the end of the transaction: two who mark the same one come after each other.

    The row of the first version stands for the record. Rows are locked in the order of their keys, so that two bulk
    releases never wait for one another in a circle; row locks, since advisory ones would run out at some thousands.
    """
    rows = CreditRecord.objects.filter(record_key__one_of=list(keys), version=1).order_by("record_key")
    for _ in rows.select_for_update(no_key=True, of=("self",)).values_list("pk").iterator():
        pass


def add_marks(batch: Batch, marks: Iterable[tuple[UUID, MarkFact]]) -> int:
    """标注: adds marks on records under a batch; how many. Ids are given by the database, so those of the marks are not."""
    rows = [
        (mark.kind, str(key), mark.version, mark.on, mark.until, mark.ends, mark.repair_class, mark.basis, mark.reason,
         mark.cause)
        for key, mark in marks
    ]  # fmt: skip
    if not rows:
        return 0
    frame = pl.DataFrame(rows, schema=ADDED, orient="row")
    return copy_in(frame.with_columns(batch_id=pl.lit(batch.pk)), "records_mark")
