"""查主体: the public's search and the page of each organisation."""

import pytest

from tests.factories.organisations import load
from tests.factories.register import (
    BRANCH,
    BREWERY,
    FORMER_NUMBER,
    HOTEL,
    PENDING_NUMBER,
    PERSON,
    UNKNOWN,
    WRONGLY_ISSUED,
    small_register,
)

RESIDENT = "11010519491231002X"  # the form of a person's number, made up


@pytest.fixture
def reader(visitor, settings, tmp_path):
    """Anybody, where a small register is loaded."""
    settings.VAR = tmp_path
    small_register()
    return visitor


def text_of(response) -> str:
    return response.content.decode()


def found(reader, asked: str, **more) -> str:
    return text_of(reader.get("/search/", {"q": asked, **more}))


# ---- search ---------------------------------------------------------------------------------------------------------


def test_search_finds_a_part_of_a_name_and_marks_it(reader, django_assert_num_queries):
    found(reader, "洋河")
    with django_assert_num_queries(8):
        page = found(reader, "洋河")
    assert "泗阳<mark>洋河</mark>酿酒有限公司" in page
    assert f'href="/organisations/{BREWERY}/"' in page
    assert "找到 2 个主体" in page


def test_search_by_a_former_name_says_so(reader):
    page = found(reader, "县酒厂")
    assert "泗阳洋河酿酒有限公司" in page
    assert "曾用名" in page
    assert "泗阳<mark>县酒厂</mark>" in page


def test_search_by_initials_marks_the_characters_they_stand_for(reader):
    assert "泗阳<mark>洋河酿酒</mark>有限公司" in found(reader, "yhnj")


def test_search_by_a_former_number_leads_to_the_organisation(reader):
    page = found(reader, FORMER_NUMBER)
    assert "泗阳洋河酿酒有限公司" in page
    assert "旧代码" in page


def test_search_by_a_number_that_awaits_its_code_says_why_there_is_nothing(reader):
    page = found(reader, PENDING_NUMBER)
    assert "老字号酱园" not in page
    assert "尚未换发统一社会信用代码的主体不公开" in page


def test_search_by_a_pasted_code_with_a_slip_asks_what_was_meant(reader):
    page = found(reader, BREWERY[:8] + " " + BREWERY[8:17] + "O")
    assert "是否要查" in page
    assert f'href="/organisations/{BREWERY}/"' in page


def test_search_by_one_character_asks_for_another(reader):
    assert "再多写一个字" in found(reader, "酒")


def test_search_without_a_find_suggests_names_like_it(reader):
    page = found(reader, "悦来旅舍")
    assert "没有找到主体" in page
    assert "泗阳县悦来旅馆有限公司" in page


def test_search_shows_a_sole_proprietor_by_full_code_only_and_masked(reader):
    assert PERSON not in found(reader, "王小二")
    assert "王**" in found(reader, PERSON)


def test_search_pages_by_a_key(reader):
    load(*(f"91321323MB0C06{number:03}X,泗阳县众兴第{number}粮行有限公司" for number in range(100, 130)))
    first = found(reader, "粮行")
    assert "先列 20 个" in first
    address = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = text_of(reader.get(address))
    assert "接着的 10 个主体" in second
    assert "回到开头" in second


def test_search_from_a_mangled_place_begins_anew(reader):
    response = reader.get("/search/", {"q": "粮行", "after": "???"})
    assert response["Location"] == "/search/?q=%E7%B2%AE%E8%A1%8C"


def test_search_says_what_can_be_searched(reader):
    assert "可以查什么" in text_of(reader.get("/search/"))


def test_instant_answer_is_the_answer_of_the_page(reader, django_assert_num_queries):
    reader.get("/search/instant/", {"q": "洋河"})
    with django_assert_num_queries(7):
        part = text_of(reader.get("/search/instant/", {"q": "洋河"}))
    assert "<html" not in part
    assert part.strip() in found(reader, "洋河")


def test_instant_answer_never_shows_a_personal_number(reader):
    part = text_of(reader.get("/search/instant/", {"q": RESIDENT}))
    assert "不收、不查、不保存个人号码" in part
    assert RESIDENT not in part


# ---- one organisation -----------------------------------------------------------------------------------------------


def test_page_says_who_an_organisation_is(reader, django_assert_num_queries):
    address = f"/organisations/{BREWERY}/"
    reader.get(address)
    with django_assert_num_queries(8):
        page = text_of(reader.get(address))
    for said in (
        "泗阳洋河酿酒有限公司",
        "存续",
        "江苏省宿迁市泗阳县",
        "白酒制造",
        "1998-05-06",
        "5,000 万元",
        FORMER_NUMBER,
    ):
        assert said in page
    assert f"/organisations/{BREWERY}/qr.svg" in page
    assert "尚未归集" in page
    assert "张三" not in page


def test_page_tells_names_and_states_over_time(reader):
    page = text_of(reader.get(f"/organisations/{HOTEL}/"))
    assert "曾用名：泗阳县悦来大酒店有限公司" in page
    assert "用至 2020-02-02" in page
    assert "注销" in page


def test_page_shows_branches_and_says_that_nothing_is_carried(reader):
    page = text_of(reader.get(f"/organisations/{BREWERY}/"))
    assert f'href="/organisations/{BRANCH}/"' in page
    assert "不会转到它的上级" in page
    assert "隶属于" in text_of(reader.get(f"/organisations/{BRANCH}/"))


def test_page_shows_what_was_merged_and_when_at_both_ends(reader):
    load(
        f"{UNKNOWN},泗阳县众兴米业有限公司,注销,合并,{BREWERY},2021-03-04",
        header="统一社会信用代码,名称,登记状态,沿革类型,沿革主体代码,沿革日期",
    )
    for code, said, other in ((UNKNOWN, "并入", BREWERY), (BREWERY, "合并了", UNKNOWN)):
        page = text_of(reader.get(f"/organisations/{code}/"))
        assert f"<dt>{said}</dt>" in page
        assert f'href="/organisations/{other}/"' in page
        assert "2021-03-04" in page


def test_page_warns_of_a_code_that_was_issued_wrong(reader):
    page = text_of(reader.get(f"/organisations/{WRONGLY_ISSUED}/"))
    assert "校验位与国家标准不符，登记机关原样赋码" in page


def test_page_of_a_name_that_may_be_a_persons_is_masked(reader):
    page = text_of(reader.get(f"/organisations/{PERSON}/"))
    assert "王**" in page
    assert "王小二" not in page


@pytest.mark.parametrize("code", [FORMER_NUMBER, BREWERY.lower(), BREWERY[8:17]])
def test_page_opens_by_any_code_and_leads_to_the_present_one(reader, code):
    assert reader.get(f"/organisations/{code}/")["Location"] == f"/organisations/{BREWERY}/"


def test_page_is_not_sent_twice_to_who_has_it(reader):
    first = reader.get(f"/organisations/{BREWERY}/")
    again = reader.get(f"/organisations/{BREWERY}/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert first["Cache-Control"] == "private, no-cache"


def test_page_of_an_unknown_code_helps_on(reader):
    response = reader.get(f"/organisations/{BREWERY[:17]}X/")
    assert response.status_code == 404
    assert "泗阳洋河酿酒有限公司" in text_of(response)
    assert "不是有效的统一社会信用代码" in text_of(response)


def test_page_of_a_good_code_that_nobody_has_says_so(reader):
    response = reader.get(f"/organisations/{UNKNOWN}/")
    assert response.status_code == 404
    assert "书写正确" in text_of(response)


def test_page_of_an_organisation_without_a_code_is_not_public(reader):
    response = reader.get(f"/organisations/{PENDING_NUMBER}/")
    assert response.status_code == 404
    assert "老字号酱园" not in text_of(response)


def test_page_of_a_personal_number_does_not_show_it(reader):
    response = reader.get(f"/organisations/{RESIDENT}/")
    assert response.status_code == 404
    assert RESIDENT not in text_of(response)
