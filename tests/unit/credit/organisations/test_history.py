"""历史登记: what is older than what is known waits for a person, who may accept it as history; the present stays."""

from datetime import date

import pytest

from tests.factories.kernel import NOON, actor, call, later
from tests.factories.organisations import load
from xinheng.credit.organisations import queries
from xinheng.credit.organisations.actions import accept_as_history, decide_match
from xinheng.credit.organisations.models import Decision, Identifier, Registration, ReviewItem, SearchName
from xinheng.credit.organisations.search.indexing import rebuild
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db

GOOD, OTHER, PENDING = "91310000057662777J", "913100000593621371", "320584000069850"
STAFF = Viewer("user:clerk", frozenset({Level.PUBLIC, Level.GOVERNMENT}), purpose="核对登记")
HEADER = "统一社会信用代码,名称,经营状态,变更日期"
NOW, BEFORE, LONG_BEFORE = (
    f"{GOOD},乙公司,存续,2020-01-01",
    f"{GOOD},甲公司,停业,2010-05-06",
    f"{GOOD},丙公司,存续,2001-01-01",
)


@pytest.fixture
def older():
    """乙 since 2020 is known; then comes what was so in 2010, and in 2001."""
    load(NOW, header=HEADER)
    return load(BEFORE, LONG_BEFORE, header=HEADER, now=later(1))


def accept(name: str, *, code: str = GOOD, **more) -> dict:
    return call(
        accept_as_history, **{"now": later(2), "printed_code": code, "printed_name": name, "reason": "档案相符"} | more
    )


def code_of(refused) -> str:
    return refused.value.refusal.code


def seen(**when) -> queries.OrganisationView:
    return queries.organisation(GOOD, viewer=STAFF, **when)


def test_accepted_history_tells_what_was_so_before_and_leaves_the_present(older):
    assert older["review"] == 2
    accept("甲公司")
    accept("丙公司")
    found = seen()
    assert (found.name, found.state, found.version) == ("乙公司", "in_operation", 1)
    assert found.former_names == (
        queries.NameView("丙公司", date(2001, 1, 1), date(2010, 5, 6)),
        queries.NameView("甲公司", date(2010, 5, 6), date(2020, 1, 1)),
    )
    assert [(each.state, each.since and each.since.year) for each in found.states] == [
        ("in_operation", 2001), ("suspended", 2010), ("in_operation", 2020),
    ]  # fmt: skip


@pytest.mark.parametrize(("on", "name"), [("2005-01-01", "丙公司"), ("2015-01-01", "甲公司"), ("2021-01-01", "乙公司")])
def test_as_of_a_day_history_is_what_was_so(older, on, name):
    accept("丙公司")
    accept("甲公司")
    assert seen(as_of=date.fromisoformat(on)).name == name


def test_history_is_known_from_its_acceptance_on(older):
    accept("甲公司", now=NOON.replace(day=21))
    assert seen(known_on=date(2026, 11, 20)).former_names == ()
    assert seen(known_on=date(2026, 11, 21)).former_names != ()
    assert seen(as_of=date(2015, 1, 1), known_on=date(2026, 11, 20)) is None


def test_history_is_searched_as_a_former_name_now_and_after_a_rebuild(older):
    accept("甲公司")
    for _ in range(2):
        assert set(SearchName.objects.values_list("name", "is_current")) == {("甲公司", False), ("乙公司", True)}
        [hit] = queries.search("甲公司", viewer=PUBLIC).hits
        assert (hit.uscc, hit.name, hit.state) == (GOOD, "乙公司", "in_operation")
        rebuild()


def test_accepted_history_is_no_news_when_it_comes_again_and_later_registrations_go_on(older):
    accept("甲公司")
    assert load(BEFORE, header=HEADER, now=later(3))["duplicate"] == 1
    assert load(f"{GOOD},丁公司,存续,2024-01-01", header=HEADER, now=later(4))["superseding"] == 1
    assert (seen().name, seen().version) == ("丁公司", 3)
    silent = load(f"{GOOD},戊公司", now=later(5))
    assert (silent["superseding"], seen().state) == (1, "in_operation")


def test_what_is_silent_on_a_particular_does_not_take_it_from_the_present():
    load(f"{GOOD},乙公司,注销,2020-01-01", header=HEADER)
    load(f"{GOOD},甲公司,2010-05-06", header="统一社会信用代码,名称,变更日期")
    accept("甲公司")
    assert [each.state for each in seen().states] == ["unstated", "deregistered"]


def test_two_days_of_one_print_wait_and_are_accepted_together(older):
    load(f"{GOOD},甲公司,存续,2008-08-08", header=HEADER, now=later(1))
    assert [item.printed_name for item in queries.review_queue(viewer=STAFF)].count("甲公司") == 2
    assert len(accept("甲公司")["versions"]) == 2
    assert [each.since.year for each in seen().states] == [2008, 2010, 2020]


def test_print_that_was_decided_waits_again_when_it_comes_with_another_day(older):
    accept("甲公司")
    receipt = load(f"{GOOD},甲公司,存续,2008-08-08", header=HEADER, now=later(3))
    assert receipt["review"] == 1
    assert "甲公司" in [item.printed_name for item in queries.review_queue(viewer=STAFF)]


def test_accepted_number_under_another_name_leads_to_the_organisation():
    header = "统一社会信用代码,名称,注册号"
    rows = (f"{GOOD},甲公司,{PENDING}", f"{PENDING},乙公司,")
    load(*rows, header=header)
    shown = queries.history(PENDING, "乙公司", viewer=STAFF)
    assert (shown.code, shown.name, [each.since for each in shown.states]) == (GOOD, "甲公司", [None])
    accept("乙公司", code=PENDING)
    found = queries.organisation(PENDING, viewer=STAFF)
    assert (found.uscc, found.name, [each.name for each in found.former_names]) == (GOOD, "甲公司", ["乙公司"])
    assert load(*rows, header=header, now=later(3))["duplicate"] == 2


def test_number_that_is_set_aside_is_left_to_the_code_that_cites_it():
    header = "统一社会信用代码,名称,注册号"
    rows = (f"{GOOD},甲公司,{PENDING}", f"{PENDING},乙公司,")
    load(*rows, header=header)
    call(decide_match, printed_code=PENDING, printed_name="乙公司", organisation=None, reason="号码写错", now=later(1))
    receipt = load(*rows, header=header, now=later(2))
    assert (receipt["duplicate"], receipt["rejected"]) == (1, 1)
    assert Identifier.objects.get(value=PENDING).organisation.identifiers.filter(value=GOOD).exists()


# ---- why not --------------------------------------------------------------------------------------------------------


def test_what_was_decided_or_never_waited_cannot_be_accepted(older):
    accept("甲公司")
    for name in ("甲公司", "丁公司"):
        with pytest.raises(Refused) as refused:
            accept(name)
        assert code_of(refused) == "organisations.not_waiting"
    assert Registration.objects.count() == 2


def test_two_contents_at_once_are_no_history():
    load(f"{GOOD},甲公司", f"{GOOD},乙公司")
    assert queries.history(GOOD, "甲公司", viewer=STAFF) is None
    with pytest.raises(Refused) as refused:
        accept("甲公司")
    assert code_of(refused) == "organisations.no_history"


def test_acceptance_needs_a_reason_and_the_permission(older):
    for more, code in (({"reason": " "}, "organisations.reason_missing"), ({"by": actor()}, "access.not_permitted")):
        with pytest.raises(Refused) as refused:
            accept("甲公司", **more)
        assert code_of(refused) == code
    assert not Decision.objects.exists()


def test_present_print_cannot_be_set_aside(older):
    load(f"{GOOD},乙公司,停业,2015-01-01", header=HEADER, now=later(1))
    with pytest.raises(Refused) as refused:
        call(decide_match, printed_code=GOOD, printed_name="乙公司", organisation=None, reason="旧", now=later(2))
    assert code_of(refused) == "organisations.is_present"
    call(decide_match, printed_code=GOOD, printed_name="乙公司", organisation=GOOD, reason="旧", now=later(2))
    assert "乙公司" not in [item.printed_name for item in queries.review_queue(viewer=STAFF)]


def test_public_is_not_told_what_waits(older):
    assert queries.history(GOOD, "甲公司", viewer=PUBLIC) is None


def test_review_item_keeps_nothing_but_the_registration(older):
    assert set(ReviewItem.objects.first().content) == {
        "name", "kind", "state", "region", "industry", "established_on", "capital_fen", "may_be_personal",
        "valid_from", "digest", "code_kind", "warning",
    }  # fmt: skip
