"""Files of penalties as departments write them: one good row, and what to change in it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

import polars as pl

from xinheng.credit.catalogue.headers import understood
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.seeded import seeded
from xinheng.credit.submissions.validation import Validated, Validation
from xinheng.ground.columns.reading import blocks

ON = date(2026, 11, 20)
GOOD, SOLE, FAILING = "91310000057662777J", "92340621MA2PBMA318", "91510182749740641Y"
LIKE_A_RESIDENT = "913212025781744537"  # a company's code, valid, that looks like a resident ID number
RESIDENT, RESIDENT_15 = "320324197001011234", "320324700101124"
AUTHORITY = "11321323MB0C001081"

ROW = {
    "party_name": "上海申光食品有限公司",
    "party_category": "法人及非法人组织",
    "party_code": GOOD,
    "legal_representative": "张三",
    "document_number": "泗市监处罚〔2026〕1号",
    "violation_type": "标签不符合规定",
    "violation_facts": "销售的食品未标明生产日期。",
    "legal_basis": "《中华人民共和国食品安全法》第一百二十五条",
    "penalty_kinds": "罚款",
    "penalty_content": "罚款2000元",
    "fine_amount": "0.2",
    "decided_on": "2026-11-02",
    "penalty_valid_until": "2099-12-31",
    "authority_name": "泗阳县市场监督管理局",
    "authority_code": AUTHORITY,
    "source_name": "泗阳县市场监督管理局",
    "source_code": AUTHORITY,
}


@cache
def penalty() -> RecordType:
    return seeded("siyang", ON).types["penalty"]


def headers() -> dict[str, str]:
    """The columns of the extended layout of 2018 and those about people, by field."""
    fields = penalty().fields
    people = ("legal_representative", "legal_representative_id", "person_id", "contact")
    return {field: fields[field].title.zh for field in (*penalty().layouts["extended"].columns, *people)}


def row(**changes: str) -> dict[str, str]:
    """The good row with changes, by header; `operation` and `operation_reason` are columns of any file."""
    written = ROW | changes
    names = headers() | {"operation": "操作", "operation_reason": "操作原因"}
    return {names[field]: text for field, text in written.items()}


def table(rows: Sequence[dict[str, str]], order: Sequence[str] | None = None) -> bytes:
    order = order or list(dict.fromkeys(header for each in rows for header in each))
    written = io.StringIO()
    writer = csv.DictWriter(written, order, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def validated(content: bytes, name: str = "a.csv", rows: int = 100_000) -> Validated:
    """The whole file, its blocks put together again."""
    validation, parts = None, []
    for reading in blocks(content, name, rows):
        validation = validation or Validation(penalty(), understood(reading.headers, penalty()), ON)
        parts.append(validation.block(reading))
    return together(parts)


def together(parts: Sequence[Validated]) -> Validated:
    frames = {
        name: pl.concat([getattr(part, name) for part in parts]) for name in ("rows", "faults", "rejected", "persons")
    }
    warnings: dict[str, int] = {}
    for part in parts:
        for code, count in part.warnings.items():
            warnings[code] = warnings.get(code, 0) + count
    return Validated(
        **frames,
        received=sum(part.received for part in parts),
        personal_dropped=sum(part.personal_dropped for part in parts),
        warnings=warnings,
    )


def of(**changes: str) -> Validated:
    return validated(table([row(**changes)]))


def rules(result: Validated) -> list[str]:
    return [rule.removeprefix("submissions.") for rule in (*result.faults["rule"], *result.persons["rule"])]


def everything(results: Iterable[Validated]) -> str:
    """Whatever leaves the validation, as one text."""
    return "\n".join(
        frame.write_ndjson()
        for result in results
        for frame in (result.rows, result.faults, result.rejected, result.persons)
    )
