"""核验: from rows as a department writes them to typed rows, faults and refusals; the same for every record type.

Columns are cleaned of people, typed, and checked one by one; rows that pass get their key, content and digest. Nothing is
kept between blocks, so that a file of any length takes the memory of one block.
"""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from xinheng.credit.catalogue.headers import Understood
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import Envelope, FieldKind
from xinheng.credit.organisations.personal import LENGTH, has_form_of_legal_person, may_be_personal
from xinheng.credit.submissions.faults import PERSON, RAGGED, rule
from xinheng.credit.submissions.validation import cleaning, identity
from xinheng.credit.submissions.validation.checks import (
    ORGANISATION,
    Checks,
    Failure,
    code_of,
    is_person,
    layout_headers,
)
from xinheng.credit.submissions.validation.typed import (
    CODES,
    FAILING,
    FORMER,
    LONG_TERM,
    Column,
    choices_of,
    looked_up,
    typed,
    with_tax_numbers,
    without_empty,
)
from xinheng.credit.submissions.validation.typed import (
    PERSON as PERSON_CODE,
)
from xinheng.ground.columns.reading import ROW, SHEET, Reading
from xinheng.ground.columns.values import put
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

TEXTS = (FieldKind.TEXT, FieldKind.NAME, FieldKind.DOCUMENT_NUMBER)
WITHDRAW = "withdraw"
_WITHDRAW_WORDS = ("撤销", "撤回", "withdraw")
_NO_OPERATION_WORDS = ("新增", "更正", "报送", "add", "correct")

# More than this needs a look: a fine in yuan under a header that says 万元 is ten thousand times too large.
ENORMOUS_FEN = 10**12  # ten thousand million yuan
TEN_THOUSANDS = "万元"

FAULTS = {
    SHEET: pl.String,
    ROW: pl.Int64,
    "field": pl.String,
    "header": pl.String,
    "value": pl.String,
    "rule": pl.String,
    "suggestion": pl.String,
}
PLACES = {SHEET: pl.String, ROW: pl.Int64}


@dataclass(frozen=True)
class Validated:
    """核验后的一块: each row received is in `rows`, in `rejected` (with its `faults`) or in `persons`, and nowhere else.

    `rows` have the envelope of `CreditRecord`, `record_key` and `content_digest` in hexadecimal, `content` as canonical
    JSON, `code_kind` (uscc, failing, or the kind of a former number that stands for the code), `may_be_personal` of the
    name, and `doubt`, the rule by which a person should look at it. `rejected` are cells as they came, cleaned, by header.
    """

    rows: pl.DataFrame
    faults: pl.DataFrame
    rejected: pl.DataFrame
    persons: pl.DataFrame
    received: int
    personal_dropped: int
    warnings: dict[str, int]


@dataclass(frozen=True)
class Judged:
    """判定: the columns of a block, typed, and which rows are persons', which are faulty and why. Not to be kept."""

    places: pl.DataFrame
    columns: Mapping[str, Column]
    operation: pl.Series
    reason: pl.Series
    persons: pl.Series
    faulty: pl.Series
    failures: list[Failure]
    ragged: tuple[int, ...]
    masked: int
    taken: int  # former tax numbers that look like those of residents

    def passing(self) -> "Judged":
        """The same of the rows that pass."""
        rows = (~self.faulty & ~self.persons).arg_true()
        if len(rows) == self.places.height:
            return self
        columns = {field: column.of(rows) for field, column in self.columns.items()}
        operation, reason = self.operation.gather(rows), self.reason.gather(rows)
        return replace(self, places=self.places[rows], columns=columns, operation=operation, reason=reason)

    def faults(self) -> pl.DataFrame:
        found = [failure.faults(self.places, self.faulty) for failure in self.failures]
        torn = torn_rows(self.ragged).with_columns(pl.lit(RAGGED).alias("rule"))
        return pl.concat([pl.DataFrame(schema=FAULTS), *found, torn], how="diagonal").sort(
            SHEET, ROW, maintain_order=True
        )


def torn_rows(ragged: tuple[int, ...]) -> pl.DataFrame:
    return pl.DataFrame({SHEET: [""] * len(ragged), ROW: list(ragged)}, schema=PLACES)


class Validation:
    """核验 of files with certain headers, as a record type asks on the day `on`.

    Raises `Refused` `submissions.columns_missing` where a column is missing without which every row would be wrong.
    """

    def __init__(self, record_type: RecordType, understood: Understood, on: date):
        self.type, self.understood, self.on = record_type, understood, on
        self.entries = record_type.kept_fields
        self.headers = layout_headers(record_type, understood.layout, understood.fields)
        self.of = record_type.field_of_envelope
        self.checks = Checks(record_type, self.headers, on)
        refuse_without_columns(record_type, understood, self.headers)

    def judged(self, reading: Reading) -> Judged:
        """核验 up to the faults; nothing is made of the rows that pass."""
        frame = reading.frame
        columns, masked, taken = self.columns(frame)
        operation, reason, failures = self.operations(frame)
        reason = cleaning.without_names(reason, *self.people(frame))
        failures += self.failures(columns, operation)
        faulty = pl.Series([False]).new_from_index(0, frame.height)
        for failure in failures:
            faulty = faulty | failure.rows
        persons = self.persons(frame, columns)
        places = frame.select(SHEET, pl.col(ROW).cast(pl.Int64))
        faulty = faulty & ~persons
        return Judged(places, columns, operation, reason, persons, faulty, failures, reading.ragged, masked, taken)

    def block(self, reading: Reading) -> Validated:
        """核验 of some rows."""
        judged, frame = self.judged(reading), reading.frame
        return Validated(
            rows=self.rows(judged.passing()),
            faults=judged.faults(),
            rejected=self.rejected(judged, frame.columns),
            persons=judged.places.filter(judged.persons).with_columns(pl.lit(PERSON).alias("rule")),
            received=frame.height + len(reading.ragged),
            personal_dropped=sum(frame.height - frame[header].null_count() for header in self.understood.personal),
            warnings=self.warnings(judged),
        )

    # ---- columns ----------------------------------------------------------------------------------------------------

    def columns(self, frame: pl.DataFrame) -> tuple[dict[str, Column], int, int]:
        """The columns that the file has, cleaned and typed, how many texts had to be masked, and how many former tax
        numbers look like those of residents."""
        names = self.understood.fields
        # Columns are independent of one another, and Polars works without the interpreter's lock.
        with ThreadPoolExecutor(2) as workers:
            done = workers.map(
                lambda field: self.typed(field, frame), [f for f in names if self.entries[f].kind not in TEXTS]
            )
            columns = {column.field: column for column in done}
            taken = self.take_tax_numbers(columns, frame)
            own = {field: column.values for field, column in columns.items() if column.entry.kind in CODES}
            people, parties = self.people(frame)
            columns = {field: without_people(column, people) for field, column in columns.items()}
            texts = workers.map(
                lambda field: self.cleaned(field, frame[names[field]], own, people, parties),
                [field for field in names if self.entries[field].kind in TEXTS],
            )
            masked = 0
            for column in texts:
                columns[column.field] = column
                masked += column.dropped
        if people.height:
            columns |= {
                field: choices_without_names(columns[field], people, parties)
                for field in self.type.open_choices
                if field in columns
            }
        return {field: columns[field] for field in names}, masked, taken

    def take_tax_numbers(self, columns: dict[str, Column], frame: pl.DataFrame) -> int:
        """旧纳税人识别号 that were taken for those of residents, where the row is about a legal person; how many."""
        name = self.understood.fields.get(self.of.get(Envelope.PARTY_NAME, ""))
        codes = (
            self.of.get(Envelope.PARTY_CODE),
            *(f for f, e in self.entries.items() if e.kind is FieldKind.FORMER_CODE),
        )
        suspects = [columns[field] for field in codes if field in columns and unread_code(columns[field])]
        if name is None or not suspects:
            return 0
        is_legal_person = frame.select(has_form_of_legal_person(pl.col(name)).fill_null(False)).to_series()
        category = columns.get(self.of.get(Envelope.PARTY_CATEGORY, ""))
        if category:
            organisation = code_of(category.entry.choices, ORGANISATION)
            is_legal_person = is_legal_person & (category.values == organisation).fill_null(True)
        taken = 0
        for column in suspects:
            of_people = (pl.col(header) == pl.col(column.header) for header in self.understood.personal)
            is_somebodys = frame.select(pl.any_horizontal(pl.lit(False), *of_people).fill_null(False)).to_series()
            is_free = is_legal_person & ~is_somebodys
            columns[column.field], number = with_tax_numbers(column, frame[column.header], is_free)
            taken += number
        return taken

    def typed(self, field: str, frame: pl.DataFrame) -> Column:
        header = self.understood.fields[field]
        texts = frame[header]
        if also := self.understood.joined.get(field):
            texts = frame.select(pl.concat_str([header, *also], separator=";", ignore_nulls=True).alias(header))[header]
            texts = texts.set(texts == "", None)
        return typed(field, self.entries[field], header, texts, self.understood.units.get(field))

    def cleaned(
        self,
        field: str,
        texts: pl.Series,
        own: Mapping[str, pl.Series],
        people: pl.DataFrame,
        parties: pl.Series | None,
    ) -> Column:
        """A column of text without numbers and names of people."""
        entry = self.entries[field]
        texts = without_empty(texts)
        if texts.str.contains("\r", literal=True).any():
            texts = texts.str.replace_all("\r\n?", "\n")
        cells = cleaning.without_numbers(texts, own)
        if field == self.of.get(Envelope.AUTHORITY_NAME):
            # 李庄镇人民政府 holds the name of somebody else: only a whole cell counts.
            people = people.filter((people["name"] == cells.gather(people["position"])).fill_null(False))
        if entry.kind is not FieldKind.NAME:
            cells = cleaning.without_named(cleaning.without_names(cells, people, parties))
        masked = 0 if cells is texts else (cells != texts).sum()
        return Column(field, entry, self.understood.fields[field], cells, cells, dropped=masked)

    def people(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series | None]:
        """Whose names must not stand in the texts of a row, and the party's name, which may.

        The name of a sole proprietor that may be a person's own is one of the former.
        """
        people = cleaning.people(frame, self.understood)
        name, code = (
            self.understood.fields.get(self.of.get(each, "")) for each in (Envelope.PARTY_NAME, Envelope.PARTY_CODE)
        )
        if name is None or code is None:
            return people, frame[name] if name else None
        bare = bare_names(frame[name], frame[code])
        own = pl.DataFrame({"position": bare.cast(pl.Int64), "name": frame[name].gather(bare)})
        if not own.height:
            return people, frame[name]
        parties = put(frame[name], own["position"], None)
        return pl.concat([people, own.filter(pl.col("name").str.len_chars() > 1)]), parties

    def persons(self, frame: pl.DataFrame, columns: Mapping[str, Column]) -> pl.Series:
        headers = list(self.understood.personal)
        has_people = (
            frame.select(pl.any_horizontal(pl.lit(False), pl.col(headers).is_not_null()).alias("p"))["p"]
            if headers
            else None
        )
        if has_people is None or len(has_people) != frame.height:
            has_people = pl.Series([False]).new_from_index(0, frame.height)
        is_of_person = is_person(self.type, columns, has_people).fill_null(False)
        return is_of_person | self.named_as_number(frame) | self.named_as_own_person(frame, columns)

    def named_as_own_person(self, frame: pl.DataFrame, columns: Mapping[str, Column]) -> pl.Series:
        """A party under the very name of the row's 法定代表人 is that person, whatever the label says; only sole proprietors,
        with a code of 92 or a former number, bear the names of theirs."""
        name, code = (columns.get(self.of.get(each, "")) for each in (Envelope.PARTY_NAME, Envelope.PARTY_CODE))
        nothing = pl.Series([False]).new_from_index(0, frame.height)
        if name is None or code is None:
            return nothing
        people = cleaning.people(frame, self.understood)
        same = people.filter(people["name"] == frame[name.header].gather(people["position"]))
        may_bear = code.values.str.starts_with("92") | (code.values.str.len_chars() < LENGTH) | code.values.is_null()
        return put(nothing, same["position"].unique(), True) & ~may_bear if same.height else nothing

    def named_as_number(self, frame: pl.DataFrame) -> pl.Series:
        """A name with a resident's number in it is a person's, unless it is the row's own code."""
        name, code = (
            self.understood.fields.get(self.of.get(each, "")) for each in (Envelope.PARTY_NAME, Envelope.PARTY_CODE)
        )
        nothing = pl.Series([False]).new_from_index(0, frame.height)
        if name is None:
            return nothing
        rows = frame[name].str.contains(r"[1-9][0-9]{13,16}[0-9Xx]").fill_null(False).arg_true()
        hits = [
            row for row in rows
            if cleaning.masked(frame[name][row], {cleaning.normalise(frame[code][row] or "")} if code else ()) != frame[name][row]
        ]  # fmt: skip
        return put(nothing, hits, True) if hits else nothing

    # ---- operations -------------------------------------------------------------------------------------------------

    def operations(self, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series, list[Failure]]:
        """操作: withdraw or nothing, the reason, and what is wrong with them."""
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
        header, reason_header = self.understood.operation, self.understood.operation_reason
        if header is None:
            return nothing, nothing, []
        cells = without_empty(frame[header])
        said, _ = looked_up(cells, operation_of, pl.String)
        reason = cleaning.without_numbers(without_empty(frame[reason_header]), {}) if reason_header else nothing
        withdraws = said == WITHDRAW
        failures = [
            Failure(rule("operation_unknown"), "operation", header, said == "", cells.set(said == "", "")),
            Failure(
                rule("withdrawal_reason_missing"),
                "operation_reason",
                reason_header or header,
                withdraws & reason.is_null(),
            ),
        ]
        operation = said.set(~withdraws, None)
        return operation, reason, [replace(each, rows=each.rows.fill_null(False)) for each in failures]

    def failures(self, columns: Mapping[str, Column], operation: pl.Series) -> list[Failure]:
        """不符 of all rows; of a row that withdraws only its identity must be right."""
        failures = [replace(each, rows=each.rows.fill_null(False)) for each in self.checks.failures(columns)]
        failures = [each for each in failures if each.rows.any()]
        withdraws = operation.is_not_null()
        if not withdraws.any():
            return failures
        identity_fields = set(self.type.entry.identity)
        return [
            each if each.field in identity_fields else replace(each, rows=each.rows & ~withdraws) for each in failures
        ]

    # ---- what comes out ---------------------------------------------------------------------------------------------

    def rows(self, judged: Judged) -> pl.DataFrame:
        columns, height = judged.columns, judged.places.height
        content = identity.contents(columns, height)
        code, code_kind = self.party_code(columns, height)
        return judged.places.with_columns(
            judged.operation.alias("operation"),
            judged.reason.alias("operation_reason"),
            identity.keys(self.type, columns, height).alias("record_key"),
            identity.digests(content).alias("content_digest"),
            code.alias("party_code"),
            *(self.envelope(each, kind, columns, height) for each, kind in ENVELOPE.items()),
            code_kind.alias("code_kind"),
            self.doubt(columns, height).alias("doubt"),
            content.alias("content"),
            self.may_be_personal(columns, code).alias("may_be_personal"),
        )

    def may_be_personal(self, columns: Mapping[str, Column], code: pl.Series) -> pl.Series:
        """人名保护: whether the name of the subject may be a person's own."""
        name = columns.get(self.of.get(Envelope.PARTY_NAME, ""))
        nothing = pl.Series([False]).new_from_index(0, len(code))
        bare = bare_names(name.values, code) if name else []
        return put(nothing, bare, True) if len(bare) else nothing

    def party_code(self, columns: Mapping[str, Column], height: int) -> tuple[pl.Series, pl.Series]:
        """The code a subject is looked for by: its own, else the first former number."""
        column = columns.get(self.of.get(Envelope.PARTY_CODE, ""))
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, height)
        code, kind = (column.values, column.kinds) if column else (nothing, nothing)
        if kind.null_count() == 0:
            return code, kind
        for former in columns.values():
            if former.entry.kind is FieldKind.FORMER_CODE and former.kinds.null_count() < height:
                usable = kind.is_null() & former.kinds.is_in([each.value for each in FORMER]).fill_null(False)
                code, kind = former.values.zip_with(usable, code), former.kinds.zip_with(usable, kind)
        return code.set(kind.is_null(), None), kind

    def envelope(self, envelope: Envelope, kind: pl.DataType, columns: Mapping[str, Column], height: int) -> pl.Series:
        column = columns.get(self.of.get(envelope, ""))
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

    def doubt(self, columns: Mapping[str, Column], height: int) -> pl.Series:
        """待核缘由: an amount that may be in 元 where 万元 is meant: an enormous one, or a figure under 万元 that a text of the
        row has with 元 behind it, and none with 万元."""
        doubts = pl.Series([None], dtype=pl.String).new_from_index(0, height)
        for column in columns.values():
            if column.entry.kind is not FieldKind.AMOUNT:
                continue
            doubtful = (column.values >= ENORMOUS_FEN).fill_null(False)
            if self.understood.units.get(column.field) == TEN_THOUSANDS:
                doubtful = doubtful | told_in_yuan(column, columns)
            doubts = put(doubts, doubtful.arg_true(), rule("amount_doubtful"))
        return doubts

    def warnings(self, judged: Judged) -> dict[str, int]:
        columns = judged.columns.values()
        code = judged.columns.get(self.of.get(Envelope.PARTY_CODE, ""))
        counts = {
            rule("masked"): judged.masked,
            rule("tax_number_taken"): judged.taken,
            rule("former_code_dropped"): sum(c.dropped for c in columns if c.entry.kind is FieldKind.FORMER_CODE),
            rule("code_failing"): ((code.kinds == FAILING) & ~judged.persons).sum() if code else 0,
        }
        return {code: count for code, count in counts.items() if count}

    def rejected(self, judged: Judged, order: list[str]) -> pl.DataFrame:
        """退回的行: cells as they came, by header, cleaned; in the order of the file."""
        rows = judged.faulty.arg_true()
        cells = {column.header: column.cells for column in judged.columns.values()}
        cells[self.understood.operation] = judged.operation
        cells[self.understood.operation_reason] = judged.reason
        back = judged.places[rows].with_columns(
            cells[header].gather(rows).alias(header) for header in order if header in cells
        )
        return pl.concat([back, torn_rows(judged.ragged)], how="diagonal").sort(SHEET, ROW)


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


def without_people(column: Column, people: pl.DataFrame) -> Column:
    """A column that is no text, without the names of people where it holds words of its own: in what could not be read, in
    former numbers, and beside a table of codes."""
    is_former = column.entry.kind is FieldKind.FORMER_CODE
    if not people.height or not (is_former or column.rules is not None or column.words is not None):
        return column
    cells = cleaning.without_names(column.cells, people, None)
    words = None if column.words is None else cleaning.without_names(column.words, people, None)
    return replace(column, cells=cells, values=cells if is_former else column.values, words=words)


def choices_without_names(column: Column, people: pl.DataFrame, parties: pl.Series | None) -> Column:
    """A column whose code table is open: what is written beside 其他 names nobody of the row."""
    words = None if column.words is None else cleaning.without_names(column.words, people, parties)
    return replace(column, cells=cleaning.without_names(column.cells, people, parties), words=words)


def unread_code(column: Column) -> bool:
    """Whether a column of codes has cells that were not taken for a code."""
    return column.dropped > 0 or bool((column.kinds == PERSON_CODE).any())


def told_in_yuan(amounts: Column, columns: Mapping[str, Column]) -> pl.Series:
    """Where a figure of a column in 万元 stands in a text of its row as 50元, and in none as 50万元."""
    figures = amounts.cells.set(~amounts.cells.str.contains(r"^[0-9.]+$"), None)
    told = pl.Series([False]).new_from_index(0, len(figures))
    for text in columns.values():
        if text.entry.kind is FieldKind.TEXT:
            told = told | text.values.str.contains(figures + "元", literal=True).fill_null(False)
    rows = told.arg_true()
    if not len(rows):
        return told
    # 1250元 does not tell of 250: few rows come so far, and each is looked at by itself.
    texts = [text.values.gather(rows) for text in columns.values() if text.entry.kind is FieldKind.TEXT]
    exact = [
        any(re.search(rf"(?<![0-9.,，]){re.escape(figure)}元", text or "") for text in row)
        and not any(f"{figure}{TEN_THOUSANDS}" in (text or "") for text in row)
        for figure, *row in zip(figures.gather(rows), *texts, strict=True)
    ]
    return put(told, rows, exact)


def bare_names(names: pl.Series, codes: pl.Series) -> pl.Series:
    """The positions of names that may be a person's own; only those of sole proprietors are looked at closely."""
    rows = (codes.is_null() | codes.str.starts_with("92") | (codes.str.len_bytes() < LENGTH)).arg_true()
    looked_at = pl.DataFrame({"name": names.gather(rows), "code": codes.gather(rows).fill_null("")})
    return rows.filter(looked_at.select(may_be_personal(pl.col("name"), pl.col("code")).fill_null(False)).to_series())


def operation_of(text: str) -> str:
    """撤销 or nothing; the empty text stands for words that mean neither."""
    word = text.strip().lower()
    if word in _WITHDRAW_WORDS:
        return WITHDRAW
    return "report" if word in _NO_OPERATION_WORDS else ""


def missing_columns(record_type: RecordType, understood: Understood, headers: Mapping[str, str]) -> Iterator[str]:
    for field, header in headers.items():
        if field not in understood.fields and (record_type.fields[field].required is True):
            yield header


def refuse_without_columns(record_type: RecordType, understood: Understood, headers: Mapping[str, str]) -> None:
    missing = list(missing_columns(record_type, understood, headers))
    if missing:
        zh = f"文件首行缺少必填的列：{'、'.join(missing)}。请对照模板补上后重新提交。"
        en = f"The first row lacks columns that every row needs: {', '.join(missing)}. Compare it with the template and send it again."
        raise Refused(Refusal("submissions.columns_missing", Text(zh=zh, en=en)))
