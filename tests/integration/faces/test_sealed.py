"""封存 at the doors: what has ended is on no public page, in no export and at no other desk, and still there for the entitled."""

import json

import pytest

from tests.factories.department import BREWERY, TODAY, at_noon, department, penalty_row, reported, signed_in
from tests.factories.kernel import MARKET_BRANCH, MARKET_BUREAU, account, authority, call
from tests.factories.publicity import AGENT_PASSWORD, agent
from tests.factories.records import REVIEWER
from xinheng.credit.publicity.actions import release
from xinheng.credit.records.models import CreditRecord
from xinheng.faces.desk import boards

NUMBER = "泗市监处罚〔2026〕1号"


@pytest.fixture
def bureau(visitor, monkeypatch):
    """The bureau, with a penalty of 2021 whose three years are over."""
    at_noon(monkeypatch)
    monkeypatch.setattr(boards, "today", lambda: TODAY)
    ref = department()
    reported(penalty_row(1, 处罚决定日期="2021-03-01"))
    call(release, by=REVIEWER, authority=ref, records=[record()], repair_class="general")
    return ref


def record() -> str:
    return CreditRecord.objects.get(document_number=NUMBER).record_key.hex


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response).decode("utf-8-sig")


def test_the_public_finds_it_nowhere(bureau, client):
    for address in (
        f"/organisations/{BREWERY}/",
        "/publicity/",
        f"/publicity/?text={NUMBER}",
        "/publicity/publicity.csv",
    ):
        assert "生产经营标签" not in page(client, address), address
    assert client.get(f"/publicity/{record()}/").status_code == 404
    assert client.get(f"/api/v1/records/{record()}").status_code == 404
    assert json.loads(client.get("/api/v1/records").content)["records"] == []


def test_its_provider_reads_it_and_is_told_that_it_is_sealed(bureau, client):
    signed_in(client, "clerk")
    shown = page(client, f"/desk/records/{record()}/")
    assert "封存：不再公示和使用" in shown
    assert "内容保存至" in shown
    assert NUMBER in page(client, "/desk/records/")
    assert NUMBER in page(client, "/desk/records/records.csv")


def test_no_other_desk_reads_it_not_even_the_credit_office(bureau, client):
    account("stranger", "department_reviewer", authority=authority(MARKET_BRANCH, "泗阳县市场监管综合执法大队"))
    account("office", "credit_office_officer")
    for username in ("stranger", "office"):
        signed_in(client, username)
        assert client.get(f"/desk/records/{record()}/").status_code == 404
    of_bureau = f"/desk/adverse/{MARKET_BUREAU}/?first=2021-01-01&last=2021-12-31"
    assert NUMBER not in page(client, of_bureau)


def test_the_organisation_itself_reads_it_at_the_counter(bureau, client):
    username = agent(BREWERY)
    client.logout()
    client.post("/accounts/login/", {"login": username, "password": AGENT_PASSWORD})
    assert NUMBER in page(client, f"/counter/{BREWERY}/records/")
    assert "封存：不再公示和使用" in page(client, f"/counter/{BREWERY}/records/{record()}/")
