"""归集监督 in a browser: charts are drawn from their tables, say the same without them, and axe finds nothing."""

from datetime import date

import pytest

from tests.factories.boards import published, sent
from tests.factories.kernel import CREDIT_OFFICE, MARKET_BUREAU, authority
from tests.journeys.test_accessibility import RULES, opened, sign_in, wider_than_screen
from xinheng.credit.records.models import CreditRecord
from xinheng.faces.desk import boards

TODAY = date(2026, 11, 20)
BOARDS = ("/desk/quality/", "/desk/overdue/", "/desk/ending/", "/desk/adverse/")


@pytest.fixture
def office(site, monkeypatch):
    """A site where one bureau reports well and the other does not."""
    monkeypatch.setattr(boards, "today", lambda: TODAY)
    good, poor = authority(CREDIT_OFFICE, "泗阳县发展和改革局"), authority(MARKET_BUREAU)
    for month in range(3, 11):
        sent(good, date(2026, month, 28), decided=(date(2026, month, 1),) * 2, admitted=2, timed=2)
    sent(poor, date(2026, 8, 28), decided=(date(2026, 8, 1),) * 9, admitted=9, rejected=3, late=9, timed=9)
    published(CreditRecord.objects.last(), date(2026, 9, 1), date(2026, 11, 25))
    return site, poor


@pytest.mark.parametrize(("width", "type_size", "language"), [(390, "large", "en"), (1280, "normal", "zh-hans")])
def test_boards_are_accessible_and_their_charts_are_drawn(browser, axe, office, width, type_size, language):
    site, poor = office
    page = opened(browser, site, width=width, type_size=type_size, language=language)
    faults = []
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    sign_in(page, site)
    for address in (*BOARDS, f"/desk/quality/{poor}/", f"/desk/overdue/{poor}/", f"/desk/adverse/{MARKET_BUREAU}/"):
        page.goto(site + address, wait_until="load")
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        faults += [f"{address}: {fault['id']} at {fault['nodes'][0]['target']}, {fault['help']}" for fault in found]
        faults += wider_than_screen(page)
        faults += [f"{address}: chart not drawn" for _each in page.query_selector_all("figure.chart[hidden]")]
    page.context.close()
    assert faults == []


def test_chart_says_what_its_table_says(browser, office):
    site, _poor = office
    page = opened(browser, site, width=1280, type_size="normal", language="zh-hans")
    sign_in(page, site)
    page.goto(f"{site}/desk/overdue/", wait_until="load")
    drawn = page.evaluate("echarts.getInstanceByDom(document.querySelector('.chart .canvas')).getOption()")
    assert drawn["yAxis"][0]["data"] == ["泗阳县市场监督管理局"]
    assert drawn["series"][0]["data"] == [2]  # September and October
    assert drawn["series"][0]["itemStyle"]["color"] == "#b32a17"
    assert drawn["animation"] is False
    page.context.close()


def test_without_scripts_the_table_is_the_chart(browser, office):
    site, _poor = office
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    page.goto(f"{site}/desk/quality/")
    assert not page.is_visible("figure.chart")
    assert "75.00%" in page.inner_text("#league")
    context.close()
