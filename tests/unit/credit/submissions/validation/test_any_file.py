"""Any file: order, blocks and format change nothing, and what was planted of people comes out nowhere."""

import io
import json
from itertools import chain

import polars as pl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.credit.submissions.validation.files import (
    FAILING,
    GOOD,
    LIKE_A_RESIDENT,
    RESIDENT,
    RESIDENT_15,
    SOLE,
    everything,
    row,
    table,
    validated,
)  # fmt: skip
from xinheng.credit.submissions.validation import Validated

TEXTS = st.sampled_from(
    [
        "",
        "-",
        "无",
        "罚款2000元",
        "说“好”",
        "a,b;c",
        'x"y',
        "第一行\n第二行",
        "电话13800138000",
        f"身份证{RESIDENT}",
        "长" * 513,
    ]
)
CELLS = {
    "party_name": st.sampled_from(["上海申光食品有限公司", "泗阳县李记面馆", "李小四", "王**", ""]),
    "party_category": st.sampled_from(["法人及非法人组织", "个体工商户", "自然人", "企业"]),
    "party_code": st.sampled_from([GOOD, SOLE, FAILING, LIKE_A_RESIDENT, RESIDENT, "00000000000000000X", "无", "9131****"]),
    "party_registration_number": st.sampled_from(["", "320584000069850", RESIDENT_15]),
    "document_number": st.sampled_from(["泗市监处罚〔2026〕1号", "泗市监处罚[2026]第2号", "/"]),
    "violation_facts": TEXTS,
    "remarks": TEXTS,
    "penalty_kinds": st.sampled_from(["罚款", "警告;罚款", "罚金", "行政拘留", "其他-训诫"]),
    "fine_amount": st.sampled_from(["0.2", "2000元", "贰仟元整", "若干", "", "13800138000"]),
    "decided_on": st.sampled_from(["2026-11-02", "2026/11/2", "20261102", "2027-01-01", "改日"]),
    "legal_representative": st.sampled_from(["张三", "欧阳小明", ""]),
}  # fmt: skip
ROWS = st.lists(st.fixed_dictionaries({}, optional=CELLS).map(lambda changes: row(**changes)), min_size=1, max_size=6)
PLANTED = (RESIDENT, RESIDENT_15, "13800138000", "张三", "欧阳小明")


def outcome(result: Validated, *, placed: bool = True) -> list:
    """What came of every row; without its place, what came of all rows in no order."""
    places = ["@sheet", "@row"]
    rows = result.rows.drop([] if placed else places).to_dicts()
    faults = result.faults.drop([] if placed else places).to_dicts()
    told = sorted(json.dumps(each, default=str, sort_keys=True) for each in chain(rows, faults))
    return [*told, result.persons.height]


@settings(deadline=None, max_examples=12)
@given(rows=ROWS, chance=st.randoms(use_true_random=False))
def test_order_of_columns_and_rows_does_not_matter(rows, chance):
    order = list(dict.fromkeys(header for each in rows for header in each))
    shuffled = chance.sample(order, len(order))
    one, other = validated(table(rows)), validated(table(chance.sample(rows, len(rows)), shuffled))
    assert outcome(one, placed=False) == outcome(other, placed=False)


@settings(deadline=None, max_examples=12)
@given(rows=ROWS, size=st.integers(1, 9))
def test_size_of_blocks_does_not_matter(rows, size):
    assert outcome(validated(table(rows))) == outcome(validated(table(rows), rows=size))


@settings(deadline=None, max_examples=12)
@given(rows=ROWS)
def test_every_row_has_one_fate(rows):
    result = validated(table(rows))
    assert result.received == len(rows) == result.rows.height + result.rejected.height + result.persons.height
    assert set(result.rejected["@row"]) == set(result.faults["@row"])


@settings(deadline=None, max_examples=20)
@given(rows=ROWS)
def test_nothing_planted_about_people_comes_out(rows):
    told = everything([validated(table(rows))])
    assert not [planted for planted in PLANTED if planted in told]


@settings(deadline=None, max_examples=5)
@given(rows=ROWS)
def test_other_formats_tell_the_same(rows):
    order = list(dict.fromkeys(header for each in rows for header in each))
    told = outcome(validated(table(rows)))
    full = [{header: each.get(header, "") for header in order} for each in rows]
    assert outcome(validated(table(rows).decode().encode("gb18030"))) == told
    assert outcome(validated(table(rows).decode().encode("utf-16"))) == told
    assert outcome(validated(parquet(full), "a.parquet")) == told
    assert sheetless(validated(workbook(order, full), "a.xlsx")) == told
    lines = "\n".join(
        json.dumps(each, ensure_ascii=False) for each in [{}, *full]
    )  # so that rows have the same numbers
    assert outcome(validated(lines.encode(), "a.jsonl")) == told


def parquet(rows: list[dict]) -> bytes:
    content = io.BytesIO()
    pl.DataFrame(rows).write_parquet(content)
    return content.getvalue()


def workbook(order: list[str], rows: list[dict]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("处罚")
        for number, cells in enumerate([order, *([each[header] for header in order] for each in rows)]):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)
    return content.getvalue()


def sheetless(result: Validated) -> list:
    frames = {
        name: getattr(result, name).with_columns(pl.lit("").alias("@sheet")) for name in ("rows", "faults", "persons")
    }
    return outcome(Validated(**frames, rejected=result.rejected, received=0, personal_dropped=0, warnings={}))
