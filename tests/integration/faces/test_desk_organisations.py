"""主体登记 at the desk: loading a register, its receipt, wrong codes, and what waits for a person's decision."""

import csv
import io
import stat
import zipfile

import fastexcel
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from tests.factories.kernel import CREDIT_OFFICE, MARKET_BUREAU, PASSWORD, account
from tests.factories.kernel import authority as record
from tests.factories.organisations import load, provider
from tests.factories.register import (
    BREWERY,
    FORMER_NUMBER,
    HEADER,
    ROWS,
    UNKNOWN,
    WRONGLY_ISSUED,
    contradictory,
    small_register,
)
from xinheng.faces.desk import spool, tasks
from xinheng.faces.desk.forms import new_operation
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC

IMPORT, WRONG_CODES, REVIEW = (
    "/desk/organisations/import/",
    "/desk/organisations/wrong-codes/",
    "/desk/organisations/review/",
)
DECISION = f"{REVIEW}decision/"
MILL, NOODLES = "泗阳县众兴米业有限公司", "泗阳县众兴面业有限公司"
REGISTER = "\n".join([HEADER, *ROWS]).encode()


@pytest.fixture
def desk(officer, settings, tmp_path):
    """An officer of the credit office, with a spool that is empty."""
    settings.VAR, settings.SPOOL = tmp_path, tmp_path / "spool"
    settings.FILE_UPLOAD_TEMP_DIR = settings.SPOOL
    return officer


@pytest.fixture
def jobs(monkeypatch):
    """The queue in memory: what is deferred is seen, and runs when the test says so."""
    with app.replace_connector(InMemoryConnector()) as replaced:
        yield replaced.connector.jobs


def text_of(response) -> str:
    return response.content.decode()


def upload(client, *, operation: str | None = None, content: bytes = REGISTER, name: str = "register.csv"):
    provider()
    authority = next(iter(authorities(viewer=PUBLIC)))
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT, {"operation": operation or new_operation(), "authority": authority, "file": file})


# ---- loading --------------------------------------------------------------------------------------------------------


def test_import_asks_for_a_file_and_who_provides_it(desk, django_assert_num_queries):
    provider()
    desk.get(IMPORT)
    with django_assert_num_queries(9):
        page = text_of(desk.get(IMPORT))
    assert "泗阳县发展和改革局" in page
    assert "还没有载入过" in page


def test_import_chooses_nobody_among_several_providers(desk):
    record(MARKET_BUREAU)
    record(CREDIT_OFFICE, "泗阳县发展和改革局")
    assert '<option value="" selected>请选择提供单位</option>' in desk.get(IMPORT).content.decode()


def test_import_without_any_authority_says_what_to_do_first(desk):
    assert "还没有登记任何部门" in text_of(desk.get(IMPORT))


def test_upload_waits_in_a_private_spool_and_leads_to_its_progress(desk, jobs, settings, django_assert_num_queries):
    response = upload(desk)
    folder = next(settings.SPOOL.iterdir())
    assert response["Location"] == f"{IMPORT}{folder.name}/"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (settings.SPOOL, folder)] == [0o700, 0o700]
    with django_assert_num_queries(10):
        page = text_of(desk.get(response["Location"]))
    assert "排队等候读取" in page
    assert '<meta http-equiv="refresh"' in page
    assert "<html" not in text_of(desk.get(response["Location"], headers={"HX-Request": "true"}))


def test_second_click_starts_one_load(desk, jobs):
    operation = new_operation()
    addresses = {upload(desk, operation=operation)["Location"] for _click in range(2)}
    assert addresses == {f"{IMPORT}{operation}/"}
    assert len(jobs) == 1


def test_load_ends_in_a_receipt_and_leaves_no_bytes(desk, jobs, settings, django_assert_num_queries):
    operation = new_operation()
    address = upload(desk, operation=operation)["Location"]
    tasks.load_upload(operation)
    with django_assert_num_queries(10):
        page = text_of(desk.get(address))
    for said in ("register.csv，共 7 行", "新增主体", "去掉的个人信息", "第 8 行", "organisations.code_unusable"):
        assert said in page
    assert "张三" not in page
    assert list(settings.SPOOL.iterdir()) == []
    assert "register.csv" in text_of(desk.get(IMPORT))


def test_finished_load_tells_a_waiting_page_to_show_the_receipt(desk, jobs):
    operation = new_operation()
    address = upload(desk, operation=operation)["Location"]
    tasks.load_upload(operation)
    assert desk.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_rejected_rows_come_as_a_workbook_without_persons(desk, jobs, django_assert_num_queries):
    operation = new_operation()
    address = upload(desk, operation=operation)["Location"]
    tasks.load_upload(operation)
    with django_assert_num_queries(7):
        response = desk.get(f"{address}rejected.xlsx")
    rows = fastexcel.read_excel(response.content).load_sheet(0).to_polars()
    assert rows["code"].to_list() == ["不详"]
    assert "张三" not in str(rows)
    assert rows["message"][0].startswith("代码不是统一社会信用代码")
    assert "message_en" not in rows.columns


def test_workbook_and_receipt_speak_the_language_of_the_page(desk, jobs):
    operation = new_operation()
    address = upload(desk, operation=operation)["Location"]
    tasks.load_upload(operation)
    desk.cookies["django_language"] = "en"
    assert "The code is neither a unified social credit code" in text_of(desk.get(address))
    rows = fastexcel.read_excel(desk.get(f"{address}rejected.xlsx").content).load_sheet(0).to_polars()
    assert rows["message_en"][0].startswith("The code is neither")
    assert "message" not in rows.columns


def test_workbook_shows_a_hostile_name_as_text(desk, jobs):
    operation = new_operation()
    address = upload(desk, operation=operation, content="统一社会信用代码,名称\n无,=1+1公司\n".encode())["Location"]
    tasks.load_upload(operation)
    content = desk.get(f"{address}rejected.xlsx").content
    assert fastexcel.read_excel(content).load_sheet(0).to_polars()["name"].to_list() == ["=1+1公司"]
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        assert b"<f>" not in workbook.read("xl/worksheets/sheet1.xml")


def test_workbook_of_a_load_that_never_was_is_not_found(desk):
    assert desk.get(f"{IMPORT}{new_operation()}/rejected.xlsx").status_code == 404


def test_load_that_is_refused_says_why_and_leaves_no_bytes(desk, jobs, settings):
    operation = new_operation()
    address = upload(desk, operation=operation, content="甲,乙\n1,2\n".encode())["Location"]
    tasks.load_upload(operation)
    page = text_of(desk.get(address))
    assert "没有载入" in page
    assert "请在首行写明列名" in page
    assert not (settings.SPOOL / operation / "upload").exists()


def test_load_that_was_interrupted_says_so(desk, jobs, settings):
    operation = new_operation()
    address = upload(desk, operation=operation)["Location"]
    spool.start(spool.uploaded(operation))
    spool.end_interrupted(tasks.INTERRUPTED)
    assert "读取这份文件时服务停了，什么都没有载入" in text_of(desk.get(address))
    assert not (settings.SPOOL / operation / "upload").exists()


def test_sweep_removes_what_was_cut_off_or_told_and_keeps_what_waits(desk, jobs, settings):
    waiting, told = new_operation(), new_operation()
    for operation in (waiting, told):
        upload(desk, operation=operation)
    spool.end_without_load(spool.uploaded(told), tasks.FAILED)
    (settings.SPOOL / "abandoned.upload").touch()
    (settings.SPOOL / new_operation()).mkdir()
    spool.sweep()
    assert [path.name for path in settings.SPOOL.iterdir()] == [waiting]


def test_upload_that_never_came_whole_says_so(desk):
    response = desk.get(f"{IMPORT}{new_operation()}/")
    assert response.status_code == 404
    assert "文件没有完整到达" in text_of(response)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("register.pdf", REGISTER, "这种文件读不了"), ("register.csv", b"", "文件是空的")],
)
def test_upload_of_what_cannot_be_read_is_turned_away(desk, jobs, name, content, sentence):
    response = upload(desk, name=name, content=content)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert jobs == {}


def test_upload_beyond_the_limit_is_turned_away(desk, jobs, monkeypatch):
    monkeypatch.setattr("xinheng.faces.desk.forms.UploadForm.largest", 10)
    assert "文件太大" in text_of(upload(desk))


# ---- wrong codes ----------------------------------------------------------------------------------------------------


def test_wrong_codes_are_counted_and_listed_with_hints(desk, django_assert_num_queries):
    small_register()
    desk.get(WRONG_CODES)
    with django_assert_num_queries(13):
        page = text_of(desk.get(WRONG_CODES))
    assert "16.667%" in page  # one of six
    assert WRONGLY_ISSUED in page
    assert "末位应为“U”" in page


@pytest.mark.clause("CZ-15")
def test_place_measures_wrong_codes_hints_at_the_right_ones_and_keeps_one_file_for_all_codes(desk, settings):
    settings.PLACE = "changzhi"
    small_register()
    page = text_of(desk.get(WRONG_CODES))
    assert "长治市信用监管平台" in page
    assert "重错码率" in page
    assert "16.667%" in page
    assert "末位应为“U”" in page
    assert desk.get(f"/organisations/{FORMER_NUMBER}/")["Location"] == f"/organisations/{BREWERY}/"


def test_wrong_codes_come_as_a_table(desk, django_assert_num_queries):
    small_register()
    desk.get(f"{WRONG_CODES}wrong-codes.csv")
    with django_assert_num_queries(8):
        response = desk.get(f"{WRONG_CODES}wrong-codes.csv")
    rows = list(csv.reader(io.StringIO(text_of(response).removeprefix("\ufeff"))))
    assert rows[0] == ["统一社会信用代码", "名称", "问题", "可能应为"]
    assert [row[0] for row in rows[1:]] == [WRONGLY_ISSUED]


def test_table_of_wrong_codes_does_nothing_when_a_spreadsheet_opens_it(desk):
    load(f"{WRONGLY_ISSUED},=cmd()渔具有限公司")
    table = text_of(desk.get(f"{WRONG_CODES}wrong-codes.csv")).removeprefix("\ufeff")
    assert [row[1] for row in csv.reader(io.StringIO(table))][1:] == ["'=cmd()渔具有限公司"]


def test_no_wrong_codes_say_so(desk):
    assert "没有错码" in text_of(desk.get(WRONG_CODES))


# ---- review ---------------------------------------------------------------------------------------------------------


def test_review_lists_what_waits(desk, django_assert_num_queries):
    contradictory()
    desk.get(REVIEW)
    with django_assert_num_queries(8):
        page = text_of(desk.get(REVIEW))
    assert MILL in page
    assert NOODLES in page
    assert "内容不同" in page


def test_review_of_nothing_says_so(desk):
    assert "没有待核的匹配" in text_of(desk.get(REVIEW))


def test_decision_shows_the_print_beside_its_candidates(desk, django_assert_num_queries):
    small_register()
    contradictory()
    desk.get(DECISION, {"code": UNKNOWN, "name": MILL})
    with django_assert_num_queries(15):
        page = text_of(desk.get(DECISION, {"code": UNKNOWN, "name": MILL}))
    assert NOODLES in page  # the same code with another name
    assert BREWERY in page
    assert "都不是，弃用这一条" in page


def test_decision_is_remembered_and_leads_to_the_next(desk):
    contradictory()
    sent = {"operation": new_operation(), "organisation": "", "reason": "营业执照上是面业"}
    response = desk.post(f"{DECISION}?code={UNKNOWN}&name={MILL}", sent)
    assert response["Location"].startswith(f"{DECISION}?code={UNKNOWN}")
    page = text_of(desk.get(REVIEW))
    assert MILL not in page
    assert NOODLES in page


OLD_NAME = "泗阳县酒厂"
OLD_ROW = f"{BREWERY},{OLD_NAME},1988-02-03"


def test_what_is_older_than_known_is_offered_as_history_and_accepted(desk, django_assert_num_queries):
    small_register()
    load(OLD_ROW, header="统一社会信用代码,名称,变更日期")
    assert "早于已知的登记" in text_of(desk.get(REVIEW))
    address = f"{DECISION}?code={BREWERY}&name={OLD_NAME}"
    with django_assert_num_queries(15):
        page = text_of(desk.get(address))
    assert "泗阳洋河酿酒有限公司从前的登记，收作历史" in page
    assert "自 1988-02-03 起" in page
    sent = {"operation": new_operation(), "organisation": "history", "reason": "与纸质档案相符"}
    assert desk.post(address, sent)["Location"] == REVIEW
    assert "没有待核的匹配" in text_of(desk.get(REVIEW))
    page = text_of(desk.get(f"/organisations/{BREWERY}/"))
    assert "<h1>泗阳洋河酿酒有限公司</h1>" in page
    assert f"曾用名：{OLD_NAME}" in page


def test_what_is_no_history_is_not_offered_as_such(desk):
    contradictory()
    assert "收作历史" not in text_of(desk.get(DECISION, {"code": UNKNOWN, "name": MILL}))
    sent = {"operation": new_operation(), "organisation": "history", "reason": "试"}
    response = desk.post(f"{DECISION}?code={UNKNOWN}&name={MILL}", sent)
    assert response.status_code == 422
    assert "不能收作历史登记" in text_of(response)


def test_refusal_speaks_the_language_of_the_page(desk):
    contradictory()
    desk.cookies["django_language"] = "en"
    sent = {"operation": new_operation(), "organisation": "history", "reason": "x"}
    assert "This cannot be accepted as history" in text_of(desk.post(f"{DECISION}?code={UNKNOWN}&name={MILL}", sent))


def test_decision_without_a_choice_sets_nothing_aside(desk):
    small_register()
    contradictory()
    response = desk.post(f"{DECISION}?code={UNKNOWN}&name={MILL}", {"operation": new_operation(), "reason": "试"})
    assert response.status_code == 422
    assert "请先选定主体，或者弃用这一条" in text_of(response)
    assert MILL in text_of(desk.get(REVIEW))


def test_decision_without_a_reason_is_refused(desk):
    contradictory()
    response = desk.post(f"{DECISION}?code={UNKNOWN}&name={MILL}", {"operation": new_operation(), "reason": ""})
    assert response.status_code == 422
    assert "请写明理由" in text_of(response)


def test_decision_for_an_unknown_organisation_is_refused(desk):
    contradictory()
    sent = {"operation": new_operation(), "organisation": "91321323MB0C09999X", "reason": "试"}
    response = desk.post(f"{DECISION}?code={UNKNOWN}&name={MILL}", sent)
    assert response.status_code == 422
    assert "请从候选中选择" in text_of(response)


def test_decision_that_was_taken_already_leads_back(desk):
    assert desk.get(DECISION, {"code": UNKNOWN, "name": MILL})["Location"] == REVIEW


# ---- who may --------------------------------------------------------------------------------------------------------

PAGES = (
    IMPORT,
    f"{IMPORT}x/",
    f"{IMPORT}x/rejected.xlsx",
    WRONG_CODES,
    f"{WRONG_CODES}wrong-codes.csv",
    REVIEW,
    DECISION,
)


@pytest.mark.parametrize("address", PAGES)
def test_page_asks_visitors_to_sign_in(visitor, address):
    assert visitor.get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", PAGES)
def test_page_refuses_who_lacks_the_permission(visitor, address):
    account("clerk", "department_clerk")
    visitor.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    assert visitor.get(address).status_code == 403
