"""归集监督: the credit office sees how well departments report, what is overdue, what ends, and who decides."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import fastexcel
import pytest

from tests.factories.boards import BREWERY, marked, published, sent, zero
from tests.factories.kernel import CREDIT_OFFICE, MARKET_BRANCH, MARKET_BUREAU, PASSWORD, account, authority, call
from xinheng.credit.records.models import CreditRecord, FileAccess, Mark
from xinheng.credit.submissions.models import Urging
from xinheng.credit.submissions.queries import expected_lately
from xinheng.credit.submissions.supervision.actions import urge
from xinheng.faces.desk import boards
from xinheng.faces.desk.forms import new_operation
from xinheng.ground.disclosure import Level, Viewer

QUALITY, OVERDUE, ENDING, ADVERSE = "/desk/quality/", "/desk/overdue/", "/desk/ending/", "/desk/adverse/"
STAFF = Viewer("user:office", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "归集监督")
TODAY, SEPTEMBER = date(2026, 11, 20), date(2026, 9, 1)


@pytest.fixture
def desk(officer, monkeypatch):
    """An officer of the credit office on 2026-11-20."""
    monkeypatch.setattr(boards, "today", lambda: TODAY)
    return officer


@pytest.fixture
def bureau(desk) -> str:
    """A bureau that reported September late and in part, and October not at all."""
    ref = authority(MARKET_BUREAU)
    sent(ref, date(2026, 9, 20), decided=(SEPTEMBER,) * 3, admitted=3, rejected=1, late=3, timed=3)
    return ref


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text_of(response).removeprefix("\ufeff"))))


# ---- data quality ---------------------------------------------------------------------------------------------------


def test_league_shows_the_rates_of_the_circulars(desk, bureau, django_assert_max_num_queries):
    desk.get(QUALITY)
    with django_assert_max_num_queries(26):
        page = text_of(desk.get(QUALITY))
    for said in (
        "泗阳县市场监督管理局",
        "75.00%",
        "0.00%",
        f"/desk/quality/{bureau}/?from=2026-01&amp;to=2026-11#missing",
    ):
        assert said in page


def test_league_is_of_the_months_in_the_address(desk, bureau):
    assert "这段时间没有部门报送" in text_of(desk.get(f"{QUALITY}?from=2026-01&to=2026-08"))
    assert "75.00%" in text_of(desk.get(f"{QUALITY}?from=2026-09&to=2026-09"))


@pytest.mark.parametrize(
    "asked", ["from=2026-13&to=2026-10", "from=2026-10&to=2026-09", "from=x", "to=2026-10", "from=1900-01&to=2026-01"]
)
def test_months_that_make_no_sense_are_said_to_be_so(desk, bureau, asked):
    page = text_of(desk.get(f"{QUALITY}?{asked}"))
    assert "月份没有看懂" in page
    assert "泗阳县市场监督管理局" in page


def test_chart_is_drawn_from_the_table_and_loads_nothing_inline(desk, bureau):
    page = text_of(desk.get(QUALITY))
    assert 'data-table="league"' in page
    assert 'id="league"' in page
    assert 'data-value="75.0"' in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script src=")
    assert "echarts.min.js" in page
    assert "echarts" not in text_of(desk.get("/desk/"))


@pytest.mark.parametrize(("extension", "read"), [("csv", rows_of), ("xlsx", None)])
def test_league_comes_as_a_table_of_what_is_shown(desk, bureau, extension, read):
    response = desk.get(f"{QUALITY}quality.{extension}?from=2026-09&to=2026-10")
    assert unquote(response["Content-Disposition"]) == f'attachment; filename="quality-202609-202610.{extension}"'
    if read:
        head, row, total = read(response)
    else:
        sheet = fastexcel.read_excel(response.content).load_sheet(0, header_row=None).to_polars()
        head, row, total = ([str(value) for value in each] for each in sheet.rows())
    assert head[:4] == ["部门", "报送次数", "收到", "及时率"]
    assert row == ["泗阳县市场监督管理局", "1", "4", "0.00%", "3", "75.00%", "1", "0", "0.00%", "1", "2"]
    assert total[1:] == row[1:]


def test_table_of_another_kind_is_not_found(desk, bureau):
    assert desk.get(f"{QUALITY}quality.pdf").status_code == 404


def test_every_number_of_a_department_opens(desk, bureau, django_assert_max_num_queries):
    marked(CreditRecord.objects.first(), Mark.Kind.RETURNED, date(2026, 9, 25), "当事人名称有误")
    address = f"{QUALITY}{bureau}/"
    desk.get(address)
    with django_assert_max_num_queries(30):
        page = text_of(desk.get(address))
    for said in ("penalty-2026-09-20.csv", "当事人名称有误", "2026-11-10 周二", "已逾期", "行政处罚"):
        assert said in page
    assert "/rules/terms/collection.periodic_report.department/?start=2026-10-31" in page


def test_late_records_say_why_their_last_day_was_that_day(desk, bureau, django_assert_max_num_queries):
    submission = sent(bureau, date(2026, 10, 20), decided=(date(2026, 9, 24),), late=1, timed=1, admitted=1)
    address = f"{QUALITY}late/{submission.batch.ref}/"
    assert address in text_of(desk.get(f"{QUALITY}{bureau}/"))
    with django_assert_max_num_queries(23):
        page = text_of(desk.get(address))
    for said in ("2026-10-09 周五", "国庆", "11 天", f"/organisations/{BREWERY}/", "第十六条"):
        assert said in page


@pytest.mark.parametrize("address", [f"{QUALITY}nobody/", f"{QUALITY}late/nothing/", f"{OVERDUE}nobody/"])
def test_what_nobody_knows_is_not_found(desk, address):
    assert desk.get(address).status_code == 404


# ---- overdue --------------------------------------------------------------------------------------------------------


def test_overdue_lists_what_is_owed_and_since_when(desk, bureau, django_assert_max_num_queries):
    desk.get(OVERDUE)
    with django_assert_max_num_queries(24):
        page = text_of(desk.get(OVERDUE))
    for said in ("泗阳县市场监督管理局", "2026-10", "2026-11-10 周二", "10 天", "还没有催过"):
        assert said in page


def test_zero_report_takes_a_month_off_the_list(desk, bureau):
    zero(bureau, date(2026, 10, 1))
    assert "近12个月应报的都报了" in text_of(desk.get(OVERDUE))


def test_who_never_reported_is_named_apart(desk, bureau):
    silent = authority(MARKET_BRANCH, "泗阳县城市管理局")
    listed = text_of(desk.get(OVERDUE)).partition("从未报送的部门")[2]
    assert "泗阳县城市管理局" in listed
    assert "泗阳县市场监督管理局" not in listed
    zero(silent, date(2026, 10, 1))
    assert "泗阳县城市管理局" not in text_of(desk.get(OVERDUE)).partition("从未报送的部门")[2]


def test_overdue_comes_as_a_table(desk, bureau):
    _head, row = rows_of(desk.get(f"{OVERDUE}overdue.csv"))
    assert row == ["泗阳县市场监督管理局", "行政处罚", "2026-10", "2026-11-10", "10", "0", ""]


def test_urging_gives_the_text_and_is_remembered(desk, bureau):
    page = text_of(desk.get(f"{OVERDUE}{bureau}/"))
    assert "行政处罚，所属期 2026-10，最后一日 2026-11-10 周二，已逾期 10 天。" in page
    operation = new_operation()
    for _click in range(2):
        response = desk.post(f"{OVERDUE}{bureau}/", {"operation": operation})
        assert response["Location"] == f"{OVERDUE}{bureau}/"
    assert Urging.objects.count() == 1
    assert "已催 1 次" in text_of(desk.get(OVERDUE))


def test_last_urging_stands_in_the_table_under_the_day_in_shanghai(desk, bureau):
    late = datetime(2026, 11, 19, 17, tzinfo=UTC)  # one o'clock in the morning of the 20th
    (owed,) = [each for each in expected_lately(viewer=STAFF, on=TODAY, authority=bureau) if each.is_overdue]
    call(urge, now=late, authority=bureau, reports=[owed.key])
    _head, row = rows_of(desk.get(f"{OVERDUE}overdue.csv"))
    assert row[-2:] == ["1", "2026-11-20"]


def test_urging_of_nothing_is_refused_with_the_reason(desk, bureau):
    zero(bureau, date(2026, 10, 1))
    response = desk.post(f"{OVERDUE}{bureau}/", {"operation": new_operation()})
    assert response.status_code == 422
    assert "没有记下催报" in response.content.decode()


# ---- what ends, and who decides -------------------------------------------------------------------------------------


def test_what_ends_this_week_is_listed_with_its_last_day(desk, bureau, django_assert_max_num_queries):
    this_week, next_week, _third = CreditRecord.objects.order_by("pk")
    published(this_week, date(2026, 9, 25), TODAY + timedelta(2))
    published(next_week, date(2026, 9, 25), TODAY + timedelta(7))
    desk.get(ENDING)
    with django_assert_max_num_queries(20):
        page = text_of(desk.get(ENDING))
    assert "2026-11-22 周日" in page
    assert this_week.document_number in page
    assert next_week.document_number not in page.partition("快到最长公示期")[0]
    assert [row[2] for row in rows_of(desk.get(f"{ENDING}ending.csv"))[1:]] == [this_week.document_number]


def test_board_says_that_more_ends_than_it_shows_and_the_table_holds_all(desk, bureau, monkeypatch):
    monkeypatch.setattr(boards, "MOST_ENDING", 1)
    for record in CreditRecord.objects.order_by("pk")[:2]:
        published(record, date(2026, 9, 25), TODAY + timedelta(2))
    page = text_of(desk.get(ENDING))
    assert "2 条信息公示期满" in page
    assert "这里是先到期的 1 条" in page
    assert len(rows_of(desk.get(f"{ENDING}ending.csv"))) == 3


def test_adverse_items_open_down_to_each_document(desk, bureau, django_assert_max_num_queries):
    desk.get(ADVERSE)
    with django_assert_max_num_queries(11):
        page = text_of(desk.get(ADVERSE))
    address = f"{ADVERSE}{MARKET_BUREAU}/?from=2025-12&amp;to=2026-11"
    assert address in page
    listed = text_of(desk.get(address.replace("&amp;", "&")))
    assert "作出 3 条不利信息" in listed
    assert all(record.document_number in listed for record in CreditRecord.objects.all())
    head, row, _total = rows_of(desk.get(f"{ADVERSE}adverse.csv"))
    assert (row[0], row[head.index("2026-09")], row[-2]) == ("泗阳县市场监督管理局", "3", "3")


def test_unusual_month_is_marked_by_sign_and_word(desk):
    ref = authority(MARKET_BUREAU)
    sent(ref, date(2026, 9, 20), decided=(SEPTEMBER,) * 9)
    page = text_of(desk.get(ADVERSE))
    assert page.count("▲</span>偏多") == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (QUALITY, "这段时间没有部门报送"),
        (OVERDUE, "还没有应报的"),
        (ENDING, "七天内没有到期的公示"),
        (ADVERSE, "这段时间没有不利信息"),
        (f"{ADVERSE}{MARKET_BUREAU}/", "这段时间没有不利信息"),
    ],
)
def test_nothing_yet_says_what_to_do_next(desk, address, said):
    assert said in text_of(desk.get(address))


def test_what_nears_its_longest_term_unperformed_is_listed_beside(desk, bureau):
    unproved, performed, far = CreditRecord.objects.order_by("pk")
    published(unproved, date(2026, 9, 25), TODAY + timedelta(20))
    published(performed, date(2026, 9, 25), TODAY + timedelta(20))
    published(far, date(2026, 9, 25), TODAY + timedelta(200))
    marked(performed, Mark.Kind.PERFORMED, date(2026, 10, 1))
    page = text_of(desk.get(ENDING))
    assert unproved.document_number in page
    assert performed.document_number not in page
    assert far.document_number not in page


# ---- who may --------------------------------------------------------------------------------------------------------

PAGES = (
    QUALITY,
    f"{QUALITY}quality.csv",
    f"{QUALITY}x/",
    f"{QUALITY}late/x/",
    OVERDUE,
    f"{OVERDUE}overdue.csv",
    f"{OVERDUE}x/",
    ENDING,
    f"{ENDING}ending.csv",
    ADVERSE,
    f"{ADVERSE}adverse.csv",
    f"{ADVERSE}x/",
)


def test_boards_ask_visitors_to_sign_in(visitor):
    for address in PAGES:
        assert visitor.get(address)["Location"].startswith("/accounts/login/"), address


def test_boards_refuse_who_lacks_the_permission(visitor):
    account("clerk", "department_clerk", "department_reviewer")
    visitor.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    for address in PAGES:
        assert visitor.get(address).status_code == 403, address


def test_lists_of_records_open_them_and_leave_a_trace_of_who_looked(desk, bureau):
    listed = text_of(desk.get(f"{ADVERSE}{MARKET_BUREAU}/?from=2026-09&to=2026-09"))
    address = f"/desk/records/{CreditRecord.objects.first().record_key.hex}/"
    assert address in listed
    assert desk.get(address).status_code == 200
    trace = FileAccess.objects.get(what="adverse_records")
    assert (trace.by, trace.subject, trace.purpose) == ("user:officer", MARKET_BUREAU, "监督信用信息归集")


# ---- requirements ---------------------------------------------------------------------------------------------------


@pytest.mark.clause("ZJ-19", "ZJ-16")
def test_zhenjiang_measures_compliance_timeliness_and_what_was_not_collected(desk, settings):
    """许可处罚数据合规时效达标; “双公示”归集不足 shows department by department."""
    settings.PLACE = "zhenjiang"
    good, poor = authority(CREDIT_OFFICE, "镇江市城市管理局"), authority(MARKET_BUREAU, "镇江市市场监督管理局")
    for month in (9, 10):
        sent(good, date(2026, month, 28), type="permit", decided=(date(2026, month, 1),), admitted=4, timed=4)
    sent(poor, date(2026, 9, 28), decided=(SEPTEMBER,) * 2, admitted=2, rejected=2, late=1, timed=2)
    rows = {row[0]: row for row in rows_of(desk.get(f"{QUALITY}quality.csv?from=2026-09&to=2026-10"))}
    assert rows["镇江市城市管理局"][3:] == ["100.00%", "0", "100.00%", "0", "0", "0.00%", "0", "2"]
    assert rows["镇江市市场监督管理局"][3:] == ["50.00%", "1", "50.00%", "2", "0", "0.00%", "1", "2"]
    assert "镇江市市场监督管理局漏报 1 期" in text_of(desk.get(f"{QUALITY}?from=2026-09&to=2026-10"))


@pytest.mark.clause("SY-13", "ZJ-78", "CZ-34")
def test_who_does_not_report_punctually_and_completely_is_found_and_urged(desk, bureau):
    """按时完整推送; 准确性、及时性、完整性; 应归尽归: each missing month is known, urged, and settled by a report."""
    assert "2026-11-10 周二" in text_of(desk.get(OVERDUE))
    desk.post(f"{OVERDUE}{bureau}/", {"operation": new_operation()})
    assert "已催 1 次" in text_of(desk.get(f"{QUALITY}{bureau}/"))
    sent(bureau, date(2026, 11, 19), decided=(date(2026, 10, 8),), admitted=1, late=1, timed=1)
    assert "没有逾期未报" in text_of(desk.get(OVERDUE))
    (row,) = [row for row in rows_of(desk.get(f"{QUALITY}quality.csv")) if row[0] == "泗阳县市场监督管理局"]
    assert (row[3], row[9]) == ("0.00%", "0")  # late it stays


@pytest.mark.clause("DY-39")
def test_dongying_expects_each_type_by_the_update_frequency_of_the_catalogue(desk, settings):
    """按资源目录内容和更新频率推送: permits by month, contracts by quarter."""
    settings.PLACE = "dongying"
    ref = authority(MARKET_BUREAU, "东营市市场监督管理局")
    sent(ref, date(2026, 6, 5), type="contract", decided=(date(2026, 5, 1),), admitted=1)
    sent(ref, date(2026, 9, 5), type="permit", decided=(date(2026, 9, 1),), admitted=1)
    owed = [(row[1], row[2], row[3]) for row in rows_of(desk.get(f"{OVERDUE}overdue.csv"))[1:]]
    assert [(period, due) for _type, period, due in owed] == [("2026-Q3", "2026-10-10"), ("2026-10", "2026-11-10")]
