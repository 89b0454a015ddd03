"""Parts of pages that are made once and kept: never in the wrong language or under the wrong heading; and no sessions."""

import re

import pytest


def foot(page: str) -> str:
    return re.search(r"<footer.*</footer>", page, re.S)[0]


def current(page: str) -> list[str]:
    navigation = re.search(r'<nav class="nav".*?</nav>', page, re.S)[0]
    return re.findall(r'<a href="([^"]+)" aria-current', navigation)


def test_kept_parts_speak_the_language_of_each_reader(visitor):
    chinese, english, again = (
        visitor.get("/rules/", headers={"Accept-Language": language}).content.decode()
        for language in ("zh-CN", "en", "zh-CN")
    )
    assert "关于本站" in foot(chinese)
    assert not re.search(r"[\u4e00-\u9fff]", foot(english))
    assert foot(again) == foot(chinese)


def test_kept_navigation_marks_where_each_page_stands(visitor):
    for _ in range(2):
        for address in ("/", "/search/", "/rules/", "/rules/lists/", "/rules/calendar/"):
            assert current(visitor.get(address).content.decode()) == [address]
    assert current(visitor.get("/accessibility/").content.decode()) == []


def test_kept_foot_says_that_it_is_a_demonstration_only_while_it_is_one(visitor, settings):
    before = foot(visitor.get("/rules/").content.decode())
    settings.DEMO = True
    shown = foot(visitor.get("/rules/").content.decode())
    settings.DEMO = False
    assert shown != before == foot(visitor.get("/rules/").content.decode())


@pytest.mark.parametrize("address", ["/", "/search/", "/rules/", "/accessibility/"])
def test_the_public_has_no_session(visitor, django_assert_max_num_queries, address):
    visitor.get(address)
    with django_assert_max_num_queries(20) as asked:
        response = visitor.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert not [each for each in asked if "django_session" in each["sql"] or "access_user" in each["sql"]]
