"""收件: a file on its way to its receipt, block by block: whose each row is, what it says that is new, and what is written.

`Receiving.take` is given one validated block after another; at the end `counts` says what became of all rows. What it
writes stands under a batch that is not sealed, so that nobody sees it before the receipt.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import polars as pl
from django.db import connection, transaction

from xinheng.credit.catalogue.headers import Understood
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import WindowKind
from xinheng.credit.organisations.reported import add_reported, become_known
from xinheng.credit.publicity.classes import SIMPLE
from xinheng.credit.publicity.law import Law
from xinheng.credit.publicity.rules import article_of
from xinheng.credit.publicity.windows import kept_out_by
from xinheng.credit.records.models import CreditRecord
from xinheng.credit.submissions import matching, withdrawals
from xinheng.credit.submissions.matching import ADMITTED, DUPLICATE, REVIEW, SUPERSEDING, TWICE, Identity
from xinheng.credit.submissions.models import ReviewRow
from xinheng.credit.submissions.rejects import Rejects
from xinheng.credit.submissions.sentences import KEPT_OUT
from xinheng.credit.submissions.subjects import Subjects
from xinheng.credit.submissions.validation import WITHDRAW
from xinheng.credit.submissions.writing import ENVELOPE, Write, records, review_rows
from xinheng.ground.columns.copying import copy_in, copy_out
from xinheng.ground.columns.reading import ROW, SHEET
from xinheng.ground.ledger.models import Batch

AT_ONCE = 50_000  # rows

REPORTED = ("organisation_id", "code", "code_kind", "name", "decided_on", "record_key", SHEET, ROW)
WITHDRAWAL = ("record_key", "operation_reason", SHEET, ROW, "party_code", "party_name", "content")

GONE = f"""
    DELETE FROM {CreditRecord._meta.db_table} WHERE batch_id = %d AND record_key IN (SELECT record_key FROM contested)
    RETURNING *
"""
# A row that was called back waits for a person, like the one that contradicts it, unless it waits already.
CALL_BACK = f"""
    WITH gone AS ({GONE}), queued AS (
        INSERT INTO {ReviewRow._meta.db_table}
            (ref, batch_id, authority_id, type, record_key, envelope, content, content_digest, reason, sheet, row)
        SELECT replace(gen_random_uuid()::text, '-', ''), batch_id, provider_id, type, record_key,
            jsonb_build_object({", ".join(f"'{name}', {name}" for name in ENVELOPE)},
                'organisation', organisation_id, 'resolved', resolved, 'party_name', content ->> '%s'),
            content, content_digest, '{TWICE}', sheet, row
        FROM gone WHERE NOT EXISTS (
            SELECT FROM {ReviewRow._meta.db_table} r JOIN ledger_batch b ON b.id = r.batch_id
            WHERE r.record_key = gone.record_key AND r.content_digest = gone.content_digest AND b.knowledge_no IS NOT NULL
        ) RETURNING record_key, sheet, row
    )
    SELECT decided_on, version, record_key IN (SELECT record_key FROM queued) FROM gone
"""


@dataclass
class Receiving:
    """收件: of one file of a type from an authority (`provider`, its id), written under `batch` by `write`."""

    record_type: RecordType
    provider: int
    batch: Batch
    write: Write
    rejects: Rejects
    law: Law
    counts: Counter = field(default_factory=Counter)
    warnings: Counter = field(default_factory=Counter)
    decided: Counter = field(default_factory=Counter)  # records that are new, by the day of their decision
    subjects: Subjects = field(default_factory=Subjects)
    withdrawals: list[tuple[pl.DataFrame, Understood]] = field(default_factory=list)
    waiting: list[pl.DataFrame] = field(default_factory=list)
    understood: Understood | None = None
    reported: list[pl.DataFrame] = field(default_factory=list)
    dropped_columns: dict[str, None] = field(default_factory=dict)
    touched: list[pl.Series] = field(default_factory=list)  # keys of records that were known before

    def __post_init__(self):
        self.identity = Identity(self.provider)

    def take(self, block: Any, understood: Understood) -> None:
        """A validated block, and how its headers were understood."""
        self.counts["received"] += block.received
        self.counts["personal_dropped"] += block.personal_dropped
        self.counts["persons_refused"] += block.persons.height
        self.warnings.update(block.warnings)
        self.dropped_columns |= dict.fromkeys(understood.unknown)
        self.rejects.add(block)
        is_withdrawal = (pl.col("operation") == WITHDRAW).fill_null(False)
        if (taken_back := block.rows.filter(is_withdrawal)).height:
            self.withdrawals.append((taken_back.select(WITHDRAWAL), understood))
        if self.waiting and (understood is not self.understood or self.waiting_rows() >= AT_ONCE):
            self.take_waiting()
        self.understood = understood
        self.waiting.append(block.rows.filter(~is_withdrawal))

    def waiting_rows(self) -> int:
        return sum(rows.height for rows in self.waiting)

    def take_waiting(self) -> None:
        """Takes what was gathered. The facts are asked, and the file so far looked through, once for many small blocks."""
        rows, self.waiting = self.waiting, []
        if any(part.height for part in rows):
            self.take_rows(pl.concat(rows), self.understood)

    def take_rows(self, rows: pl.DataFrame, understood: Understood) -> None:
        rows = self.without_kept_out(rows, understood)
        rows = self.subjects.of(rows).with_columns(review=pl.coalesce("review", "doubt"))
        self.rejects.add_late(rows.filter(pl.col("rejected").is_not_null()), understood)
        rows = self.identity.judged(rows.filter(pl.col("rejected").is_null()))
        self.write_records(rows.filter(pl.col("fate").is_in([ADMITTED, SUPERSEDING])))
        self.write_review(rows.filter(pl.col("fate") == REVIEW))
        self.counts[DUPLICATE] += rows["fate"].eq(DUPLICATE).sum()

    def without_kept_out(self, rows: pl.DataFrame, understood: Understood) -> pl.DataFrame:
        """The rows but for those that the law of the place keeps out of the file; these go back."""
        if self.record_type.entry.publicity.window is not WindowKind.BY_CLASS:
            return rows
        simple = rows.filter(pl.col("procedure") == SIMPLE)
        articles = {
            day: article_of(found)
            for day in simple["decided_on"].unique().drop_nulls()
            if (found := kept_out_by(SIMPLE, day, self.law))
        }
        if not articles:
            return rows
        is_out = ((pl.col("procedure") == SIMPLE) & pl.col("decided_on").is_in(list(articles))).fill_null(False)
        article = pl.col("decided_on").replace_strict(articles, default=None, return_dtype=pl.String)
        out = rows.filter(is_out).with_columns(rejected=pl.lit(KEPT_OUT), article=article)
        self.rejects.add_late(out, understood)
        return rows.filter(~is_out)

    def write_records(self, rows: pl.DataFrame) -> None:
        if rows.is_empty():
            return
        self.counts.update(dict(rows["fate"].value_counts().rows()))
        self.decided.update(dict(rows.filter(pl.col("fate") == ADMITTED)["decided_on"].value_counts().rows()))
        self.touched.append(rows.filter(pl.col("fate") == SUPERSEDING)["record_key"])
        if (new := rows.filter("is_new")).height:
            named = new.with_columns(organisation_id="organisation", name="party_name")
            self.reported.append(named.select(REPORTED))
        self.write(
            CreditRecord,
            records(rows.sort("record_key"), **self.same("provider_id"), catalogue_id=self.record_type.version_id),
        )

    def write_review(self, rows: pl.DataFrame) -> None:
        """Queues what a person must look at; what waits already, or was decided on, is nothing new."""
        if rows.is_empty():
            return
        known = matching.queued(rows["record_key"])
        new = rows.join(known, on=list(matching.CONTENT), how="anti", maintain_order="left")
        self.counts[DUPLICATE] += rows.height - new.height
        self.counts[REVIEW] += new.height
        refs = pl.Series("ref", [uuid4().hex for _ in range(new.height)], dtype=pl.String)
        if new.height:
            self.write(ReviewRow, review_rows(new.with_columns(refs), **self.same("authority_id")))

    def same(self, provider: str) -> dict[str, str | int]:
        return {"type": self.record_type.type, "batch_id": self.batch.pk, provider: self.provider}

    def days_of_decisions(self) -> dict[date, int]:
        """The days on which the new records were decided, with how many."""
        return {day: number for day, number in self.decided.items() if day is not None and number > 0}

    # ---- the end ----------------------------------------------------------------------------------------------------

    def call_back(self) -> None:
        """撤下: removes rows of this file that a later one of it contradicts. All has been written by now."""
        contested = self.identity.contested
        if contested.is_empty() or len(self.identity.seen) < 2:  # within a block nothing is written that is contested
            return
        name = self.record_type.field_of_envelope["party_name"]
        schema = {"decided_on": pl.Date, "version": pl.Int64, "is_queued": pl.Boolean}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS contested")
            cursor.execute("CREATE TEMPORARY TABLE contested (record_key uuid) ON COMMIT DROP")
            copy_in(contested, "contested")
            gone = copy_out(CALL_BACK % (self.batch.pk, name), schema)
        self.counts[ADMITTED] -= gone["version"].eq(1).sum()
        self.counts[SUPERSEDING] -= gone["version"].gt(1).sum()
        self.counts[REVIEW] += gone["is_queued"].sum()
        self.counts[DUPLICATE] += (~gone["is_queued"]).sum()
        self.decided.subtract(dict(gone.filter(pl.col("version") == 1)["decided_on"].value_counts().rows()))

    def withdraw(self) -> pl.DataFrame:
        """撤回: which records the file withdraws and may: `record_key`, `version`, `operation_reason`."""
        if not self.withdrawals:
            return pl.DataFrame(schema=matching.KEY | {"version": pl.Int64, "operation_reason": pl.String})
        rows = pl.concat([rows for rows, _ in self.withdrawals])
        told = pl.concat([pl.Series("key", [], dtype=pl.Binary), *(part["key"] for part in self.identity.seen)])
        rows = withdrawals.judged(rows, self.provider, told)
        self.rejects.add_late(rows.filter(pl.col("rejected").is_not_null()), self.withdrawals[-1][1])
        rows = rows.filter(pl.col("rejected").is_null())
        withdrawn = rows.filter("is_new")
        self.counts["withdrawn"] += withdrawn.height
        self.counts[DUPLICATE] += rows.height - withdrawn.height
        self.touched.append(withdrawn["record_key"])
        return withdrawn.select("record_key", "version", "operation_reason")

    def add_organisations(self) -> None:
        """Adds the organisations to be. Raises `Overtaken` where a register brought one of them meanwhile."""
        if not self.reported:
            return
        rows = pl.concat(self.reported).join(self.identity.contested, on="record_key", how="anti")
        # Of several names the latest, whichever row of the file it stands in.
        one_each = rows.sort("decided_on", "name", SHEET, ROW, nulls_last=False).unique("code", keep="last")
        if become_known(one_each["code"]):
            raise Overtaken
        if one_each.height:
            add_reported(self.batch, one_each.sort("organisation_id").drop("decided_on", "record_key"))
        self.counts["code_pending"] += one_each["code_kind"].ne("uscc").sum()


class Overtaken(Exception):
    """被抢先: somebody else added an organisation that this file was to add. The file is taken in anew, and finds it."""
