import re
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from xinheng.city.penalties import FAULTS, SHARES, columns_of, penalty_rows, penalty_truth
from xinheng.ground.identifiers.judgement import judge

BEFORE, COUNT = 30_000, 20_000
CODE, NUMBER = "行政相对人代码_1(统一社会信用代码)", "行政处罚决定书文号"
IDENTITY = ["行政相对人名称", NUMBER, "违法行为类型", "处罚机关统一社会信用代码"]


@cache
def made() -> pl.DataFrame:
    return pl.concat([penalty_rows(2, BEFORE, COUNT), penalty_truth(2, BEFORE, COUNT)], how="horizontal")


def with_fate(fate: str) -> pl.DataFrame:
    return made().filter(pl.col("truth_fate") == fate)


def earlier(rows: pl.DataFrame) -> pl.DataFrame:
    return penalty_rows(2, 0, BEFORE)[rows["truth_act"].to_list()]


def test_file_has_the_columns_of_the_layout_but_those_of_punished_persons():
    titles = [line["title"] for line in columns_of("penalty", "2018")]
    assert len(titles) == 30
    assert penalty_rows(2, 0, 1).columns == [title for title in titles if title not in ("证件类型", "证件号码")]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 60_000), st.integers(1, 200), st.integers(0, 200))
def test_part_of_a_file_is_that_part(start, count, further):
    whole = penalty_rows(3, start, count + further, before=40_000)
    assert_frame_equal(penalty_rows(3, start, count, before=40_000), whole.head(count))
    assert_frame_equal(penalty_rows(3, start + count, further, before=40_000), whole.tail(further))


@pytest.mark.parametrize("fate", SHARES)
def test_fates_stand_in_their_proportion(fate):
    assert len(with_fate(fate)) == pytest.approx(COUNT * SHARES[fate] / 10_000, rel=0.15)


def test_first_file_repeats_nothing():
    assert set(penalty_truth(2, 0, 5_000)["truth_fate"]) == {"admitted", "rejected"}


def test_duplicate_says_what_a_good_row_of_an_earlier_file_said():
    again = with_fate("duplicate")
    assert_frame_equal(again.select(penalty_rows(2, 0, 1).columns), earlier(again))
    assert set(penalty_truth(2, 0, BEFORE)[again["truth_act"].to_list()]["truth_fate"]) == {"admitted"}


def test_correction_is_of_the_same_act_and_says_something_else():
    corrected = with_fate("superseding")
    first = earlier(corrected)
    assert_frame_equal(corrected.select(IDENTITY), first.select(IDENTITY))
    assert corrected["备注"].str.contains(r"^更正单第\d+号$").all()
    assert first["备注"].null_count() == len(first)
    fines = pl.DataFrame({"now": corrected["罚款金额(万元)"], "then": first["罚款金额(万元)"]})
    assert fines.drop_nulls().filter(pl.col("now") != pl.col("then")).height > len(fines) * 0.8


def test_no_act_of_a_file_is_told_of_twice():
    assert made()["truth_act"].is_unique().all()
    assert made().filter(pl.col("truth_fault") != "no_document_number").select(IDENTITY).is_unique().all()


def test_good_rows_are_good():
    good = made().filter(pl.col("truth_fate") != "rejected")
    assert all(judge(code).valid for code in good[CODE].unique().head(500))
    assert good[NUMBER].str.contains(r"20\d\d").all()
    assert good["处罚决定日期"].str.to_date("%Y/%m/%d").is_between(pl.date(2017, 1, 1), pl.date(2026, 6, 30)).all()
    fined = good["处罚类别"].str.contains("罚款")
    assert good.filter(fined)["罚款金额(万元)"].cast(pl.Float64).min() > 0
    assert good.filter(~fined)["罚款金额(万元)"].null_count() == (~fined).sum() > 100


@pytest.mark.parametrize(
    ("fault", "column", "is_so"),
    [
        ("failing_code", CODE, lambda value: not judge(value).valid),
        ("no_document_number", NUMBER, lambda value: value is None),
        ("unreadable_date", "处罚决定日期", lambda value: value == "2024/13/45"),
        ("unreadable_amount", "罚款金额(万元)", lambda value: value == "若干"),
        ("unknown_kind", "处罚类别", lambda value: value == "口头教育"),
        ("no_fine", "罚款金额(万元)", lambda value: value is None),
        ("no_fine", "处罚类别", lambda value: value == "罚款"),
    ],
)
def test_faulty_row_has_its_fault(fault, column, is_so):
    values = made().filter(pl.col("truth_fault") == fault)[column].to_list()
    assert len(values) == pytest.approx(COUNT * SHARES["rejected"] / 10_000 / len(FAULTS), rel=0.4)
    assert all(map(is_so, values))


def test_numbers_of_persons_are_nobodys():
    numbers = made()["法定代表人证件号码"]
    assert numbers.str.contains(r"^9901011|^990101(19|20)\d{10}$").all()
    assert not re.search("99", "".join(code[2:4] for code in made()[CODE].drop_nulls()))  # no region begins so
