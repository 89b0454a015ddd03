"""自愿申报: an organisation declares something of itself at the counter; another verifies it; the organisation takes it back."""

import pytest

from tests.factories.kernel import MARKET_BUREAU, NOON, account, call, operations
from tests.factories.publicity import SAFETY, agent, departments, fine, release
from tests.factories.register import BREWERY, HOTEL
from tests.integration.faces.conftest import TODAY
from tests.integration.faces.test_counter import page, signed_in
from xinheng.credit.publicity import actions as publicity
from xinheng.credit.publicity.queries import file
from xinheng.credit.submissions.declarations.actions import declare, withdraw_declaration
from xinheng.faces.counter import declarations
from xinheng.ground.access.actions import set_active
from xinheng.ground.access.queries import actor_named
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.refusal import Refused

HOME = f"/counter/{BREWERY}/declarations/"
TRUTH = "公开承诺所申报信息真实、准确、完整，并对此负责"
USE = "授权信用网站整合、共享和使用所申报的信息"
KINDS = ("qualification", "operation", "contract", "donation")  # 资质、经营、合同履约、公益
OFFICE = Viewer("user:verifier", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "核对")


@pytest.fixture
def place(visitor, settings, tmp_path, monkeypatch):
    """A city whose market regulation bureau has somebody to verify declarations."""
    settings.VAR = tmp_path
    monkeypatch.setattr(declarations, "today", lambda: TODAY)
    monkeypatch.setattr(declarations, "now", lambda: NOON)
    found = departments()
    account("verifier", "department_reviewer", authority=found[MARKET_BUREAU])
    return found


@pytest.fixture
def owner(visitor, place):
    return signed_in(visitor, agent())


def declared(place, **changed) -> dict:
    return {
        "operation": f"{next(operations):032x}",
        "act_kind": "qualification",
        "matter": "质量管理体系认证",
        "content": "取得质量管理体系认证证书。",
        "evidence_number": "00126Q00001R0M",
        "valid_until": "2029-11-01",
        "authority": place[MARKET_BUREAU],
        "veracity": "on",
        "authorised": "on",
    } | changed


def send(client, place, code: str = BREWERY, **changed):
    given = {name: value for name, value in declared(place, **changed).items() if value is not None}
    return client.post(f"/counter/{code}/declarations/new/", given)


def records(viewer=OFFICE) -> tuple:
    return file(BREWERY, viewer=viewer, on=TODAY).records


def verified(place, **named) -> dict:
    """审核发布 by the one who verifies at the accepting body."""
    named = named or {"records": [each.ref for each in records()]}
    return call(publicity.release, by=actor_named("verifier"), authority=place[MARKET_BUREAU], **named)


def refusal_of(action, **inputs) -> str:
    with pytest.raises(Refused) as refused:
        call(action, **inputs)
    return refused.value.refusal.code


@pytest.mark.clause("JH-19", "JH-20")
def test_jiaohe_takes_what_an_organisation_declares_under_a_public_promise(owner, place, settings):
    settings.PLACE = "jiaohe"
    for kind in KINDS:
        assert send(owner, place, act_kind=kind, matter=f"事项{kind}")["Location"] == HOME
    assert page(owner, HOME).count("等待泗阳县市场监督管理局核对") == len(KINDS)
    assert records(PUBLIC) == ()
    verified(place)
    owner.logout()
    assert {each.fields["act_kind"] for each in records(PUBLIC)} == set(KINDS)
    shown = page(owner, f"/publicity/{records(PUBLIC)[0].ref}/")
    assert [said for said in (TRUTH, USE, "主体自行申报", BREWERY) if said not in shown] == []


@pytest.mark.clause("JH-20")
def test_jiaohe_takes_no_declaration_without_promise_and_authorisation(owner, place, settings):
    settings.PLACE = "jiaohe"
    assert "没有真实性承诺的申报不予受理" in send(owner, place, veracity=None).content.decode()
    assert "没有使用授权，申报不能公示" in send(owner, place, authorised=None).content.decode()
    stated = {"act_kind": "资质认证", "matter": "认证", "content": "取得证书", "veracity": "是", "authorised": "是"}
    past_the_form = {"organisation": BREWERY, "authority": place[MARKET_BUREAU]}
    for promise in ("veracity", "authorised"):
        for unsaid in ("", "否"):
            code = refusal_of(declare, **past_the_form, stated=stated | {promise: unsaid})
            assert code.startswith("submissions."), code
    assert records() == ()


@pytest.mark.clause("ZJ-101")
def test_zhenjiang_lets_organisations_register_operation_contracts_and_public_good(owner, place, settings):
    settings.PLACE = "zhenjiang"
    for kind in KINDS[1:]:
        send(owner, place, act_kind=kind, matter=f"事项{kind}")
    verified(place)
    owner.logout()
    shown = page(owner, f"/organisations/{BREWERY}/")
    assert [kind for kind in KINDS[1:] if f"事项{kind}" not in shown] == []
    assert "主体自行申报" in shown


def test_second_click_declares_nothing_twice(owner, place):
    operation = f"{next(operations):032x}"
    for _ in range(2):
        assert send(owner, place, operation=operation)["Location"] == HOME
    assert len(records()) == 1


def test_each_declares_for_its_own_only_and_releases_nothing(owner, place):
    brewer = actor_named("brewer")
    assert send(owner, place, HOTEL).status_code == 404
    declared_for = {"organisation": HOTEL, "authority": place[MARKET_BUREAU], "stated": {}}
    assert refusal_of(declare, by=brewer, **declared_for) == "access.not_permitted"
    send(owner, place)
    released = {"authority": place[MARKET_BUREAU], "records": [records()[0].ref]}
    assert refusal_of(publicity.release, by=brewer, **released) == "access.not_permitted"


def test_where_nobody_verifies_nothing_is_taken(owner, place):
    assert send(owner, place, authority=place[SAFETY]).status_code == 422
    sent = {"organisation": BREWERY, "authority": place[SAFETY], "stated": {}}
    assert refusal_of(declare, **sent) == "submissions.nobody_verifies"
    call(set_active, username="verifier", active=False)
    assert "还没有受理单位" in page(owner, f"{HOME}new/")


def test_numbers_of_people_are_masked_and_the_text_waits_for_a_look(owner, place):
    send(owner, place, content="联系人张三，电话13812345678。")
    (record,) = records()
    assert "13812345678" not in record.fields["content"]
    assert "张三" not in record.fields["content"]
    verified(place)
    assert "content" not in records(PUBLIC)[0].fields
    call(publicity.confirm_text, by=actor_named("verifier"), authority=place[MARKET_BUREAU], records=[record.ref])
    assert "content" in records(PUBLIC)[0].fields


def test_organisation_takes_its_declaration_back_and_nothing_that_others_said(owner, place):
    send(owner, place)
    verified(place)
    (record,) = records(PUBLIC)
    release(place, fine())
    address = f"{HOME}{record.ref}/withdraw/"
    assert address in page(owner, HOME)
    assert owner.post(address, {"operation": "a" * 32, "reason": ""}).status_code == 422
    assert owner.post(address, {"operation": "a" * 32, "reason": "证书已经到期"})["Location"] == HOME
    shown = page(owner, HOME)
    assert "证书已经到期" in shown
    assert address not in shown
    assert [each.type for each in records(PUBLIC)] == ["penalty"]
    again = owner.post(address, {"operation": "b" * 32, "reason": "再撤一次"})
    assert "该记录已撤回" in again.content.decode()
    penalty, named = records(PUBLIC)[0].ref, {"organisation": BREWERY, "reason": "不实"}
    for other in (penalty, "f" * 32, "none"):
        assert refusal_of(withdraw_declaration, record=other, **named) == "publicity.record_unknown"
    assert owner.post(f"{HOME}{penalty}/withdraw/", {"operation": "c" * 32, "reason": "x"}).status_code == 404
