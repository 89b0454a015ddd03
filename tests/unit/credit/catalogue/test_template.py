"""填报模板: what is filled into the workbook is understood again; nobody is asked about people."""

import io
import zipfile

import fastexcel
import pytest

from tests.unit.credit.catalogue.texts import shipped, visit
from xinheng.credit.catalogue.headers import understood
from xinheng.credit.catalogue.schema import FieldKind
from xinheng.credit.catalogue.template import CODES, NOTES, columns_of, layout_of, template
from xinheng.ground.columns.reading import ASIDE, read
from xinheng.ground.refusal import Refused

EVERY = [(code, layout) for code, each in shipped().types.items() for layout in each.layouts]


def xml_of(book: bytes, part: str) -> str:
    return zipfile.ZipFile(io.BytesIO(book)).read(part).decode()


@pytest.mark.parametrize(("type", "layout"), EVERY)
def test_headers_of_every_template_are_understood_in_its_layout(type, layout):
    record_type = shipped().types[type]
    found = understood(read(template(record_type, layout), "t.xlsx").headers, record_type)
    assert set(found.fields) == set(columns_of(record_type, layout))
    assert (found.personal, found.unknown) == ((), ())
    assert None not in (found.operation, found.operation_reason)
    # The extended layout has every column of the national one and more, so a file of it is never taken for the other.
    assert found.layout == layout


def test_headers_are_words_and_say_what_the_national_layout_says():
    printed = columns_of(shipped().types["penalty"], "2018")
    assert printed["party_registration_number"] == "行政相对人代码_2(工商注册号)"
    assert printed["fine_amount"] == "罚款金额(万元)"
    earlier = columns_of(shipped().types["penalty"], "2015")
    assert earlier["party_organisation_code"] == "行政相对人代码_2(组织机构代码)"
    assert earlier["violation_facts"] == "处罚事由"
    for code, layout in EVERY:
        assert not [header for header in columns_of(shipped().types[code], layout).values() if header.isascii()]


def test_what_explains_the_form_is_not_read_as_rows():
    book = template(visit(), "new")
    assert {NOTES, CODES} <= ASIDE
    assert fastexcel.read_excel(book).sheet_names == ["走访", NOTES, CODES]
    assert read(book, "t.xlsx").frame.height == 0


def test_choices_dates_and_amounts_are_looked_after():
    checks = xml_of(template(visit(), "new"), "xl/worksheets/sheet1.xml")
    assert '"首访,其他"' in checks
    assert 'type="date"' in checks
    assert 'type="decimal"' in checks
    assert '"撤销"' in checks


def test_long_code_set_stands_on_a_sheet_of_its_own():
    choices = {f"c{number}": {"zh": f"第{number}种很长很长的类别名称", "en": str(number)} for number in range(40)}
    field = {"title": {"zh": "情形", "en": "Case"}, "kind": "choice", "choices": choices}
    columns = ["party", "number", "kind", "fee", "on", "old", "note", "case"]
    book = template(visit(fields__case=field, layouts__new__columns=columns), "new")
    assert f"'{CODES}'!$A$1:$A$40" in xml_of(book, "xl/worksheets/sheet1.xml").replace("&apos;", "'")


def test_notes_say_what_is_required_and_when():
    notes = fastexcel.read_excel(template(visit(), "new")).load_sheet(NOTES, header_row=None).to_polars()
    said = {row[0]: row[1:] for row in notes.rows()}
    assert said["名称"][0] == "必填"
    assert said["费用"][0] == "“类别”含首访时必填"
    assert said["备注"][5] == "政务共享（脱敏并确认后公开）"


def test_no_template_asks_about_people():
    for code, layout in EVERY:
        record_type = shipped().types[code]
        personal = {each for each, field in record_type.fields.items() if field.kind is FieldKind.PERSONAL}
        assert personal.isdisjoint(columns_of(record_type, layout))


def test_same_text_gives_the_same_workbook():
    assert template(visit(), "new") == template(visit(), "new")


def test_layout_asked_for_or_the_first():
    assert layout_of(visit(), None) == "new"
    with pytest.raises(Refused) as refused:
        layout_of(visit(), "newest")
    assert refused.value.refusal.code == "catalogue.unknown_layout"
