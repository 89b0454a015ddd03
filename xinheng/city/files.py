"""文件: ten years of departments' files as they would come in, and what should become of every row of them.

Every department writes in its own way: the format of its files, headings by name or by code, the order of columns, how it
writes dates and leaves a cell empty.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import polars as pl

from xinheng.city.acts import LONG_TERM, TYPES, acts
from xinheng.city.cases import FIRST_DAY, by_key
from xinheng.city.draws import Draws
from xinheng.city.parties import nobodys_number
from xinheng.city.place import SIYANG, Place
from xinheng.city.sending import WEEKS, Period, columns_of, periods, told
from xinheng.city.slips import persons
from xinheng.city.tables import picked, table


@dataclass(frozen=True, repr=False)
class DepartmentFile:
    """部门文件: sent by an authority (its 统一社会信用代码) on a day. `truth` has a line for each row, in their order."""

    name: str
    type: str
    authority: str
    sent_on: date
    layout: str
    content: bytes
    truth: pl.DataFrame


@dataclass(frozen=True)
class ZeroReport:
    """零报送: an authority said that in a month (its first day) there was nothing of a type."""

    type: str
    authority: str
    month: date
    sent_on: date


@dataclass(frozen=True)
class Hand:
    """习惯: how a department writes its files."""

    format: str
    encoding: str
    by_code: bool
    is_shuffled: bool
    date_form: int
    blank: str | None
    adds_number: bool  # 序号, a column nobody asked for


DATE_FORMS = (
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month}.{day.day}",
)
FORMATS = (("csv", "utf-8"), ("csv", "gbk"), ("csv", "gb18030"), ("xlsx", ""), ("jsonl", "utf-8"), ("csv", "utf-8-sig"))
LARGEST_WORKBOOK = 2_000  # rows; what is larger, nobody likes to open
CODED = ("2015", "2018")  # layouts whose columns have codes
BLANKS = (None, None, "-", "无", "/", "—")

LAST_WRITTEN = date(2045, 12, 31)
WRITTEN = [FIRST_DAY + timedelta(days=number) for number in range(-800, (LAST_WRITTEN - FIRST_DAY).days)] + [LONG_TERM]
TITLES = {
    "permit": "行政许可", "penalty": "行政处罚", "coercion": "行政强制", "confirmation": "行政确认", "levy": "行政征收",
    "payment": "行政给付", "ruling": "行政裁决", "compensation": "行政补偿", "award": "行政奖励", "inspection": "监督检查",
    "commitment": "信用承诺", "contract": "合同履约", "honour": "荣誉", "judgment": "司法裁判执行",
}  # fmt: skip
TRUTH = ("code", "uscc", "party_name", "authority_code", "document_number", "slip", "expected", "rule", "planted")
TRUTH_DATES = ("decided_on", "valid_until", "penalty_valid_until", "publish_until")
TRUTH_INPUTS = ("is_late", "amount_yuan", "penalty_kinds", "procedure", "repair_class", "is_public")


def department_files(
    seed: int,
    organisations: int,
    *,
    until: date,
    types: tuple[str, ...] = TYPES,
    weeks: int = WEEKS,
    years: int = 3,
    place: Place = SIYANG,
) -> Iterator[DepartmentFile]:
    """部门文件 of a city of so many organisations, sent up to a day, the oldest first."""
    those = periods(until, weeks, years)
    files = [file for type in types for file in files_of(type, seed, organisations, those, place)] if those else []
    yield from sorted(files, key=lambda file: file.sent_on)


def files_of(type: str, seed: int, count: int, those: list[Period], place: Place) -> Iterator[DepartmentFile]:
    """The files of one type."""
    draws = Draws(f"{seed}/{type}")
    rows = told(acts(type, seed, count, those[-1].last, place), type, draws, those)
    rows = beside(rows, draws).sort("period", "department", "decided_on", "row", maintain_order=True)
    departments = by_key(seed, place)
    for (department, number), part in rows.partition_by(
        "department", "period", as_dict=True, maintain_order=True
    ).items():
        authority, period = departments[department], those[number]
        layout = part["layout"][0]
        hand = hand_of(department, layout, seed, len(part))
        yield DepartmentFile(
            name=f"{authority.name}_{TITLES[type]}_{period.first}至{period.last}.{hand.format}",
            type=type,
            authority=authority.uscc,
            sent_on=period.sent_on,
            layout=layout,
            content=written(laid(part, type, layout, hand, draws), hand),
            truth=truth(part, hand),
        )


# What departments report as it happens or once a year, they never report as nothing.
WITHOUT_ZERO_REPORTS = ("honour", "contract")
HONEST = 8_500  # of ten thousand months in which a department did nothing
REPORTED_ON = 5  # day of the following month


def zero_reports(
    seed: int, organisations: int, *, until: date, months: int = 6, place: Place = SIYANG
) -> Iterator[ZeroReport]:
    """零报送 for the last whole months in which a department did nothing of a type; some departments forget it."""
    departments = by_key(seed, place)
    first_days = [month_before(until, number) for number in range(months, 0, -1)]
    for type in dict.fromkeys(line["type"] for line in table("reporting")):
        if type not in WITHOUT_ZERO_REPORTS:
            made = acts(type, seed, organisations, until, place)
            done = set(made.select("department", pl.col("decided_on").dt.truncate("1mo")).unique().rows())
            draws = Draws(f"{seed}/{type}/zero")
            for line in table("reporting"):
                for month in first_days:
                    is_honest = draws.key(f"{line['department']}/{month}") % 10_000 < HONEST
                    if line["type"] == type and (line["department"], month) not in done and is_honest:
                        sent_on = (month + timedelta(days=31)).replace(day=REPORTED_ON)
                        yield ZeroReport(type, departments[line["department"]].uscc, month, sent_on)


def month_before(day: date, number: int) -> date:
    """The first day of the month so many months before that of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(year, month + 1, 1)


def hand_of(department: str, layout: str, seed: int, rows: int) -> Hand:
    draws = Draws(f"{seed}/hand")
    format, encoding = FORMATS[draws.key(department) % len(FORMATS)]
    if format == "xlsx" and rows > LARGEST_WORKBOOK:
        format, encoding = "csv", "gbk"
    return Hand(
        format=format,
        encoding=encoding,
        by_code=layout in CODED and draws.key(f"{department}/code") % 3 == 0,
        is_shuffled=draws.key(f"{department}/order") % 2 == 0,
        date_form=draws.key(f"{department}/dates") % len(DATE_FORMS),
        blank=BLANKS[draws.key(f"{department}/blank") % len(BLANKS)] if format != "jsonl" else None,
        adds_number=draws.key(f"{department}/number") % 3 == 0,
    )


def beside(rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """What stands in the files besides the acts: persons, who must be dropped, and what only the layout of 2015 asks for."""
    names = persons()
    return rows.with_columns(
        legal_representative=picked(names, draws.draw("representative", len(names))),
        legal_representative_id_kind=pl.lit("身份证"),
        legal_representative_id=nobodys_number(draws, "representative"),
        person_id_kind=pl.lit(None, dtype=pl.String),
        person_id=pl.lit(None, dtype=pl.String),
        state_2015=pl.lit("0"),
        place_code=pl.lit(SIYANG.region),
        penalty_name=pl.concat_str("party_name", "violation_type") if "violation_type" in rows.columns else None,
    )


def laid(rows: pl.DataFrame, type: str, layout: str, hand: Hand, draws: Draws) -> pl.DataFrame:
    """The rows under the headings of the layout, as texts, in the hand of the department."""
    heading = {line["field"]: line["code" if hand.by_code else "title"] for line in columns_of(type, layout)}
    texts = rows.select(text(rows.schema, field, hand).alias(heading[field]) for field in heading)
    if rows["operation"].null_count() < len(rows):
        texts = texts.with_columns(rows["operation"].alias("操作"), rows["operation_reason"].alias("操作原因"))
    if hand.adds_number:
        texts = texts.insert_column(0, pl.int_range(1, len(rows) + 1, eager=True).cast(pl.String).alias("序号"))
    if hand.is_shuffled:
        texts = texts.select(sorted(texts.columns, key=draws.key))
    return texts.with_columns(pl.all().fill_null(hand.blank)) if hand.blank else texts


def text(schema: pl.Schema, field: str, hand: Hand) -> pl.Expr:
    """A column as text; dates in the department's form."""
    if field not in schema:
        return pl.lit(None, dtype=pl.String)
    if schema[field] != pl.Date:
        return pl.col(field)
    day = pl.col(field)
    at = pl.when(day == LONG_TERM).then(len(WRITTEN) - 1).otherwise((day - WRITTEN[0]).dt.total_days())
    found = pl.lit(written_dates(hand.date_form)).gather(at)
    return pl.coalesce("unreadable", found) if field == "decided_on" else found


@cache
def written_dates(form: int) -> pl.Series:
    return pl.Series([DATE_FORMS[form](day) for day in WRITTEN])


def written(texts: pl.DataFrame, hand: Hand) -> bytes:
    """The bytes of the file."""
    if hand.format == "csv":
        return texts.write_csv().encode(hand.encoding)
    file = io.BytesIO()
    if hand.format == "xlsx":
        texts.write_excel(file, worksheet="Sheet1", autofilter=False)
    else:
        texts.write_ndjson(file)
    return file.getvalue()


def truth(rows: pl.DataFrame, hand: Hand) -> pl.DataFrame:
    """真值: of each row its number as a reader of the file counts, whose it is, what becomes of it, and what decides until
    when the public may see it."""
    first = 1 if hand.format == "jsonl" else 2  # below the headings
    known = [field for field in (*TRUTH, *TRUTH_DATES, *TRUTH_INPUTS) if field in rows.columns]
    return rows.select(pl.int_range(first, pl.len() + first).alias("row"), *known)
