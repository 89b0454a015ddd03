"""数值: dates and amounts as registers print them, never guessed."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinheng.ground.columns.values import Unreadable, by_unique_text, date_of, fen_of, unit_in_header


@pytest.mark.parametrize(
    "text",
    [
        "2009-05-18",
        "2009/5/18",
        "2009.5.18",
        "20090518",
        "2009年5月18日",
        "2009-05-18 00:00:00",
        "2009-05-18T00:00:00Z",
    ],
)
def test_date_is_read_in_every_usual_form(text):
    assert date_of(text) == date(2009, 5, 18)


@pytest.mark.parametrize("text", ["2009-13-01", "2009-02-30", "长期", "18/05/2009", "2009"])
def test_date_that_is_none_is_null(text):
    assert date_of(text) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_date_comes_back_whatever_stands_between(day):
    assert {date_of(day.strftime(form)) for form in ("%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d")} == {day}


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("5(万元)", 50_000),
        ("1000万人民币", 10_000_000),
        ("2,000(万元人民币)", 20_000_000),
        ("100(万)", 1_000_000),
        ("50万人民币元", 500_000),
        ("1234.5元", 1234.5),
        ("￥300元", 300),
        ("人民币伍拾万元整", 500_000),
        ("壹仟零伍拾万元", 10_500_000),
        ("叁亿贰仟万元", 320_000_000),
        ("0", 0),
    ],
)
def test_amount_takes_its_unit_from_the_text(text, yuan):
    assert fen_of(text) == yuan * 100


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("20(万美元)", "foreign_currency"),
        ("500", "unit_missing"),
        ("60(元/万元)", "unreadable"),
        ("详见章程", "unreadable"),
        ("99999999999999万元", "implausible"),
    ],
)
def test_amount_is_never_guessed(text, code):
    with pytest.raises(Unreadable) as unreadable:
        fen_of(text)
    assert unreadable.value.code == code


def test_amount_without_a_unit_takes_the_header_s():
    assert unit_in_header("注册资本（万元）") == "万元"
    assert unit_in_header("注册资本(单位：元)") == "元"
    assert unit_in_header("注册资本") is None
    assert fen_of("500", unit="万元") == 500_000_000


def test_each_different_text_is_read_once():
    seen = []
    texts = pl.Series(["a", "b", None, "a", "a"])
    assert by_unique_text(texts, lambda text: seen.append(text) or text.upper(), pl.String).to_list() == [
        "A", "B", None, "A", "A",
    ]  # fmt: skip
    assert sorted(seen) == ["a", "b"]
