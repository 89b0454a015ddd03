"""读取文件: every way in which departments write a table comes out the same."""

import io
import json

import polars as pl
import pytest
import xlsxwriter

from xinheng.ground.columns import delimited
from xinheng.ground.columns.reading import ROW, SHEET, blocks, read
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


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"a,b\n1,2\n3", "a.csv"),
        (b'a,b\n1,"2\n3,4\n', "a.csv"),
        (b"a,b\n1,2\n\x00\x00\x00", "a.csv"),
        (b"PK\x03\x04 and no more", "a.xlsx"),
        (b"PAR1 and no more", "a.parquet"),
    ],
)
def test_file_that_breaks_off_is_refused_as_incomplete(content, name):
    with pytest.raises(Refused) as refused:
        read(content, name)
    assert refused.value.refusal.code == "columns.torn"


def test_json_that_breaks_off_is_refused():
    with pytest.raises(Refused) as refused:
        read(b'{"a": 1}\n{"a": ', "a.jsonl")
    assert refused.value.refusal.code == "columns.unreadable"


def test_last_row_without_an_end_of_line_is_read():
    assert rows(read(b"a,b\n1,2\n3,4", "a.csv")) == [("", 2, "1", "2"), ("", 3, "3", "4")]


def test_line_breaks_and_quotes_in_cells_do_not_shift_rows():
    content = b'a,b\n1,"x\ny"\n2,"say ""so"""\n3,9" pipe\n4,z\n'
    assert rows(read(content, "a.csv")) == [
        ("", 2, "1", "x\ny"), ("", 3, "2", 'say "so"'), ("", 4, "3", '9" pipe'), ("", 5, "4", "z")
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("bytes_at_once", [1, 7, 64, 1 << 20])
def test_blocks_are_the_whole_in_order_whatever_their_size(monkeypatch, size, bytes_at_once):
    monkeypatch.setattr(delimited, "BYTES_AT_ONCE", bytes_at_once)
    content = "名,注\n" + "".join(f'甲{number},"第一行\n{number}"\n' for number in range(20)) + "乙,1,2\n丙,3\n"
    for encoding in ("utf-8", "gb18030"):
        parts = list(blocks(content.encode(encoding), "a.csv", size))
        assert all(part.frame.height <= size for part in parts)
        whole = read(content.encode(encoding), "a.csv")
        assert [row for part in parts for row in rows(part)] == rows(whole)
        assert [row for part in parts for row in part.ragged] == [22] == list(whole.ragged)
        assert rows(whole)[-1] == ("", 23, "丙", "3")


def test_encoding_that_shows_late_is_still_found(monkeypatch):
    monkeypatch.setattr(delimited, "BYTES_AT_ONCE", 8)
    content = "code,name\n1,a\n2,b\n3,王店\n"
    assert rows(read(content.encode("gbk"), "a.csv"))[-1] == ("", 4, "3", "王店")


def test_repeated_and_empty_headers_keep_their_columns():
    assert read(b"a,,a\n1,2,3\n", "a.csv").frame.row(0) == ("1", "2", "3", "", 2)


def test_title_above_the_header_of_a_sheet_is_passed_over():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("处罚")
        sheet.write(0, 0, "行政处罚信息表")
        sheet.write_row(2, 0, ["文号", "名称"])
        sheet.write_row(4, 0, ["1号", "甲"])
    assert rows(read(content.getvalue(), "a.xlsx")) == [("处罚", 5, "1号", "甲")]
