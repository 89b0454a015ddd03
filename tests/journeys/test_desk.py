"""A department's Friday in a browser: a clerk's messy file, its workbook mended, a reviewer's release, and the public page."""

import io

import fastexcel
import polars as pl
import pytest

from tests.factories.department import BREWERY, at_noon, department, file_of, penalty_row, reported
from tests.factories.kernel import PASSWORD, account, call
from tests.factories.records import REVIEWER
from tests.journeys.test_accessibility import RULES, opened, wider_than_screen
from xinheng.credit.publicity.actions import release
from xinheng.credit.records.models import CreditRecord
from xinheng.credit.submissions.models import ReviewRow, Submission
from xinheng.faces.desk import tasks

ROWS, FAULTY = 300, 40
CODE, KINDS, DECIDED = "行政相对人代码_1(统一社会信用代码)", "处罚类别", "处罚决定日期"
SPOILT = ({DECIDED: "2026-02-30"}, {KINDS: "罚钱"}, {"违法行为类型": ""}, {"罚款金额(万元)": ""})


@pytest.fixture
def bureau(site, settings, tmp_path, monkeypatch):
    """A department with clerk and reviewer, on a Friday at noon, with a spool that is empty."""
    settings.VAR, settings.SPOOL = tmp_path, tmp_path / "spool"
    settings.FILE_UPLOAD_TEMP_DIR = settings.SPOOL
    at_noon(monkeypatch)
    return site, department()


def messy_file() -> bytes:
    """300 rows in GBK, 40 of which cannot be taken."""
    spoilt = {number * 7: SPOILT[number % len(SPOILT)] for number in range(1, FAULTY + 1)}
    return file_of([penalty_row(number, **spoilt.get(number, {})) for number in range(1, ROWS + 1)])


def as_staff(browser, site: str, username: str, **how):
    page = opened(browser, site, **({"width": 1280, "type_size": "normal", "language": "zh-hans"} | how))
    page.goto(f"{site}/accounts/login/?next=/desk/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.click("main form button.button")
    return page


def upload(page, site: str, name: str, content: bytes) -> None:
    page.goto(f"{site}/desk/submissions/")
    page.select_option("#id_type", "penalty")
    page.set_input_files("#id_file", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="上传").click()
    page.wait_for_url("**/upload/**")
    tasks.load_upload(page.url.rstrip("/").rpartition("/")[2])
    page.get_by_role("heading", name="报送回执").wait_for()


def mended(workbook: bytes) -> bytes:
    """The workbook with every faulty cell as it should have been, its other cells and columns as they came."""
    sheet = fastexcel.read_excel(workbook).load_sheet(0).to_polars()
    good = {
        DECIDED: pl.lit("2026-11-16"),
        KINDS: pl.lit("罚款"),
        "违法行为类型": pl.lit("标签不符合规定"),
        "罚款金额(万元)": pl.lit("20"),
    }
    file = io.BytesIO()
    sheet.with_columns(**good).write_excel(file)
    return file.getvalue()


def test_clerk_and_reviewer_on_a_friday_afternoon(browser, bureau):
    site, _ref = bureau
    clerk = as_staff(browser, site, "clerk")
    upload(clerk, site, "处罚.csv", messy_file())
    receipt = clerk.locator("main").inner_text()
    assert "共 300 行" in receipt
    assert "40 行退回" in receipt
    assert "张三" not in receipt
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载退回工作簿").click()
    upload(clerk, site, "改好.xlsx", mended(download.value.path().read_bytes()))
    assert "没有退回的行" in clerk.locator("main").inner_text()
    assert CreditRecord.objects.count() == ROWS
    clerk.context.close()

    reviewer = as_staff(browser, site, "reviewer")
    for _ in range(2):  # 150 at a time: a, Enter, on
        reviewer.goto(f"{site}/desk/release/")
        reviewer.keyboard.press("a")
        reviewer.keyboard.press("Enter")
        reviewer.get_by_role("heading", name="审核结果").wait_for()
    reviewer.goto(f"{site}/desk/release/")
    assert "没有等待审核的记录" in reviewer.locator("main").inner_text()
    reviewer.context.close()

    public = browser.new_page(locale="zh-CN")
    public.goto(f"{site}/organisations/{BREWERY}/")
    page = public.locator("main").inner_text()
    assert "处罚" in page
    assert "300" in page
    assert "2027-11-20" in page  # a year from the day of publication
    public.close()


def test_keys_move_tick_and_open_rows_of_the_queue(browser, bureau):
    site, _ref = bureau
    reported(*(penalty_row(number) for number in range(1, 4)))
    page = as_staff(browser, site, "reviewer")
    page.goto(f"{site}/desk/release/")
    ticks = page.locator("input.tick")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert [ticks.nth(at).is_checked() for at in range(3)] == [False, True, False]
    page.keyboard.press("o")
    assert page.locator("tbody tr").nth(1).get_by_text("违法行为类型").is_visible()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="审核结果").wait_for()
    page.goto(f"{site}/desk/release/")
    assert "有 2 条等您审核" in page.locator("main").inner_text()
    page.context.close()


def test_wrong_file_is_said_on_the_page_that_sent_it(browser, bureau):
    site, _ref = bureau
    page = as_staff(browser, site, "clerk")
    page.goto(f"{site}/desk/submissions/")
    page.set_input_files("#id_file", {"name": "处罚.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    page.get_by_role("button", name="上传").click()
    page.locator(".error-summary:visible").wait_for()
    said = page.locator("main").inner_text()
    assert "这种文件读不了" in said
    assert "请选择信息类型" in said
    page.context.close()


@pytest.mark.parametrize(("width", "type_size", "language"), [(390, "large", "en"), (1280, "normal", "zh-hans")])
def test_pages_of_a_department_are_accessible(browser, axe, bureau, width, type_size, language):
    site, ref = bureau
    reported(penalty_row(1), penalty_row(2, 处罚决定日期="2026-02-30"), penalty_row(3), penalty_row(3, 处罚内容="x"))
    key = CreditRecord.objects.get().record_key.hex
    call(release, by=REVIEWER, authority=ref, records=[key])
    reported(penalty_row(1, 处罚内容="罚款贰拾万元"), penalty_row(4))
    first = Submission.objects.order_by("pk").first().batch.ref
    account("office", "credit_office_officer")
    addresses = {
        "clerk": ("", "submissions/", f"submissions/{first}/", "submissions/new/", "submissions/new/penalty/",
                  f"submissions/new/penalty/?correct={key}", "zero/", "submissions/upload/none/"),
        "reviewer": ("", "release/", "records/", "records/?state=withdrawn", f"records/{key}/"),
        "office": ("", "rows/", f"rows/{ReviewRow.objects.first().ref}/"),
    }  # fmt: skip
    faults = []
    for username, pages in addresses.items():
        page = as_staff(browser, site, username, width=width, type_size=type_size, language=language)
        for address in pages:
            page.goto(f"{site}/desk/{address}", wait_until="load")
            faults += faults_of(page, axe, address)
        page.context.close()
    assert faults == []


def faults_of(page, axe: str, address: str) -> list[str]:
    """What axe finds with everything unfolded, and whether the page needs sideways scrolling."""
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    said = [f"{address}: {fault['id']} at {fault['nodes'][0]['target']}, {fault['help']}" for fault in found]
    return said + wider_than_screen(page)
