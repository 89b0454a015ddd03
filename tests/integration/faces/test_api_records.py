"""机器接口: public records for programs: what the portal shows, until the same day, and nothing that is public no longer."""

import json
from datetime import UTC, datetime

import pytest

from tests.faces import publish_law
from tests.factories.kernel import MARKET_BUREAU
from tests.factories.publicity import departments, fine, licence, release
from tests.factories.records import ref_of, report
from tests.factories.register import BREWERY, FORMER_NUMBER, HOTEL, PERSON, UNKNOWN
from xinheng.faces.api import middleware, organisations, records

NUMBER = "苏应急罚〔2026〕1号"
REF = ref_of("penalty", NUMBER)
NOW = datetime(2026, 11, 20, 4, 0, 10, tzinfo=UTC)
AFTER = datetime(2027, 5, 6, 16, 0, 10, tzinfo=UTC)  # ten seconds into 2027-05-07 in Shanghai


@pytest.fixture
def place(client, db, settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    publish_law()
    at(monkeypatch, NOW)
    return departments()


def at(monkeypatch, now: datetime) -> None:
    from xinheng.faces.clock import SHANGHAI

    monkeypatch.setattr(middleware, "now", lambda: now)
    for module in (middleware, organisations, records):
        monkeypatch.setattr(module, "today", lambda: now.astimezone(SHANGHAI).date())


def asked(client, address: str, status: int = 200, **query) -> dict:
    response = client.get(f"/api/v1/{address}", query)
    assert response.status_code == status, response.content
    return json.loads(response.content)


def numbers(answer: dict) -> list[str]:
    return [each["document_number"] for each in answer["records"]]


@pytest.mark.clause("ZJ-99")
def test_record_says_what_the_page_says(client, place, django_assert_num_queries):
    release(place, fine())
    asked(client, f"records/{REF}")
    with django_assert_num_queries(7):
        found = asked(client, f"records/{REF}")
    assert found["type"] == {"code": "penalty", "name": "行政处罚"}
    assert found["party"] == {"uscc": BREWERY, "name": "泗阳洋河酿酒有限公司", "masked": False}
    assert (found["public_from"], found["public_until"]) == ("2026-11-20", "2027-05-06")
    assert found["repair_class"] == {"code": "general", "name": "一般"}
    assert found["why"][0]["rule"] == "publicity.general.maximum"
    assert found["fields"]["penalty_content"] == "罚款5万元"
    assert "violation_facts" not in found["fields"]
    assert "sheet" not in found


def test_records_are_filtered_and_paged_by_a_key(client, place):
    release(place, fine(), *(fine(f"苏应急罚〔2026〕{number}号") for number in range(10, 14)))
    release(place, licence(), authority=MARKET_BUREAU)
    assert len(numbers(asked(client, "records", type=["penalty", "permit"]))) == 6
    assert numbers(asked(client, "records", type="permit")) == ["许〔2026〕1号"]
    assert numbers(asked(client, "records", q=NUMBER)) == [NUMBER]
    assert numbers(asked(client, "records", authority=MARKET_BUREAU)) == ["许〔2026〕1号"]
    assert numbers(asked(client, "records", until="2026-02-01")) == ["许〔2026〕1号"]
    seen, address = [], "/api/v1/records?type=penalty&limit=2"
    while address:
        response = client.get(address)
        seen += numbers(json.loads(response.content))
        address = response.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert len(seen) == len(set(seen)) == 5


def test_records_of_an_organisation_by_any_of_its_codes(client, place):
    release(place, fine(), fine("苏应急罚〔2026〕2号", party=HOTEL, content={"party_code": HOTEL}))
    assert numbers(asked(client, f"organisations/{FORMER_NUMBER}/records")) == [NUMBER]
    assert asked(client, f"organisations/{UNKNOWN}/records", 404)["code"] == "organisations.unknown_code"


def test_what_is_not_released_or_public_no_longer_is_nowhere(client, place, monkeypatch):
    release(place, fine())
    report(fine("苏应急罚〔2026〕2号"))
    assert numbers(asked(client, "records")) == [NUMBER]
    tag = client.get("/api/v1/records")["ETag"]
    at(monkeypatch, AFTER)
    past = {"on": "2027-01-01", "as_of": "2027-01-01", "known_on": "2027-01-01", "q": NUMBER}
    for address in ("records", f"organisations/{BREWERY}/records"):
        assert numbers(asked(client, address, **past)) == []
    gone, never = (asked(client, f"records/{ref}", 404, **past) for ref in (REF, "0" * 32))
    assert gone == never
    assert gone["code"] == "records.not_public"
    assert client.get("/api/v1/records", headers={"If-None-Match": tag}).status_code == 200


def test_names_that_may_be_persons_are_masked(client, place):
    release(place, fine(party=PERSON, content={"party_name": "王小二", "party_code": PERSON}))
    assert asked(client, "records")["records"] == []
    answer = asked(client, "records", q=PERSON)
    assert answer["records"][0]["party"]["name"] == "王**"
    assert "王小二" not in json.dumps(answer, ensure_ascii=False)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"after": "nowhere"}, "publicity.cursor"),
        ({"since": "2026-13-40"}, "api.parameters"),
        ({"limit": "0"}, "api.parameters"),
    ],
)
def test_wrong_parameters_are_said(client, place, query, code):
    assert asked(client, "records", 422, **query)["code"] == code
