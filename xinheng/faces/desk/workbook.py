"""退回工作簿: rejected rows as people mend them: each with its place, its cells and what is the matter."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import xlsxwriter

from xinheng.ground.columns.formulas import as_written

NARROW, WIDE = 8, 28  # characters


def workbook_of(name: str, rows: Iterable[Iterable[str]]) -> bytes:
    """A workbook of one sheet; the first row is the head and stays in view. Every cell is text, a formula too."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet(name)
        head = workbook.add_format({"bold": True, "bg_color": "#E9EEF4", "bottom": 1})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 1, NARROW)
        sheet.set_column(2, 20, WIDE)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, None if number else head)
    return file.getvalue()


def rows_of(file: Path, *, without: str) -> Iterator[list[str]]:
    """The rows of a CSV of ours without one column, as they were before it was made harmless: cells of a workbook know
    that they are text."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        head = next(rows)
        kept = [at for at, name in enumerate(head) if name != without]
        yield from ([as_written(row[at]) for at in kept] for row in chain([head], rows))
