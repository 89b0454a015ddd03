"""核验规则: what can be wrong with a row, compiled from the catalogue; each check answers for whole columns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import Choice, Envelope, FieldEntry, FieldKind, When
from xinheng.credit.submissions.faults import rule
from xinheng.credit.submissions.validation.typed import FAILING, VALID, Column, suggestion

FIRST_DAY = date(1949, 10, 1)
# A single star behind a name is a mark of the register.
_MASKED_NAME = r"[*＊×]{2}|^.[*＊×]|[*＊×].|某"  # no name of half a million registered ones holds 某
_SOLE_PROPRIETOR, ORGANISATION = "个体工商户", "法人及非法人组织"
_CORRECTION = "责令改正"
_SUGGESTED = 200  # different cells of a rule in a block
_SHOWN = 200  # characters of a value that a fault quotes

Columns = Mapping[str, Column]


@dataclass(frozen=True)
class Failure:
    """不符: the rows that fail a rule, the column that says so, and what was probably meant."""

    rule: str
    field: str
    header: str
    rows: pl.Series  # true where it fails
    cells: pl.Series | None = None
    suggest: Callable[[str | None], str | None] | None = None

    def faults(self, places: pl.DataFrame, among: pl.Series) -> pl.DataFrame:
        """One line for each row that fails, of those `among`."""
        failing = (self.rows & among).arg_true()
        cells = (
            self.cells.gather(failing) if self.cells is not None else pl.Series([None] * len(failing), dtype=pl.String)
        )
        suggestions = self.suggestions(cells)
        return places[failing].with_columns(
            pl.lit(self.field).alias("field"),
            pl.lit(self.header).alias("header"),
            cells.str.head(_SHOWN).alias("value"),
            pl.lit(self.rule).alias("rule"),
            suggestions.alias("suggestion"),
        )

    def suggestions(self, cells: pl.Series) -> pl.Series:
        """Of the first different cells only: to find the one code that was meant takes a millisecond."""
        if self.suggest is None:
            return pl.Series([None], dtype=pl.String).new_from_index(0, len(cells))
        different = cells.drop_nulls().unique(maintain_order=True).head(_SUGGESTED)
        meant = {cell: self.suggest(cell) for cell in different}
        return pl.Series([meant.get(cell) for cell in cells], dtype=pl.String)


def code_of(choices: Mapping[str, Choice], word: str) -> str | None:
    """The code of a choice by its name in the national tables."""
    return next((code for code, choice in choices.items() if choice.zh == word), None)


class Checks:
    """核验规则 of a record type, for the columns that a file has or, by its layout, should have."""

    def __init__(self, record_type: RecordType, headers: Mapping[str, str], on: date):
        self.type, self.headers, self.on = record_type, headers, on
        self.of = record_type.field_of_envelope

    def failures(self, columns: Columns) -> Iterator[Failure]:
        for column in columns.values():
            yield from self.unread(column)
            yield from self.too_long(column)
            if column.entry.kind is FieldKind.NAME:
                masked = column.cells.str.contains(_MASKED_NAME)
                yield Failure(rule("name_masked"), column.field, column.header, masked, column.cells)
            if column.entry.kind is FieldKind.DATE:
                yield self.of_column("date_too_early", column, column.values < FIRST_DAY)
        for field, header in self.headers.items():
            yield from self.missing(field, header, columns)
        yield from self.dates(columns)
        yield from self.party(columns)
        yield from self.kinds(columns)

    def of_column(self, code: str, column: Column, rows: pl.Series, **more) -> Failure:
        return Failure(rule(code), column.field, column.header, rows, column.cells, **more)

    # ---- each column by itself --------------------------------------------------------------------------------------

    def unread(self, column: Column) -> Iterator[Failure]:
        is_party = column.field == self.of.get(Envelope.PARTY_CODE)
        if column.rules is not None:
            for each in column.rules.unique().drop_nulls().sort():
                if each == rule("code_placeholder") and (is_party or not column.entry.required):
                    continue  # an empty cell, in other words; what that means for the party is asked below
                yield Failure(
                    each, column.field, column.header, column.rules == each, column.cells, partial(suggestion, column)
                )
        if column.entry.kind is FieldKind.CODE and not is_party:
            other = column.kinds.is_not_null() & (column.kinds != VALID)
            yield self.of_column("code_invalid", column, other, suggest=partial(suggestion, column))

    def too_long(self, column: Column) -> Iterator[Failure]:
        if column.entry.kind not in (FieldKind.TEXT, FieldKind.NAME, FieldKind.DOCUMENT_NUMBER, FieldKind.FORMER_CODE):
            return
        # A character has a byte at least: only texts with more bytes are counted.
        suspects = column.cells.str.len_bytes() > column.entry.longest
        if suspects.any():
            yield self.of_column("too_long", column, suspects & (column.cells.str.len_chars() > column.entry.longest))

    def missing(self, field: str, header: str, columns: Columns) -> Iterator[Failure]:
        """必填: always, or where another value asks for it."""
        entry = self.type.fields[field]
        column = columns.get(field)
        if entry.required is False:
            return
        code = "required"
        is_empty = column.cells.is_null() if column else None
        if isinstance(entry.required, When):
            code, asked = "required_here", asked_for(entry.required, columns)
            if asked is None:
                return
            is_empty = asked if is_empty is None else is_empty & asked
        if is_empty is not None:
            yield Failure(rule(code), field, header, is_empty)

    # ---- columns beside one another ---------------------------------------------------------------------------------

    def at(self, envelope: Envelope, columns: Columns) -> Column | None:
        return columns.get(self.of.get(envelope, ""))

    def dates(self, columns: Columns) -> Iterator[Failure]:
        decided = self.at(Envelope.DECIDED_ON, columns)
        begins = self.at(Envelope.VALID_FROM, columns) or decided
        if decided:
            yield self.of_column("date_in_future", decided, decided.values > self.on)
        for ends, start in ((Envelope.VALID_UNTIL, begins), (Envelope.PUBLISH_UNTIL, decided)):
            end = self.at(ends, columns)
            if end and start:
                yield self.of_column("dates_reversed", end, end.values < start.values)

    def party(self, columns: Columns) -> Iterator[Failure]:
        code, category = self.at(Envelope.PARTY_CODE, columns), self.at(Envelope.PARTY_CATEGORY, columns)
        if code is None:
            return
        if code.rules is not None:
            is_placeholder = code.rules == rule("code_placeholder")
            yield self.of_column("code_placeholder", code, is_placeholder & ~has_former(columns, len(is_placeholder)))
        if category:
            choices = category.entry.choices
            is_92 = code.values.str.starts_with("92")
            wrong = (is_92 & (category.values == code_of(choices, ORGANISATION))) | (
                ~is_92 & (category.values == code_of(choices, _SOLE_PROPRIETOR))
            )
            has_code = code.kinds.is_in([VALID, FAILING])
            yield self.of_column("category_contradicts_code", category, wrong & has_code)

    def kinds(self, columns: Columns) -> Iterator[Failure]:
        """责令改正 alone is no penalty."""
        kinds = self.at(Envelope.ACT_KINDS, columns)
        if kinds and (correction := code_of(kinds.entry.choices, _CORRECTION)):
            yield self.of_column("not_a_penalty", kinds, kinds.values == correction)


def asked_for(when: When, columns: Columns) -> pl.Series | None:
    """Where a condition holds; nothing where the file lacks its column."""
    column = columns.get(when.field)
    if column is None:
        return None
    values = column.values.cast(pl.String)
    holds = values.is_not_null()
    if when.has:
        holds = holds & holds_any(values, when.has)
    if when.lacks:
        holds = holds & ~holds_any(values, when.lacks)
    return holds


def holds_any(values: pl.Series, codes: tuple[str, ...]) -> pl.Series:
    return values.str.contains(f"(?:^|,)(?:{'|'.join(codes)})(?:,|$)").fill_null(False)


def has_former(columns: Columns, height: int) -> pl.Series:
    """Whether a row gives a former number of an organisation."""
    known = pl.Series([False]).new_from_index(0, height)
    for column in columns.values():
        if column.entry.kind is FieldKind.FORMER_CODE:
            known = known | column.kinds.is_not_null()
    return known


def layout_headers(record_type: RecordType, layout: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Field by field, the header a fault names: as printed, or the title where the file lacks the column."""
    named = dict(fields)
    for field in record_type.layouts[layout].columns:
        entry: FieldEntry = record_type.fields[field]
        if entry.kind is not FieldKind.PERSONAL:
            named.setdefault(field, entry.title.zh)
    return named
