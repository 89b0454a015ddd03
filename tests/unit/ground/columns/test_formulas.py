"""公式注入: what a spreadsheet would carry out is shown instead; numbers stay numbers."""

import polars as pl
import pytest

from xinheng.ground.columns.formulas import as_written, harmless, harmless_columns

HOSTILE = (
    '=HYPERLINK("http://x","看")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "-甲公司",
)  # fmt: skip
PLAIN = ("甲公司", "-12.50", "+3", "-1,234.5", "-3%", "'甲", "a=b", "", "12")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_begins_like_a_formula_becomes_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stays_as_it_is(text):
    assert harmless(text) == text


@pytest.mark.parametrize("text", HOSTILE + PLAIN)
def test_text_is_as_written_again(text):
    assert as_written(harmless(text)) == text


def test_columns_are_judged_cell_by_cell_and_numbers_not_at_all():
    frame = pl.DataFrame({"text": [*HOSTILE, *PLAIN, None], "amount": range(-9, 9), "digit": [-1.5] * 18})
    safe = harmless_columns(frame)
    assert safe["text"].to_list() == [*map(harmless, HOSTILE + PLAIN), None]
    assert safe.drop("text").equals(frame.drop("text"))
