"""事实: reading the facts about records that count, and adding marks, as the packages above do within their actions."""

import json
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection
from django.db.models import Lookup, QuerySet, UUIDField

from xinheng.credit.organisations.facts import end_of
from xinheng.credit.records.history import STATED, MarkFact, RecordHistory, Version
from xinheng.credit.records.models import CreditRecord
from xinheng.ground.columns.copying import copy_in
from xinheng.ground.ledger.models import Batch, Entry

# Versions and marks are read in SQL: making these statements through the ORM takes Django ten times as long as PostgreSQL
# takes to answer them, and a look-up does little else (`bench file`). Columns stand as `Version` and `MarkFact` have them.
SEALED = """
    JOIN ledger_batch batch ON batch.id = fact.batch_id AND (batch.id = %(batch)s OR batch.knowledge_no IS NOT NULL
    AND (%(before)s::timestamptz IS NULL OR batch.known_at < %(before)s::timestamptz))
"""
ENVELOPE = """
    fact.id, fact.record_key, fact.version, fact.type, fact.organisation_id, fact.provider_id, fact.resolved,
    fact.party_code, fact.authority_code, fact.document_number, fact.decided_on, fact.valid_from, fact.valid_until,
    fact.publish_until, fact.repair_class, fact.procedure, fact.act_kinds, fact.amount_fen, fact.sheet, fact.row,
    batch.ref, batch.opened_by,
    EXISTS (SELECT FROM ledger_erasure erasure WHERE erasure.erased = fact.record_key::text)
"""
WHOLE = ENVELOPE.count(",") + 1
IN_CONTENT = ", ".join(f"fact.content ->> '{code}'" for code in STATED)
VERSIONS = f"SELECT {ENVELOPE}, {IN_CONTENT} FROM records_creditrecord fact {SEALED}"
MARKS = f"""
    SELECT fact.record_key, fact.id, fact.kind, fact."on", fact.version, fact.until, fact.ends_id, fact.repair_class,
    fact.basis, fact.reason, fact.cause FROM records_mark fact {SEALED}
"""
HELD = """
    SELECT fact.id, fact.content, entry.content ->> 'sha256' FROM records_creditrecord fact
    JOIN ledger_batch batch ON batch.id = fact.batch_id
    LEFT JOIN ledger_entry entry ON entry.batch_ref = batch.ref
    WHERE fact.id = ANY(%s)
"""
REPORTED_BY = "reported_by"  # in the answer of an action that makes a record of what somebody else had reported
OF_KEYS = "fact.record_key = ANY(%(keys)s)"
# A record of which any version is, or was, about the organisation: the current one may be about another.
OF_ORGANISATION = (
    "fact.record_key IN (SELECT record_key FROM records_creditrecord WHERE organisation_id = %(organisation)s)"
)

ADDED = {
    "kind": pl.String, "record_key": pl.String, "version": pl.Int16, "on": pl.Date, "until": pl.Date,
    "ends_id": pl.Int64, "repair_class": pl.String, "basis": pl.String, "reason": pl.String, "cause": pl.String,
}  # fmt: skip


def counting(rows: QuerySet) -> QuerySet:
    """Of facts those that count: in a sealed batch."""
    return rows.filter(batch__knowledge_no__isnull=False)


@UUIDField.register_lookup
class OneOf(Lookup):
    """`record_key__one_of=keys`: like `in`, with all keys as one parameter however many they are."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, list(self.rhs))


def histories(
    keys: Iterable[UUID], *, known_on: date | None = None, batch: Batch | None = None
) -> dict[UUID, RecordHistory]:
    """记录沿革 of the records of these keys, in two questions however many there are."""
    return histories_where(OF_KEYS, {"keys": list(keys)}, known_on, batch)


def histories_of(organisation: int, *, known_on: date | None = None) -> tuple[RecordHistory, ...]:
    """记录沿革 of the records of which any version is, or was, about an organisation."""
    return tuple(histories_where(OF_ORGANISATION, {"organisation": organisation}, known_on).values())


def histories_where(
    chosen: str, given: dict[str, Any], known_on: date | None, batch: Batch | None = None
) -> dict[UUID, RecordHistory]:
    given |= {"batch": batch and batch.pk, "before": known_on and end_of(known_on)}
    with connection.cursor() as cursor:
        cursor.execute(f"{VERSIONS} WHERE {chosen} ORDER BY fact.record_key, fact.version", given)
        versions = cursor.fetchall()
        if not versions:
            return {}
        cursor.execute(f"{MARKS} WHERE {chosen} ORDER BY fact.id", given)
        marks: dict[UUID, list[MarkFact]] = {}
        for key, *values in cursor.fetchall():
            marks.setdefault(key, []).append(MarkFact(*values))
    return {
        key: RecordHistory(tuple(map(version_of, group)), tuple(marks.get(key, ())))
        for key, group in groupby(versions, key=lambda row: row[1])
    }


def version_of(row: tuple) -> Version:
    stated = {code: value for code, value in zip(STATED, row[WHOLE:], strict=True) if value is not None}
    return Version(*row[:WHOLE], stated=stated)


def contents(ids: Iterable[int]) -> dict[int, dict]:
    """The content of versions by their ids."""
    return dict(CreditRecord.objects.filter(pk__in=list(ids)).values_list("pk", "content"))


def held_of(ids: Iterable[int]) -> dict[int, tuple[dict, str | None]]:
    """The content of versions by their ids, each with the SHA-256 of the file it came in, as the ledger holds it."""
    if not (ids := list(ids)):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HELD, [ids])
        return {id: (json.loads(content), sha256) for id, content, sha256 in cursor.fetchall()}


def reporters(versions: Iterable[Version]) -> dict[int, frozenset[str]]:
    """报送人 of versions by their ids: whoever sent the file or form and, of a row that was decided under review, both who
    reported it and who decided. The ledger's entry of that decision names the former."""
    versions = list(versions)
    entries = Entry.objects.filter(batch_ref__in={each.batch for each in versions}, content__has_key=REPORTED_BY)
    first_hand = dict(entries.values_list("batch_ref", f"content__{REPORTED_BY}"))
    return {each.id: frozenset({each.reported_by, first_hand.get(each.batch, each.reported_by)}) for each in versions}


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
