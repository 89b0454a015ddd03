"""分隔文本: CSV of any encoding and separator, in bounded memory.

Bytes are cut where a record ends, read by Polars, and read again by hand where Polars cannot: rows with too many cells,
quotes within a cell.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

import polars as pl

from xinheng.ground.columns.refusals import encoding_unknown, torn

BYTES_AT_ONCE = 1 << 23  # larger pieces cost more: memory is then asked of the system anew for each
LONGEST_RECORD = 1 << 26  # more without the end of a record: a quote was opened and never closed
ROWS_BY_HAND = 10_000

BYTE_ORDER_MARK = codecs.BOM_UTF8
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ENCODINGS = ("utf-8", "gb18030")  # GB18030 holds GBK and GB 2312
SEPARATORS = ",\t;|"
# Cannot be typed, and no format that answers are written in can hold them.
CONTROLS = bytes(point for point in range(1, 32) if point not in b"\t\n\r")


def csv_frames(file: BinaryIO, name: str) -> Iterator[tuple[pl.DataFrame, list[int]]]:
    """Frames of texts in the order of the file, each with the positions of its ragged rows (left blank in the frame).

    The first frame may have no rows, so that headers are known of a file that holds nothing else.
    """
    parts = records(lines(file, name), name)
    head, rest = header(next(parts))
    separator = max(SEPARATORS, key=head.count)
    headers = unique_headers(next(csv.reader(io.StringIO(head), delimiter=separator), []))
    yield pl.DataFrame(schema=dict.fromkeys(headers, pl.String)), []
    last = b""
    for part in chain([rest] if rest else [], parts):
        yield from frames_of(part, headers, separator, name)
        last = part
    refuse_broken_end(last, len(headers), separator, name)


# ---- bytes to records -----------------------------------------------------------------------------------------------


def lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Some whole lines at a time, in UTF-8 whatever they came in. Raises `Refused` `columns.encoding`, `columns.torn`.

    The encoding is settled by the first lines that are not plain ASCII, which is the same in all of them.
    """
    encoding = None
    for part in raw_lines(file, name):
        if encoding is None and not part.isascii():
            encoding = next((each for each in ENCODINGS if is_written_in(part, each)), "utf-8")
        if encoding and not is_written_in(part, encoding):
            raise encoding_unknown(name)
        if b"\0" in part:  # what a crash leaves at the end of a file
            raise torn(name)
        text = part if encoding in (None, "utf-8") else part.decode(encoding).encode()
        yield text.translate(None, CONTROLS)


def raw_lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    start = file.read(3)
    if start.startswith(WIDE_MARKS):
        file.seek(0)
        return whole_lines(narrowed(file, name), name)
    return whole_lines(chain([start.removeprefix(BYTE_ORDER_MARK)], read_parts(file)), name)


def read_parts(file: BinaryIO) -> Iterator[bytes]:
    while part := file.read(BYTES_AT_ONCE):
        yield part + file.readline(LONGEST_RECORD)


def narrowed(file: BinaryIO, name: str) -> Iterator[bytes]:
    """UTF-16 as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        for part in read_parts(file):
            yield decoder.decode(part).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise encoding_unknown(name) from error


def whole_lines(parts: Iterator[bytes], name: str) -> Iterator[bytes]:
    """No byte of a longer character looks like the end of a line, in UTF-8 or GB18030."""
    held = b""
    for part in parts:
        text = held + part
        end = text.rfind(b"\n") + 1
        if end:
            yield text[:end]
        held = text[end:]
        if len(held) > LONGEST_RECORD:
            raise torn(name)
    if held:
        yield held if b"\n" in held or b"\r" not in held else held.replace(b"\r", b"\n")  # of old Macintoshes


def is_written_in(part: bytes, encoding: str) -> bool:
    try:
        if encoding == "utf-8":  # Polars looks four times as fast as Python decodes
            pl.Series([part], dtype=pl.Binary).cast(pl.String)
        else:
            part.decode(encoding)
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        return False
    return True


def records(parts: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Some whole records at a time: cut where as many quotes were closed as opened. Raises `Refused` `columns.torn`."""
    held = b""
    for part in parts:
        text = held + part
        end = end_of_records(text)
        if end:
            yield text[:end]
        held = text[end:]
        if len(held) > LONGEST_RECORD:
            raise torn(name)
    if held:
        yield held


def end_of_records(text: bytes) -> int:
    """The last end of a line that lies outside quotes, 0 if none does."""
    end, quotes = len(text), text.count(b'"')
    while end and quotes % 2:
        before = text.rfind(b"\n", 0, end - 1) + 1
        quotes -= text.count(b'"', before, end)
        end = before
    return end


# ---- records to frames ----------------------------------------------------------------------------------------------


def header(part: bytes) -> tuple[str, bytes]:
    """The first record and what follows it."""
    end = part.find(b"\n") + 1 or len(part)
    while part.count(b'"', 0, end) % 2 and end < len(part):
        end = part.find(b"\n", end) + 1 or len(part)
    return part[:end].decode(), part[end:]


def unique_headers(cells: list[str]) -> list[str]:
    """Headers without blanks around them; a repeated one is numbered, and an empty one gets the number of its column."""
    headers: list[str] = []
    for number, cell in enumerate(cells, start=1):
        plain = " ".join(cell.split()) or f"[{number}]"
        headers.append(plain if plain not in headers else f"{plain}[{number}]")
    return headers


def frames_of(part: bytes, headers: list[str], separator: str, name: str) -> Iterator[tuple[pl.DataFrame, list[int]]]:
    line = separator.join(f"c{number}" for number in range(len(headers))).encode() + b"\n"
    try:
        frame = pl.read_csv(line + part, infer_schema=False, separator=separator)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        yield from by_hand(part, headers, separator, name)
    else:
        yield frame.rename(dict(zip(frame.columns, headers, strict=True))), []


def by_hand(part: bytes, headers: list[str], separator: str, name: str) -> Iterator[tuple[pl.DataFrame, list[int]]]:
    """The slow way, row by row. A row with too many cells is blanked: nobody can tell which cell belongs where."""
    width, last = len(headers), []
    rows = csv.reader(io.StringIO(part.decode(), newline=""), delimiter=separator)
    while some := list(islice(rows, ROWS_BY_HAND)):
        last = some[-1]
        ragged = [position for position, row in enumerate(some) if len(row) > width]
        whole = [[*row, *[None] * (width - len(row))] if len(row) <= width else [None] * width for row in some]
        yield pl.DataFrame(whole, schema=dict.fromkeys(headers, pl.String), orient="row"), ragged
    if part.count(b'"') % 2 and last and "\n" in last[-1]:  # an open quote took in all that follows
        raise torn(name)


def refuse_broken_end(part: bytes, width: int, separator: str, name: str) -> None:
    """A file that ends within a row: no end of line, and fewer cells than the row before it has."""
    if not part or part.endswith((b"\n", b"\r")):
        return
    start = end_of_records(part[: part.rfind(b"\n") + 1])
    before = part.rfind(b"\n", 0, max(start - 1, 0)) + 1
    last, previous = (cells(text, separator) for text in (part[start:], part[before:start]))
    if last < width and (not previous or previous == width):
        raise torn(name)


def cells(record: bytes, separator: str) -> int:
    return len(next(csv.reader(io.StringIO(record.decode(), newline=""), delimiter=separator), []))
