"""个人信息: planted wherever a file has room for it, and then looked for in every table and every file that is left."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
import xlsxwriter
from django.conf import settings
from django.db import connection

from tests.faces import publish_law
from tests.factories.kernel import call
from tests.factories.publicity import REVIEWER
from tests.factories.submissions import submit_rows
from tests.unit.credit.catalogue.texts import shipped
from xinheng.credit.catalogue.template import columns_of
from xinheng.credit.publicity.actions import release, return_records, take_down, withdraw_undone
from xinheng.credit.submissions.rejects import workbook
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.refusal import Refused

ID, ID_15, PHONE, NAME = "320324197001011234", "320324700101124", "13800138000", "欧阳铁柱"
PLANTS = (
    ID, ID_15, PHONE, NAME, "３２０３２４１９７００１０１１２３４", "320324 19700101 1234", "320324.19700101.1234", "320324/19700101/1234",
    "3203\u200b24197001011234", "32032419700101123x", "138 0013 8000", "138.0013.8000", "１３８００１３８０００", "手机：138—0013—8000",
    f"其他-{NAME}{ID}", f"其他（{PHONE}）",
)  # fmt: skip
SECRETS = (ID[:-1], ID_15, PHONE, NAME)
NAMES = ("party_name", "authority_name")  # may hold the name of somebody: 王小二饭店, 李庄镇人民政府


@pytest.fixture(autouse=True)
def place(db):
    publish_law()


def planted(type: str, layout: str) -> tuple[list[str], list[dict[str, str]]]:
    """Each plant in each column, alone and within what belongs there."""
    record_type = shipped().types[type]
    fields = {header: code for code, header in columns_of(record_type, layout).items()}
    sound = {header: record_type.fields[code].example or "" for header, code in fields.items()} | {
        "法定代表人姓名": NAME
    }
    headers = [*sound, "操作", "操作原因", f"备注{ID}", f"电话（{PHONE}）", "自定义列"]
    rows = [
        sound | {header: text}
        for header in headers
        for plant in PLANTS
        for text in (plant, f"{sound.get(header, '')}附{plant}号")
        if NAME not in plant or fields.get(header) not in NAMES
    ]
    return headers, [*rows, sound | {"操作": "撤销", "操作原因": f"{NAME}的号码{ID}报错了"}]


def as_csv(headers: list[str], rows: list[dict[str, str]]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, headers, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def as_workbook(sheet: str, headers: list[str], rows: list[dict[str, str]]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate([dict(zip(headers, headers, strict=True)), *rows]):
            page.write_row(number, 0, [row.get(header, "") for header in headers])
    return written.getvalue()


def plain(text: str) -> str:
    return re.sub(r"[\s\-—–−.·/\u200b]", "", unicodedata.normalize("NFKC", text))


def found_in(place: str, text: str) -> Iterator[tuple[str, str]]:
    yield from ((place, secret) for secret in SECRETS if secret in plain(text))


def in_tables() -> Iterator[tuple[str, str]]:
    """Every column of text, JSON or bytes of every table, jobs and events among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'character', 'jsonb', 'json', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT DISTINCT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            for (text,) in cursor.fetchall():
                yield from found_in(f"{table}.{column}", text)


def in_files() -> Iterator[tuple[str, str]]:
    for file in Path(settings.VAR).rglob("*"):
        yield from found_in("path", file.name)
        if file.suffix == ".parquet":
            frame = pl.read_parquet(file)
            yield from found_in(file.name, "\n".join([*frame.columns, *map(str, frame.rows())]))
        elif file.suffix == ".xlsx":
            with ZipFile(file) as parts:
                for name in parts.namelist():
                    yield from found_in(name, parts.read(name).decode(errors="ignore"))


def everywhere() -> set[tuple[str, str]]:
    return {*in_tables(), *in_files()}


@pytest.mark.parametrize(("type", "layout"), [("penalty", "extended"), ("permit", "2018"), ("inspection", "common")])
def test_what_is_planted_in_a_file_is_nowhere_afterwards(type, layout):
    headers, rows = planted(type, layout)
    receipt = submit_rows(source=as_csv(headers, rows), type=type, name=f"{ID}的处罚 {PHONE}.csv")
    assert receipt["received"] == len(rows)
    assert min(receipt["rejected"], receipt["review"], receipt["persons_refused"], receipt["personal_dropped"]) > 0
    workbook(receipt["submission"])
    assert everywhere() == set()
    assert [*found_in("receipt", str(receipt))] == []


def test_what_is_planted_in_the_name_of_a_sheet_or_a_header_is_nowhere_afterwards():
    headers, rows = planted("penalty", "2018")
    at_fault = rows[-1] | {"操作": "", "操作原因": "", "处罚决定日期": "何时", f"罚款金额（{PHONE}）": "1"}
    source = as_workbook(f"张某{ID}", [*headers, f"罚款金额（{PHONE}）"], [at_fault])
    receipt = submit_rows(source=source, name="a.xlsx")
    assert receipt["rejected"] == 1
    workbook(receipt["submission"])
    assert everywhere() == set()


def sound_row() -> dict:
    headers, rows = planted("penalty", "extended")
    return submit_rows(source=as_csv(headers, [rows[-1] | {"操作": "", "操作原因": ""}]))


@pytest.mark.parametrize("text", [f"当事人{ID}", f"联系 {PHONE}", "zhang.san@example.com"])
def test_no_action_keeps_a_number_of_a_person_in_what_is_written_as_its_reason(text):
    sent = sound_row()["submission"]
    (authority,) = authorities(viewer=PUBLIC)
    whole, record = {"authority": authority, "submission": sent}, "00" * 16
    for do in (
        lambda: call(release, by=REVIEWER, **whole, reason=text),
        lambda: call(release, by=REVIEWER, **whole, repair_class="minor", bases={record: text}),
        lambda: call(return_records, by=REVIEWER, **whole, reason=text),
        lambda: call(take_down, records=[record], reason=text),
        lambda: call(withdraw_undone, authority=authority, records=[record], document=text, undone_on="2026-11-02",
                     reason="撤销"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            do()
        assert refused.value.refusal.code == "identifiers.personal_number"
