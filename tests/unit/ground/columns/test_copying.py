"""批量写入: what goes into a table by COPY comes out again as it was."""

from datetime import date

import polars as pl
import pytest
from django.db import connection

from xinheng.ground.columns import copying

FRAME = pl.DataFrame(
    {
        "n": [1, 2, None],
        "t": ['说，“好”,\n"x"\\N', "", None],
        "on": [date(2026, 2, 28), None, date(1949, 10, 1)],
        "sure": [True, False, None],
    }
)


@pytest.fixture
def table(db) -> str:
    with connection.cursor() as cursor:
        cursor.execute('CREATE TEMPORARY TABLE written (n bigint, t text, "on" date, sure boolean) ON COMMIT DROP')
    return "written"


def test_frame_comes_back_from_the_table_as_it_was(table):
    assert copying.copy_in(FRAME, table) == 3
    assert copying.copy_out(f"SELECT * FROM {table} ORDER BY n", dict(FRAME.schema)).equals(FRAME)


def test_frame_longer_than_one_block_arrives_whole(table, monkeypatch):
    monkeypatch.setattr(copying, "ROWS_AT_ONCE", 2)
    assert len(list(copying.blocks(FRAME))) == 2
    copying.copy_in(FRAME, table)
    assert copying.copy_out(f"SELECT count(*) FROM {table}", {"count": pl.Int64}).item() == 3


def test_query_without_rows_is_an_empty_frame_of_its_columns(table):
    assert copying.copy_out(f"SELECT n FROM {table}", {"n": pl.Int64}).schema == {"n": pl.Int64}
