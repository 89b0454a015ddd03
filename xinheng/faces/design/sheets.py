"""表格下载: what a page shows, as a file of a spreadsheet: exactly that, in the language of the page."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override

from xinheng.ground.columns.formulas import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60  # characters
MOST_ROWS = 100_000  # of a workbook, which is finished before it can be sent; a CSV goes out row by row, however long

Row = Sequence[str | int | float | None]


def download(name: str, rows: Iterable[Row], extension: str) -> HttpResponse:
    """表格下载: `rows`, the first of which is the head, as `csv` or `xlsx`; another extension is not found."""
    if extension not in FILES:
        raise Http404(extension)
    content_type, content_of = FILES[extension]
    content = content_of(["" if value is None else value for value in map(plain, row)] for row in rows)
    disposition = f'attachment; filename="{name}.{extension}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})


def long_download(
    request: HttpRequest, name: str, rows: Iterable[Row], extension: str, *, total: Callable[[], int]
) -> HttpResponse:
    """表格下载 of a table of any length: as CSV all of it; as a workbook if it has no more than `MOST_ROWS`, beyond which a
    page says so and leads to the CSV. `total` counts the rows where that matters."""
    if extension == "csv":
        return stream(name, rows)
    if extension == "xlsx" and (found := total()) > MOST_ROWS:
        as_csv = f"{request.path.removesuffix(extension)}csv?{request.GET.urlencode()}"
        page = {"total": found, "most": MOST_ROWS, "csv": as_csv}
        return render(request, "design/too_many_rows.html", page, status=422)
    return download(name, rows, extension)


def stream(name: str, rows: Iterable[Row]) -> StreamingHttpResponse:
    """表格下载 as CSV whose rows are read while it is sent, for tables that are long; in the language of the page."""
    disposition = f'attachment; filename="{name}.csv"'
    lines = streamed(rows, get_language())
    return StreamingHttpResponse(lines, content_type=FILES["csv"][0], headers={"Content-Disposition": disposition})


def streamed(rows: Iterable[Row], language: str) -> Iterator[str]:
    yield "\ufeff"
    with override(language):
        for row in rows:
            yield written(["" if value is None else value for value in map(plain, row)])


def written(row: list) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(safe(row))
    return line.getvalue()


def plain(value: object) -> str | int | float | None:
    """Numbers stay numbers; everything else (dates, words that are translated late) becomes text."""
    return value if value is None or isinstance(value, int | float) else str(value)


def csv_of(rows: Iterable[Row]) -> str:
    """The mark at the start is for spreadsheets that otherwise garble Chinese; what looks like a formula is quoted."""
    file = io.StringIO("\ufeff")
    file.seek(0, io.SEEK_END)
    csv.writer(file).writerows(map(safe, rows))
    return file.getvalue()


def safe(row: Iterable[str | float]) -> Iterator[str | float]:
    return (harmless(value) if isinstance(value, str) else value for value in row)


def xlsx_of(rows: Iterable[Row]) -> bytes:
    """One sheet, row by row; the head stays in view, columns are as wide as their words, numbers can be added up."""
    file, widths = io.BytesIO(), Counter()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        head = workbook.add_format({"bold": True, "bg_color": "#E9EEF4", "bottom": 1})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                write = sheet.write_string if isinstance(value, str) else sheet.write_number
                write(number, column, value, None if number else head)
                widths[column] = max(widths[column], width(value))
        for column, widest in widths.items():
            sheet.set_column(column, column, min(WIDEST, widest + 2))
    return file.getvalue()


def width(value: str | float) -> int:
    """A Chinese character is two wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in str(value))


FILES = {"csv": ("text/csv; charset=utf-8", csv_of), "xlsx": (XLSX, xlsx_of)}
