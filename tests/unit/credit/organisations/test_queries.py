"""主体: what of an organisation each viewer sees, on which day."""

from datetime import date

import pytest

from tests.factories.kernel import NOON, call
from tests.factories.organisations import load
from xinheng.credit.organisations import queries
from xinheng.credit.organisations.actions import decide_match
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db

GOOD, OTHER, FAILING, PENDING = "91310000057662777J", "913100000593621371", "91510182749740641Y", "320584000069850"
SOLE = "92340621MA2PBMA318"
STAFF = Viewer("user:clerk", frozenset({Level.PUBLIC, Level.GOVERNMENT}), purpose="核对登记")
ITSELF = Viewer("self", purpose="本主体查询", consented=frozenset({GOOD}))
HISTORY = "统一社会信用代码,名称,经营状态,变更日期"


def public(code: str) -> queries.OrganisationView | None:
    return queries.organisation(code, viewer=PUBLIC)


def test_file_opens_by_every_code_that_leads_to_it():
    load(f"{GOOD},甲公司,{PENDING}", header="统一社会信用代码,名称,注册号")
    codes = (
        GOOD,
        f" {GOOD[:10]} {GOOD[10:].lower()}",
        PENDING,
        GOOD[8:17],
        f"{GOOD[8:16]}-{GOOD[16]}",
        "310101" + GOOD[8:17],
    )
    assert {public(code).uscc for code in codes} == {GOOD}


def test_code_that_nobody_has_opens_nothing():
    load(f"{GOOD},甲公司")
    assert public(OTHER) is None
    assert public("") is None


def test_view_says_codes_in_words_too():
    load(
        f"{GOOD},甲公司,有限责任公司,存续,0111,5(万元)",
        header="统一社会信用代码,名称,企业类型,经营状态,行业,注册资本",
    )
    found = public(GOOD)
    assert (found.kind, found.kind_name, found.region_name) == ("1100", "有限责任公司", "上海市")
    assert (found.industry_name, found.state, found.capital_fen) == ("稻谷种植", "in_operation", 5_000_000)
    assert (found.source.row, found.version) == (2, 1)


def test_failing_code_is_public_with_its_warning():
    load(f"{FAILING},乙公司")
    assert public(FAILING).warnings == ("uscc.check_character",)


def test_organisation_without_a_code_is_for_government_only():
    load(f"{PENDING},丙公司")
    assert public(PENDING) is None
    found = queries.organisation(PENDING, viewer=STAFF)
    assert (found.is_pending, found.uscc, found.name) == (True, None, "丙公司")


def test_name_that_may_be_a_person_s_is_masked_for_the_public_and_not_for_staff():
    load(f"{SOLE},王小二,王记饭店", header="统一社会信用代码,名称,曾用名")
    found = public(SOLE)
    assert (found.name, found.masked, found.former_names) == ("王**", True, ())
    assert "王小二" not in repr(found)
    assert queries.organisation(SOLE, viewer=STAFF).name == "王小二"


def test_name_that_may_be_a_person_s_is_found_by_its_full_code_only():
    load(f"{SOLE},王小二")
    assert public(SOLE[8:17]) is None
    assert queries.organisation(SOLE[8:17], viewer=STAFF).uscc == SOLE


# ---- over time ------------------------------------------------------------------------------------------------------


@pytest.fixture
def history():
    """甲 from 2001, 乙 from 2010, revoked in 2024; the last became known a day later."""
    load(f"{GOOD},甲公司,存续,2001-01-01", f"{GOOD},乙公司,存续,2010-05-06", header=HISTORY)
    load(f"{GOOD},乙公司,吊销,2024-03-01", header=HISTORY, now=NOON.replace(day=21))


def test_names_and_states_are_told_with_their_days(history):
    found = public(GOOD)
    assert found.former_names == (queries.NameView("甲公司", date(2001, 1, 1), date(2010, 5, 6)),)
    assert found.states == (
        queries.StateView("in_operation", date(2001, 1, 1)),
        queries.StateView("revoked", date(2024, 3, 1)),
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2000, 1, 1), None),
        (date(2009, 12, 31), ("甲公司", "in_operation")),
        (date(2010, 5, 6), ("乙公司", "in_operation")),
        (date(2024, 3, 1), ("乙公司", "revoked")),
    ],
)
def test_as_of_a_day_it_is_as_it_was(history, on, expected):
    found = queries.organisation(GOOD, viewer=STAFF, as_of=on)
    assert (found and (found.name, found.state)) == expected


@pytest.mark.parametrize(
    ("on", "state"), [(date(2026, 11, 19), None), (date(2026, 11, 20), "in_operation"), (date(2026, 11, 21), "revoked")]
)
def test_known_on_a_day_it_is_as_was_known_before_its_end(history, on, state):
    found = queries.organisation(GOOD, viewer=ITSELF, known_on=on)
    assert (found and found.state) == state


@pytest.mark.parametrize("day", [{"as_of": date(2020, 1, 1)}, {"known_on": date(2026, 11, 20)}])
def test_public_cannot_look_back(history, day):
    with pytest.raises(Refused) as refused:
        queries.organisation(GOOD, viewer=PUBLIC, **day)
    assert refused.value.refusal.code == "organisations.history_not_permitted"


# ---- lineage --------------------------------------------------------------------------------------------------------


def test_branch_and_head_show_each_other():
    load(f"{GOOD},甲公司,", f"{OTHER},甲公司分公司,{GOOD}", header="统一社会信用代码,名称,隶属企业统一社会信用代码")
    assert public(GOOD).branches == (queries.LineageView("branch_of", OTHER, "甲公司分公司", None, False),)
    assert public(OTHER).lineage == (queries.LineageView("branch_of", GOOD, "甲公司", None, True),)
    assert public(OTHER).branches == ()


# ---- many -----------------------------------------------------------------------------------------------------------


def test_wrong_codes_are_listed_for_staff_with_a_hint_a_page_at_a_time():
    load(f"{GOOD},甲公司", f"{FAILING},乙公司", "91422800080914792K,丙公司")
    page = queries.wrong_codes(viewer=STAFF, limit=1)
    assert [(each.uscc, each.name, each.suggestion) for each in page.codes] == [
        ("91422800080914792K", "丙公司", "91422800080914792C")
    ]
    assert [each.uscc for each in queries.wrong_codes(viewer=STAFF, after=page.next).codes] == [FAILING]
    assert queries.wrong_codes(viewer=PUBLIC).codes == ()


@pytest.mark.clause("CZ-15")
def test_rate_of_wrong_and_repeated_codes_is_measured():
    same_inside = "92320000057662777"
    from xinheng.ground.identifiers.uscc import check_character

    load(
        f"{GOOD},甲公司", f"{FAILING},乙公司", f"{PENDING},丙公司", f"{same_inside}{check_character(same_inside)},丁店"
    )
    rate = queries.wrong_code_rate(viewer=STAFF)
    assert (rate.organisations, rate.wrong, rate.repeated, rate.pending, rate.per_100_000) == (4, 1, 2, 1, 75_000)
    assert queries.wrong_code_rate(viewer=PUBLIC).pending is None


def test_review_queue_holds_what_is_undecided_and_only_staff_see_it():
    load(f"{GOOD},甲公司", f"{GOOD},乙公司")
    queue = queries.review_queue(viewer=STAFF)
    assert [(each.printed_name, each.source.row) for each in queue] == [("甲公司", 2), ("乙公司", 3)]
    assert queries.review_queue(viewer=PUBLIC) == ()
    call(decide_match, printed_code=GOOD, printed_name="乙公司", organisation=None, reason="已核实")
    assert [each.printed_name for each in queries.review_queue(viewer=STAFF)] == ["甲公司"]


def test_one_file_takes_few_statements(history, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        public(GOOD)


def test_lists_take_as_many_statements_for_many_rows_as_for_one(django_assert_max_num_queries):
    load(f"{FAILING},乙公司", "91422800080914792K,丙公司", f"{GOOD},甲公司", f"{GOOD},丁公司")
    with django_assert_max_num_queries(3):
        queries.wrong_codes(viewer=STAFF)
        queries.review_queue(viewer=STAFF)
