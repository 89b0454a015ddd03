"""清除: what is left of rows under review and of receipts, once the retention of the record, or of what came back, has ended."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from xinheng.credit.records.erasing import KEYS
from xinheng.credit.submissions import rejects
from xinheng.ground.ledger.actions import name_erased
from xinheng.ground.ledger.erasing import ANSWER, QUOTING, blank
from xinheng.ground.ledger.immutability import Blank
from xinheng.ground.ledger.models import Batch

SENT = "(SELECT ref FROM ledger_batch WHERE id = OLD.batch_id)"
RECEIPT = Blank("submissions_submission", (SENT,), {"receipt": f"OLD.receipt || '{{\"{QUOTING}\": []}}'"})
REVIEW_ROW = Blank(
    "submissions_reviewrow",
    ("OLD.record_key::text", SENT),
    {"envelope": "'{}'", "content": "'{}'", "sheet": "''"},
)
ROW_DECISION = Blank(
    "submissions_rowdecision",
    (
        "(SELECT record_key::text FROM submissions_reviewrow WHERE id = OLD.row_id)",
        "(SELECT b.ref FROM submissions_reviewrow r JOIN ledger_batch b ON b.id = r.batch_id WHERE r.id = OLD.row_id)",
    ),
    {"reason": "''"},
)

OF_BATCHES = "batch_id IN (SELECT id FROM ledger_batch WHERE ref = ANY(%s))"
# Rows that nobody took: what became a record goes with that, what still waits stays.
NOT_TAKEN = f"""{OF_BATCHES} AND id IN (
    SELECT row_id FROM submissions_rowdecision d WHERE d.row_id = submissions_reviewrow.id AND d.organisation_id IS NULL
)"""
# Answers that still quote rows, older than a moment, or whose file left rows that nobody took; and which file that was.
QUOTES = f"""
    SELECT operation, answer ->> 'submission' FROM ledger_operation
    WHERE at < %s AND jsonb_typeof(answer) = 'object' AND (answer -> '{QUOTING}' <> '[]' OR EXISTS (
        SELECT FROM ledger_batch b JOIN submissions_reviewrow r ON r.batch_id = b.id
        JOIN submissions_rowdecision d ON d.row_id = r.id AND d.organisation_id IS NULL
        WHERE b.ref = answer ->> 'submission' AND r.content <> '{{}}'
    )) ORDER BY at, operation LIMIT %s
"""


def erase_copies(keys: Iterable[UUID]) -> None:
    """Blanks rows under review of records that an open batch names as erased, and the reasons of the decisions on them."""
    keys = [str(key) for key in keys]
    blank(ROW_DECISION, f"row_id IN (SELECT id FROM submissions_reviewrow WHERE {KEYS})", keys)
    blank(REVIEW_ROW, KEYS, keys)


def quoting_before(moment: datetime, limit: int) -> list[tuple[str, str | None]]:
    """操作号 of answers given before a moment that quote rows, with the number of the submission they answered."""
    with connection.cursor() as cursor:
        cursor.execute(QUOTES, [moment, limit])
        return cursor.fetchall()


def erase_quotes(batch: Batch, quotes: Iterable[tuple[str, str | None]]) -> int:
    """Blanks what answers quote, and of submissions all that came back: receipts, rows that nobody took, workbooks."""
    quotes = list(quotes)
    operations, submissions = [each for each, _ in quotes], [each for _, each in quotes if each]
    name_erased(batch, [*operations, *submissions])
    answers = blank(ANSWER, "operation = ANY(%s)", operations)
    blank(RECEIPT, OF_BATCHES, submissions)
    blank(ROW_DECISION, f"row_id IN (SELECT id FROM submissions_reviewrow WHERE {NOT_TAKEN})", submissions)
    blank(REVIEW_ROW, NOT_TAKEN, submissions)
    for submission in submissions:  # before the commit: should it fail, the files are due all the same
        rejects.forget(submission)
    return answers
