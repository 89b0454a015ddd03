"""公式注入: cells of a CSV that a spreadsheet would carry out instead of showing them (OWASP, CSV injection).

An apostrophe before such a cell makes it text. Numbers are left alone, negative ones too: they do nothing.
"""

import re

import polars as pl

# With their full-width forms, which spreadsheets in East Asian languages take for the same.
_BEGINS = r"^(?:[=+\-@＝＋－＠]|[\t\r\n])"
_NUMBER = r"^[+\-]?\d+(?:[.,]\d+)*%?$"
TEXT_MARK = "'"


def harmless(text: str) -> str:
    """The text as a cell that is shown."""
    return TEXT_MARK + text if re.match(_BEGINS, text) and not re.match(_NUMBER, text) else text


def as_written(text: str) -> str:
    """The text before `harmless`, for a file whose cells know that they are text."""
    bare = text.removeprefix(TEXT_MARK)
    return bare if harmless(bare) == text else text


def harmless_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """`harmless` for every column of texts; columns of numbers hold no formulas."""
    text = pl.col(pl.String)
    is_formula = text.str.contains(_BEGINS) & ~text.str.contains(_NUMBER)
    return frame.with_columns(pl.when(is_formula).then(pl.lit(TEXT_MARK) + text).otherwise(text).name.keep())
