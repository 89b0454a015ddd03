"""核验: from rows as a department writes them to typed rows, faults and refusals; the same for every record type.

Columns are cleaned of people, typed, and checked one by one; rows that pass get their key, content and digest. Nothing is
kept between blocks, so that a file of any length takes the memory of one block.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from xinheng.credit.catalogue.headers import Understood
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import Envelope, FieldKind
from xinheng.credit.organisations.personal import has_form_of_legal_person
from xinheng.credit.submissions.faults import PERSON, RAGGED, rule
from xinheng.credit.submissions.validation import cleaning, envelope, identity
from xinheng.credit.submissions.validation.checks import ORGANISATION, Checks, Failure, code_of, layout_headers
from xinheng.credit.submissions.validation.people import People, without_people
from xinheng.credit.submissions.validation.typed import (
    CODES,
    FAILING,
    Column,
    looked_up,
    typed,
    with_tax_numbers,
    without_empty,
)
from xinheng.credit.submissions.validation.typed import PERSON as PERSON_CODE
from xinheng.ground.columns.reading import ROW, SHEET, Reading
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

TEXTS = (FieldKind.TEXT, FieldKind.NAME, FieldKind.DOCUMENT_NUMBER)
WITHDRAW = "withdraw"  # in `operation`
_WITHDRAW_WORDS = ("撤销", "撤回", "withdraw")
_NO_OPERATION_WORDS = ("新增", "更正", "报送", "add", "correct")

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
        rows = ~(self.faulty | self.persons)
        if rows.all():
            return self
        columns = {field: column.of(rows) for field, column in self.columns.items()}
        operation, reason = self.operation.filter(rows), self.reason.filter(rows)
        return replace(self, places=self.places.filter(rows), columns=columns, operation=operation, reason=reason)

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
        self.people = People(record_type, understood)
        refuse_without_columns(record_type, understood, self.headers)

    def judged(self, reading: Reading) -> Judged:
        """核验 up to the faults; nothing is made of the rows that pass."""
        frame = reading.frame
        people, parties = self.people.named(frame)
        columns, masked, taken = self.columns(frame, people, parties)
        operation, reason, failures = self.operations(frame)
        reason = cleaning.without_names(reason, people, parties)
        failures += self.failures(columns, operation)
        faulty = pl.Series([False]).new_from_index(0, frame.height)
        for failure in failures:
            faulty = faulty | failure.rows
        persons = self.people.rows(frame, columns, people)
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

    def columns(
        self, frame: pl.DataFrame, people: pl.DataFrame, parties: pl.Series | None
    ) -> tuple[dict[str, Column], int, int]:
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
            columns = {field: without_people(column, people) for field, column in columns.items()}
            texts = workers.map(
                lambda field: self.cleaned(field, frame[names[field]], own, people, parties),
                [field for field in names if self.entries[field].kind in TEXTS],
            )
            masked = 0
            for column in texts:
                columns[column.field] = column
                masked += column.dropped
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
        code, code_kind = envelope.party_code(self.type, columns, height)
        return judged.places.with_columns(
            judged.operation.alias("operation"),
            judged.reason.alias("operation_reason"),
            identity.keys(self.type, columns, height).alias("record_key"),
            identity.digests(content).alias("content_digest"),
            code.alias("party_code"),
            *envelope.envelope(self.type, columns, height),
            code_kind.alias("code_kind"),
            envelope.doubt(self.understood.units, columns, height).alias("doubt"),
            content.alias("content"),
            self.people.may_be_personal(columns, code).alias("may_be_personal"),
        )

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


def unread_code(column: Column) -> bool:
    """Whether a column of codes has cells that were not taken for a code."""
    return column.dropped > 0 or bool((column.kinds == PERSON_CODE).any())


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
