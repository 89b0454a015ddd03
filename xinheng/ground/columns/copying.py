"""批量写入: frames into tables and queries into frames, by PostgreSQL's COPY on Django's connection.

CSV, not the binary format: Polars writes it in native code, while binary rows would be packed one by one in Python.
"""

from collections.abc import Iterator
from io import BytesIO

import polars as pl
from django.db import connection
from psycopg import sql

ROWS_AT_ONCE = 50_000


def copy_in(frame: pl.DataFrame, table: str) -> int:
    """Appends a frame to a table; its columns are named as the table's. Null stays null, and an empty text empty."""
    columns = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in blocks(frame):
            copy.write(block)
    return frame.height


def blocks(frame: pl.DataFrame) -> Iterator[bytes]:
    """The rows as CSV, some at a time, so that the server works on one block while the next is made."""
    for part in frame.iter_slices(ROWS_AT_ONCE):
        yield csv_of(part)


def csv_of(frame: pl.DataFrame, **how: str) -> bytes:
    """The rows as CSV, made as bytes: as a text they would be looked through and copied twice more."""
    text = BytesIO()
    frame.write_csv(text, include_header=False, **how)
    return text.getvalue()


def copy_out(query: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """The answer to a query (without parameters) as a frame of the given columns and types."""
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(sql.SQL(query))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        content = b"".join(bytes(block) for block in copy)
    if not content:
        return pl.DataFrame(schema=schema)
    truths = [name for name, kind in schema.items() if kind == pl.Boolean]  # PostgreSQL writes t and f
    texts = schema | dict.fromkeys(truths, pl.String)
    return pl.read_csv(content, has_header=False, schema=texts).with_columns(pl.col(truths) == "t")
