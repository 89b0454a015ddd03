"""读取文件: every way in which departments write a table comes out the same."""

import io
import json

import polars as pl
import pytest
import xlsxwriter

from xinheng.ground.columns.reading import ROW, SHEET, read
from xinheng.ground.refusal import Refused

TABLE = "代码,名称\n0012,王店\n\n0034,“李”厂\n"


def rows(reading) -> list[tuple]:
    return reading.frame.select(SHEET, ROW, *reading.headers).rows()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_of_the_country(encoding):
    reading = read(TABLE.encode(encoding), "a.csv")
    assert reading.headers == ["代码", "名称"]
    assert rows(reading) == [("", 2, "0012", "王店"), ("", 4, "0034", "“李”厂")]


def test_csv_with_tabs_is_read_as_well():
    assert rows(read("代码\t名称\n1\t甲,乙\n".encode(), "a.txt")) == [("", 2, "1", "甲,乙")]


def test_blank_cells_are_null_and_blanks_around_texts_go():
    assert rows(read(b"a , b\n 1 ,  \n", "a.csv")) == [("", 2, "1", None)]


def test_rows_with_too_many_cells_are_named_and_the_others_read():
    reading = read(b"a,b\n1,2\n3,4,5\n6\n", "a.csv")
    assert reading.ragged == (3,)
    assert rows(reading) == [("", 2, "1", "2"), ("", 4, "6", None)]


def test_json_lines_are_numbered_from_the_first_line():
    lines = "\n".join(
        json.dumps(row, ensure_ascii=False) for row in ({"名称": "甲", "数": 5}, {"名称": "乙", "数": None})
    )
    assert rows(read(lines.encode(), "a.jsonl")) == [("", 1, "甲", "5"), ("", 2, "乙", None)]


def test_parquet_dates_become_iso_texts():
    content = io.BytesIO()
    pl.DataFrame({"名称": ["甲"], "日期": ["2009-05-18"]}).with_columns(pl.col("日期").str.to_date()).write_parquet(
        content
    )
    assert rows(read(content.getvalue(), "a.parquet")) == [("", 2, "甲", "2009-05-18")]


def test_workbook_sheets_are_read_under_their_names_and_long_numbers_keep_their_digits():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, number in (("企业", 320584000069850), ("个体", "320584000069851")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["注册号", "名称"])
            sheet.write_row(1, 0, [number, "甲"])
        book.add_worksheet("空")
    assert rows(read(content.getvalue(), "a.xlsx")) == [
        ("企业", 2, "320584000069850", "甲"),
        ("个体", 2, "320584000069851", "甲"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"  \n", "columns.empty"), (b"a\n\xff\xff\xfe\x00\xff", "columns.encoding"), (b"PAR1....", "columns.torn")],
)
def test_what_cannot_be_read_is_refused_whole(content, code):
    with pytest.raises(Refused) as refused:
        read(content, "a.csv")
    assert refused.value.refusal.code == code
