"""应报: periods, and what satisfies them."""

from datetime import date

import pytest

from xinheng.credit.catalogue.schema import Frequency
from xinheng.credit.submissions.supervision.expectations import Period, State, in_period, period_of, periods, state_of

DUE = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("frequency", "first", "last", "name"),
    [
        (Frequency.MONTHLY, date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (Frequency.QUARTERLY, date(2024, 1, 1), date(2024, 3, 31), "2024-Q1"),
        (Frequency.YEARLY, date(2024, 1, 1), date(2024, 12, 31), "2024"),
    ],
)
def test_period_has_its_days_and_its_name(frequency, first, last, name):
    found = period_of(frequency, date(2024, 2, 14))
    assert (found.first, found.last, str(found)) == (first, last, name)


def test_periods_are_those_that_end_within_the_days():
    found = periods(Frequency.QUARTERLY, date(2025, 12, 31), date(2026, 7, 1))
    assert [str(each) for each in found] == ["2025-Q4", "2026-Q1", "2026-Q2"]


def test_who_reports_as_things_happen_owes_no_period():
    assert list(periods(Frequency.AS_IT_HAPPENS, date(2026, 1, 1), date(2026, 12, 31))) == []


@pytest.mark.parametrize(
    ("records", "has_zero", "on", "state"),
    [
        (3, False, date(2027, 1, 1), State.RECORDS),
        (0, True, date(2027, 1, 1), State.ZERO),
        (0, False, DUE, State.AWAITED),  # the last day ends at 24:00
        (0, False, date(2026, 11, 11), State.OVERDUE),
    ],
)
def test_state(records, has_zero, on, state):
    assert state_of(records, has_zero, DUE, on) is state


def test_records_of_a_period_are_those_of_its_months():
    counts = {date(2026, 3, 1): 1, date(2026, 4, 1): 2, date(2026, 6, 1): 3, date(2026, 7, 1): 4}
    assert in_period(counts, Period(date(2026, 4, 1), date(2026, 6, 30))) == 5
