"""身份与摘要: the key by which a record is known again, its content as canonical JSON, and the digest of that."""

import hashlib
from collections.abc import Mapping

import polars as pl

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import FieldKind, words_of
from xinheng.credit.organisations.folding import BRACKETS, DASHES, MIDDLE_DOTS, QUOTES
from xinheng.credit.submissions.validation.typed import Column
from xinheng.ground.columns.values import put
from xinheng.ground.identifiers.normalisation import BLANKS, FULL_WIDTH, LOWER_CASE

SEPARATOR = "\x1f"

# How the same text is printed differently; of document numbers also the words around the number.
_PRINT = LOWER_CASE | FULL_WIDTH | BLANKS | DASHES | QUOTES | BRACKETS | MIDDLE_DOTS
_WRITTEN = {old: _PRINT.get(new, new) for old, new in _PRINT.items()}
_NUMBER_WORDS = dict.fromkeys("号字第號", "")
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def keys(record_type: RecordType, columns: Mapping[str, Column], height: int) -> pl.Series:
    """记录键: the first 16 bytes of SHA-256 over the type and the folded identity fields, in hexadecimal."""
    parts = [pl.lit(record_type.type)]
    frame = {}
    for field in record_type.entry.identity:
        if column := columns.get(field):
            frame[field] = column.values.cast(pl.String)
            parts.append(_folded(pl.col(field), column.entry.kind).fill_null(""))
        else:
            parts.append(pl.lit(""))
    table = pl.DataFrame(frame) if frame else pl.DataFrame({"none": [None] * height})
    lines = table.select(pl.concat_str(parts, separator=SEPARATOR).alias("key"))["key"]
    return digests(lines).str.head(32)


def _folded(values: pl.Expr, kind: FieldKind) -> pl.Expr:
    if kind is FieldKind.DOCUMENT_NUMBER:
        return values.str.replace_many(_WRITTEN | _NUMBER_WORDS)
    return values.str.replace_many(_WRITTEN) if kind in (FieldKind.TEXT, FieldKind.NAME) else values


def contents(columns: Mapping[str, Column], height: int) -> pl.Series:
    """内容: canonical JSON of the typed values: keys sorted, no nulls, no blanks.

    Filled columns are joined in one go; only where a column has gaps must its key come and go with its value.
    """
    parts = {field: json_of(column) for field, column in columns.items()}
    words = {words_of(field): quoted(column.words) for field, column in columns.items() if column.words is not None}
    given = {field: part for field, part in sorted((parts | words).items()) if part[1].null_count() < height}
    if not given:
        return pl.Series(["{}"], dtype=pl.String).new_from_index(0, height)
    table = pl.DataFrame([texts.alias(field) for field, (_, texts, _) in given.items()])
    pieces: list[pl.Expr] = []
    literal, comma = "{", ""
    for field, (before, texts, after) in given.items():
        key = f'{comma}"{field}":{before}'
        if texts.null_count():
            # Until a filled column has come, the comma stands behind the value.
            end = after if comma else f"{after},"
            pieces += [pl.lit(literal), pl.concat_str(pl.lit(key), pl.col(field), pl.lit(end))]
            literal = ""
        else:
            pieces += [pl.lit(literal + key), pl.col(field)]
            literal, comma = after, ","
    content = pl.concat_str([*pieces, pl.lit(literal + "}")], ignore_nulls=True)
    return table.select(content if comma else content.str.replace(r",\}$", "}")).to_series().alias("content")


Part = tuple[str, pl.Series, str]


def json_of(column: Column) -> Part:
    """The values as JSON: what stands before each, the values, what stands behind."""
    values = column.values
    match column.entry.kind:
        case FieldKind.AMOUNT | FieldKind.NUMBER | FieldKind.FLAG:
            return "", values.cast(pl.String), ""
        case FieldKind.DATE | FieldKind.CHOICE:
            return '"', values.cast(pl.String), '"'
        case FieldKind.CHOICES:
            return '["', values.str.replace_all(",", '","', literal=True), '"]'
    return quoted(values)


def quoted(texts: pl.Series) -> Part:
    # Two searches for few characters each are many times faster than one for all five.
    special = (texts.str.contains(r'["\\]') | texts.str.contains(r"[\n\r\t]")).fill_null(False).arg_true()
    if len(special):
        texts = put(texts, special, texts.gather(special).str.replace_many(_ESCAPED))
    return '"', texts, '"'


def digests(texts: pl.Series) -> pl.Series:
    """SHA-256 in hexadecimal. The one thing computed row by row, since Polars has no SHA."""
    return pl.Series([hashlib.sha256(text).hexdigest() for text in texts.cast(pl.Binary).to_list()], dtype=pl.String)
