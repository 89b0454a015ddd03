"""Submissions for tests, reached through the action that takes files in, as in life.

`Plain` stands in for validation where a test is about what becomes of valid rows: it takes every row as it is.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import partial

import polars as pl

from tests.factories.kernel import MARKET_BUREAU, NOON, SYSTEM, authority, operations
from xinheng.credit.submissions.actions import submit
from xinheng.ground.authorities.models import AuthorityVersion
from xinheng.ground.columns.reading import ROW, SHEET, Reading, blocks

HEADER = "document,code,name,content,operation"
EMPTY = ("valid_from", "valid_until", "publish_until")


def department(uscc: str = MARKET_BUREAU, name: str = "泗阳县市场监督管理局") -> str:
    """An authority that reports, recorded once."""
    if not AuthorityVersion.objects.filter(uscc=uscc).exists():
        authority(uscc, name)
    return uscc


def submit_rows(*rows: str, header: str = HEADER, type: str = "penalty", provider: str = MARKET_BUREAU, now=NOON,
                by=SYSTEM, name: str = "penalties.csv", operation: str | None = None, source=None) -> dict:  # fmt: skip
    """Submits rows of CSV, or the given file, and returns the receipt."""
    return submit(
        by=by,
        now=now,
        operation=operation or f"submit-{next(operations)}",
        authority=department(provider),
        type=type,
        source=source if source is not None else "\n".join([header, *rows]).encode(),
        name=name,
    )


@dataclass
class Block:
    """What validation answers."""

    rows: pl.DataFrame
    faults: pl.DataFrame
    rejected: pl.DataFrame
    persons: pl.DataFrame
    received: int
    personal_dropped: int
    warnings: dict


class Plain:
    """A validation of `HEADER`: a document `!` is faulty, a name `张三` a person, everything else sound."""

    def __init__(self, record_type, understood, *, on):
        self.type = record_type.type

    def block(self, reading: Reading) -> Block:
        frame = reading.frame
        is_person, is_faulty = (pl.col("name") == "张三").fill_null(False), (pl.col("document") == "!").fill_null(False)
        rejected = frame.filter(is_faulty & ~is_person)
        faults = rejected.select(
            SHEET, pl.col(ROW).cast(pl.Int64), field=pl.lit("document_number"), header=pl.lit("document"),
            value="document", rule=pl.lit("submissions.required"), suggestion=pl.lit(None, pl.String),
        )  # fmt: skip
        persons = frame.filter(is_person).select(SHEET, ROW, rule=pl.lit("submissions.person"))
        rows = pl.DataFrame([self.row(row) for row in frame.filter(~is_faulty & ~is_person).to_dicts()], schema=ROWS)
        return Block(rows, faults, rejected, persons, frame.height, 0, {})

    def row(self, row: dict) -> dict:
        code = row["code"]
        content = {key: row[key] for key in ("document", "code", "name", "content") if row[key]}
        kind = None if not code else "uscc" if len(code) == 18 else "failing" if code == "x" else "registration_number"
        text = json.dumps(content | {"party_name": row["name"]}, ensure_ascii=False, sort_keys=True)
        return {
            SHEET: row[SHEET],
            ROW: row[ROW],
            "operation": row.get("operation"),
            "operation_reason": "错报" if row.get("operation") else None,
            "record_key": hashlib.sha256(f"{self.type}\x1f{row['document']}\x1f{row['name']}".encode()).hexdigest()[
                :32
            ],
            "content_digest": hashlib.sha256(text.encode()).hexdigest(),
            "party_code": code,
            "party_name": row["name"],
            "document_number": row["document"],
            "decided_on": NOON.date(),
            "authority_code": MARKET_BUREAU,
            "code_kind": kind,
            "content": text,
        }


ROWS = {
    SHEET: pl.String, ROW: pl.Int64, "operation": pl.String, "operation_reason": pl.String, "record_key": pl.String,
    "content_digest": pl.String, "party_code": pl.String, "party_name": pl.String, "party_category": pl.String,
    "authority_code": pl.String, "document_number": pl.String, "decided_on": pl.Date, "valid_from": pl.Date,
    "valid_until": pl.Date, "publish_until": pl.Date, "repair_class": pl.String, "procedure": pl.String,
    "act_kinds": pl.Int32, "amount_fen": pl.Int64, "code_kind": pl.String, "doubt": pl.String, "content": pl.String,
}  # fmt: skip


def blocks_of(size: int):
    """A reader that cuts a file into blocks of so many rows."""
    return partial(blocks, rows=size)
