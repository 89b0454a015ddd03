"""`bin/xinheng search` and `rebuild-search`, as an operator or a script calls them."""

import pytest

from tests.factories.organisations import load
from tests.integration.cli.commands import answer
from tests.unit.credit.organisations.search.test_finding import code
from xinheng.faces.cli import rebuild_search, search
from xinheng.faces.cli.__main__ import main


@pytest.fixture
def city(db, monkeypatch):
    """A register in the database of the tests, in place of the one that a command would start."""
    for command in (search, rebuild_search):
        monkeypatch.setattr(command, "ready", lambda: None)
    load(
        f"{code(1)},苏宁易购集团股份有限公司,存续,320000,苏宁云商集团股份有限公司",
        f"{code(2)},江苏苏宁物流有限公司,注销,321323,",
        f"{code(3, '92')},王小二,存续,321323,",
        header="统一社会信用代码,名称,经营状态,行政区划代码,曾用名",
    )


@pytest.mark.parametrize(
    ("typed", "how", "spans"),
    [
        (["苏宁"], "prefix", [[0, 2]]),
        (["蘇寧", "易購"], "prefix", [[0, 2], [2, 4]]),
        (["snyg"], "initials", [[0, 4]]),
        (["易购集团"], "part", [[2, 6]]),
        (["苏宁易购集团股份有限公司"], "name", [[0, 12]]),
    ],
)
def test_search_says_what_matched(city, capsys, typed, how, spans):
    found = answer(capsys, "search", *typed)[0]
    assert found == {
        "uscc": code(1),
        "name": "苏宁易购集团股份有限公司",
        "state": "in_operation",
        "region": "320000",
        "matched": {"how": how, "text": "苏宁易购集团股份有限公司", "spans": spans, "is_former": False},
    }


def test_search_by_a_code_with_blanks(city, capsys):
    [found] = answer(capsys, "search", code(2)[:8], code(2)[8:].lower())
    assert (found["uscc"], found["matched"]["how"]) == (code(2), "code")


def test_search_with_a_wrong_letter_says_what_was_meant_beside_the_empty_answer(city, capsys):
    assert main(["search", code(2)[:9] + "O" + code(2)[10:], "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.out.strip() == "[]"
    assert f"是否要查 {code(2)}（江苏苏宁物流有限公司）？" in printed.err
    assert "Did you mean" in printed.err


def test_search_goes_from_page_to_page(city, capsys):
    assert main(["search", "苏宁", "--limit", "1", "--json"]) == 0
    printed = capsys.readouterr()
    cursor = printed.err.partition("--after ")[2].strip()
    [found] = answer(capsys, "search", "苏宁", "--limit", "1", "--after", cursor)
    assert found["name"] == "江苏苏宁物流有限公司"


def test_search_with_a_cursor_of_somebody_else_is_refused(city, capsys):
    assert main(["search", "苏宁", "--after", "nowhere"]) == 1
    assert "search.cursor" in capsys.readouterr().err


def test_search_never_shows_the_bare_name_of_a_person(city, capsys):
    assert answer(capsys, "search", "王小二") == []
    assert [found["name"] for found in answer(capsys, "search", code(3, "92"))] == ["王**"]


def test_search_for_people_marks_what_matched(city, capsys):
    assert main(["search", "苏宁云商"]) == 0
    assert capsys.readouterr().out == f"{code(1)}　苏宁易购集团股份有限公司　曾用：【苏宁云商】集团股份有限公司\n"
    assert main(["search", code(2)]) == 0
    assert capsys.readouterr().out == f"{code(2)}　江苏苏宁物流有限公司\n"


def test_rebuild_search_makes_the_same_answers_again(city, capsys):
    before = answer(capsys, "search", "苏宁")
    made = answer(capsys, "rebuild-search")
    assert (made["names"], made["common_grams"]) == (4, 0)
    assert answer(capsys, "search", "苏宁") == before
    assert main(["rebuild-search"]) == 0
    assert "已重建检索索引：4 个名称" in capsys.readouterr().out
