"""企业: what an agent sees of its own organisation, and that it sees nothing of others."""

import re
from datetime import UTC, date, datetime

import pytest
import segno
from django.test import Client

from tests.faces import publish_law
from tests.factories.kernel import PASSWORD, SYSTEM, account, call
from tests.factories.publicity import AGENT, AGENT_PASSWORD, SAFETY, act, agent, departments, fine, release
from tests.factories.records import ref_of, report
from tests.factories.register import BREWERY, HOTEL
from xinheng.credit.records.actions import log_access
from xinheng.faces.counter import views as counter
from xinheng.ground.access.actions import grant_role, revoke_role
from xinheng.ground.access.queries import actor_named, viewer_of

NUMBER = "苏应急罚〔2026〕1号"
REF = ref_of("penalty", NUMBER)
HOME = f"/counter/{BREWERY}/"


@pytest.fixture
def place(visitor, settings, tmp_path):
    settings.VAR = tmp_path
    return departments()


@pytest.fixture
def owner(visitor, place):
    """The agent of the brewery, signed in through the form."""
    return signed_in(visitor, agent())


def signed_in(client, username: str, password: str = AGENT_PASSWORD):
    client.post("/accounts/login/", {"login": username, "password": password})
    return client


def page(owner, address: str = HOME) -> str:
    response = owner.get(address)
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def test_agent_lands_at_the_counter_with_its_one_organisation(visitor, place):
    response = visitor.post("/accounts/login/", {"login": agent(), "password": AGENT_PASSWORD})
    assert response["Location"] == "/counter/"
    assert visitor.get("/counter/")["Location"] == HOME


def test_agent_of_two_organisations_chooses(owner):
    call(grant_role, username=AGENT, role="organisation_agent", organisation=HOTEL)
    shown = page(owner, "/counter/")
    assert f'href="{HOME}"' in shown
    assert "泗阳县悦来旅馆有限公司" in shown


@pytest.mark.clause("ZJ-96")
def test_owner_sees_an_adverse_record_before_the_public_does(owner, place):
    report(fine())
    shown = page(owner)
    upcoming = shown[: shown.index('id="in-force"')]
    assert NUMBER in upcoming
    assert "部门尚未审核发布" in upcoming
    assert f"/rules/chapters/objection/?record={REF}" in upcoming
    owner.logout()
    assert NUMBER not in owner.get(f"/organisations/{BREWERY}/").content.decode()


@pytest.fixture
def told(visitor, settings, tmp_path, monkeypatch):
    """The page of the brewery's agent in a city under a law on 2026-05-07, when a record has been reported."""

    def overview(city: str, law, record: dict) -> str:
        settings.PLACE, settings.VAR = city, tmp_path
        publish_law(law)
        monkeypatch.setattr(counter, "today", lambda: date(2026, 5, 7))
        departments()
        report(record)
        return page(signed_in(visitor, agent()))

    return overview


# Decided on Wednesday 2026-05-06; the Saturday after it is a make-up working day.


@pytest.mark.clause("SY-31")
def test_owner_is_told_by_when_a_penalty_has_to_be_public(told, law):
    assert "最迟 2026-05-12 周二" in told("siyang", law, fine())


@pytest.mark.clause("CZ-37")
def test_owner_is_told_by_when_an_act_has_to_be_public_in_changzhi(told, law):
    assert "最迟 2026-05-14 周四" in told("changzhi", law, act("coercion", "强〔2026〕1号"))


@pytest.mark.clause("JH-50")
def test_owner_is_told_by_when_an_act_has_to_be_public_in_jiaohe(told, law):
    assert "最迟 2026-05-14 周四" in told("jiaohe", law, act("coercion", "强〔2026〕1号"))


def test_owner_sees_what_is_in_force_and_what_can_be_done(owner, place):
    release(place, fine())
    shown = page(owner)
    assert "没有等待公示的不利信息" in shown
    doable = shown[shown.index('id="doable"') :]
    assert "泗阳县应急管理局" in doable
    assert "最短公示期 2026-08-06 已满" in doable  # three months from the decision
    assert "2027-05-06" in shown[shown.index('id="in-force"') : shown.index('id="doable"')]


@pytest.mark.clause("JH-14", "CZ-13")
def test_owner_sees_origin_and_history_of_a_record(owner, place):
    submission = release(place, fine())
    report(fine(content={"penalty_content": "罚款6万元"}))
    shown = page(owner, f"{HOME}records/{REF}/")
    assert submission in shown
    assert "ab" * 32 in shown
    assert "第 2 行" in shown
    assert "2026-11-20 审核发布" in shown
    assert "<del>罚款5万元</del> → <ins>罚款6万元</ins>" in shown
    assert "公众看到第 1 版；第 2 版已经报送" in shown
    assert "当事人生产的白酒未标注生产日期" in shown  # its own file, in full


def test_owner_sees_who_looked(owner, place):
    page(owner)
    officers = {"clerk": ("department_clerk", place[SAFETY]), "office": ("credit_office_officer", None)}
    for username, (role, ref) in officers.items():
        viewer = viewer_of(actor_named(account(username, role, authority=ref)), purpose="核查投诉")
        log_access(viewer, what="file", subject=BREWERY, at=datetime.now(UTC))
    looks = page(owner, f"{HOME}accesses/").partition("<tbody>")[2].partition("</tbody>")[0]
    for said in ("本单位", "本主体查询", "泗阳县应急管理局", "信用办", "核查投诉"):
        assert said in looks, said
    assert not any(name in looks for name in ("user:", AGENT, *officers))


def test_owner_sees_that_a_department_opened_its_record(owner, place):
    release(place, fine())
    ref = ref_of("penalty", "苏应急罚〔2026〕1号")
    clerk = signed_in(Client(), account("safety", "department_clerk", authority=place[SAFETY]), PASSWORD)
    assert clerk.get(f"/desk/records/{ref}/").status_code == 200
    looks = page(owner, f"{HOME}accesses/").partition("<tbody>")[2].partition("</tbody>")[0]
    assert "泗阳县应急管理局" in looks
    assert "办理本部门记录" in looks
    assert f'href="{HOME}records/{ref}/"' in looks
    assert "safety" not in looks


@pytest.mark.clause("ZJ-76")
def test_credit_code_leads_whoever_scans_it_to_the_public_page(visitor, settings, tmp_path):
    settings.PLACE, settings.VAR = "zhenjiang", tmp_path
    publish_law()
    place = departments()
    release(place, fine())
    shown = page(signed_in(visitor, agent()), f"{HOME}credit-code/")
    assert "泗阳洋河酿酒有限公司" in shown
    assert "制作日期 2026-11-20 周五" in shown
    drawing = re.search(r'<img src="([^"]+)"', shown[shown.index("<article") :])[1]
    visitor.logout()
    scanned = f"http://testserver/organisations/{BREWERY}/"
    assert modules_of(visitor.get(drawing).content.decode()) == dark(segno.make(scanned, error="m", mask=2).matrix)
    opened = page(visitor, scanned)
    assert "镇江市" in opened
    assert "泗阳洋河酿酒有限公司" in opened
    assert NUMBER in opened


def modules_of(svg: str) -> set[tuple[int, int]]:
    """(row, column) of every dark square of a drawing, which goes along its rows: M x y, h to the right, m further on."""
    squares, x, y = set(), 0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.search(r' d="([^"]+)"', svg)[1]):
        first, *rest = map(float, numbers.replace("-", " -").split())
        if command == "h":
            squares |= {(int(y), int(x) + step) for step in range(int(first))}
        x, y = x + first, y + (rest[0] if rest else 0)
    return squares


def dark(matrix) -> set[tuple[int, int]]:
    return {(row, column) for row, modules in enumerate(matrix) for column, module in enumerate(modules) if module}


def test_browser_may_keep_the_drawing_of_a_code_but_nobody_else(visitor):
    drawing = visitor.get(f"/organisations/{BREWERY}/qr.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "private" in drawing["Cache-Control"]
    assert visitor.get("/organisations/9132/qr.svg").status_code == 404


@pytest.mark.parametrize("rest", ["", "records/", f"records/{REF}/", "accesses/", "credit-code/"])
def test_of_others_there_is_no_page(owner, place, rest):
    release(place, fine(party=HOTEL, content={"party_code": HOTEL, "party_name": "泗阳县悦来旅馆有限公司"}))
    assert owner.get(f"/counter/{HOTEL}/{rest}").status_code == 404
    assert owner.get(f"{HOME}records/{REF}/").status_code == 404


def test_agent_of_two_sees_only_the_one_asked_for(owner, place):
    call(grant_role, username=AGENT, role="organisation_agent", organisation=HOTEL)
    report(fine())
    assert NUMBER not in page(owner, f"/counter/{HOTEL}/records/")
    assert owner.get(f"/counter/{HOTEL}/records/{REF}/").status_code == 404


def test_desk_is_closed_to_agents_and_the_counter_to_staff(owner, place):
    for address in ("/desk/", "/desk/quality/"):
        assert owner.get(address).status_code == 403
    owner.logout()
    assert "/accounts/login/" in owner.get(HOME)["Location"]
    signed_in(owner, account("officer", "credit_office_officer"))
    assert owner.get(HOME).status_code == 403


def test_revoked_agent_sees_nothing_at_the_next_click(owner):
    granted = call(grant_role, username=AGENT, role="organisation_agent", organisation=BREWERY)
    call(revoke_role, by=SYSTEM, username=AGENT, grant=granted["grant"])
    assert owner.get(HOME).status_code == 403


def test_own_pages_are_kept_by_no_cache(owner, place):
    assert owner.get(HOME)["Cache-Control"] == "no-store"


def test_overview_takes_as_many_queries_for_many_records_as_for_one(owner, place, django_assert_max_num_queries):
    release(place, fine())
    report(fine("苏应急罚〔2026〕90号"))
    page(owner)
    with django_assert_max_num_queries(60) as one:
        page(owner)
    release(place, *(fine(f"苏应急罚〔2026〕{number}号") for number in range(2, 9)))
    with django_assert_max_num_queries(len(one)):
        page(owner)
