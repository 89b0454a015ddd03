"""看公示 as people go about it: a citizen looks a penalty up, an owner reads her file on a phone; axe looks at every page."""

import pytest

from tests.factories.kernel import MARKET_BUREAU
from tests.factories.publicity import AGENT, AGENT_PASSWORD, agent, departments, fine, licence, release
from tests.factories.records import ref_of, report
from tests.factories.register import BREWERY
from tests.journeys.test_accessibility import RULES, opened, wider_than_screen
from xinheng.faces.clock import today

NUMBER = "苏应急罚〔2026〕1号"
REF = ref_of("penalty", NUMBER)
PAGES = (
    "/",
    "/publicity/",
    "/publicity/?type=penalty&q=洋河",
    "/publicity/?since=2026-13-40",
    "/publicity/?q=没有这家",
    f"/publicity/{REF}/",
    f"/publicity/{'0' * 32}/",
    f"/organisations/{BREWERY}/",
)
OWN_PAGES = (
    f"/counter/{BREWERY}/",
    *(f"/counter/{BREWERY}/{rest}" for rest in ("records/", f"records/{REF}/", "accesses/")),
    *(f"/counter/{BREWERY}/declarations/{rest}" for rest in ("", "new/")),
)


@pytest.fixture
def town(site, settings, tmp_path):
    """A site on which a penalty of today and a permit are public, and another penalty waits; its owner has an account."""
    settings.VAR = tmp_path
    place = departments()
    on = today()
    release(place, fine(decided_on=on, repair_class="serious"))
    release(place, licence(valid_until=on.replace(year=on.year + 4, day=1)), authority=MARKET_BUREAU)
    report(fine("苏应急罚〔2026〕2号", decided_on=on))
    report(fine(content={"penalty_content": "罚款6万元"}, decided_on=on))
    agent()
    return site


def sign_in(page, site: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.fill("#id_login", AGENT)
    page.fill("#id_password", AGENT_PASSWORD)
    page.click("main form button.button")


def test_citizen_finds_a_penalty_and_its_last_day(browser, town):
    page = browser.new_page(locale="zh-CN")
    page.goto(town)
    page.get_by_role("link", name="看公示").first.click()
    page.get_by_label("类别").select_option("penalty")
    page.get_by_label("主体名称、代码或者文书号").fill("洋河")
    page.get_by_role("button", name="查看").click()
    page.get_by_role("link", name=NUMBER).click()
    on = today()
    assert f"{on.year + 3}" in page.locator(".due .date").inner_text()
    assert "无须申请" in page.locator(".due").inner_text()
    page.close()


def test_owner_reads_her_file_on_a_phone(browser, town):
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
    sign_in(page, town)
    page.wait_for_url(f"**/counter/{BREWERY}/")
    assert "苏应急罚〔2026〕2号" in page.locator("section", has_text="即将公示").first.inner_text()
    assert page.locator(".spans rect").count() == 2
    page.get_by_role("link", name="全部记录").first.click()
    page.get_by_role("link", name=NUMBER).first.click()
    assert "罚款6万元" in page.locator("ins").inner_text()
    assert wider_than_screen(page) == []
    page.close()


def test_without_a_script_everything_is_there(browser, town):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{town}/publicity/")
    assert page.locator("#authorities").is_visible()
    assert not page.locator(".chart").first.is_visible()
    page.goto(f"{town}/organisations/{BREWERY}/")
    assert page.locator(".spans rect").count() == 2
    context.close()


@pytest.mark.parametrize(
    ("width", "type_size", "language"), [(390, "large", "zh-hans"), (1280, "normal", "zh-hans"), (390, "large", "en")]
)
def test_axe_finds_nothing(browser, axe, town, width, type_size, language):
    page = opened(browser, town, width=width, type_size=type_size, language=language)
    faults = []
    page.on("console", lambda message: "Content Security Policy" in message.text and faults.append(message.text))
    for address in (*PAGES, None, *OWN_PAGES):
        if address is None:
            sign_in(page, town)
            continue
        page.goto(town + address)
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        faults += [f"{address}: {fault['id']} at {fault['nodes'][0]['target']}, {fault['help']}" for fault in found]
        faults += wider_than_screen(page)
    page.context.close()
    assert faults == []
