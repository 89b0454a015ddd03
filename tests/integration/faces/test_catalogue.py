"""公众门户, 归集目录: what may be collected, from whom and why; nothing that is asked about people; workbooks that load again."""

import csv
import io
from datetime import date

import pytest

from tests.faces import publish_law
from tests.factories.kernel import CREDIT_OFFICE, MARKET_BUREAU, actor, authority, call, later
from tests.unit.credit.catalogue.texts import text_of
from xinheng.credit.catalogue.headers import understood
from xinheng.credit.catalogue.queries import type_in_force
from xinheng.credit.submissions.rules import why_not_provide
from xinheng.faces.portal import catalogue as portal
from xinheng.ground.columns.reading import read
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.policies import actions as policies

TODAY = date(2026, 11, 20)


@pytest.fixture
def reader(visitor, monkeypatch):
    monkeypatch.setattr(portal, "today", lambda: TODAY)
    return visitor


def text(response) -> str:
    return response.content.decode()


def test_catalogue_lists_every_type_with_its_basis_and_says_what_is_not_collected(reader, django_assert_num_queries):
    reader.get("/catalogue/")
    with django_assert_num_queries(3):
        page = text(reader.get("/catalogue/"))
    for title in ("行政许可", "行政处罚", "监督检查", "信用承诺", "合同履约", "诚信荣誉", "司法裁判及执行", "自愿申报"):
        assert f">{title}</a>" in page
    assert "共 15 类" in page
    assert "全国公共信用信息基础目录（2024年版）" in page
    assert "“公用事业欠费”已停用，不得归集" in page
    assert "主体自己申报、自己负责" in page


def test_page_of_a_type_says_who_reports_by_when_and_what_the_public_sees(reader):
    page = text(reader.get("/catalogue/penalty/"))
    assert "按失信程度公示，期满自动终止" in page
    assert "/rules/terms/publicity.permit_penalty.department/" in page
    assert "“处罚类别”含罚款时必填" in page
    assert "法定代表人证件号码" in page  # among the columns that are not taken
    assert "legal_representative" not in page


def test_penalty_shows_the_public_its_summary_and_no_more(reader):
    rows = csv.DictReader(io.StringIO(text(reader.get("/catalogue/penalty/fields.csv")).removeprefix("\ufeff")))
    public = {row["数据项代码"] for row in rows if row["谁能看到"] == "社会公开"}
    assert {
        "document_number",
        "party_name",
        "violation_type",
        "penalty_content",
        "authority_name",
        "decided_on",
    } <= public
    assert public.isdisjoint(
        {"violation_facts", "legal_basis", "remarks", "party_tax_number", "repair_class", "source_name"}
    )


def test_disabled_type_says_why_and_has_no_workbook(reader):
    page = text(reader.get("/catalogue/complaint/"))
    assert "投诉举报本身未经认定" in page
    assert "国办发〔2020〕49号" in page
    assert "template.xlsx" not in page
    assert reader.get("/catalogue/complaint/template.xlsx").status_code == 404


@pytest.mark.parametrize("layout", ["2018", "extended", "2015", "siyang"])
def test_workbook_of_each_layout_is_understood_again(reader, layout):
    response = reader.get("/catalogue/penalty/template.xlsx", {"layout": layout})
    assert response["Content-Disposition"] == f'attachment; filename="penalty-{layout}.xlsx"'
    found = understood(read(response.content, "t.xlsx").headers, type_in_force("penalty", TODAY))
    assert (found.personal, found.unknown) == ((), ())
    assert {"party_name", "document_number", "decided_on"} <= found.fields.keys()


def test_unknown_type_and_layout_are_not_there(reader):
    assert reader.get("/catalogue/gossip/").status_code == 404
    assert reader.get("/catalogue/penalty/template.xlsx", {"layout": "2031"}).status_code == 404


def test_english_reader_reads_english(reader):
    page = text(reader.get("/catalogue/permit/", headers={"accept-language": "en"}))
    assert "Administrative permits" in page
    assert "Published while it is in force" in page
    assert "National Base Catalogue" in page


# ---- the cities' requirements ---------------------------------------------------------------------------------------


@pytest.mark.clause("CZ-12")
def test_changzhi_has_its_catalogue(reader, settings):
    settings.PLACE = "changzhi"
    page = text(reader.get("/catalogue/"))
    assert "长治市可以归集的信用信息共 15 类" in page
    assert page.count("template.xlsx") == 15


@pytest.mark.clause("SY-25")
def test_siyang_grades_dishonest_acts_in_three(law, reader):
    publish_law(law)
    page = text(reader.get("/catalogue/penalty/"))
    _, _, row = page.partition('<code class="small quiet">local_grade</code>')
    row, _, _ = row.partition("</tr>")
    assert [grade for grade in ("一般失信", "较重失信", "严重失信") if f"<li>{grade}</li>" in row] == [
        "一般失信",
        "较重失信",
        "严重失信",
    ]
    assert "3 个可选值" in row


def published_by_powers(reader, settings, place: str, source: str) -> str:
    """The page of penalties once the desk of a place has published which department reports them by which of its powers."""
    settings.PLACE = place
    verified = "configured" if source == "configured" else "clause"
    supplement = {
        "supplements": "penalty",
        "place": place,
        "items": [{"source": source, "from": date(2021, 1, 1), "verified": verified}],
        "duties": {MARKET_BUREAU: [{"zh": "对生产经营不符合规定食品的处罚", "en": "penalties for faulty food"}]},
    }
    officer = Actor("user:second", "第二人", actor("policies.publish").grants)
    key, author = f"catalogue/{place}/penalty", "user:first"
    draft = {"kind": "catalogue", "key": key, "text": text_of(supplement), "author": author}
    call(policies.publish, by=officer, now=later(5), **draft)
    return text(reader.get("/catalogue/penalty/"))


@pytest.mark.parametrize(
    ("place", "source"),
    [
        pytest.param("jiaohe", "jiaohe-plan", marks=pytest.mark.clause("JH-13")),
        pytest.param("zhenjiang", "configured", marks=pytest.mark.clause("ZJ-97")),
    ],
)
def test_department_collects_what_its_list_of_powers_gives_it(reader, settings, place, source):
    market, ecology = authority(MARKET_BUREAU, "示例市场监督管理局"), authority(CREDIT_OFFICE, "示例生态环境局")
    assert "作出决定的部门" in text(reader.get("/catalogue/penalty/"))
    page = published_by_powers(reader, settings, place, source)
    assert "示例市场监督管理局" in page
    assert "对生产经营不符合规定食品的处罚" in page
    assert "示例生态环境局" not in page
    catalogued = type_in_force("penalty", TODAY)
    assert why_not_provide(catalogued, market) is None
    assert why_not_provide(catalogued, ecology).code == "submissions.not_a_provider"
