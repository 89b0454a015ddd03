"""What all pages share: headers, language, type size, error pages, health."""

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client

PUBLIC = ("/", "/search/", "/rules/", "/style/", "/accessibility/", "/accounts/login/")


@pytest.mark.parametrize("address", PUBLIC)
def test_page_lets_nothing_run_but_what_is_ours(visitor, address):
    response = visitor.get(address)
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = response.content.decode()
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<style" not in page


def test_public_page_sets_no_cookie(visitor):
    assert visitor.get("/rules/").cookies == {}


def test_language_is_remembered_and_leads_back(visitor):
    response = visitor.get("/language/en/", {"next": "/rules/?q=repair"})
    assert response["Location"] == "/rules/?q=repair"
    assert '<html lang="en"' in visitor.get("/rules/").content.decode()


def test_language_nobody_speaks_here_is_not_found(visitor):
    assert visitor.get("/language/tlh/").status_code == 404


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/", "/\\example.org/", "rules", "é", ""])
def test_language_leads_to_no_other_site_and_to_nothing_that_is_no_address(visitor, address):
    assert visitor.get("/language/en/", {"next": address})["Location"] == "/"


@pytest.mark.clause("ZJ-84")
def test_large_type_is_remembered_and_taken_back(visitor):
    visitor.get("/type/large/")
    assert 'class="large-type"' in visitor.get("/").content.decode()
    visitor.get("/type/normal/")
    assert 'class="large-type"' not in visitor.get("/").content.decode()


def test_type_size_that_does_not_exist_is_not_found(visitor):
    assert visitor.get("/type/huge/").status_code == 404


def test_page_that_does_not_exist_says_what_to_do(visitor):
    response = visitor.get("/nowhere/")
    assert response.status_code == 404
    assert "检查地址" in response.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_error_page_needs_neither_request_nor_database(plain_settings, template):
    page = render_to_string(template)
    for answer in ("发生了什么", "什么没有受影响", "现在可以"):
        assert answer in page


def test_form_from_elsewhere_is_refused_in_words(visitor):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/accounts/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


def test_health_says_ok_while_the_database_answers(visitor):
    response = visitor.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_says_so_when_the_database_does_not_answer(visitor, monkeypatch):
    def refuse():
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", refuse)
        assert visitor.get("/healthz").status_code == 503


def test_favicon_is_the_seal(visitor):
    assert visitor.get("/favicon.ico")["Location"].endswith("seal.svg")


def test_style_page_shows_every_status(visitor):
    page = visitor.get("/style/").content.decode()
    for word in ("暂定", "已逾期", "依据文件效力待确认", "原则上"):
        assert word in page
