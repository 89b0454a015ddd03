"""公众门户: every page answers, says what it should, and refuses what it should."""

import csv
import io

import pytest

from tests.faces import publish_law

RULE = "/rules/terms/publicity.permit_penalty.department/"


def text_of(response) -> str:
    return response.content.decode()


def test_home_has_one_search_box_four_doors_and_deadlines(visitor, django_assert_num_queries):
    visitor.get("/")
    with django_assert_num_queries(5):
        page = text_of(visitor.get("/"))
    assert page.count('type="search"') == 1
    for door in ("查主体", "看公示", "办修复与异议", "看抽查"):
        assert door in page
    assert "行政许可、行政处罚信息公示" in page


def test_no_door_is_a_dead_end(visitor):
    for address in ("/search/", "/publicity/", "/rules/chapters/repair/", "/rules/chapters/inspection/"):
        assert visitor.get(address).status_code == 200


def test_search_judges_a_code_and_says_that_nobody_here_has_it(visitor):
    page = text_of(visitor.get("/search/", {"q": "11321323MB0C001081"}))
    assert "书写正确" in page
    assert "机关" in page
    assert "没有公开的主体使用这个代码" in page


def test_search_offers_what_was_probably_meant(visitor):
    page = text_of(visitor.get("/search/", {"q": "11321323MB0COO1O81"}))
    assert "不是有效的统一社会信用代码" in page
    assert "?q=11321323MB0C001081" in page


def test_search_finds_rules_by_words(visitor):
    page = text_of(visitor.get("/search/", {"q": "处罚公示"}))
    assert "行政许可、行政处罚信息公示" in page


def test_search_never_shows_a_personal_number_again(visitor):
    response = visitor.get("/search/", {"q": "11010519491231002X"})
    assert "不收、不查、不保存个人号码" in text_of(response)
    assert "11010519491231002X" not in text_of(response)


def test_search_without_a_match_says_what_to_do(visitor):
    page = text_of(visitor.get("/search/", {"q": "无此一事"}))
    assert "没有找到主体" in page
    assert "可减少字数" in page


def test_rules_index_names_every_rule_in_force(visitor, django_assert_num_queries):
    visitor.get("/rules/")
    with django_assert_num_queries(1):
        page = text_of(visitor.get("/rules/"))
    assert "信用承诺书公示" in page
    assert "/rules/chapters/repair/" in page


def test_rules_index_filtered_by_words_shows_only_what_fits(visitor):
    page = text_of(visitor.get("/rules/", {"q": "异议核查"}))
    assert "异议核查处理并答复" in page
    assert "信用承诺书公示" not in page


@pytest.mark.parametrize("chapter", ["publicity", "repair"])
def test_chapter_draws_the_windows_of_repair(visitor, chapter):
    page = text_of(visitor.get(f"/rules/chapters/{chapter}/"))
    assert "严重失信信息最长公示期" in page
    assert "<svg" in page


def test_chapter_that_no_pack_has_is_not_found(visitor):
    assert visitor.get("/rules/chapters/nothing/").status_code == 404


def test_rule_page_says_number_article_and_what_other_levels_say(visitor, django_assert_num_queries):
    visitor.get(RULE)
    with django_assert_num_queries(2):
        page = text_of(visitor.get(RULE))
    assert "<b>5</b> 个工作日" in page
    assert "第十六条" in page
    assert "依据文件效力待确认" in page
    assert "由下级规定细化" in page


@pytest.mark.clause("SY-31")
def test_rule_page_computes_the_due_date_of_a_publication(visitor, law):
    publish_law(law)
    page = text_of(visitor.get(RULE, {"start": "2026-09-28"}))
    assert '<time datetime="2026-10-10">' in page  # over the National Day, on a make-up Saturday


@pytest.mark.clause("SY-32")
def test_rule_page_computes_the_due_date_of_the_credit_office(visitor, law):
    publish_law(law)
    page = text_of(visitor.get("/rules/terms/publicity.permit_penalty.credit_office/", {"start": "2026-11-20"}))
    assert '<time datetime="2026-11-24">' in page


def test_rule_page_marks_a_date_of_an_unannounced_year_as_provisional(visitor):
    page = text_of(visitor.get(RULE, {"start": "2026-12-30"}))
    assert "暂定" in page
    assert "请勿作为正式期限引用" in page


def test_rule_page_says_why_there_is_no_date_beyond_the_calendar(visitor):
    assert "算不出到期日" in text_of(visitor.get(RULE, {"start": "2090-01-01"}))


def test_rule_page_asks_for_a_readable_date(visitor):
    page = text_of(visitor.get(RULE, {"start": "2026-13-40"}))
    assert "请写成 2026-11-21 这样的日期" in page
    assert 'aria-invalid="true"' in page


def test_rule_that_burdens_is_worded_as_a_limit(visitor):
    assert "最长 <b>1</b> 年" in text_of(visitor.get("/rules/terms/publicity.general.maximum/"))
    assert "至少 <b>3</b> 个月" in text_of(visitor.get("/rules/terms/publicity.general.minimum/"))


def test_rule_that_nobody_defines_is_not_found(visitor):
    assert visitor.get("/rules/terms/publicity.nothing/").status_code == 404


def test_table_of_rules_opens_in_a_spreadsheet(visitor):
    response = visitor.get("/rules/rules.csv")
    assert response.content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(text_of(response).removeprefix("\ufeff"))))
    row = next(row for row in rows if row["事项代码"] == "publicity.permit_penalty.department")
    assert (row["数字"], row["单位"], row["期限"], row["条款"]) == ("5", "workday", "5个工作日", "第十六条")


def test_lists_are_grouped_by_who_may_decide(visitor):
    page = text_of(visitor.get("/rules/lists/"))
    assert "主管机关认定，本地只展示" in page
    assert "历史名单，不再新增" in page


def test_list_page_says_why_no_case_can_open(visitor):
    page = text_of(visitor.get("/rules/lists/serious.market_regulation/"))
    assert "最长 3 年" in page
    assert 'class="why-not"' in page


def test_list_that_nobody_defines_is_not_found(visitor):
    assert visitor.get("/rules/lists/serious.nothing/").status_code == 404


def test_parameters_are_written_in_their_units(visitor):
    page = text_of(visitor.get("/rules/parameters/"))
    assert "3,000.00 元" in page
    assert "%" in page


def test_sources_say_their_force_and_what_rests_on_them(visitor):
    assert "依据文件效力待确认" in text_of(visitor.get("/rules/sources/"))
    page = text_of(visitor.get("/rules/sources/ndrc-order-36/"))
    assert "国家发展改革委令第36号" in page
    assert "/rules/terms/publicity.serious.maximum/" in page


def test_source_that_nobody_cites_is_not_found(visitor):
    assert visitor.get("/rules/sources/nothing/").status_code == 404


def test_calendar_of_an_announced_year_counts_its_working_days(visitor):
    page = text_of(visitor.get("/rules/calendar/", {"year": "2026"}))
    assert "全年 248 个工作日" in page
    assert page.count('class="month"') == 12


def test_calendar_of_a_year_to_come_says_that_it_is_not_announced(visitor):
    assert "这一年的放假安排尚未公布" in text_of(visitor.get("/rules/calendar/", {"year": "2027"}))


@pytest.mark.parametrize("year", ["1999", "2900", "9" * 5000])
def test_calendar_of_a_year_nobody_can_know_is_not_found(visitor, year):
    assert visitor.get("/rules/calendar/", {"year": year}).status_code == 404
