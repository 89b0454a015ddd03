"""表格下载: exactly what was shown, and nothing that a spreadsheet would run."""

from datetime import date

import fastexcel
import pytest
from django.http import Http404

from xinheng.faces.design.sheets import download, width

ROWS = [("部门", "漏报", "最后一日"), ("泗阳县市场监督管理局", 2, date(2026, 11, 10)), ("=HYPERLINK(1)", None, "-1")]


def test_csv_opens_in_a_spreadsheet_and_runs_nothing():
    response = download("overdue", ROWS, "csv")
    assert response["Content-Disposition"] == 'attachment; filename="overdue.csv"'
    assert response.content.decode() == (
        "\ufeff部门,漏报,最后一日\r\n泗阳县市场监督管理局,2,2026-11-10\r\n'=HYPERLINK(1),,-1\r\n"
    )


def test_workbook_keeps_numbers_as_numbers_and_formulas_as_text():
    sheet = fastexcel.read_excel(download("overdue", ROWS[:2], "xlsx").content).load_sheet(0).to_polars()
    assert sheet["漏报"].to_list() == [2]
    texts = fastexcel.read_excel(download("overdue", ROWS, "xlsx").content).load_sheet(0).to_polars()
    assert texts["部门"].to_list()[-1] == "=HYPERLINK(1)"


def test_another_extension_is_not_found():
    with pytest.raises(Http404):
        download("overdue", ROWS, "exe")


def test_chinese_is_twice_as_wide():
    assert (width("部门ab"), width(12)) == (6, 2)
