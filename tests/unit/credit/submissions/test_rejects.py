"""退回工作簿: what a clerk gets back, mends and sends again."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import fastexcel
import pytest

from tests.faces import publish_law
from tests.factories.kernel import NOON
from tests.factories.organisations import load
from tests.factories.submissions import submit_rows
from tests.integration.cli.test_killed_submission import HEADER, penalty
from xinheng.credit.submissions import rejects
from xinheng.credit.submissions.rejects import FAULT_COLUMN, ROW_COLUMN, workbook
from xinheng.ground.identifiers.judgement import judge

pytestmark = pytest.mark.django_db

COMPANY = "91321323MB0C05013Q"
PERSONAL = "法定代表人,法定代表人证件号码,联系电话"
NUMBER, PHONE, NAME = "11010519491231002X", "13812345678", "欧阳建国"


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    publish_law()
    load(f"{COMPANY},泗阳洋河酿酒有限公司")


def sent(*rows: str) -> dict:
    return submit_rows(*(f"{row},{NAME},{NUMBER},{PHONE}" for row in rows), header=f"{HEADER},{PERSONAL}")


def cells(receipt: dict) -> list[dict]:
    sheet = fastexcel.read_excel(workbook(receipt["submission"])).load_sheet(0, dtypes="string")
    return sheet.to_polars().to_dicts()


def test_rejected_row_comes_back_under_its_headers_with_what_is_the_matter():
    receipt = sent(penalty(1), penalty(2).replace("2026-11-12", "2026年13月1日"))
    (row,) = cells(receipt)
    assert [name for name in row if name not in (FAULT_COLUMN, ROW_COLUMN)] == HEADER.split(",")
    assert row["行政处罚决定书文号"] == "泗市监处罚〔2026〕2号"
    assert row[ROW_COLUMN] == "3"
    assert row[FAULT_COLUMN].startswith("处罚决定日期：日期读不出来")
    fault = receipt["faults"][0]
    assert (fault["row"], fault["column"], fault["rule"]) == (3, "处罚决定日期", "submissions.date_unreadable")
    assert fault["message_en"].startswith("The date cannot be read")


def test_mended_workbook_is_understood_as_it_is(tmp_path):
    receipt = sent(penalty(1).replace("2026-11-11", "昨天"))
    file = workbook(receipt["submission"])
    mended = tmp_path / "mended.xlsx"
    rewrite(file, mended, {"昨天": "2026-11-11"})
    again = submit_rows(source=mended, name="mended.xlsx")
    assert (again["received"], again["admitted"], again["rejected"]) == (1, 1, 0)


def test_nothing_personal_comes_back_and_no_cell_is_a_formula():
    hostile = (
        penalty(2)
        .replace("夸大功效", f"=HYPERLINK(1) 由{NAME}（{NUMBER}，电话{PHONE}）所为")
        .replace("2026-11-12", "昨天")
    )
    receipt = sent(penalty(1), hostile)
    (row,) = cells(receipt)
    assert row["违法事实"].startswith("=HYPERLINK(1) 由欧**")
    told = str(row) + str(receipt)
    assert not [planted for planted in (NUMBER, PHONE, NAME) if planted in told]
    assert receipt["personal_dropped"] == 6


def test_row_that_only_matching_turned_away_comes_back_as_a_person_would_write_it():
    code = COMPANY[:-1] + "X"  # Q would be right
    receipt = sent(penalty(1).replace(COMPANY, code).replace("警告,警告", "罚款,罚款一万元"), penalty(2))
    assert receipt["rejected"] == 1
    assert receipt["faults"][0]["rule"] in ("submissions.fine_missing", "submissions.required_here")
    receipt = sent(penalty(1).replace(COMPANY, code))
    (fault,) = receipt["faults"]
    assert (fault["rule"], fault["value"]) == ("submissions.failing_code_unknown", code)
    assert fault["suggestion"] == judge(code).suggestion
    (row,) = cells(receipt)
    assert (row["统一社会信用代码"], row["处罚类别"], row["行政相对人类别"]) == (code, "警告", "法人及非法人组织")


def test_workbook_that_two_ask_for_at_once_is_whole_for_both():
    receipt = sent(*(penalty(number).replace("2026-11-1", "昨天") for number in range(400)))
    begin = Barrier(2)

    def asked(_) -> int:
        begin.wait()
        return len(cells(receipt))

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(asked, range(2))) == [receipt["rejected"]] * 2


def test_file_that_is_taken_whole_has_no_workbook():
    receipt = sent(penalty(1))
    assert receipt["rejected_file"] is None
    assert workbook(receipt["submission"]) is None


def test_late_records_are_counted_by_the_term_of_the_day_they_were_decided():
    receipt = sent(penalty(8), penalty(1).replace("2026-11-11", "2026-10-09"))
    assert (receipt["timed"], receipt["late"]) == (2, 1)


def rewrite(file, mended, changes: dict[str, str]) -> None:
    """What the clerk does in the spreadsheet."""
    import xlsxwriter

    sheet = fastexcel.read_excel(file).load_sheet(0, dtypes="string", header_row=None).to_polars()
    with xlsxwriter.Workbook(mended) as book:
        page = book.add_worksheet()
        for number, row in enumerate(sheet.rows()):
            for column, cell in enumerate(row):
                page.write_string(number, column, changes.get(cell, cell or ""))


def test_folders_are_swept_by_the_clock_and_not_by_who_submits(django_assert_num_queries):
    """And with one question, however many there are."""
    kept = rejects.folder_of(sent(penalty(2).replace("2026-11-12", "2026年13月1日"))["submission"])
    left = [rejects.folder_of(f"left{number}") for number in range(3)]
    for folder in left:
        folder.mkdir(parents=True)
    two_days_ago = (NOON - timedelta(days=2)).timestamp()
    for folder in (kept, *left):
        os.utime(folder, (two_days_ago, two_days_ago))
    sent(penalty(1))
    assert all(folder.is_dir() for folder in left)
    with django_assert_num_queries(1):
        rejects.sweep(NOON)
    assert not any(folder.is_dir() for folder in left)
    assert kept.is_dir()
