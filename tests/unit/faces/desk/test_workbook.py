"""退回工作簿: every cell is text."""

import fastexcel

from xinheng.faces.desk.workbook import rows_of, workbook_of


def test_workbook_keeps_codes_and_formulas_as_they_were_written(tmp_path):
    file = tmp_path / "rejected.csv"
    file.write_text("\ufeffrow,code,name\n2,0012,=1+1\n", encoding="utf-8")
    sheet = (
        fastexcel.read_excel(workbook_of("退回", rows_of(file, without="message_en"))).load_sheet("退回").to_polars()
    )
    assert sheet.columns == ["row", "code", "name"]
    assert sheet.rows() == [("2", "0012", "=1+1")]
