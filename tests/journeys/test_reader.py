"""A reader's way through the portal, as a person goes it: by keyboard, without JavaScript, on a phone."""

import pytest


def test_reader_finds_a_deadline_from_the_home_page(browser, site):
    page = browser.new_page(locale="zh-CN")
    page.goto(site)
    page.get_by_role("searchbox").fill("处罚公示")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="行政许可、行政处罚信息公示", exact=True).click()
    page.get_by_label("作出决定之日（起算日）").fill("2026-09-28")
    page.get_by_role("button", name="推算").click()
    assert page.locator(".due .date").inner_text() == "2026-10-10 周六"
    page.close()


def test_everything_on_the_way_works_without_javascript(browser, site):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/rules/terms/publicity.permit_penalty.department/")
    page.get_by_role("link", name="大字版").click()
    page.get_by_role("link", name="English").click()
    page.get_by_role("button", name="Compute").click()
    assert page.locator("html.large-type .due .date").count() == 1
    assert "/rules/terms/" in page.url
    context.close()


def test_first_stop_of_the_keyboard_leads_to_the_content(browser, site):
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{site}/rules/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


@pytest.mark.parametrize("address", ["/", "/rules/", "/rules/lists/", "/accounts/login/"])
def test_what_a_finger_meets_on_a_phone_is_44_pixels_high(browser, site, address):
    """Links within a sentence are exempt (WCAG 2.2, 2.5.8); menus, buttons and fields are not."""
    page = browser.new_page(viewport={"width": 390, "height": 900}, locale="zh-CN")
    page.goto(site + address)
    small = page.eval_on_selector_all(
        ".nav a, .tools a, .foot a, .button, main input:not([type=hidden]), .contents a, .crumbs a",
        "found => found.filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)",
    )
    page.close()
    assert small == []


def test_printed_page_is_paper_without_menus(browser, site):
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{site}/rules/terms/publicity.permit_penalty.department/?start=2026-09-28")
    page.emulate_media(media="print")
    assert not page.locator(".nav").is_visible()
    assert not page.locator(".tools").is_visible()
    assert page.locator(".due .date").is_visible()
    page.close()
