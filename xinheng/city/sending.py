"""送出: which act a department tells of in which of its files, how late, how often, and in what layout.

The past came in a few large files when the system began; the last weeks came week by week.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from xinheng.city.cases import FIRST_DAY
from xinheng.city.draws import Draws
from xinheng.city.parties import NOTHING
from xinheng.city.slips import SLIPS, written_down
from xinheng.city.tables import picked, table

WEEKS = 12
NEW_LAYOUT_FROM = date(2019, 1, 1)  # before, departments wrote the columns of 2015
EXTENDED_FROM = date(2025, 1, 1)
EXTENDED_BY = ("market", "emergency", "ecology", "fire")

# In ten thousand acts or months.
LATE = 400  # told of two to five weeks late
MISSING = 500  # months of which a department tells seven weeks later, so that for the last ones nothing came
WEEKS_MISSED = 7
LATER = {"duplicate": 100, "superseding": 150, "withdrawn": 60}  # of acts that were told of rightly
TWICE = 50  # in one file
MENDED = 6_000  # of rows that were rejected
REJECTED = [name for name, slip in SLIPS.items() if slip.fate == "rejected"]
REASONS = ("处罚决定被依法变更", "行政复议决定撤销", "录入有误", "自行纠正")


@dataclass(frozen=True)
class Period:
    """所属期 of a file, from its first day to its last, and when the file was sent."""

    first: date
    last: date
    sent_on: date


def periods(until: date, weeks: int = WEEKS, years: int = 3) -> list[Period]:
    """The periods whose files were sent by a day: some years each, then weeks from Monday to Sunday, sent on Mondays."""
    monday = until - timedelta(days=until.weekday() + 7 * weeks)
    starts = [FIRST_DAY, *(date(year, 1, 1) for year in range(NEW_LAYOUT_FROM.year, monday.year + 1, years))]
    starts = [start for start in starts if start < monday]
    starts += [monday + timedelta(weeks=week) for week in range(weeks + 1)]
    return [
        Period(first, following - timedelta(days=1), following)
        for first, following in pairwise(starts)
        if following <= until
    ]


def told(rows: pl.DataFrame, type: str, draws: Draws, those: list[Period]) -> pl.DataFrame:
    """报送: a row for each time that an act is told of: `period` is the number of the file's, `layout` the file's layout,
    `expected` what should become of the row, `rule` why, `operation` 撤销 in rows that withdraw."""
    rows = laid_out(first_told(rows, type, draws, those), type, those)
    written = written_down(rows, draws, {layout: fields_of(type, layout) for layout in layouts_of(type)})
    again = told_again(rows.with_columns(written["slip"]), type, draws, those)
    return pl.concat([written, again.filter(pl.col("period") < len(those))], how="diagonal")


def first_told(rows: pl.DataFrame, type: str, draws: Draws, those: list[Period]) -> pl.DataFrame:
    """The period in which each act was first told of; acts that were not told of yet are left out."""
    starts = pl.Series([period.first for period in those])
    weekly = sum(period.last - period.first > timedelta(days=7) for period in those)  # the number of the first week
    rows = rows.filter(pl.col("decided_on") <= those[-1].last)
    rows = rows.with_columns(period=starts.search_sorted(rows["decided_on"], side="right").cast(pl.Int64) - 1)
    is_late, is_missed = draws.has("late", LATE), missing(rows, type, draws)
    weeks = is_late.cast(pl.Int64) * (2 + draws.draw("weeks late", 4)) + is_missed.cast(pl.Int64) * WEEKS_MISSED
    weeks = pl.when(pl.col("period") >= weekly).then(weeks).otherwise(0)
    rows = rows.with_columns(period=pl.col("period") + weeks, is_late=weeks > 0)
    return rows.filter(pl.col("period") < len(those))


def missing(rows: pl.DataFrame, type: str, draws: Draws) -> pl.Series:
    """漏报: whether the department forgot the month of an act."""
    numbers = {line["key"]: number for number, line in enumerate(table("departments"))}
    month = pl.col("decided_on").dt.year() * 12 + pl.col("decided_on").dt.month()
    months = rows.select(row=pl.col("department").replace_strict(numbers, return_dtype=pl.Int64) * 100_000 + month)
    return months.select(Draws(f"{draws.seed}/missing").has(type, MISSING)).to_series()


def laid_out(rows: pl.DataFrame, type: str, those: list[Period]) -> pl.DataFrame:
    """版式 of the files: by year and department where the type has several."""
    names = layouts_of(type)
    first = pl.lit(pl.Series([period.first for period in those])).gather(
        pl.col("period").clip(upper_bound=len(those) - 1)
    )
    is_extended = (first >= EXTENDED_FROM) & pl.col("department").is_in(EXTENDED_BY)
    layout = pl.lit(names[0])
    if "2015" in names:
        layout = pl.when(first < NEW_LAYOUT_FROM).then(pl.lit("2015")).otherwise(layout)
    if "extended" in names:
        layout = pl.when(is_extended).then(pl.lit("extended")).otherwise(layout)
    return rows.with_columns(layout=layout)


def told_again(rows: pl.DataFrame, type: str, draws: Draws, those: list[Period]) -> pl.DataFrame:
    """Rows that repeat, correct or withdraw what was told, in a later file; that do so in the same one; that mend a slip."""
    is_plain = pl.col("slip").is_null() & (pl.col("fate") == "admitted")
    later = rows.with_columns(period=pl.col("period") + 1 + draws.draw("later", 3), first_layout="layout")
    later = laid_out(later, type, those).with_columns(expected=pl.when(is_plain).then(one_of(LATER, draws)))
    later = later.filter(pl.col("expected").is_not_null() & (pl.col("layout") == pl.col("first_layout")))
    mended = rows.filter(pl.col("slip").is_in(REJECTED) & draws.has("mended", MENDED))
    mended = laid_out(mended.with_columns(period=pl.col("period") + 1 + draws.draw("later", 3)), type, those)
    twice = rows.filter(is_plain & draws.has("twice", TWICE))
    is_correction, is_withdrawal = (pl.col("expected") == fate for fate in ("superseding", "withdrawn"))
    return pl.concat(
        [
            later.drop("first_layout").with_columns(
                remarks=pl.when(is_correction).then(pl.lit("已按更正决定书更正")).otherwise("remarks"),
                operation=pl.when(is_withdrawal).then(pl.lit("撤销")),
                operation_reason=pl.when(is_withdrawal).then(picked(list(REASONS), draws.draw("reason", len(REASONS)))),
            ),
            mended.with_columns(expected=pl.lit("admitted")),
            twice.with_columns(expected=pl.lit("duplicate")),
        ],
        how="diagonal",
    ).with_columns(is_late=pl.lit(value=True), slip=NOTHING)


def one_of(shares: dict[str, int], draws: Draws) -> pl.Expr:
    found, so_far, draw = NOTHING, 0, draws.draw("again", 10_000)
    for name, share in shares.items():
        found = pl.when((draw >= so_far) & (draw < so_far + share)).then(pl.lit(name)).otherwise(found)
        so_far += share
    return found


def layouts_of(type: str) -> list[str]:
    return list(dict.fromkeys(line["layout"] for line in table("columns") if line["type"] == type))


def fields_of(type: str, layout: str) -> set[str]:
    return {line["field"] for line in columns_of(type, layout)}


def columns_of(type: str, layout: str) -> list[dict[str, str]]:
    """列 of a layout, in their order."""
    return [line for line in table("columns") if (line["type"], line["layout"]) == (type, layout)]
