"""Ten years of a small city's files through the door: every row comes to what the truth says of it, and nobody is kept."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.db import connection

from tests.faces import publish_law
from tests.factories.kernel import NOON, SYSTEM
from xinheng.city.departments import departments
from xinheng.city.files import DepartmentFile, department_files
from xinheng.city.organisations import organisations
from xinheng.credit.organisations.actions import load_organisations
from xinheng.credit.submissions.actions import submit
from xinheng.faces.cli.demo_city import record_departments

SEED, COUNT, UNTIL = 3, 900, date(2026, 11, 20)
TYPES = ("permit", "penalty", "inspection", "commitment", "honour", "contract", "payment", "judgment")
OUTCOMES = ("admitted", "superseding", "duplicate", "withdrawn", "rejected", "review", "persons_refused")
NOBODYS = re.compile(r"990101(?:19|20)\d{10}|1540000\d{4}")  # numbers of persons as the city makes them up


@pytest.fixture
def city(transactional_db, settings, tmp_path) -> None:
    settings.VAR = tmp_path / "var"
    publish_law()
    record_departments(by=SYSTEM, now=NOON, seed=SEED)
    registry = organisations(SEED, COUNT).registry.write_csv().encode()
    registrar = next(each.uscc for each in departments(SEED) if each.name.endswith("市场监督管理局"))
    load_organisations(
        by=SYSTEM, now=NOON, operation="registry", authority=registrar, source=registry, name="registry.csv"
    )


def sent(file: DepartmentFile) -> dict:
    return submit(
        by=SYSTEM,
        now=datetime.combine(file.sent_on, time(2), tzinfo=UTC),
        operation=file.name,
        authority=file.authority,
        type=file.type,
        source=file.content,
        name=file.name,
    )


def told(receipt: dict) -> tuple[dict, dict]:
    """What a receipt says: how many rows came to what, and the first rule that each row broke."""
    rules = {fault["row"]: fault["rule"] for fault in reversed(receipt["faults"])}
    return {outcome: receipt[outcome] for outcome in OUTCOMES if receipt[outcome]}, rules


def known(file: DepartmentFile) -> tuple[dict, dict]:
    sent_back = file.truth.filter(file.truth["expected"].is_in(["rejected", "persons_refused"]))
    return dict(Counter(file.truth["expected"])), dict(sent_back.select("row", "rule").iter_rows())


def everything_kept(var: Path) -> Iterator[str]:
    """The text of every row of every table and of every file written, workbooks unpacked."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT whole::text FROM "{table}" whole')
            yield from (row[0] for row in cursor.fetchall())
    for path in var.rglob("*"):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as workbook:
                yield from (workbook.read(name).decode(errors="replace") for name in workbook.namelist())
        elif path.is_file():
            yield path.read_bytes().decode(errors="replace")


def test_every_row_comes_to_what_the_truth_says_and_nobody_is_kept(city, settings):
    expected, said, planted = Counter(), [], 0
    for file in department_files(SEED, COUNT, until=UNTIL, weeks=1, years=9, types=TYPES):
        receipt = sent(file)
        assert told(receipt) == known(file), file.name
        expected += Counter(file.truth["expected"])
        said.append(str(receipt))
        planted += len(NOBODYS.findall(file.content.decode("gb18030", errors="replace")))
    assert set(expected) == set(OUTCOMES)  # nothing was left out by chance
    assert planted > 1_000
    assert not [text for text in (*said, *everything_kept(settings.VAR)) if NOBODYS.search(text)]
