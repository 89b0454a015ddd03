from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from xinheng.city.acts import HORIZON, TYPES, acts
from xinheng.city.files import FORMATS, DepartmentFile, department_files, zero_reports
from xinheng.city.sending import LATER, columns_of, layouts_of, periods
from xinheng.city.slips import SLIPS, in_words
from xinheng.ground.columns.reading import read
from xinheng.ground.columns.values import fen_of

SEED, COUNT, UNTIL = 4, 2_000, date(2026, 11, 20)


@cache
def files() -> tuple[DepartmentFile, ...]:
    return tuple(department_files(SEED, COUNT, until=UNTIL, weeks=3, years=4))


@cache
def truth() -> pl.DataFrame:
    """The truth of all files in one frame."""
    parts = [
        each.truth.with_columns(file=pl.lit(each.name), type=pl.lit(each.type), sent_on=each.sent_on)
        for each in files()
    ]
    return pl.concat(parts, how="diagonal_relaxed")


# ---- what happened ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type", TYPES)
def test_acts_of_a_smaller_city_and_of_an_earlier_day_are_among_those_of_a_larger_and_later_one(type):
    smaller, larger = acts(type, SEED, 700), acts(type, SEED, 1_400)
    assert_frame_equal(smaller, larger.filter(pl.col("party") < 700))
    earlier = acts(type, SEED, 700, date(2022, 6, 30))
    assert_frame_equal(earlier, smaller.filter(pl.col("decided_on") <= date(2022, 6, 30)))


@pytest.mark.parametrize("type", ["permit", "penalty", "inspection"])
def test_acts_lie_in_the_life_of_their_organisation_on_working_days(type):
    made = acts(type, SEED, COUNT)
    assert (made["decided_on"] >= made["established_on"]).all()
    assert (made["decided_on"] <= made["ended_on"].fill_null(HORIZON)).all()
    assert made["decided_on"].dt.weekday().max() == 5
    assert len(made) > 500


def test_no_two_decisions_of_an_authority_have_one_number():
    made = acts("penalty", SEED, COUNT)
    assert made.select("authority_code", "document_number").is_unique().all()


# ---- the files -------------------------------------------------------------------------------------------------------


def test_files_are_the_same_every_time_and_others_for_another_seed():
    again = next(department_files(SEED, COUNT, until=UNTIL, weeks=3, years=4, types=("penalty",)))
    assert again.content == next(each for each in files() if each.type == "penalty").content
    other = next(department_files(SEED + 1, COUNT, until=UNTIL, weeks=3, years=4, types=("penalty",)))
    assert other.content != again.content


def test_every_row_of_every_file_has_its_truth():
    for each in files():
        frame = read(each.content, each.name).frame
        assert frame["@row"].to_list() == each.truth["row"].to_list(), each.name


def test_files_come_in_every_format_and_layout():
    assert {each.name.rpartition(".")[2] for each in files()} == {format for format, _ in FORMATS}
    assert {(each.type, each.layout) for each in files()} >= {
        (type, layout) for type in ("permit", "penalty", "inspection") for layout in layouts_of(type)
    }
    gbk = [each for each in files() if each.name.endswith(".csv") and b"\xd0\xd0\xd5\xfe" in each.content]  # 行政
    assert gbk
    assert all(each.content.decode("gb18030") for each in gbk)


def test_headings_are_those_of_the_layout_in_words_or_in_code():
    by_code = 0
    for each in files():
        columns = columns_of(each.type, each.layout)
        headings = set(read(each.content, each.name).headers) - {"序号", "操作", "操作原因"}
        assert headings in ({line["title"] for line in columns}, {line["code"] for line in columns}), each.name
        by_code += headings == {line["code"] for line in columns}
    assert by_code > 3


def test_periods_follow_one_another_and_are_sent_when_they_are_over():
    those = periods(UNTIL, weeks=3, years=4)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(those))
    assert all(each.last < each.sent_on <= UNTIL for each in those)
    assert [(each.last - each.first).days for each in those[-3:]] == [6, 6, 6]


# ---- the truth -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slip", ["full_width", "no_code", "wrong_check", "no_number", "person", "planted"])
def test_slips_stand_in_their_proportion(slip):
    expected = len(truth()) * SLIPS[slip].share / 10_000
    assert (truth()["slip"] == slip).sum() == pytest.approx(expected, rel=0.45)


def test_what_becomes_of_a_row_follows_from_its_slip():
    slipped = truth().filter(pl.col("slip").is_not_null())
    for slip, expected, rule in slipped.select("slip", "expected", "rule").unique().rows():
        assert (SLIPS[slip].fate, SLIPS[slip].rule) == (expected, rule)
    assert set(SLIPS) == set(slipped["slip"])  # each occurs


def test_what_is_repeated_corrected_or_withdrawn_was_told_of_rightly_before():
    key = ["type", "authority_code", "document_number", "party_name"]
    again = truth().filter(pl.col("expected").is_in(list(LATER)))
    first = truth().filter((pl.col("expected") == "admitted") & pl.col("slip").is_null()).unique(key)
    both = again.join(first.select(*key, first_sent=pl.col("sent_on"), first_file=pl.col("file")), on=key, how="left")
    assert both["first_sent"].null_count() == 0
    in_one_file = both["file"] == both["first_file"]
    assert set(both.filter(in_one_file)["expected"]) == {"duplicate"}
    assert (both.filter(~in_one_file)["sent_on"] > both.filter(~in_one_file)["first_sent"]).all()
    assert set(again["expected"]) == set(LATER)


def test_what_was_planted_is_in_the_file():
    found = 0
    for each in files():
        text = "\n".join(
            read(each.content, each.name)
            .frame.select(pl.concat_str(pl.all().cast(pl.String), ignore_nulls=True))
            .to_series()
        )
        for planted in each.truth.filter(pl.col("slip") == "planted")["planted"]:
            assert all(each_one in text for each_one in planted)
            found += 1
    assert found > 20


def test_late_rows_are_late_and_others_are_not():
    weekly = truth().filter(pl.col("sent_on") > UNTIL - timedelta(weeks=3)).filter(pl.col("expected") == "admitted")
    days = (weekly["sent_on"] - weekly["decided_on"]).dt.total_days()
    assert set(days.filter(~weekly["is_late"])) <= set(range(1, 8))
    assert days.filter(weekly["is_late"]).min() > 7


def test_months_with_nothing_to_tell_are_reported_as_such_by_most():
    reports = list(zero_reports(SEED, COUNT, until=UNTIL, months=2))
    assert {each.month for each in reports} == {date(2026, 9, 1), date(2026, 10, 1)}
    assert {each.sent_on for each in reports} == {date(2026, 10, 5), date(2026, 11, 5)}
    for type in {each.type for each in reports}:
        made = acts(type, SEED, COUNT, UNTIL).with_columns(month=pl.col("decided_on").dt.truncate("1mo"))
        done = set(made.select("authority_code", "month").rows())
        assert not done & {(each.authority, each.month) for each in reports if each.type == type}
    assert len(reports) > 30


# ---- amounts in words ------------------------------------------------------------------------------------------------


@given(st.integers(1, 99_999_999))
def test_amounts_in_words_read_back(yuan):
    assert fen_of(in_words(yuan)) == yuan * 100
