"""查主体 as people go about it: a citizen on a phone, a clerk with an old number, a journalist with a slip, an officer."""

import re

import pytest

from tests.factories.organisations import provider
from tests.factories.register import (
    BREWERY,
    FORMER_NUMBER,
    HEADER,
    HOTEL,
    PENDING_NUMBER,
    PERSON,
    ROWS,
    UNKNOWN,
    WRONGLY_ISSUED,
    contradictory,
    small_register,
)
from tests.journeys.test_accessibility import RULES, opened, sign_in, wider_than_screen
from xinheng.faces.desk import tasks
from xinheng.ground.ledger.queries import newest_answers

IMPORT, REVIEW = "/desk/organisations/import/", "/desk/organisations/review/"
DECISION = f"{REVIEW}decision/?code={UNKNOWN}&name=泗阳县众兴米业有限公司"
PAGES = (
    "/search/?q=泗阳",
    "/search/?q=酒厂",
    "/search/?q=酒",
    "/search/?q=悦来旅舍",
    f"/search/?q={BREWERY[:17]}O",
    f"/search/?q={PENDING_NUMBER}",
    f"/organisations/{BREWERY}/",
    f"/organisations/{HOTEL}/",
    f"/organisations/{WRONGLY_ISSUED}/",
    f"/organisations/{PERSON}/",
    f"/organisations/{UNKNOWN}/",
)
OWN_PAGES = (IMPORT, f"{IMPORT}{'0' * 32}/", "/desk/organisations/wrong-codes/", REVIEW, DECISION)


@pytest.fixture
def town(site, settings, tmp_path):
    """A site with a small register, and a spool of its own."""
    settings.VAR, settings.SPOOL = tmp_path, tmp_path / "spool"
    settings.FILE_UPLOAD_TEMP_DIR = settings.SPOOL
    small_register()
    return site


def on_phone(browser, **more):
    return browser.new_page(viewport={"width": 390, "height": 900}, locale="zh-CN", **more)


def test_citizen_on_a_phone_finds_half_a_name_while_typing(browser, town):
    page = on_phone(browser)
    page.goto(town)
    page.get_by_role("searchbox").press_sequentially("洋河")
    page.wait_for_selector(".hits mark")
    assert page.locator("#told").inner_text() == "找到 2 个主体"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/organisations/{BREWERY}/")
    assert page.get_by_role("heading", level=1).inner_text() == "泗阳洋河酿酒有限公司"
    page.close()


def test_typing_on_answers_only_the_last_question(browser, town):
    page = browser.new_page(locale="zh-CN")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "instant" in request.url else None)
    page.goto(f"{town}/search/")
    page.get_by_role("searchbox").evaluate(
        """field => ["悦", "悦来旅", "悦来"].forEach((words) => {
            field.value = words;
            field.dispatchEvent(new Event("input"));
        })"""
    )
    page.wait_for_selector(".hits mark")
    assert len(asked) == 1
    assert page.url.endswith("/search/?q=%E6%82%A6%E6%9D%A5")
    page.get_by_role("searchbox").press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "q"
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_search_works_without_javascript(browser, town, width):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(town)
    page.get_by_role("searchbox").fill("酒厂")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="泗阳洋河酿酒有限公司").click()
    assert page.locator(".grouped").inner_text().replace(" ", "").replace("\n", "") == BREWERY
    assert page.locator("[data-copy]").is_hidden()
    context.close()


def test_clerk_with_an_old_number_arrives_or_is_told_why_not(browser, town):
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{town}/search/?q={FORMER_NUMBER}")
    page.get_by_role("link", name="泗阳洋河酿酒有限公司").click()
    assert FORMER_NUMBER in page.locator(".facts").first.inner_text()
    page.goto(f"{town}/search/?q={PENDING_NUMBER}")
    assert "尚未换发统一社会信用代码的主体不公开" in page.locator("#answer").inner_text()
    page.close()


def test_journalist_with_blanks_and_a_wrong_letter_is_asked_what_was_meant(browser, town):
    page = browser.new_page(locale="zh-CN")
    page.goto(town)
    page.get_by_role("searchbox").fill(f"{BREWERY[:8]} {BREWERY[8:17]}O")
    page.get_by_role("button", name="查询").click()
    assert "是否要查" in page.locator("#answer").inner_text()
    page.get_by_role("link", name="泗阳洋河酿酒有限公司").click()
    page.wait_for_url(f"**/organisations/{BREWERY}/")
    page.close()


def test_printed_page_of_an_organisation_leads_back_by_its_qr_code(browser, town):
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{town}/organisations/{BREWERY}/")
    page.emulate_media(media="print")
    assert page.locator(".address img").is_visible()
    for gone in (".nav", ".crumbs", "[data-copy]", "[data-print]"):
        assert not page.locator(gone).first.is_visible()
    page.close()


def test_officer_loads_a_register_and_the_waiting_page_becomes_the_receipt(browser, town):
    provider()
    page = browser.new_page(locale="zh-CN")
    sign_in(page, town)
    page.goto(town + IMPORT)
    page.set_input_files("#id_file", {"name": "名册.csv", "mimeType": "text/csv", "buffer": register()})
    page.get_by_role("button", name="上传并载入").click()
    assert "排队等候读取" in page.locator("main").inner_text()
    tasks.load_upload(re.search(r"import/(\w+)/", page.url)[1])
    page.get_by_role("heading", name="载入回执").wait_for()
    assert "名册.csv，共 7 行" in page.locator("main").inner_text()
    page.close()


def test_officer_decides_by_keys_alone(browser, town):
    contradictory()
    page = browser.new_page(locale="zh-CN")
    sign_in(page, town)
    page.goto(town + REVIEW)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decision/**")
    page.keyboard.press("j")
    page.wait_for_url("**%E9%9D%A2**")  # the noodles
    page.keyboard.press("k")
    page.wait_for_url("**%E7%B1%B3**")  # the mill
    page.keyboard.press("1")
    assert page.locator("#candidate-1").is_checked()
    page.locator("#id_reason").press("Escape")
    page.locator("h1").click()
    page.keyboard.press("n")
    assert page.locator("#nobody").is_checked()
    page.keyboard.type("执照上是面业")
    page.keyboard.press("Enter")
    page.wait_for_url("**%E9%9D%A2**")
    assert "全部 1 项" in page.locator("main").inner_text()
    page.close()


def test_what_a_finger_meets_is_44_pixels_high(browser, town):
    page = on_phone(browser)
    for address in ("/search/?q=泗阳", f"/search/?q={BREWERY[:17]}O", f"/organisations/{BREWERY}/"):
        page.goto(town + address)
        small = page.eval_on_selector_all(
            ".hits a, .near a, .button:not([hidden]), main input, .pages a, .crumbs a",
            "found => found.filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)",
        )
        assert small == []
    page.close()


@pytest.mark.parametrize(("width", "type_size"), [(390, "large"), (1280, "normal")])  # the narrowest and the widest
def test_axe_finds_nothing(browser, axe, town, width, type_size):
    contradictory()
    page = opened(browser, town, width=width, type_size=type_size, language="zh-hans")
    faults = []
    page.on("console", lambda message: "Content Security Policy" in message.text and faults.append(message.text))
    for address in every_page(page, town):
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        faults += [f"{address}: {fault['id']} at {fault['nodes'][0]['target']}, {fault['help']}" for fault in found]
        faults += wider_than_screen(page)
    page.context.close()
    assert faults == []


def test_english_in_large_type_fits_a_phone(browser, town):
    contradictory()
    page = opened(browser, town, width=390, type_size="large", language="en")
    faults = [fault for _address in every_page(page, town) for fault in wider_than_screen(page)]
    page.context.close()
    assert faults == []


def every_page(page, town):
    """One page after the other, at last those of the desk: a receipt and a page that waits among them."""
    for address in PAGES:
        page.goto(town + address)
        yield address
    page.goto(town)
    page.get_by_role("searchbox").fill("公示")
    page.wait_for_selector("#answer table")
    yield "home, answered while typing"
    sign_in(page, town)
    receipt = next(each for each in newest_answers("organisations.load", 9) if each.answer["rejected"])
    for address in (*OWN_PAGES, f"{IMPORT}{receipt.operation}/"):
        page.goto(town + address)
        yield address
    page.goto(town + IMPORT)
    page.set_input_files("#id_file", {"name": "register.csv", "mimeType": "text/csv", "buffer": register()})
    page.locator("main form button").click()
    yield "a load that waits"


def register() -> bytes:
    return "\n".join([HEADER, *ROWS]).encode()
