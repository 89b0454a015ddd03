"""监督: what the credit office reads, from facts in the database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.faces import publish_law
from tests.factories.boards import BREWERY, marked, published, record, sealed, sent, zero
from tests.factories.kernel import CREDIT_OFFICE, MARKET_BRANCH, MARKET_BUREAU, actor, authority, call, later
from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import Catalogue
from xinheng.credit.records.models import CreditRecord, Mark, Resolved
from xinheng.credit.submissions import queries
from xinheng.credit.submissions.models import Urging
from xinheng.credit.submissions.supervision import expected
from xinheng.credit.submissions.supervision.actions import urge
from xinheng.ground.access.roles import Permission
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31), "on": TODAY}
STAFF = Viewer(ref="user:officer", levels=frozenset({Level.PUBLIC, Level.GOVERNMENT}), purpose="监督")


@pytest.fixture
def bureau() -> str:
    publish_law()
    return authority(MARKET_BUREAU)


def league():
    return queries.quality_league(viewer=STAFF, **YEAR)


def overdue(on: date = TODAY) -> list[str]:
    found = queries.expected_reports(viewer=STAFF, first=YEAR["first"], last=YEAR["last"], on=on)
    return [str(each.period) for each in found if each.is_overdue]


# ---- data quality ---------------------------------------------------------------------------------------------------


def test_league_adds_up_submissions_of_the_period(bureau):
    sent(bureau, date(2025, 12, 31), admitted=1000)
    sent(bureau, date(2026, 1, 1), admitted=90, rejected=8, persons_refused=2, timed=90, late=9)
    sent(bureau, date(2026, 3, 1), type="permit", admitted=100, timed=100)
    (row,) = league().rows
    assert (row.tally.submissions, row.tally.received) == (2, 200)
    assert row.tally.compliance.percent == 95
    assert row.tally.timeliness.percent == 95.26
    months = league().months
    assert [tally.received for _month, tally in months] == [
        100,
        0,
        100,
        *[0] * 8,
    ]  # November is the last that has begun
    assert months[1][0] == date(2026, 2, 1)


def test_league_leaves_out_what_a_crash_left(bureau):
    sent(bureau, date(2026, 3, 1), admitted=100, is_sealed=False)
    assert league().rows == ()


def test_league_counts_what_reviewers_returned_and_codes_that_fail(bureau):
    sent(
        bureau,
        date(2026, 3, 1),
        admitted=2,
        decided=(date(2026, 2, 27), date(2026, 2, 28)),
        resolved=Resolved.FAILING_CODE,
    )
    marked(CreditRecord.objects.first(), Mark.Kind.RETURNED, date(2026, 3, 3), "当事人名称有误")
    marked(CreditRecord.objects.last(), Mark.Kind.RELEASED, date(2026, 3, 3))
    (row,) = league().rows
    assert (row.returned, row.misreported) == (1, 1)
    assert row.wrong_code_rate.percent == 100
    report = queries.department_report(bureau, viewer=STAFF, **YEAR)
    assert [(each.on, each.reason) for each in report.returned] == [(date(2026, 3, 3), "当事人名称有误")]
    assert report.quality.returned == 1
    assert report.quality.wrong_codes == len(report.wrong_codes) == 2


def test_department_that_never_sent_anything_is_not_in_the_league(bureau):
    authority(CREDIT_OFFICE, "泗阳县发展和改革局")
    sent(bureau, date(2026, 10, 1), admitted=1)
    assert [row.authority for row in league().rows] == [bureau]


def test_department_report_opens_every_number_of_its_row(bureau):
    sent(bureau, date(2026, 9, 8), admitted=4, rejected=1, late=2, timed=4, decided=(date(2026, 9, 1),) * 4)
    sent(bureau, date(2026, 10, 8), type="permit", admitted=3, duplicate=1)
    (row,) = league().rows
    report = queries.department_report(bureau, viewer=STAFF, **YEAR)
    assert report.quality == row
    assert sum(each.tally.received for each in report.submissions) == row.tally.received
    assert sum(tally.late for _title, tally in report.types) == row.tally.late
    assert sum(each.is_overdue for each in report.expectations) == row.missing
    assert len(report.expectations) == row.expected


def test_unknown_department_has_no_report(bureau):
    assert queries.department_report("nobody", viewer=STAFF, **YEAR) is None


def test_league_asks_as_often_for_many_departments_as_for_one(bureau):
    asked = []
    for uscc in (CREDIT_OFFICE, MARKET_BRANCH):
        sent(authority(uscc, f"机关{uscc}"), date(2026, 10, 8), admitted=1, decided=(date(2026, 10, 1),))
        league()
        with CaptureQueriesContext(connection) as queried:
            league()
        asked.append(len(queried))
    assert asked[0] == asked[1] < 20


# ---- late records ---------------------------------------------------------------------------------------------------


def test_late_records_say_when_they_were_due_and_why(bureau):
    thursday = date(2026, 9, 24)
    submission = sent(bureau, date(2026, 10, 20), decided=(thursday, date(2026, 10, 19)), late=1, timed=2)
    found = queries.late_records(submission.batch.ref, viewer=STAFF, on=TODAY)
    (late,) = found.records
    # Five working days by Siyang's art. 16: 28, 29, 30 September, 8 and 9 October; the festivals between are off.
    assert late.due.due_on == date(2026, 10, 9)
    assert late.days == 11
    assert "国庆" in late.due.explanation.zh
    assert (late.uscc, late.decided_on) == (BREWERY, thursday)
    assert found.rule.key == "publicity.permit_penalty.department"
    assert found.late == 1


def test_late_records_come_page_by_page(bureau):
    submission = sent(bureau, date(2026, 10, 20), decided=(date(2026, 9, 1),) * 3, late=3, timed=3)
    first = queries.late_records(submission.batch.ref, viewer=STAFF, on=TODAY, limit=2)
    second = queries.late_records(submission.batch.ref, viewer=STAFF, on=TODAY, limit=2, page=first.next)
    assert [each.row for each in (*first.records, *second.records)] == [2, 3, 4]
    assert second.next is None


def test_decision_before_the_law_set_a_term_is_not_late(bureau):
    submission = sent(bureau, date(2026, 10, 20), decided=(date(2010, 1, 4),))
    assert queries.late_records(submission.batch.ref, viewer=STAFF, on=TODAY).records == ()


# ---- expected reports -----------------------------------------------------------------------------------------------


def test_provider_owes_each_month_from_its_first_report_on(bureau):
    sent(bureau, date(2026, 7, 15), decided=(date(2026, 7, 1),))
    assert overdue() == ["2026-08", "2026-09", "2026-10"]


def test_last_day_is_computed_and_ends_at_midnight(bureau):
    sent(bureau, date(2026, 9, 15), decided=(date(2026, 9, 1),))
    found = queries.expected_reports(viewer=STAFF, first=YEAR["first"], last=YEAR["last"], on=TODAY)
    october = found[-1]
    assert (str(october.period), october.due.due_on) == ("2026-10", date(2026, 11, 10))
    assert october.rule.source.id == "configured"
    assert october.overdue_days == 10
    assert overdue(on=date(2026, 11, 10)) == []
    assert overdue(on=date(2026, 11, 11)) == ["2026-10"]


def test_month_that_is_not_over_is_not_expected(bureau):
    sent(bureau, date(2026, 11, 2), decided=(date(2026, 11, 1),))
    assert queries.expected_reports(viewer=STAFF, first=YEAR["first"], last=YEAR["last"], on=TODAY) == ()


def test_zero_report_satisfies_and_so_do_records_that_came_late(bureau):
    sent(bureau, date(2026, 8, 15), decided=(date(2026, 8, 1),))
    zero(bureau, date(2026, 9, 1))
    assert overdue() == ["2026-10"]
    sent(bureau, date(2026, 11, 19), decided=(date(2026, 10, 30),))
    assert overdue() == []


def test_submission_of_nothing_but_faults_satisfies_nothing(bureau):
    sent(bureau, date(2026, 9, 15), decided=(date(2026, 9, 1),))
    sent(bureau, date(2026, 11, 1), rejected=40)
    assert overdue() == ["2026-10"]


def test_record_without_a_date_of_decision_counts_for_the_month_it_came_in(bureau):
    sent(bureau, date(2026, 10, 15), decided=(None,))
    assert overdue() == []


def test_types_are_owed_one_by_one(bureau):
    sent(bureau, date(2026, 10, 8), decided=(date(2026, 10, 1),))
    sent(bureau, date(2026, 9, 8), type="permit", decided=())
    found = queries.expected_reports(viewer=STAFF, first=YEAR["first"], last=YEAR["last"], on=TODAY)
    assert {(each.type, str(each.period)) for each in found if each.is_overdue} == {
        ("permit", "2026-09"),
        ("permit", "2026-10"),
    }


def test_provider_that_the_catalogue_names_is_expected_unasked(bureau, monkeypatch):
    office = authority(CREDIT_OFFICE, "泗阳县发展和改革局")
    catalogue = catalogue_in_force(TODAY)
    permit = catalogue.types["permit"]
    reporting = permit.entry.reporting.model_copy(update={"providers": (CREDIT_OFFICE, "11321323MB0C009999")})
    named = replace(permit, entry=permit.entry.model_copy(update={"reporting": reporting}))
    changed = Catalogue({**catalogue.types, "permit": named}, TODAY)
    monkeypatch.setattr(expected, "catalogue_in_force", lambda on: changed)
    assert overdue() == []  # nobody has reported anything yet: the platform has not begun
    sent(bureau, date(2026, 9, 15), decided=(date(2026, 9, 1), date(2026, 10, 1)))
    found = queries.expected_reports(viewer=STAFF, first=YEAR["first"], last=YEAR["last"], on=TODAY)
    owed = {(each.authority, each.type, str(each.period)) for each in found if each.is_overdue}
    assert owed == {(office, "permit", "2026-09"), (office, "permit", "2026-10")}


# ---- urging ---------------------------------------------------------------------------------------------------------


def test_urging_is_remembered_with_who_and_when(bureau):
    sent(bureau, date(2026, 9, 15), decided=(date(2026, 9, 1),))
    officer = actor(Permission.SUPERVISE_SUBMISSIONS)
    when = later(60)
    answer = call(urge, by=officer, now=when, authority=bureau, reports=["penalty/2026-10-01", "penalty/2026-09-01"])
    assert answer["urged"] == ["penalty/2026-10-01"]  # September was reported
    (october,) = queries.expected_lately(viewer=STAFF, on=TODAY)[-1:]
    assert [(each.by, each.at) for each in october.urged] == [("user:tester", when)]


def test_what_was_reported_meanwhile_is_not_urged(bureau):
    sent(bureau, date(2026, 9, 15), decided=(date(2026, 9, 1),))
    with pytest.raises(Refused) as refused:
        call(urge, authority=bureau, reports=["penalty/2026-09-01", "nonsense"])
    assert refused.value.refusal.code == "submissions.nothing_overdue"
    assert not Urging.objects.exists()


def test_urging_takes_its_permission(bureau):
    with pytest.raises(Refused) as refused:
        call(urge, by=actor(Permission.SUBMIT_RECORDS), authority=bureau, reports=[])
    assert refused.value.refusal.code == "access.not_permitted"


# ---- what ends, and who decides -------------------------------------------------------------------------------------


def test_what_ends_in_seven_days_is_told_in_order(bureau):
    sent(bureau, date(2026, 8, 15), decided=(date(2026, 8, 1),) * 5)
    ends = (TODAY - timedelta(1), TODAY, TODAY + timedelta(6), TODAY + timedelta(7), None)
    for each, until in zip(CreditRecord.objects.order_by("pk"), ends, strict=True):
        published(each, date(2026, 8, 20), until)
    found = queries.ending_publicity(viewer=STAFF, on=TODAY)
    assert [(each.public_until, each.days) for each in found] == [(TODAY, 0), (TODAY + timedelta(6), 6)]
    assert {(each.uscc, each.authority_name) for each in found} == {(BREWERY, "泗阳县市场监督管理局")}


def test_adverse_items_are_counted_by_who_decided_and_when(bureau):
    office = authority(CREDIT_OFFICE, "泗阳县发展和改革局")
    sent(bureau, date(2026, 3, 15), decided=(date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 2)))
    sent(office, date(2026, 3, 15), decided=(date(2026, 3, 1),))
    sent(office, date(2026, 3, 15), type="permit", decided=(date(2026, 3, 1),))  # weighs against nobody
    board = queries.adverse_by_authority(viewer=STAFF, first=date(2026, 2, 1), last=date(2026, 3, 31), on=TODAY)
    assert [(row.authority_name, row.counts) for row in board.rows] == [
        ("泗阳县市场监督管理局", (1, 2)),
        ("泗阳县发展和改革局", (0, 1)),
    ]
    assert board.counts == (1, 3)


def test_adverse_items_count_as_they_stand_now(bureau):
    with sealed(date(2026, 3, 10)) as batch:
        old = record(batch, bureau, date(2026, 2, 1))
        gone = record(batch, bureau, date(2026, 3, 2))
    with sealed(date(2026, 3, 12)) as batch:
        record(batch, bureau, date(2026, 3, 1), record_key=old.record_key, version=2)
    with sealed(date(2026, 3, 13), is_sealed=False) as batch:
        record(batch, bureau, date(2026, 1, 1), record_key=old.record_key, version=3)
    marked(gone, Mark.Kind.WITHDRAWN, date(2026, 3, 20))
    (row,) = queries.adverse_by_authority(viewer=STAFF, **YEAR).rows
    assert row.counts[:4] == (0, 0, 1, 0)
    found = queries.adverse_records(MARKET_BUREAU, viewer=STAFF, **YEAR)
    assert [each.decided_on for each in found.records] == [date(2026, 3, 1)]


def test_adverse_item_that_was_corrected_after_its_withdrawal_counts_again(bureau):
    with sealed(date(2026, 3, 10)) as batch:
        wrong = record(batch, bureau, date(2026, 3, 2))
    marked(wrong, Mark.Kind.WITHDRAWN, date(2026, 3, 20))
    assert queries.adverse_by_authority(viewer=STAFF, **YEAR).total == 0
    with sealed(date(2026, 3, 23)) as batch:
        record(batch, bureau, date(2026, 3, 2), record_key=wrong.record_key, version=2)
    assert queries.adverse_by_authority(viewer=STAFF, **YEAR).total == 1


# ---- who may --------------------------------------------------------------------------------------------------------


def test_the_public_is_told_nothing(bureau):
    submission = sent(bureau, date(2026, 9, 15), decided=(date(2026, 9, 1),), late=1, timed=1)
    published(CreditRecord.objects.get(), date(2026, 9, 20), TODAY)
    assert queries.quality_league(viewer=PUBLIC, **YEAR).rows == ()
    assert queries.department_report(bureau, viewer=PUBLIC, **YEAR) is None
    assert queries.late_records(submission.batch.ref, viewer=PUBLIC, on=TODAY) is None
    assert queries.expected_reports(viewer=PUBLIC, **YEAR) == ()
    assert queries.expected_lately(viewer=PUBLIC, on=TODAY) == ()
    assert queries.never_reported(viewer=PUBLIC) == ()
    assert queries.ending_publicity(viewer=PUBLIC, on=TODAY) == ()
    assert queries.adverse_by_authority(viewer=PUBLIC, **YEAR).rows == ()
    assert queries.adverse_records(MARKET_BUREAU, viewer=PUBLIC, **YEAR).records == ()
