"""读取文件: CSV, workbooks, Parquet and JSON lines, all to frames of texts, some rows at a time."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import fastexcel
import polars as pl

from xinheng.ground.columns import refusals
from xinheng.ground.columns.delimited import csv_frames, lines, unique_headers

SHEET, ROW = "@sheet", "@row"  # no header is written so
ROWS_AT_ONCE = (
    50_000  # of 28 columns some 50 MB; twice as many take half a gigabyte more to validate and are no quicker
)

PARQUET, ZIP, OLE = b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Workbooks are read whole: so many bytes of their XML take up about a gigabyte.
LARGEST_WORKBOOK = 600_000_000
ASIDE = frozenset({"填报说明", "填表说明", "代码表"})  # sheets that explain a form and hold none of its rows
_BLANK_LINE = re.compile(rb"^[ \t\r]*$", re.M)
_CONTROLS = r"[\x00-\x08\x0B\x0C\x0E-\x1F]"


@dataclass(frozen=True)
class Reading:
    """读取结果: every cell as trimmed text, empty ones null, with the sheet and the row it stood in.

    `ragged` are rows of a CSV with more cells than the header: nobody can tell which cell belongs where.
    """

    frame: pl.DataFrame
    ragged: tuple[int, ...] = ()

    @property
    def headers(self) -> list[str]:
        return [name for name in self.frame.columns if name not in (SHEET, ROW)]


def read(source: Path | bytes, name: str) -> Reading:
    """读取: a whole file at once. Raises as `blocks`."""
    parts = list(blocks(source, name))
    ragged = tuple(row for part in parts for row in part.ragged)
    return Reading(pl.concat([part.frame for part in parts]), ragged)


def blocks(source: Path | bytes, name: str, rows: int = ROWS_AT_ONCE) -> Iterator[Reading]:
    """分块读取: a file by its content, at most `rows` rows at a time; `name` only tells JSON from CSV.

    All blocks have the same columns, and there is always one. Rows are numbered as a spreadsheet shows them: the header is
    row 1, and blank rows count; of JSON lines the first line is row 1.
    Raises `Refused`: `columns.empty`, `columns.encoding`, `columns.torn`, `columns.unreadable`, `columns.workbook_too_large`.
    """
    try:
        with source.open("rb") if isinstance(source, Path) else nullcontext(io.BytesIO(source)) as file:
            for reading in readings(file, name, rows):
                yield from sliced(reading, rows)
    except (pl.exceptions.PolarsError, fastexcel.FastExcelError, zipfile.BadZipFile, ValueError) as error:
        raise refusals.unreadable(name, error) from error


def sliced(reading: Reading, rows: int) -> Iterator[Reading]:
    if reading.frame.height <= rows:
        yield reading
        return
    for start in range(0, reading.frame.height, rows):
        yield Reading(reading.frame.slice(start, rows), reading.ragged if start == 0 else ())


def readings(file: BinaryIO, name: str, rows: int) -> Iterator[Reading]:
    start = file.read(4096)
    if not start.strip():
        raise refusals.empty(name)
    file.seek(0)
    if start.startswith(PARQUET):
        return read_parquet(file, name, rows)
    if start.startswith((ZIP, OLE)):
        return read_workbook(file, name)
    if is_json(start, name):
        return read_json(file, name)
    return read_csv(file, name, rows)


def is_json(start: bytes, name: str) -> bool:
    return name.lower().endswith((".json", ".jsonl", ".ndjson")) or start.removeprefix(b"\xef\xbb\xbf").startswith(b"{")


def read_csv(file: BinaryIO, name: str, rows: int) -> Iterator[Reading]:
    row, held, ragged = 2, [], []
    for frame, positions in csv_frames(file, name):
        height = sum(each.height for each in held)
        held.append(frame)
        ragged += [row + height + position for position in positions]
        if height + 2 * frame.height > rows:  # the next would be one too many
            yield numbered(pl.concat(held), first_row=row, ragged=tuple(ragged))
            row, held, ragged = row + height + frame.height, [], []
    if held:
        yield numbered(pl.concat(held), first_row=row, ragged=tuple(ragged))


def read_json(file: BinaryIO, name: str) -> Iterator[Reading]:
    """JSON lines. A value that is itself a list or an object belongs to no cell and is left out."""
    schema = dict.fromkeys(plain_keys(file, name), pl.String)
    file.seek(0)
    row = 1
    for part in lines(file, name):
        frame = pl.read_ndjson(with_blank_lines(part), schema=schema)
        named = frame.rename(dict(zip(frame.columns, unique_headers(frame.columns), strict=True)))
        yield numbered(without_controls(named), first_row=row)
        row += frame.height


def plain_keys(file: BinaryIO, name: str) -> list[str]:
    """The keys that never hold a list or an object. Asked of some lines at a time: Polars would map the whole file."""
    is_nested: dict[str, bool] = {}
    for part in lines(file, name):
        for key, kind in pl.read_ndjson(with_blank_lines(part), infer_schema_length=None).schema.items():
            is_nested[key] = is_nested.get(key, False) or kind.is_nested()
    return [key for key, nested in is_nested.items() if not nested]


def with_blank_lines(part: bytes) -> bytes:
    """Blank lines as empty objects, so that they count as rows."""
    return _BLANK_LINE.sub(b"{}", part.rstrip(b"\n"))


def read_parquet(file: BinaryIO, name: str, rows: int) -> Iterator[Reading]:
    file.seek(-len(PARQUET), io.SEEK_END)
    if file.read() != PARQUET:
        raise refusals.torn(name)
    file.seek(0)
    scan = pl.scan_parquet(file, low_memory=True)  # else it holds as much of the file as it can get ahead of us
    plain = [key for key, kind in scan.collect_schema().items() if not kind.is_nested() and kind != pl.Binary]
    scan = scan.select(pl.col(key).cast(pl.String) for key in plain)
    yield numbered(scan.head(0).collect())
    row = 2
    for frame in scan.collect_batches(chunk_size=rows, maintain_order=True):
        yield numbered(without_controls(frame), first_row=row)
        row += frame.height


def read_workbook(file: BinaryIO, name: str) -> Iterator[Reading]:
    """The sheets that hold anything, under their names, with the columns of all of them."""
    refuse_large(file, name)
    workbook = fastexcel.read_excel(file.read())
    titles = (title for title in workbook.sheet_names if title not in ASIDE)
    found = [sheet for title in titles if (sheet := read_sheet(workbook, title)) is not None]
    if not found:
        raise refusals.empty(name)
    together = pl.concat([sheet.frame.head(0) for sheet in found], how="diagonal")
    for sheet in found:
        yield Reading(pl.concat([together, sheet.frame], how="diagonal"))


def refuse_large(file: BinaryIO, name: str) -> None:
    """Asked before a workbook is read: by what its parts unpack to, or of an old one, which is not packed, by its size."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size <= LARGEST_WORKBOOK and file.read(len(ZIP)) == ZIP:
        try:
            with zipfile.ZipFile(file) as book:
                size = sum(part.file_size for part in book.infolist())
        except zipfile.BadZipFile as error:
            raise refusals.torn(name) from error
    if size > LARGEST_WORKBOOK:
        raise refusals.too_large(name)
    file.seek(0)


def read_sheet(workbook: fastexcel.ExcelReader, title: str) -> Reading | None:
    """One sheet. The header is the first row with more than one cell: forms often have their title above it."""
    frame = workbook.load_sheet(title, header_row=None, skip_rows=0, dtypes="string").to_polars()
    filled = (
        frame.select(pl.sum_horizontal(pl.all().is_not_null())).to_series() if frame.width else pl.Series([], dtype=int)
    )
    heads = (filled >= min(2, frame.width)).arg_true()
    if not len(heads):
        return None
    head = heads[0]
    names = unique_headers([cell or "" for cell in frame.row(head)])
    body = frame.slice(head + 1).rename(dict(zip(frame.columns, names, strict=True)))
    return numbered(without_controls(body), title, first_row=head + 2)


def without_controls(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.all().str.replace_all(_CONTROLS, ""))


def numbered(frame: pl.DataFrame, sheet: str = "", *, first_row: int = 2, ragged: tuple[int, ...] = ()) -> Reading:
    """Texts with their place; rows without any content are left out, but counted."""
    texts = frame.select(pl.all().str.strip_chars())
    # One comparison instead of two: an empty text is no value.
    texts = texts.with_columns(pl.when(pl.all() != "").then(pl.all()))
    placed = texts.with_columns(pl.lit(sheet).alias(SHEET), pl.int_range(first_row, pl.len() + first_row).alias(ROW))
    has_content = ~pl.all_horizontal(pl.exclude(SHEET, ROW).is_null())
    return Reading(placed.filter(has_content) if texts.width else placed, ragged)
