"""读取文件: CSV, workbooks, Parquet and JSON lines, all to one frame of texts."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

SHEET, ROW = "@sheet", "@row"  # no header is written so

PARQUET, ZIP = b"PAR1", b"PK\x03\x04"
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODINGS = ("utf-8", "gb18030")  # GB18030 holds GBK and GB 2312
SEPARATORS = ",\t;|"


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
    """读取: a file by its content; `name` only tells JSON from CSV. Row 1 is the header.

    Raises `Refused`: `columns.empty`, `columns.encoding`, `columns.unreadable`.
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    if not content.strip():
        raise refused(
            "empty", f"文件 {name} 是空的。请检查后重新提交。", f"{name} is empty. Check it and send it again."
        )
    try:
        if content.startswith(PARQUET):
            return numbered(pl.read_parquet(io.BytesIO(content)))
        if content.startswith(ZIP):
            return Reading(pl.concat([numbered(*sheet).frame for sheet in sheets(content)], how="diagonal"))
        text = decoded(content, name)
        if is_json(text, name):
            return numbered(pl.read_ndjson(io.BytesIO(text), infer_schema_length=None), first_row=1)
        return read_csv(text)
    except (pl.exceptions.PolarsError, fastexcel.FastExcelError, ValueError) as error:
        raise refused(
            "unreadable",
            f"文件 {name} 读不出来（{first_line(error)}）。请另存为 CSV 或 XLSX 后重新提交。",
            f"{name} cannot be read ({first_line(error)}). Save it as CSV or XLSX and send it again.",
        ) from error


def refused(code: str, zh: str, en: str) -> Refused:
    return Refused(Refusal(f"columns.{code}", Text(zh=zh, en=en)))


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:120]


def decoded(content: bytes, name: str) -> bytes:
    """The text in UTF-8 whatever it came in."""
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS.items() if content.startswith(mark)), None)
    for encoding in [marked] if marked else ENCODINGS:
        try:
            return content.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    raise refused(
        "encoding",
        f"文件 {name} 既不是 UTF-8 也不是 GB18030 编码。请另存为 UTF-8 后重新提交。",
        f"{name} is neither UTF-8 nor GB18030. Save it as UTF-8 and send it again.",
    )


def is_json(text: bytes, name: str) -> bool:
    return name.lower().endswith((".json", ".jsonl", ".ndjson")) or text.startswith(b"{")


def read_csv(text: bytes) -> Reading:
    header = text.partition(b"\n")[0].decode()
    separator = max(SEPARATORS, key=header.count)
    try:
        return numbered(pl.read_csv(text, infer_schema=False, separator=separator))
    except pl.exceptions.ComputeError:
        return without_ragged(text.decode(), separator)


def without_ragged(text: str, separator: str) -> Reading:
    """The slow way, row by row, for a file in which some rows have too many cells."""
    header, *rows = csv.reader(io.StringIO(text), delimiter=separator)
    ragged = [number for number, row in enumerate(rows, start=2) if len(row) > len(header)]
    whole = [row + [""] * (len(header) - len(row)) if len(row) <= len(header) else [""] * len(header) for row in rows]
    frame = pl.DataFrame(whole, schema=dict.fromkeys(header, pl.String), orient="row")
    return Reading(numbered(frame).frame, tuple(ragged))


def sheets(content: bytes) -> Iterator[tuple[pl.DataFrame, str]]:
    """The sheets of a workbook that hold anything, each with its name."""
    workbook = fastexcel.read_excel(content)
    for name in workbook.sheet_names:
        frame = workbook.load_sheet(name, dtypes="string").to_polars()
        if frame.width:
            yield frame, name


def numbered(frame: pl.DataFrame, sheet: str = "", *, first_row: int = 2) -> Reading:
    """Texts with their place; rows without any content are left out, but counted."""
    plain = [name for name, kind in frame.schema.items() if not kind.is_nested() and kind != pl.Binary]
    texts = frame.select(pl.col(name).cast(pl.String).str.strip_chars().alias(name.strip()) for name in plain)
    # One comparison instead of two: an empty text is no value.
    texts = texts.with_columns(pl.when(pl.all() != "").then(pl.all()))
    placed = texts.with_columns(pl.lit(sheet).alias(SHEET), pl.int_range(first_row, pl.len() + first_row).alias(ROW))
    return Reading(placed.filter(~pl.all_horizontal(pl.exclude(SHEET, ROW).is_null())) if plain else placed)
