"""报送 at the desk: a clerk sends files and forms, reads the receipts, and says when there was nothing."""

import io
import re
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace

import fastexcel
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from tests.factories.department import (
    BREWERY,
    BUREAU,
    at_noon,
    department,
    file_of,
    penalty_row,
    reported,
    signed_in,
    urged,
)
from tests.factories.kernel import MARKET_BRANCH, account, authority
from xinheng.credit.records.models import CreditRecord, FileAccess
from xinheng.credit.submissions import received
from xinheng.credit.submissions.models import ReviewRow, Submission, ZeroReport
from xinheng.faces.desk import rows, spool, tasks, uploads
from xinheng.faces.desk.forms import new_operation
from xinheng.ground.ledger.actor import Actor

START, ENTRY, ZERO, ROWS = "/desk/submissions/", "/desk/submissions/new/penalty/", "/desk/zero/", "/desk/rows/"


@pytest.fixture
def bureau(visitor, settings, tmp_path, monkeypatch):
    """A department with clerk and reviewer, on a Friday at noon, with a spool that is empty."""
    settings.VAR, settings.SPOOL = tmp_path, tmp_path / "spool"
    settings.FILE_UPLOAD_TEMP_DIR = settings.SPOOL
    at_noon(monkeypatch)
    return department()


@pytest.fixture
def clerk(bureau, client):
    return signed_in(client, "clerk")


@pytest.fixture
def jobs():
    with app.replace_connector(InMemoryConnector()) as replaced:
        yield replaced.connector.jobs


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[-3000:]
    return response.content.decode()


def upload(client, content: bytes, name: str = "处罚.csv", operation: str | None = None, **given):
    sent = {"operation": operation or new_operation(), "type": "penalty", "file": SimpleUploadedFile(name, content)}
    return client.post(START, sent | given)


def operation_of(response) -> str:
    return re.search(r"upload/(\w+)/", response["Location"])[1]


# ---- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("SY-13", "ZJ-98")
def test_clerk_uploads_a_file_and_reads_what_became_of_every_row(clerk, jobs):
    """及时完整推送: each row is in file or comes back with a reason, and how timely they were is on the receipt."""
    rows = [penalty_row(1), penalty_row(2, 处罚决定日期="2026-02-30"), penalty_row(3, 处罚决定日期="2026-06-01")]
    operation = operation_of(upload(clerk, file_of(rows)))
    assert len(jobs) == 1
    waiting = text_of(clerk.get(f"{START}upload/{operation}/"))
    assert "排队等候读取" in waiting
    tasks.load_upload(operation)
    response = clerk.get(f"{START}upload/{operation}/")
    receipt = text_of(clerk.get(response["Location"]))
    for said in (
        "共 3 行",
        "66.66%",
        "50.00%",
        "第 3 行",
        "处罚决定日期",
        "2026-02-30",
        "日期读不出来",
        "个单元格，写入之前已丢弃",
    ):
        assert said in receipt, said
    assert "张三" not in receipt
    assert CreditRecord.objects.count() == 2
    listed = text_of(clerk.get(START))
    assert "2 条待审核发布" in listed


def test_rows_read_so_far_are_told_while_a_file_is_read(clerk, jobs):
    operation = operation_of(upload(clerk, file_of([penalty_row(1)])))
    sent = spool.uploaded(operation)
    spool.start(sent)
    spool.tell(sent, 12_345)
    page = text_of(clerk.get(f"{START}upload/{operation}/", headers={"HX-Request": "true"}))
    assert "已读 12,345 行" in page
    assert "<html" not in page


def test_workbook_of_rejects_is_corrected_and_sent_again(clerk, jobs):
    tasks.load_upload(operation_of(upload(clerk, file_of([penalty_row(1), penalty_row(2, 处罚决定日期="2026-02-30")]))))
    ref = Submission.objects.get().batch.ref
    response = clerk.get(f"{START}{ref}/rejected.xlsx")
    content = b"".join(response.streaming_content)
    sheet = fastexcel.read_excel(content).load_sheet(0).to_polars()
    assert sheet["行政处罚决定书文号"].to_list() == ["泗市监处罚〔2026〕2号"]
    assert "张三" not in str(sheet.rows())
    mended = io.BytesIO()
    sheet.with_columns(处罚决定日期=pl.lit("2026-11-17")).write_excel(mended)
    tasks.load_upload(operation_of(upload(clerk, mended.getvalue(), "改好.xlsx")))
    assert CreditRecord.objects.count() == 2
    assert Submission.objects.order_by("pk").last().receipt["rejected"] == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("处罚.pdf", b"%PDF", "这种文件读不了"),
        ("处罚.csv", b"", "文件是空的"),
    ],
)
def test_what_cannot_be_a_file_of_records_is_refused_in_the_form(clerk, jobs, name, content, said):
    assert said in text_of(upload(clerk, content, name), 422)
    assert jobs == {}


def too_long(client, size: int, **headers):
    """The beginning of an upload that says how long it will be, and what is answered to that."""
    return client.generic("POST", START, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(size), **headers)


def test_upload_beyond_the_limit_is_answered_before_its_body(clerk, jobs):
    page = text_of(too_long(clerk, 3 * 1024**3), 413)
    for said in ("3.0", "2.0", "Parquet", "bin/xinheng load", "413"):
        assert said in page, said


def test_upload_for_which_the_disk_has_no_room_is_answered_before_its_body(clerk, jobs, monkeypatch):
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=3 * 1024**3))
    assert "剩下的空间不够暂存" in text_of(too_long(clerk, 2 * 1024**3), 507)
    assert upload(clerk, file_of([penalty_row(1)])).status_code == 302


def test_nobody_sends_much_without_signing_in(visitor, settings, tmp_path):
    settings.SPOOL = tmp_path / "spool"
    assert too_long(visitor, 1024**3)["Location"] == "/accounts/login/"


def test_uploaded_bytes_rest_on_the_disk_once(clerk, jobs, settings):
    operation = operation_of(upload(clerk, file_of([penalty_row(1)])))
    assert [each.name for each in settings.SPOOL.iterdir()] == [operation]


def test_file_with_other_columns_ends_without_a_receipt_and_says_so(clerk, jobs):
    operation = operation_of(upload(clerk, "名称,代码\n甲,乙".encode()))
    tasks.load_upload(operation)
    page = text_of(clerk.get(f"{START}upload/{operation}/"))
    assert "没有载入" in page
    assert Submission.objects.count() == 0


def test_second_click_sends_one_file(clerk, jobs):
    operation, content = new_operation(), file_of([penalty_row(1)])
    first, second = (upload(clerk, content, operation=operation) for _ in range(2))
    assert first["Location"] == second["Location"]
    tasks.load_upload(operation)
    assert upload(clerk, content, operation=operation).status_code == 302
    assert Submission.objects.count() == len(jobs) == 1


def test_form_cannot_send_for_another_department(clerk, jobs):
    """Whatever the form says: the page is for an authority that the account's roles cover."""
    other = authority(MARKET_BRANCH, "泗阳县市场监管综合服务中心")
    assert clerk.get(f"{START}?authority={other}").status_code == 403
    operation = operation_of(upload(clerk, file_of([penalty_row(1)]), authority=other))
    assert spool.uploaded(operation).authority != other


def test_look_at_a_receipt_by_anybody_but_who_sent_it_is_noted(bureau, client):
    receipt = reported(
        penalty_row(1), penalty_row(2, 处罚决定日期="2026-02-30"), by=Actor("user:clerk", "报送岗", is_system=True)
    )
    address = f"{START}{receipt['submission']}/"
    signed_in(client, "clerk").get(address)
    assert not FileAccess.objects.exists()
    b"".join(signed_in(client, "reviewer").get(f"{address}rejected.xlsx").streaming_content)
    signed_in(client, account("office", "credit_office_officer")).get(address)
    noted = FileAccess.objects.order_by("pk").values_list("by", "what", "purpose", "subject")
    assert list(noted) == [
        ("user:reviewer", "rejected_rows", "办理本部门报送", receipt["submission"]),
        ("user:office", "submission", "监督信用信息归集", receipt["submission"]),
    ]


def test_receipt_of_another_department_is_not_there(clerk, bureau, client):
    other = authority(MARKET_BRANCH, "泗阳县市场监管综合服务中心")
    receipt = reported(penalty_row(1))
    account("stranger", "department_clerk", authority=other)
    assert signed_in(client, "stranger").get(f"{START}{receipt['submission']}/").status_code == 404
    assert signed_in(client, "reviewer").get(f"{START}{receipt['submission']}/").status_code == 200


def test_reviewer_is_told_that_a_clerk_uploads(bureau, client, jobs):
    reviewer = signed_in(client, "reviewer")
    assert "上传由本部门报送员办理" in text_of(reviewer.get(START))
    upload(reviewer, file_of([penalty_row(1)]))
    assert jobs == {}


def test_list_of_submissions_asks_the_database_the_same_however_many_there_are(clerk, django_assert_num_queries):
    reported(penalty_row(1))
    clerk.get(START)
    with django_assert_num_queries(14):
        clerk.get(START)
    for number in range(2, 5):
        reported(penalty_row(number))
    with django_assert_num_queries(14):
        assert text_of(clerk.get(START)).count("处罚.csv") == 4


# ---- one by one -----------------------------------------------------------------------------------------------------

FILLED = {
    "party_name": "泗阳洋河酿酒有限公司", "party_category": "organisation", "party_code": BREWERY,
    "document_number": "泗市监处罚〔2026〕9号", "violation_type": "标签不符合规定", "violation_facts": "当事人销售的食品标签未标明生产日期。",
    "legal_basis": "《中华人民共和国食品安全法》第一百二十五条", "penalty_kinds": ["fine"], "penalty_content": "罚款20万元",
    "fine_amount": "20", "decided_on": "2026-11-16", "penalty_valid_until": "2099-12-31", "authority_name": BUREAU,
    "authority_code": "11321323MB0C00204A", "source_name": BUREAU, "source_code": "11321323MB0C00204A",
}  # fmt: skip


def filled(**changed) -> dict:
    return {"operation": new_operation(), "do": "preview"} | FILLED | changed


def test_form_is_made_from_the_catalogue_and_never_asks_about_people(clerk):
    page = text_of(clerk.get(ENTRY))
    assert 'name="fine_amount"' in page
    assert "罚款金额（万元）" in page
    assert f'value="{BUREAU}"' in page
    assert "legal_representative" not in page
    assert "person_id" not in page


def test_preview_says_what_the_public_will_see_and_until_when(clerk):
    page = text_of(clerk.post(ENTRY, filled()))
    assert "2027-11-20 周六" in page  # a year from the day of publication: market regulation
    assert "泗阳洋河酿酒有限公司" in page
    public, kept = page.split("只供政务共享的内容")
    assert "当事人销售的食品标签未标明生产日期" not in public
    assert "当事人销售的食品标签未标明生产日期" in kept
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"fine_amount": ""}, "fine_amount", "这一项必填"),
        ({"decided_on": "2026-12-30"}, "decided_on", "日期在报送日之后"),
        ({"party_code": "91321323MB0C05013X"}, "party_code", ""),
        ({"party_name": ""}, "party_name", "必填"),
    ],
)
def test_faults_stand_beside_their_fields_by_the_rules_of_files(clerk, changed, field, said):
    response = clerk.post(ENTRY, filled(**changed))
    if field == "party_code":  # a failing code is judged once it is held against the register
        assert response.status_code == 200
        return
    page = text_of(response, 422)
    assert said in page
    assert f'href="#id_{field}"' in page


def test_natural_person_is_refused_in_the_form(clerk):
    page = text_of(clerk.post(ENTRY, filled(party_category="person", party_name="张三", party_code="")), 422)
    assert "自然人" in page
    assert Submission.objects.count() == 0


def test_form_goes_through_the_door_of_files_once(clerk):
    sent = filled(do="send")
    first, second = clerk.post(ENTRY, sent), clerk.post(ENTRY, sent)
    assert first["Location"] == second["Location"]
    record = CreditRecord.objects.get()
    assert (record.document_number, record.amount_fen) == ("泗市监处罚〔2026〕9号", 20_000_000)
    assert "逐条录入" in text_of(clerk.get(first["Location"]))


def test_going_back_from_the_preview_keeps_what_was_written(clerk):
    page = text_of(clerk.post(ENTRY, filled(do="change")))
    assert "标签不符合规定" in page


def test_correction_begins_with_what_is_in_file_and_makes_a_new_version(clerk):
    reported(penalty_row(1))
    ref = CreditRecord.objects.get().record_key.hex
    page = text_of(clerk.get(f"{ENTRY}?correct={ref}"))
    assert 'value="泗市监处罚〔2026〕1号"' in page
    assert 'value="20"' in page
    again = FILLED | {"document_number": "泗市监处罚〔2026〕1号", "fine_amount": "30", "penalty_content": "罚款30万元"}
    clerk.post(f"{ENTRY}?correct={ref}", {"operation": new_operation(), "do": "send"} | again)
    assert [each.version for each in CreditRecord.objects.filter(record_key=ref).order_by("version")] == [1, 2]


OTHER = {"penalty_kinds": ["fine", "other"], "penalty_kinds_other": "责令退还、补缴（含利息）"}


def test_words_beside_an_open_code_table_are_kept_and_come_back_in_the_correction(clerk):
    clerk.post(ENTRY, filled(do="send", **OTHER))
    record = CreditRecord.objects.get()
    assert record.content["penalty_kinds"] == ["fine", "other"]
    assert record.content["penalty_kinds_other"] == "责令退还、补缴（含利息）"
    correction = f"{ENTRY}?correct={record.record_key.hex}"
    assert 'value="责令退还、补缴（含利息）"' in text_of(clerk.get(correction))
    clerk.post(correction, filled(do="send", **OTHER | {"penalty_kinds_other": "责令退还"}))
    assert CreditRecord.objects.order_by("version").last().content["penalty_kinds_other"] == "责令退还"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"penalty_kinds_other": ""}, "选了“其他”，请写明是什么"),
        ({"penalty_kinds": ["fine"]}, "没有选“其他”"),
        ({"penalty_kinds_other": "责令退还；补缴"}, "这里不能用分号"),
    ],
)
def test_other_goes_with_words_and_words_with_other(clerk, changed, said):
    page = text_of(clerk.post(ENTRY, filled(**OTHER | changed)), 422)
    assert said in page
    assert 'href="#id_penalty_kinds_other"' in page


def test_type_that_is_not_collected_has_no_form(clerk):
    assert clerk.get("/desk/submissions/new/complaint/").status_code == 404


# ---- nothing to report ----------------------------------------------------------------------------------------------


@pytest.mark.clause("DY-39")
def test_clerk_says_that_there_was_nothing_in_a_month(clerk):
    """按目录内容和更新频率: what the catalogue asks for every month is asked of the department until it answers."""
    reported(penalty_row(1, 处罚决定日期="2026-09-01"), now=datetime(2026, 9, 3, 4, tzinfo=UTC))
    page = text_of(clerk.get(ZERO))
    assert "2026-10" in page
    clerk.post(ZERO, {"operation": new_operation(), "type": "penalty", "month": "2026-10"})
    assert ZeroReport.objects.count() == 1
    after = text_of(clerk.get(ZERO))
    assert 'value="2026-10"' not in after


def test_clerk_reads_that_the_credit_office_urged_and_what_it_wrote(clerk, bureau):
    reported(penalty_row(1, 处罚决定日期="2026-09-01"), now=datetime(2026, 9, 3, 4, tzinfo=UTC))
    urged(bureau, "penalty/2026-10-01")
    home, missing = (text_of(clerk.get(address)) for address in ("/desk/", ZERO))
    for page in (home, missing):
        assert "信用办 2026-11-20 周五 催报" in page
        assert "行政处罚，所属期 2026-10，最后一日 2026-11-10 周二，已逾期 10 天。" in page
        assert "user:" not in page
    assert "信用办已催报的逾期未报" in home
    assert f'href="{START}?authority={bureau}&amp;type=penalty"' in missing
    clerk.post(ZERO, {"operation": new_operation(), "type": "penalty", "month": "2026-10"})
    assert "信用办已催报" not in text_of(clerk.get(ZERO)) + text_of(clerk.get("/desk/"))


def test_zero_report_is_refused_where_there_are_records(clerk):
    reported(penalty_row(1, 处罚决定日期="2026-10-12"))
    page = text_of(clerk.post(ZERO, {"operation": new_operation(), "type": "penalty", "month": "2026-10"}), 422)
    assert "不能零报送" in page
    assert ZeroReport.objects.count() == 0


# ---- rows that a person must look at --------------------------------------------------------------------------------


def test_officer_decides_which_of_two_rows_is_right(bureau, client):
    reported(penalty_row(1), penalty_row(1, 处罚内容="罚款30万元"))
    officer = signed_in(client, account("office", "credit_office_officer"))
    assert text_of(officer.get(ROWS)).count("泗市监处罚〔2026〕1号") == 2
    first, second = ReviewRow.objects.order_by("pk")
    page = text_of(officer.get(f"{ROWS}{first.ref}/"))
    assert "同一文件第 3 行" in page
    assert "罚款30万元" in page
    answer = officer.post(
        f"{ROWS}{first.ref}/", {"operation": new_operation(), "organisation": BREWERY, "reason": "核对原件"}
    )
    assert answer["Location"].endswith(f"/rows/{second.ref}/")
    assert CreditRecord.objects.get().content["penalty_content"] == "罚款20万元"
    officer.post(f"{ROWS}{second.ref}/", {"operation": new_operation(), "organisation": "", "reason": "重复"})
    assert "没有待核行" in text_of(officer.get(ROWS))


def test_rows_beyond_those_shown_are_counted_and_the_look_at_them_is_noted(bureau, client, monkeypatch):
    reported(penalty_row(1), penalty_row(1, 处罚内容="罚款30万元"))
    monkeypatch.setattr(rows.submissions, "rows_to_review", partial(rows.submissions.rows_to_review, limit=1))
    officer = signed_in(client, account("office", "credit_office_officer"))
    shown = text_of(officer.get(ROWS))
    assert "有 2 行等人核定" in shown
    assert "这里是最先来的 1 行" in shown
    assert FileAccess.objects.filter(what="review_rows", subject=bureau).count() == 1
    first, second = ReviewRow.objects.order_by("pk")
    behind = text_of(officer.get(f"{ROWS}{second.ref}/"))
    assert "全部 2 项" in behind
    assert f'href="{ROWS}{first.ref}/" rel="next"' in behind


def test_row_of_a_type_that_left_the_catalogue_is_still_decided(bureau, client, monkeypatch):
    reported(penalty_row(1), penalty_row(1, 处罚内容="罚款30万元"))
    officer = signed_in(client, account("office", "credit_office_officer"))
    monkeypatch.setattr(rows, "catalogue_in_force", lambda _on: SimpleNamespace(types={}))
    monkeypatch.setattr(received, "catalogue_in_force", lambda _on: SimpleNamespace(types={}))
    assert ">penalty<" in text_of(officer.get(ROWS))
    address = f"{ROWS}{ReviewRow.objects.first().ref}/"
    text_of(officer.get(address))
    officer.post(address, {"operation": new_operation(), "organisation": "", "reason": "目录已无此类"})
    assert "有 1 行等人核定" in text_of(officer.get(ROWS))


def test_clerk_does_not_decide_on_rows(clerk):
    assert clerk.get(ROWS).status_code == 403
