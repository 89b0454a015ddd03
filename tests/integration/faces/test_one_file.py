"""From the files of many departments to the one file of an organisation, and to what the public sees of it: requirements of
the cities that concern the whole way."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from tests.factories.files import body, published, row_of, sent
from tests.factories.kernel import NOON, PASSWORD, account, call
from tests.factories.organisations import load
from tests.factories.publicity import agent
from tests.factories.register import BREWERY, FORMER_NUMBER, WRONGLY_ISSUED, small_register
from tests.integration.cli.commands import answer
from tests.integration.faces.conftest import TODAY
from tests.integration.faces.test_counter import signed_in
from tests.integration.faces.test_publicity import on, page, text_of
from xinheng.credit.publicity import actions as publicity
from xinheng.credit.publicity.queries import file
from xinheng.faces.api import middleware, organisations, records
from xinheng.faces.clock import SHANGHAI
from xinheng.faces.desk import records as desk_records
from xinheng.faces.desk import scopes
from xinheng.ground.access.queries import actor_named
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.ledger.models import Entry

MINE = f"/organisations/{BREWERY}/"
STAFF = Viewer("user:staff", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "办理")


@pytest.fixture
def city(visitor, settings, tmp_path, monkeypatch):
    """Goes to a city: its law, a small register, and it is noon of 2026-11-20 for every face."""
    settings.VAR = tmp_path
    monkeypatch.setattr(middleware, "now", lambda: NOON)
    for face in (middleware, organisations, records):
        monkeypatch.setattr(face, "today", lambda: NOON.astimezone(SHANGHAI).date())
    for face in (desk_records, scopes):
        monkeypatch.setattr(face, "now", lambda: NOON)
    monkeypatch.setattr(desk_records, "today", lambda: TODAY)
    small_register()

    def go(place: str) -> None:
        settings.PLACE = place

    return go


@pytest.fixture
def command(monkeypatch, capsys):
    """`bin/xinheng … --json` against the database of the test."""
    monkeypatch.setattr("xinheng.faces.cli.file.ready", lambda: None)
    monkeypatch.setattr("xinheng.faces.cli.ledger.ready", lambda: None)
    monkeypatch.setattr("xinheng.faces.cli.file.now", lambda: NOON)
    monkeypatch.setattr("xinheng.faces.cli.file.today", lambda: TODAY)
    return lambda *arguments: answer(capsys, *arguments)


def api(client, address: str, **asked) -> dict:
    response = client.get(f"/api/v1/{address}", asked)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def types_of(code: str, viewer: Viewer = STAFF) -> set[str]:
    return {each.type for each in file(code, viewer=viewer, on=TODAY).records}


# ---- one file under one code ----------------------------------------------------------------------------------------


@pytest.mark.clause("JH-16")
def test_jiaohe_ties_what_departments_report_under_any_code_or_name_into_one_file(visitor, city):
    city("jiaohe")
    market, safety, tax, labour = (
        body(number, name) for number, name in enumerate(("市场监管局", "应急管理局", "税务局", "劳动监察大队"))
    )
    published("permit", market, row_of("permit", market))
    by_number = {"party_code": "", "party_registration_number": FORMER_NUMBER}
    published("penalty", safety, row_of("penalty", safety, **by_number), repair_class="general")
    published("honour", tax, row_of("honour", tax, party_code="", party_name="泗阳县酒厂"))
    published("inspection", labour, row_of("inspection", labour, party_name="泗阳县酒厂"))
    failing = {"party_code": WRONGLY_ISSUED, "party_name": "泗阳县运河渔具有限公司"}
    published("permit", market, row_of("permit", market, **failing))
    assert types_of(BREWERY) == types_of(FORMER_NUMBER) == {"permit", "penalty", "honour", "inspection"}
    assert types_of(WRONGLY_ISSUED) == {"permit"}
    assert visitor.get(f"/organisations/{FORMER_NUMBER}/")["Location"] == MINE
    assert types_of(BREWERY, PUBLIC) == {
        "permit",
        "honour",
        "inspection",
    }  # the penalty named the firm by no valid code
    (penalty,) = (each for each in file(BREWERY, viewer=STAFF, on=TODAY).records if each.type == "penalty")
    call(publicity.confirm_subject, authority=safety[0], records=[penalty.ref], reason="核对营业执照无误")
    shown = page(visitor, MINE)
    assert [name for _, _, name in (market, safety, tax, labour) if name not in shown] == []


@pytest.mark.clause("SY-34")
def test_siyang_has_windows_for_firms_for_dishonesty_and_for_firms_of_other_places(visitor, city):
    city("siyang")
    elsewhere, name = "91310000057662777J", "上海浦江建设工程有限公司"
    load(f"{elsewhere},{name},上海,浦东", header="统一社会信用代码,名称,省,市")
    builders = body(0, "泗阳县住房和城乡建设局")
    fine = row_of("penalty", builders, party_code=elsewhere, party_name=name)
    published("permit", builders, row_of("permit", builders))
    published("penalty", builders, fine, repair_class="general")
    assert MINE in page(visitor, "/search/", q="洋河酿酒")
    dishonesty = page(visitor, "/publicity/", type="penalty")
    assert (name in dishonesty, "泗阳洋河酿酒有限公司" in dishonesty) == (True, False)
    found = page(visitor, "/search/", q="浦江建设")
    assert f"/organisations/{elsewhere}/" in found
    assert "上海市" in found
    there = page(visitor, f"/organisations/{elsewhere}/")
    assert fine["行政处罚决定书文号"] in there


@pytest.mark.clause("SY-14")
def test_siyang_has_the_sectors_in_one_base(visitor, city):
    city("siyang")
    sectors = ("金融工作办公室", "市场监督管理局", "税务局", "人力资源和社会保障局", "交通运输局", "统计局")
    side_by_side(visitor, "inspection", [f"泗阳县{sector}" for sector in sectors])


@pytest.mark.clause("ZJ-75")
def test_zhenjiang_has_bodies_of_every_kind_report_by_one_standard_to_one_platform(visitor, city):
    city("zhenjiang")
    bodies = (
        "市场监督管理局", "税务局", "公安局", "海关", "人民银行", "金融监管分局", "中级人民法院", "人民检察院", "生态环境局",
        "人力资源和社会保障局", "自然资源和规划局", "住房和城乡建设局", "交通运输局", "应急管理局",
    )  # fmt: skip
    side_by_side(visitor, "honour", [f"镇江市{each}" for each in bodies])


def side_by_side(visitor, type: str, names: list[str]) -> None:
    """Bodies send the same layout; their records stand in one file with the same fields, and can be set side by side."""
    for number, name in enumerate(names):
        sender = body(number, name)
        published(type, sender, row_of(type, sender, document_number=f"文〔2026〕{number}号"))
    told = api(visitor, f"organisations/{BREWERY}/records", limit=100)["records"]
    assert {each["authority"]["name"] for each in told} == set(names)
    assert len({tuple(sorted(each["fields"])) for each in told}) == 1, "the same fields, whoever sent them"
    assert {(each["party"]["uscc"], each["decided_on"]) for each in told} == {(BREWERY, told[0]["decided_on"])}
    shown = page(visitor, MINE)
    assert [name for name in names if name not in shown] == []


# ---- what is shared, archived and protected -------------------------------------------------------------------------


@pytest.mark.clause("SY-08")
def test_siyang_has_site_base_and_look_up_of_what_departments_report(visitor, city):
    city("siyang")
    market = body(1, "泗阳县市场监督管理局")
    published(
        "penalty", market, row_of("penalty", market, document_number="泗市监罚〔2026〕7号"), repair_class="general"
    )
    for asked in ("洋河酿酒", "泗阳县酒厂", BREWERY):
        found = visitor.get("/search/", {"q": asked}, follow=True)
        assert MINE in (found.request["PATH_INFO"], *(found.content.decode().split('"'))), asked
        assert BREWERY in {each["uscc"] for each in api(visitor, "organisations", q=asked)["hits"]}
    assert "泗市监罚〔2026〕7号" in page(visitor, MINE)
    told = api(visitor, f"organisations/{BREWERY}/records")["records"]
    assert [each["document_number"] for each in told] == ["泗市监罚〔2026〕7号"]


@pytest.mark.clause("SY-17")
def test_siyang_shares_what_one_department_pushed_with_the_others_and_archives_it(visitor, city, command, monkeypatch):
    city("siyang")
    market, tax = body(1, "泗阳县市场监督管理局"), body(2, "泗阳县税务局")
    facts = {"violation_facts": "当事人未按规定检验。", "document_number": "泗市监罚〔2026〕7号"}
    published("penalty", market, row_of("penalty", market, **facts), repair_class="general")
    published("honour", tax, row_of("honour", tax))

    def seen(role: str) -> dict[str, dict]:
        return {each["type"]: each for each in command("file", BREWERY, "--as", role)["records"]}

    assert seen("department_clerk")["penalty"]["fields"]["violation_facts"] == "当事人未按规定检验。"
    assert seen("department_clerk").keys() == seen("public").keys() == {"penalty", "honour"}
    assert "violation_facts" not in seen("public")["penalty"]["fields"]
    ended = date.fromisoformat(seen("public")["penalty"]["public_until"]).replace(year=2028)
    monkeypatch.setattr("xinheng.faces.cli.file.today", lambda: ended)
    assert seen("organisation")["penalty"]["document_no"] == "泗市监罚〔2026〕7号"
    assert "penalty" not in seen("public")
    on(monkeypatch, ended)
    assert "泗市监罚〔2026〕7号" not in page(visitor, MINE)


@pytest.mark.clause("SY-30")
def test_siyang_keeps_what_is_not_for_the_public_from_portal_api_and_export(visitor, city):
    city("siyang")
    market = body(1, "泗阳县市场监督管理局")
    assert "国务院令第654号" in page(visitor, "/rules/parameters/")
    secret = {"violation_facts": "配方为秘制工艺。", "remarks": "涉商业秘密", "document_number": "泗市监罚〔2026〕7号"}
    published("penalty", market, row_of("penalty", market, **secret), repair_class="general")
    (record,) = file(BREWERY, viewer=PUBLIC, on=TODAY).records
    addresses = (
        MINE,
        f"/publicity/{record.ref}/",
        "/publicity/",
        "/publicity/publicity.csv",
        f"/api/v1/records/{record.ref}",
    )
    for address in addresses:
        shown = text_of(visitor.get(address))
        assert "泗市监罚〔2026〕7号" in shown, address
        assert "秘" not in shown.replace("商业秘密，", ""), address
    account("officer", "credit_office_officer")
    visitor.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
    down = {"operation": "a" * 32, "reason": "涉公共安全，先停止公示"}
    assert visitor.post(f"/desk/records/{record.ref}/take_down/", down | {"reason": ""}).status_code == 422
    assert visitor.post(f"/desk/records/{record.ref}/take_down/", down).status_code == 302
    assert "涉公共安全，先停止公示" in page(visitor, f"/desk/records/{record.ref}/")
    visitor.logout()
    for address in addresses:
        assert "泗市监罚〔2026〕7号" not in text_of(visitor.get(address)), address


# ---- what is in the file --------------------------------------------------------------------------------------------


@pytest.mark.clause("JH-04")
def test_jiaohe_has_in_the_file_whether_a_commitment_was_kept(visitor, city):
    city("jiaohe")
    market = body(1, "蛟河市市场监督管理局")
    kept = {"document_number": "诺1号", "determined_on": "2026-11-18", "decided_on": "2026-11-02"}
    broken = kept | {
        "document_number": "诺2号",
        "performance_state": "全部未履行",
        "unperformed": "未按期补交材料",
        "liability_pursued": "撤销许可",
    }
    published("commitment", market, row_of("commitment", market, **kept), row_of("commitment", market, **broken))
    signed_in(visitor, agent())
    states = {}
    for each in file(BREWERY, viewer=STAFF, on=TODAY).records:
        shown = page(visitor, f"/counter/{BREWERY}/records/{each.ref}/")
        states[each.document_no] = [said for said in ("全部履行", "全部未履行", "未按期补交材料") if said in shown]
    assert states == {"诺1号": ["全部履行"], "诺2号": ["全部未履行", "未按期补交材料"]}
    published("commitment", market, row_of("commitment", market, **broken | {"document_number": "诺1号"}))
    (first, *_) = (each for each in file(BREWERY, viewer=STAFF, on=TODAY).records if each.document_no == "诺1号")
    assert (first.version, first.fields["performance_state"]) == (2, "not_performed")


@pytest.mark.clause("ZJ-164")
def test_zhenjiang_has_taxpayers_with_their_grade_and_evasions_and_no_persons(visitor, city):
    city("zhenjiang")
    tax = body(1, "国家税务总局镇江市税务局")
    published("honour", tax, row_of("honour", tax, honour_kind="A级纳税人", honour_name="2025年度A级纳税人"))
    evasion = {"violation_type": "偷税", "document_number": "镇税稽罚〔2026〕3号"}
    receipt = published(
        "penalty",
        tax,
        row_of("penalty", tax, **evasion),
        row_of("penalty", tax, **evasion | {"party_name": "张三", "party_code": "", "party_category": "自然人"}),
        repair_class="serious",
    )
    assert (receipt["admitted"], receipt["persons_refused"]) == (1, 1)
    shown = page(visitor, MINE)
    assert [said for said in ("2025年度A级纳税人", "镇税稽罚〔2026〕3号", "偷税") if said not in shown] == []
    assert api(visitor, "organisations", q="张三")["hits"] == []


@pytest.mark.clause("ZJ-168")
def test_zhenjiang_publishes_approvals_of_construction_projects_by_authority_and_matter(visitor, city):
    city("zhenjiang")
    ecology, housing = body(1, "镇江市生态环境局"), body(2, "镇江市住房和城乡建设局")
    matter = {"document_name": "建设项目环境影响报告书批复", "permit_content": "年产白酒三千吨项目环境影响报告书"}
    published("permit", ecology, row_of("permit", ecology, document_number="镇环审〔2026〕5号", **matter))
    published("permit", housing, row_of("permit", housing, document_number="镇建审〔2026〕9号"))
    shown = page(visitor, "/publicity/", type="permit", authority=ecology[1])
    assert "镇环审〔2026〕5号" in shown
    assert "镇建审〔2026〕9号" not in shown
    (record,) = api(visitor, "records", type="permit", authority=ecology[1])["records"]
    full = page(visitor, f"/publicity/{record['ref']}/")
    assert [said for said in matter.values() if said not in full] == []
    table = visitor.get("/publicity/publicity.csv", {"type": "permit", "authority": ecology[1]})
    assert [row for row in csv.reader(io.StringIO(text_of(table))) if "镇环审〔2026〕5号" in row]


@pytest.mark.clause("ZJ-69")
def test_zhenjiang_leads_back_from_a_public_item_to_its_row_and_says_who_did_each_step(visitor, city, command):
    city("zhenjiang")
    market = body(1, "镇江市市场监督管理局")
    account("clerk", "department_clerk", authority=market[0])
    account("reviewer", "department_reviewer", authority=market[0])
    clerk, reviewer = actor_named("clerk"), actor_named("reviewer")
    receipt = sent("permit", market, row_of("permit", market, document_number="镇市监许〔2026〕1号"), by=clerk)
    released = datetime(2026, 11, 20, 6, tzinfo=UTC)
    done = {"by": reviewer, "authority": market[0]}
    call(publicity.release, now=released, submission=receipt["submission"], **done)
    (public,) = api(visitor, f"organisations/{BREWERY}/records")["records"]
    assert public["submission"] == receipt["submission"]
    signed_in(visitor, agent())
    shown = page(visitor, f"/counter/{BREWERY}/records/{public['ref']}/")
    assert [
        said for said in (receipt["submission"], receipt["sha256"], "第 1 行", "审核发布") if said not in shown
    ] == []
    visitor.logout()
    call(publicity.withdraw, now=datetime(2026, 11, 20, 8, tzinfo=UTC), records=[public["ref"]], reason="错报", **done)
    assert visitor.get(f"/publicity/{public['ref']}/").status_code == 404
    own = Viewer(BREWERY, purpose="本主体查询", consented=frozenset({BREWERY}))
    assert [each.document_no for each in file(BREWERY, viewer=own, on=TODAY).records] == ["镇市监许〔2026〕1号"]
    steps = [
        (each.action, each.by, each.at.hour)
        for each in Entry.objects.order_by("number")
        if each.by in (clerk.ref, reviewer.ref)
    ]
    assert steps == [
        ("submissions.submit", "user:clerk", 4),
        ("publicity.release", "user:reviewer", 6),
        ("publicity.withdraw", "user:reviewer", 8),
    ]
    assert command("ledger", "verify")["valid"] is True
