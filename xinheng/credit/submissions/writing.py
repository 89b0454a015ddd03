"""写入: records and rows for review into their tables by COPY, on two connections at once, while the next rows are being validated.

In COPY's own text format, which doubles no quotation mark of the JSON and needs no look at every character.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore

import polars as pl
from django.db import connection
from django.db.models import Model

from xinheng.ground.columns.copying import csv_of
from xinheng.ground.ledger.actions import writing_under
from xinheng.ground.ledger.models import Batch

CONNECTIONS = 2
ROWS_AT_ONCE = 25_000
MARKS = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}  # what the text format cannot hold as it is
BYTES = r"\\x"

# What of a record comes from its row; the rest is the same for all rows of a submission.
ENVELOPE = (
    "party_code", "authority_code", "document_number", "decided_on", "valid_from", "valid_until", "publish_until",
    "repair_class", "procedure", "act_kinds", "amount_fen",
)  # fmt: skip
EMPTY_AS_TEXT = ("party_code", "authority_code", "document_number", "repair_class", "procedure")

Write = Callable[[type[Model], pl.DataFrame], None]


def write(model: type[Model], rows: pl.DataFrame) -> None:
    """Copies rows into the table of a model, on the connection of this thread."""
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in lines(rows):
            copy.write(block)


@contextmanager
def writing(batch: Batch) -> Iterator[Write]:
    """并行写入 under a staged batch: a `write` that returns at once, and waits only when as many blocks are under way as there are connections.

    What one of them raises is raised by the next call, or at the end; by the end all has been written.
    """
    room = BoundedSemaphore(CONNECTIONS + 1)
    under_way: list[Future] = []

    def write_apart(model: type[Model], rows: pl.DataFrame) -> None:
        try:
            with writing_under(batch):
                write(model, rows)
        finally:
            connection.close()  # of this thread; back to the pool
            room.release()

    with ThreadPoolExecutor(CONNECTIONS) as connections:

        def send(model: type[Model], rows: pl.DataFrame) -> None:
            for ended in [each for each in under_way if each.done()]:
                under_way.remove(ended)
                ended.result()
            room.acquire()
            under_way.append(connections.submit(write_apart, model, rows))

        yield send
        for each in under_way:
            each.result()


def lines(rows: pl.DataFrame) -> Iterator[bytes]:
    """The rows in COPY's text format, some at a time, so that the server works on one block while the next is made."""
    for part in rows.iter_slices(ROWS_AT_ONCE):
        yield csv_of(escaped(part), separator="\t", quote_style="never", null_value="\\N")


def escaped(rows: pl.DataFrame) -> pl.DataFrame:
    """With a backslash before what would end a value, and the sign of bytes in hex. Nearly no column holds anything of the
    kind, and looking costs little."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    held = rows.select(pl.col(texts).str.contains("[\\\\\t\n\r]").any())
    concerned = [name for name in texts if held[name][0]]
    rows = rows.with_columns(pl.col(concerned).str.replace_many(MARKS)) if concerned else rows
    return rows.with_columns(pl.concat_str(pl.lit(BYTES), "content_digest").alias("content_digest"))


def records(rows: pl.DataFrame, **same: str | int) -> pl.DataFrame:
    """Rows of `CreditRecord` for matched rows; `same` are the columns that all of them share."""
    return rows.select(
        "record_key",
        pl.col("version").cast(pl.Int32),
        *(pl.lit(value).alias(name) for name, value in same.items()),
        pl.col("organisation").alias("organisation_id"),
        "resolved",
        *envelope(),
        *CONTENT,
    )


def review_rows(rows: pl.DataFrame, **same: str | int) -> pl.DataFrame:
    """Rows of `ReviewRow` for matched rows that have a `ref` and a `reason`."""
    held = pl.struct(*envelope(), "organisation", "resolved", "party_name")
    return rows.select(
        "ref",
        "record_key",
        *(pl.lit(value).alias(name) for name, value in same.items()),
        held.struct.json_encode().alias("envelope"),
        "reason",
        *CONTENT,
    )


def envelope() -> Iterator[pl.Expr]:
    for name in ENVELOPE:
        if name in EMPTY_AS_TEXT:
            yield pl.col(name).fill_null("")
        else:
            yield pl.col(name).fill_null(0) if name == "act_kinds" else pl.col(name)


CONTENT = (
    pl.col("content"),
    pl.col("content_digest"),
    pl.col("@sheet").alias("sheet"),
    pl.col("@row").alias("row"),
)
