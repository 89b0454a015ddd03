"""剩余工作日: counted on the calendar, today not counted, the last day counted."""

from datetime import date

import pytest

from xinheng.faces.desk.deadlines import left
from xinheng.ground.calendars.shipped import shipped_calendar

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("due_on", "workdays", "is_overdue"),
    [
        (FRIDAY, 0, False),
        (date(2026, 11, 23), 1, False),  # over a weekend
        (date(2026, 11, 19), 0, True),
        (date(2027, 11, 20), None, False),  # nobody counts so far
    ],
)
def test_working_days_are_counted_from_tomorrow(due_on, workdays, is_overdue):
    found = left(due_on, FRIDAY, shipped_calendar())
    assert (found.workdays, found.is_overdue) == (workdays, is_overdue)


def test_make_up_working_days_count_and_holidays_do_not():
    """国庆节: from 30 September 2026 to 10 October, a Saturday that is worked."""
    assert left(date(2026, 10, 10), date(2026, 9, 30), shipped_calendar()).workdays == 3


def test_what_has_no_last_day_has_none_left():
    assert left(None, FRIDAY, shipped_calendar()) is None
