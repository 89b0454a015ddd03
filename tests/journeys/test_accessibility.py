"""无障碍: axe finds nothing, and nothing needs sideways scrolling, on any page, on phone and desk, in both type sizes."""

import pytest

from tests.faces import STAFF
from tests.factories.kernel import PASSWORD, account

RULE = "/rules/terms/publicity.permit_penalty.department/"
PAGES = (
    "/",
    "/search/",
    "/search/?q=11321323MB0COO1O81",
    "/search/?q=处罚公示",
    "/search/?q=11010519491231002X",
    "/rules/",
    "/rules/?q=异议",
    "/rules/chapters/publicity/",
    "/rules/chapters/inspection/",
    RULE,
    f"{RULE}?start=2026-09-28",
    f"{RULE}?start=2026-12-30",
    f"{RULE}?start=2026-13-40",
    f"{RULE}?start=2090-01-01",
    "/rules/terms/publicity.serious.maximum/?start=2026-11-20",
    "/rules/lists/",
    "/rules/lists/serious.market_regulation/",
    "/rules/parameters/",
    "/rules/sources/",
    "/rules/sources/ndrc-order-36/",
    "/catalogue/",
    "/catalogue/penalty/",
    "/catalogue/complaint/",
    "/rules/calendar/?year=2026",
    "/rules/calendar/?year=2027",
    "/accessibility/",
    "/style/",
    "/nowhere/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
)
OWN_PAGES = (
    "/desk/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/password/change/",
    "/accounts/logout/",
)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # gathering what passed would take twice as long
}


@pytest.mark.parametrize(("width", "type_size"), [(390, "large"), (1280, "normal")])  # the narrowest and the widest
def test_axe_finds_nothing(browser, axe, site, width, type_size):
    page = opened(browser, site, width=width, type_size=type_size, language="zh-hans")
    faults = []
    page.on("console", lambda message: "Content Security Policy" in message.text and faults.append(message.text))
    for address in every_page(page, site):
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        faults += [f"{address}: {fault['id']} at {fault['nodes'][0]['target']}, {fault['help']}" for fault in found]
        faults += wider_than_screen(page)
    page.context.close()
    assert faults == []


def test_english_in_large_type_fits_a_phone(browser, site):
    """English words are longer: the narrowest case of all."""
    page = opened(browser, site, width=390, type_size="large", language="en")
    faults = [fault for _address in every_page(page, site) for fault in wider_than_screen(page)]
    page.context.close()
    assert faults == []


def opened(browser, site: str, *, width: int, type_size: str, language: str):
    context = browser.new_context(viewport={"width": width, "height": 900})
    tastes = {"type_size": type_size, "django_language": language}
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in tastes.items()])
    return context.new_page()


def every_page(page, site: str):
    """Goes to one page after the other, first as anybody, then as an officer."""
    for address in PAGES:
        page.goto(site + address)
        yield address
    sign_in(page, site)
    for address in OWN_PAGES:
        page.goto(site + address)
        yield address


def wider_than_screen(page) -> list[str]:
    is_wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{page.url}: wider than the screen"] if is_wider else []


def sign_in(page, site: str) -> None:
    """Signs in and confirms the password again, so that the pages of the second factor open."""
    account(STAFF, "credit_office_officer")
    page.goto(f"{site}/accounts/login/?next=/accounts/reauthenticate/")
    page.fill("#id_login", STAFF)
    page.fill("#id_password", PASSWORD)
    page.click("main form button.button")
    page.fill("#id_password", PASSWORD)
    page.click("main form button.button")
