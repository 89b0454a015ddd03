"""监督 of real submissions: what the boards count is what the receipts said."""

from datetime import date

import pytest

from tests.faces import publish_law
from tests.factories.kernel import NOON
from tests.factories.organisations import load
from tests.factories.submissions import submit_rows
from tests.integration.cli.test_killed_submission import HEADER, penalty
from xinheng.credit.submissions import queries
from xinheng.ground.disclosure import Level, Viewer

pytestmark = pytest.mark.django_db
STAFF = Viewer(ref="user:officer", levels=frozenset({Level.PUBLIC, Level.GOVERNMENT}), purpose="监督")
TODAY = NOON.date()
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31), "on": TODAY}


@pytest.fixture
def receipt(settings, tmp_path) -> dict:
    settings.VAR = tmp_path / "var"
    publish_law()
    load("91321323MB0C05013Q,泗阳洋河酿酒有限公司")
    late, faulty = penalty(1).replace("2026-11-11", "2026-10-09"), penalty(2).replace("2026-11-12", "昨天")
    return submit_rows(penalty(8), late, late, faulty, header=HEADER)


def test_league_says_what_the_receipt_said(receipt):
    (row,) = queries.quality_league(viewer=STAFF, **YEAR).rows
    counted = ("received", "admitted", "duplicate", "rejected", "late", "timed")
    assert {name: getattr(row.tally, name) for name in counted} == {name: receipt[name] for name in counted}
    assert (row.tally.received, row.misreported, row.tally.late) == (4, 1, 1)


def test_late_records_are_those_that_the_receipt_counted(receipt):
    found = queries.late_records(receipt["submission"], viewer=STAFF, on=TODAY)
    assert (found.late, [each.decided_on for each in found.records]) == (receipt["late"], [date(2026, 10, 9)])
    assert found.records[0].due.due_on < TODAY


def test_month_is_reported_by_records_that_came_after_it(receipt):
    """The bureau's first submission came in November, so October is not asked of it, though it sent records of October."""
    assert queries.expected_lately(viewer=STAFF, on=TODAY) == ()
    in_december = queries.expected_lately(viewer=STAFF, on=date(2026, 12, 15))
    assert [(str(each.period), each.records, each.is_overdue) for each in in_december] == [("2026-11", 1, False)]
