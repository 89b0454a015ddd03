"""退回: the rows that were not taken: their faults, their cleaned cells, and the workbook in which people mend them.

While a file is read the rows lie as Parquet beside one another, a part for each block, so that a file of nothing but faults
needs no more memory than any other. The workbook is made when somebody asks for it.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from typing import Any

import polars as pl
import xlsxwriter
from django.conf import settings

from xinheng.credit.catalogue.headers import Understood
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import FieldEntry, FieldKind, words_of
from xinheng.credit.submissions.sentences import KEPT_OUT, sentence_of
from xinheng.ground.columns.reading import ROW, SHEET
from xinheng.ground.columns.values import by_unique_text
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.ledger.models import Batch

SHOWN = 200  # faults on the receipt, which stays in the ledger; the workbook holds all
FAULTS = {
    SHEET: pl.String, ROW: pl.Int64, "field": pl.String, "header": pl.String, "value": pl.String, "rule": pl.String,
    "suggestion": pl.String,
}  # fmt: skip
ABOUT_CODE = ("submissions.failing_code_unknown",)

FAULT_COLUMN, ROW_COLUMN = "退回原因（改正后可不删除）", "原行号"
LAST_ROW = 1_000_000  # of a sheet; a workbook can hold 1,048,576
SHEET_NAME = 31  # characters
FORBIDDEN_IN_SHEET_NAMES = str.maketrans("", "", "[]:*?/\\")
FEN_OF = {"元": 100, "万元": 10**6, "万": 10**6, "亿元": 10**10, "亿": 10**10}


def folder_of(ref: str) -> Path:
    return settings.VAR / "rejected" / ref


def forget(ref: str) -> None:
    shutil.rmtree(folder_of(ref), ignore_errors=True)


@dataclass
class Rejects:
    """退回的行 of the submission `ref`, gathered block by block."""

    ref: str
    record_type: RecordType
    count: int = 0
    shown: list[dict] = field(default_factory=list)
    parts: int = 0

    def add(self, block: Any) -> None:
        """What validation turned away. A row may have several faults; people's rows have none that could be told."""
        self.keep(block.rejected, block.faults)
        self.show(block.faults)
        self.show(block.persons.select(SHEET, ROW, "rule"))

    def add_late(self, rows: pl.DataFrame, understood: Understood) -> None:
        """Valid rows that could not be taken all the same: whose they are, or what they withdraw, is not known, or the law
        of the place keeps them out."""
        if rows.is_empty():
            return
        is_code, is_kept_out = pl.col("rejected").is_in(ABOUT_CODE), pl.col("rejected") == KEPT_OUT
        names = self.record_type.field_of_envelope
        about = (
            pl.when(is_code).then(pl.lit(names.get("party_code")))
            .when(is_kept_out).then(pl.lit(names.get("procedure")))
            .otherwise(pl.lit(names.get("party_name")))
        )  # fmt: skip
        faults = rows.select(
            SHEET,
            pl.col(ROW).cast(pl.Int64),
            field=about,
            header=about.replace(dict(understood.fields)),
            value=pl.when(is_code).then("party_code").when(~is_kept_out).then("party_name"),
            rule="rejected",
        ).with_columns(suggestion=pl.lit(None, pl.String))
        if "article" in rows.columns:
            faults = faults.with_columns(rows["article"])
        meant = by_unique_text(faults["value"].set(~faults["rule"].is_in(ABOUT_CODE), None), probably_meant, pl.String)
        faults = faults.with_columns(suggestion=meant)
        self.keep(self.as_sent(rows, understood), faults)
        self.show(faults)

    def keep(self, rows: pl.DataFrame, faults: pl.DataFrame) -> None:
        if rows.is_empty():
            return
        self.count += rows.height
        self.parts += 1
        folder = folder_of(self.ref)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        rows.write_parquet(folder / f"rows-{self.parts:05}.parquet")
        faults.write_parquet(folder / f"faults-{self.parts:05}.parquet")

    def show(self, faults: pl.DataFrame) -> None:
        self.shown += [shown(fault) for fault in faults.head(SHOWN - len(self.shown)).to_dicts()]

    def as_sent(self, rows: pl.DataFrame, understood: Understood) -> pl.DataFrame:
        """The cells of rows that are typed already, under their headers, as a person would write them."""

        def texts(code: str) -> pl.Series:
            return rows.select(pl.col("content").str.json_path_match(f"$.{code}")).to_series()

        cells, kept = {}, self.record_type.kept_fields
        for code, header in understood.fields.items():
            if code in kept:
                write = written(kept[code], understood.units.get(code) or "元")
                cells[header] = by_unique_text(texts(code), write, pl.String)
        for code, other in self.record_type.open_choices.items():
            if (header := understood.fields.get(code)) and (words := texts(words_of(code))).null_count() < rows.height:
                told = pl.DataFrame({"cell": cells[header], "words": other + "-" + words})
                in_full = pl.col("cell").str.replace(other, pl.col("words"), literal=True)
                cells[header] = told.select(pl.coalesce(in_full, "cell")).to_series()
        return rows.select(SHEET, ROW).with_columns(cell.alias(header) for header, cell in cells.items())


def probably_meant(code: str) -> str | None:
    return judge(code).suggestion


def written(entry: FieldEntry, unit: str) -> Callable[[str], str]:
    """How a typed value of a field is written in a cell, from its text in JSON."""

    def choice(code: str) -> str:
        return entry.choices[code].zh if code in entry.choices else code

    if entry.kind is FieldKind.AMOUNT:
        return lambda fen: f"{Decimal(fen) / FEN_OF[unit]:f}"
    if entry.kind is FieldKind.CHOICE:
        return choice
    if entry.kind is FieldKind.CHOICES:
        return lambda codes: "；".join(map(choice, json.loads(codes)))
    if entry.kind is FieldKind.FLAG:
        return {"true": "是", "false": "否"}.get
    return str


def shown(fault: dict) -> dict:
    """差错 as the receipt tells it."""
    sentence = sentence_of(fault["rule"], fault.get("article"))
    return {
        "sheet": fault[SHEET],
        "row": fault[ROW],
        "column": fault.get("header"),
        "field": fault.get("field"),
        "value": fault.get("value"),
        "rule": fault["rule"],
        "message": sentence.zh,
        "message_en": sentence.en,
        "suggestion": fault.get("suggestion"),
    }


# ---- the workbook ---------------------------------------------------------------------------------------------------


def workbook(ref: str) -> Path | None:
    """退回工作簿 of a submission: the headers as they were sent, and behind them what is the matter; nothing if all was taken.

    Every cell is text, a formula too. Sent again as it is, its last two columns mean nothing.
    """
    folder = folder_of(ref)
    if not folder.is_dir():
        return None
    file = folder / f"rejected-{ref}.xlsx"
    if not file.exists():
        draft = file.with_suffix(f".{token_hex(4)}.draft")  # two who ask at once write one each
        with xlsxwriter.Workbook(draft, {"constant_memory": True, "strings_to_formulas": False}) as book:
            write_sheets(book, folder)
        draft.rename(file)
    return file


def write_sheets(book: xlsxwriter.Workbook, folder: Path) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E9EEF4", "bottom": 1})
    wrong = book.add_format({"bg_color": "#FBE3DF"})
    why = book.add_format({"font_color": "#A8321F"})
    sheet, headers, line = None, None, LAST_ROW
    for name, columns, cells, faults in mended_rows(folder):
        if (name, columns) != headers or line >= LAST_ROW:
            sheet, headers, line = book.add_worksheet(sheet_name(book, name)), (name, columns), 0
            sheet.freeze_panes(1, 0)
            for column, header in enumerate((*columns, FAULT_COLUMN, ROW_COLUMN)):
                sheet.write_string(0, column, header, head)
        line += 1
        for column, (header, cell) in enumerate(zip(columns, cells[1:], strict=True)):
            here = [fault for fault in faults if fault["header"] == header]
            if here:
                sheet.write_comment(line, column, said(here))
            sheet.write_string(line, column, cell or "", wrong if here else None)
        sheet.write_string(line, len(columns), said(faults), why)
        sheet.write_number(line, len(columns) + 1, cells[0])


def mended_rows(folder: Path) -> Iterator[tuple[str, tuple[str, ...], tuple, list[dict]]]:
    """Each rejected row: its sheet, its headers, its row number with its cells, and its faults; sheet by sheet."""
    files = sorted(folder.glob("rows-*.parquet"))
    parts = [pl.read_parquet_schema(file) for file in files]
    kinds = list(dict.fromkeys(tuple(name for name in part if name not in (SHEET, ROW)) for part in parts))
    for columns in kinds:
        for file, part in zip(files, parts, strict=True):
            if tuple(name for name in part if name not in (SHEET, ROW)) != columns:
                continue
            rows = pl.read_parquet(file).sort(SHEET, ROW)
            told: dict[tuple, list[dict]] = {}
            for fault in pl.read_parquet(folder / file.name.replace("rows", "faults")).to_dicts():
                told.setdefault((fault[SHEET], fault[ROW]), []).append(fault)
            for name, *cells in rows.select(SHEET, ROW, *columns).iter_rows():
                yield name, columns, tuple(cells), told.get((name, cells[0]), [])


def sheet_name(book: xlsxwriter.Workbook, name: str) -> str:
    """The sheet's own name; of two alike the second is numbered."""
    plain = name.translate(FORBIDDEN_IN_SHEET_NAMES).strip("'")[: SHEET_NAME - 4] or "退回"
    taken = {each.get_name().lower() for each in book.worksheets()}
    names = (plain, *(f"{plain} {number}" for number in range(2, 1000)))
    return next(each for each in names if each.lower() not in taken)


def said(faults: list[dict]) -> str:
    sentences = []
    for fault in faults:
        meant = f"（建议：{fault['suggestion']}）" if fault["suggestion"] else ""
        sentences.append(
            f"{fault['header'] or ''}：{sentence_of(fault['rule'], fault.get('article')).zh}{meant}".lstrip("：")
        )
    return "\n".join(sentences)


def sweep(now: datetime) -> None:
    """清扫: removes what a killed submission left: parts older than a day of a batch that does not exist."""
    with suppress(FileNotFoundError):
        old = {
            folder.name
            for folder in (settings.VAR / "rejected").iterdir()
            if folder.is_dir() and datetime.fromtimestamp(folder.stat().st_mtime, UTC) < now - timedelta(days=1)
        }
        for ref in old - set(Batch.objects.filter(ref__in=old).values_list("ref", flat=True)):
            forget(ref)
