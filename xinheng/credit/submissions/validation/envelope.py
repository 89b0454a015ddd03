"""信封: what `CreditRecord` has columns for, from the fields of the type that hold it, and what in a row needs a look."""

import re
from collections.abc import Iterator, Mapping

import polars as pl

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import Envelope, FieldKind
from xinheng.credit.submissions.faults import rule
from xinheng.credit.submissions.validation.checks import Columns
from xinheng.credit.submissions.validation.typed import FORMER, LONG_TERM, Column, choices_of, looked_up
from xinheng.ground.columns.values import put

# More than this needs a look: a fine in yuan under a header that says 万元 is ten thousand times too large.
ENORMOUS_FEN = 10**12  # ten thousand million yuan
YUAN, TEN_THOUSANDS = "元", "万元"

ENVELOPE = {
    Envelope.PARTY_NAME: pl.String,
    Envelope.PARTY_CATEGORY: pl.String,
    Envelope.AUTHORITY_CODE: pl.String,
    Envelope.DOCUMENT_NUMBER: pl.String,
    Envelope.DECIDED_ON: pl.Date,
    Envelope.VALID_FROM: pl.Date,
    Envelope.VALID_UNTIL: pl.Date,
    Envelope.PUBLISH_UNTIL: pl.Date,
    Envelope.REPAIR_CLASS: pl.String,
    Envelope.PROCEDURE: pl.String,
    Envelope.ACT_KINDS: pl.Int32,
    Envelope.AMOUNT: pl.Int64,
}


def envelope(record_type: RecordType, columns: Columns, height: int) -> Iterator[pl.Series]:
    """The columns of the envelope, empty where the type or the file has none; `party_code` is more than its field."""
    for each, kind in ENVELOPE.items():
        yield series_of(each, kind, columns.get(record_type.field_of_envelope.get(each, "")), height)


def party_code(record_type: RecordType, columns: Columns, height: int) -> tuple[pl.Series, pl.Series]:
    """The code a subject is looked for by: its own, else the first former number."""
    column = columns.get(record_type.field_of_envelope.get(Envelope.PARTY_CODE, ""))
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    code, kind = (column.values, column.kinds) if column else (nothing, nothing)
    if kind.null_count() == 0:
        return code, kind
    for former in columns.values():
        if former.entry.kind is FieldKind.FORMER_CODE and former.kinds.null_count() < height:
            usable = kind.is_null() & former.kinds.is_in([each.value for each in FORMER]).fill_null(False)
            code, kind = former.values.zip_with(usable, code), former.kinds.zip_with(usable, kind)
    return code.set(kind.is_null(), None), kind


def series_of(envelope: Envelope, kind: pl.DataType, column: Column | None, height: int) -> pl.Series:
    if column is None:
        values = pl.Series([None], dtype=kind).new_from_index(0, height)
    elif envelope is Envelope.ACT_KINDS:
        bits = choices_of(column.entry).bits
        values, _ = looked_up(
            column.values, lambda codes: sum(bits.get(code, 0) for code in codes.split(",")), pl.Int32
        )
    elif column.entry.long_term:
        values = column.values.set((column.values == LONG_TERM).fill_null(False), None)
    else:
        values = column.values
    return values.cast(kind).alias(envelope.value)


def doubt(units: Mapping[str, str], columns: Columns, height: int) -> pl.Series:
    """待核缘由: an amount that may be in 元 where 万元 is meant: an enormous one, or a figure under 万元 that a text of the
    row has with 元 behind it, and none with 万元."""
    doubts = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    texts = [column.values for column in columns.values() if column.entry.kind is FieldKind.TEXT]
    texts = [text for text in texts if text.str.contains(YUAN, literal=True).any()]
    for column in columns.values():
        if column.entry.kind is not FieldKind.AMOUNT:
            continue
        doubtful = (column.values >= ENORMOUS_FEN).fill_null(False)
        if units.get(column.field) == TEN_THOUSANDS:
            doubtful = doubtful | told_in_yuan(column.cells, texts)
        doubts = put(doubts, doubtful.arg_true(), rule("amount_doubtful"))
    return doubts


def told_in_yuan(amounts: pl.Series, texts: list[pl.Series]) -> pl.Series:
    """Where a figure of a column in 万元 stands in a text of its row as 50元, and in none as 50万元."""
    figures = amounts.set(~amounts.str.contains(r"^[0-9.]+$"), None)
    in_yuan = figures + YUAN
    told = pl.Series([False]).new_from_index(0, len(figures))
    for text in texts:
        told = told | text.str.contains(in_yuan, literal=True).fill_null(False)
    rows = told.arg_true()
    if not len(rows):
        return told
    # 1250元 does not tell of 250: few rows come so far, and each is looked at by itself.
    exact = [
        any(re.search(rf"(?<![0-9.,，]){re.escape(figure)}{YUAN}", text or "") for text in row)
        and not any(f"{figure}{TEN_THOUSANDS}" in (text or "") for text in row)
        for figure, *row in zip(figures.gather(rows), *(text.gather(rows) for text in texts), strict=True)
    ]
    return put(told, rows, exact)
