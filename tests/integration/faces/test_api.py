"""机器接口: what other programs get, and that it is never more than the portal shows."""

import json
import re
from datetime import UTC, datetime
from unittest.mock import Mock
from urllib.parse import urljoin

import pytest
from django.db import DatabaseError, connection

from tests.factories.organisations import load
from tests.factories.register import (
    BRANCH,
    BREWERY,
    FORMER_NUMBER,
    PENDING_NUMBER,
    PERSON,
    UNKNOWN,
    WRONGLY_ISSUED,
    small_register,
)
from xinheng.credit.organisations import queries
from xinheng.faces.api import limits, middleware, organisations
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

RESIDENT = "11010519491231002X"  # the form of a person's number, made up
NOW = datetime(2026, 11, 20, 4, 0, 10, tzinfo=UTC)
PROBLEM = "application/problem+json"


@pytest.fixture
def program(client, db, settings, tmp_path, monkeypatch):
    """A program that asks at 2026-11-20 12:00:10 in Shanghai, where a small register is loaded and nobody has asked yet."""
    settings.VAR = tmp_path
    at(monkeypatch, NOW)
    small_register()
    return client


def at(monkeypatch, now: datetime) -> None:
    monkeypatch.setattr(middleware, "now", lambda: now)
    for module in (middleware, organisations):
        monkeypatch.setattr(module, "today", lambda: now.date())


def asked(program, address: str, status: int = 200, **headers) -> dict:
    response = program.get(f"/api/v1/{address}", headers=headers)
    assert response.status_code == status, response.content
    assert response["Content-Type"].startswith("application/json" if status == 200 else PROBLEM)
    return json.loads(response.content)


# ---- one organisation -----------------------------------------------------------------------------------------------


def test_organisation_says_who_it_is(program, django_assert_num_queries):
    asked(program, f"organisations/{BREWERY}")
    with django_assert_num_queries(1 + 6):  # one counts the request
        organisation = asked(program, f"organisations/{BREWERY}")
    assert organisation["uscc"] == BREWERY
    assert organisation["name"] == "泗阳洋河酿酒有限公司"
    assert organisation["state"] == {"code": "in_operation", "name": "存续"}
    assert organisation["region"] == {"code": "321323", "name": "江苏省宿迁市泗阳县"}
    assert organisation["industry"] == {"code": "1512", "name": "白酒制造"}
    assert organisation["established_on"] == "1998-05-06"
    assert organisation["capital_fen"] == 5_000_000_000
    assert {each["value"] for each in organisation["identifiers"]} == {BREWERY, FORMER_NUMBER}
    assert [each["name"] for each in organisation["former_names"]] == ["泗阳县酒厂"]
    assert [(each["uscc"], each["words"]) for each in organisation["relations"]] == [(BRANCH, "分支机构")]
    assert organisation["as_of"] == "2026-11-20"
    assert "张三" not in json.dumps(organisation, ensure_ascii=False)


@pytest.mark.parametrize("code", [FORMER_NUMBER, BREWERY.lower(), BREWERY[8:17], f"{BREWERY[:8]} {BREWERY[8:]}"])
def test_organisation_by_any_code_says_its_present_address(program, code):
    response = program.get(f"/api/v1/organisations/{code}")
    assert json.loads(response.content)["uscc"] == BREWERY
    assert response["Content-Location"] == f"/api/v1/organisations/{BREWERY}"


def test_organisation_with_a_code_issued_wrong_carries_the_warning(program):
    (identifier,) = asked(program, f"organisations/{WRONGLY_ISSUED}")["identifiers"]
    assert identifier["warning"]["code"] == "uscc.check_character"
    assert "原样赋码" in identifier["warning"]["message"]


def test_unknown_code_is_a_problem_that_helps_on(program):
    problem = asked(program, f"organisations/{BREWERY[:17]}X", 404)
    assert problem["status"] == 404
    assert problem["code"] == "organisations.unknown_code"
    assert problem["type"] == "urn:xinheng:refusal:organisations.unknown_code"
    assert problem["checked"]["valid"] is False
    assert "uscc.check_character" in [each["code"] for each in problem["checked"]["problems"]]
    assert BREWERY in [each["uscc"] for each in problem["suggestions"]]


def test_unknown_good_code_is_said_to_be_written_well(program):
    problem = asked(program, f"organisations/{UNKNOWN}", 404)
    assert problem["checked"]["valid"] is True
    assert problem["article"] is None


def test_organisation_without_a_code_is_not_public(program):
    problem = asked(program, f"organisations/{PENDING_NUMBER}", 404)
    assert "老字号酱园" not in json.dumps(problem, ensure_ascii=False)


# ---- names that may be persons' -------------------------------------------------------------------------------------


def test_name_that_may_be_a_persons_is_masked_and_found_by_full_code_only(program):
    organisation = asked(program, f"organisations/{PERSON}")
    assert (organisation["name"], organisation["masked"]) == ("王**", True)
    (hit,) = asked(program, f"organisations?q={PERSON}")["hits"]
    assert hit["name"] == "王**"
    answers = [organisation, hit]
    for part in ("王小二", "王小", "小二", "wxe", PERSON[8:17], PERSON[:12]):
        found = asked(program, f"organisations?q={part}")
        assert PERSON not in [hit["uscc"] for hit in found["hits"]]
        answers.append(found)
    answers.append(asked(program, f"organisations/{PERSON[8:17]}", 404))
    assert "王小二" not in json.dumps(answers, ensure_ascii=False)


@pytest.mark.parametrize(
    ("address", "status"),
    [(f"organisations/{RESIDENT}", 404), (f"organisations?q={RESIDENT}", 200), (f"codes/{RESIDENT}", 200)],
)
def test_number_of_a_person_is_not_looked_up_and_not_said_back(program, address, status, django_assert_num_queries):
    response = program.get(f"/api/v1/{address}")
    assert response.status_code == status
    assert RESIDENT not in response.content.decode() + str(response.headers)
    assert "本系统只" in response.content.decode()


# ---- search ---------------------------------------------------------------------------------------------------------


def test_search_finds_and_says_why(program, django_assert_num_queries):
    asked(program, "organisations?q=县酒厂")
    with django_assert_num_queries(1 + 6):
        (hit,) = asked(program, "organisations?q=县酒厂")["hits"]
    assert hit["uscc"] == BREWERY
    assert hit["state"]["name"] == "存续"
    assert hit["matched"] == {"how": "part", "text": "泗阳县酒厂", "spans": [[2, 5]], "is_former": True}


def test_search_without_a_find_suggests_and_advises(program):
    found = asked(program, "organisations?q=悦来旅舍")
    assert found["hits"] == []
    assert "泗阳县悦来旅馆有限公司" in [each["name"] for each in found["suggestions"]]
    assert "没有找到" in found["advice"]


def test_search_walks_all_pages_once(program):
    load(*(f"91321323MB0C06{number:03}X,泗阳县众兴第{number}粮行有限公司" for number in range(100, 125)))
    seen, address = [], "/api/v1/organisations?q=粮行&limit=10"
    while address:
        response = program.get(address)
        found = json.loads(response.content)
        seen += [hit["name"] for hit in found["hits"]]
        link = re.fullmatch(r'<(.+)>; rel="next"', response.get("Link", ""))
        assert bool(link) == (found["next"] is not None)
        address = urljoin(address, link[1]) if link else None
    assert len(seen) == len(set(seen)) == 25


def test_search_from_a_mangled_place_is_refused(program):
    problem = asked(program, "organisations?q=粮行&after=???", 422)
    assert problem["code"] == "search.cursor"
    assert problem["detail"].startswith("这个翻页位置无法识别")


@pytest.mark.parametrize(
    ("query", "parameter", "rule"),
    [
        ("", "q", "missing"),
        ("?q=x&limit=101", "limit", "less_than_equal"),
        ("?q=x&limit=0", "limit", "greater_than_equal"),
        ("?q=x&limit=many", "limit", "int_parsing"),
        (f"?q={'酒' * 201}", "q", "string_too_long"),
    ],
)
def test_parameters_are_checked(program, query, parameter, rule):
    problem = asked(program, f"organisations{query}", 422)
    assert problem["code"] == "api.parameters"
    assert [(each["parameter"], each["rule"]) for each in problem["errors"]] == [(parameter, rule)]


@pytest.mark.parametrize("text", ["%00", "a%00b", "%ff%fe", "%ed%a0%80", "' OR 1=1 --", "%25_", "%E2%80%AE", "9" * 200])
def test_odd_texts_are_answered(program, text):
    assert program.get(f"/api/v1/organisations?q={text}").status_code == 200
    assert program.get(f"/api/v1/organisations/{text}").status_code in (404, 422)
    assert program.get(f"/api/v1/codes/{text}").status_code == 200


# ---- codes ----------------------------------------------------------------------------------------------------------


def test_code_is_checked_without_looking_it_up(program, django_assert_num_queries):
    asked(program, "codes/1")
    with django_assert_num_queries(1):  # counts the request
        checked = asked(program, f"codes/{BREWERY.replace('0', 'O', 1)}")
    assert checked["valid"] is False
    assert checked["kind"] == "enterprise"
    assert checked["identifier_kind"] == {"code": "uscc", "name": "统一社会信用代码"}
    assert checked["suggestion"] == BREWERY
    assert "uscc.look_alike" in [each["code"] for each in checked["problems"]]


# ---- what holds for every answer ------------------------------------------------------------------------------------


def test_sentences_come_in_the_language_asked_for(program):
    english = program.get(f"/api/v1/codes/{BREWERY[:17]}O", headers={"Accept-Language": "en"})
    assert "cannot stand there" in json.loads(english.content)["problems"][0]["message"]
    assert english["Content-Language"] == "en"
    assert "Accept-Language" in english["Vary"]
    assert json.loads(english.content)["identifier_kind"]["name"] == "Unified social credit code"
    problem = asked(program, f"organisations/{UNKNOWN}", 404, **{"Accept-Language": "en-GB,en"})
    assert problem["title"] == "Not found"
    assert "No public organisation" in problem["detail"]
    assert "没有公开的主体" in asked(program, f"organisations/{UNKNOWN}", 404, **{"Accept-Language": "fr"})["detail"]


def test_answer_is_not_sent_twice_on_the_same_day(program, monkeypatch):
    address = f"/api/v1/codes/{BREWERY}"
    first = program.get(address)
    assert re.fullmatch(r'"[0-9a-f]{32}"', first["ETag"])  # strong
    assert first["Cache-Control"] == "private, no-cache"
    again = program.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert "RateLimit" in again
    assert program.get(address, headers={"Accept-Language": "en"})["ETag"] != first["ETag"]
    at(monkeypatch, datetime(2026, 11, 21, 4, 0, tzinfo=UTC))
    tomorrow = program.get(address, headers={"If-None-Match": first["ETag"]})
    assert tomorrow.status_code == 200
    assert tomorrow.content == first.content  # the code says nothing of the day, and still counts as new


def test_head_is_answered_without_a_body(program):
    response = program.head(f"/api/v1/organisations/{BREWERY}")
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == program.get(f"/api/v1/organisations/{BREWERY}")["ETag"]


@pytest.mark.parametrize(
    "address", ["/api/v1/no-such", "/api/v2/organisations", "/api/v1/organisations/a/b", "/api/x/"]
)
def test_unknown_address_is_a_problem(program, address):
    response = program.get(address)
    problem = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)
    assert (problem["code"], problem["status"]) == ("api.no_such_address", 404)


@pytest.mark.parametrize("address", [f"organisations/{BREWERY}", "organisations", "openapi.json", "docs"])
def test_other_methods_are_a_problem(program, address):
    response = program.delete(f"/api/v1/{address}")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD"}
    assert json.loads(response.content)["code"] == "api.method_not_allowed"


def test_failure_is_a_problem_without_particulars(program, monkeypatch):
    monkeypatch.setattr(queries, "organisation", lambda *_, **__: 1 / 0)
    program.raise_request_exception = False
    problem = asked(program, f"organisations/{BREWERY}", 500)
    assert problem["code"] == "api.failed"
    assert "division" not in json.dumps(problem)


def test_refusal_of_a_viewer_is_forbidden_and_cites_its_article(program, monkeypatch):
    def refuse(*_, **__):
        sentence = Text(zh="往期信息不公开。", en="The past is not public.")
        raise Refused(Refusal("organisations.history_not_permitted", sentence, "信用条例 第二十条"))

    monkeypatch.setattr(queries, "organisation", refuse)
    problem = asked(program, f"organisations/{BREWERY}", 403)
    assert problem["article"] == "信用条例 第二十条"
    assert problem["detail"] == "往期信息不公开。"


# ---- limits ---------------------------------------------------------------------------------------------------------


def test_limit_counts_each_address_by_the_minute(program, settings, monkeypatch):
    settings.API_REQUESTS_A_MINUTE = 2
    first = program.get("/api/v1/codes/1")
    assert first["RateLimit-Policy"] == '"address";q=2;w=60'
    assert first["RateLimit"] == '"address";r=1;t=50'
    assert program.get("/api/v1/no-such").status_code == 404  # counts as well
    exceeded = program.get("/api/v1/codes/1")
    assert (exceeded.status_code, exceeded["Content-Type"]) == (429, PROBLEM)
    assert exceeded["Retry-After"] == "50"
    assert exceeded["RateLimit"] == '"address";r=0;t=50'
    assert json.loads(exceeded.content)["code"] == "api.too_many_requests"
    assert program.get("/api/v1/codes/1", REMOTE_ADDR="192.0.2.7").status_code == 200
    at(monkeypatch, datetime(2026, 11, 20, 4, 1, tzinfo=UTC))
    assert program.get("/api/v1/codes/1").status_code == 200


def test_limit_counts_neighbours_in_ipv6_together(program, settings):
    settings.API_REQUESTS_A_MINUTE = 1
    statuses = [
        program.get("/api/v1/codes/1", REMOTE_ADDR=address).status_code
        for address in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")
    ]
    assert statuses == [200, 429, 200]


def test_limit_is_one_for_all_processes_and_forgets_past_minutes(program):
    """What another process counted is counted here: the table is all there is, and nobody can be read out of it."""
    window = int(NOW.timestamp()) // limits.WINDOW
    limits.counted(window - 1, "192.0.2.7/32")
    assert limits.counted(window, "192.0.2.7/32") == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE api_asked SET requests = 41")
        assert limits.counted(window, "192.0.2.7/32") == 42
        cursor.execute("SELECT minute, network FROM api_asked")
        ((minute, network),) = cursor.fetchall()
    assert minute == window
    assert "192" not in network


def test_what_cannot_be_counted_is_not_refused(program, settings, monkeypatch):
    """Where the database fails the limit says nothing of its own: what asks it for an answer will."""
    settings.API_REQUESTS_A_MINUTE = 0
    assert program.get("/api/v1/codes/1").status_code == 429
    monkeypatch.setattr(limits, "counted", Mock(side_effect=DatabaseError))
    assert program.get("/api/v1/codes/1").status_code == 200


def test_limit_does_not_count_pages(program, settings):
    settings.API_REQUESTS_A_MINUTE = 1
    assert [program.get("/healthz").status_code for _ in range(3)] == [200] * 3
    assert "RateLimit" not in program.get("/healthz")


# ---- the document ---------------------------------------------------------------------------------------------------


def test_document_names_every_operation_and_its_problems(program):
    document = asked(program, "openapi.json")
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/api/v1/organisations",
        "/api/v1/organisations/{code}",
        "/api/v1/organisations/{code}/records",
        "/api/v1/records",
        "/api/v1/records/{ref}",
        "/api/v1/codes/{code}",
    }
    for path in document["paths"].values():
        assert set(path) == {"get"}
        assert set(path["get"]["responses"]["429"]["content"]) == {PROBLEM}
        assert path["get"]["summary"]
    used = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert used == set(document["components"]["schemas"])
    undescribed = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, about in schema["properties"].items()
        if not about.get("description")
    ]
    assert undescribed == []


def test_document_is_written_in_english_too(program):
    words = json.dumps(asked(program, "openapi.json", **{"Accept-Language": "en"})["paths"], ensure_ascii=False)
    assert not re.search(r"[\u4e00-\u9fff]", words)


@pytest.mark.parametrize("address", ["/api/", "/api/v1/"])
def test_beginning_leads_to_the_page_for_people(program, address):
    assert program.get(address)["Location"] == "/api/v1/docs"
