from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinheng.ground.calendars import BeyondCalendar, Nature, Suspension, Term, Uncountable, Unit, due, shipped_calendar

CALENDAR = shipped_calendar()
WORKDAY, DAY, MONTH, YEAR = Unit

starts = st.dates(date(2007, 1, 1), date(2019, 12, 31))
numbers = st.integers(0, 40)
terms = st.builds(Term, numbers, st.sampled_from([WORKDAY, DAY, MONTH]), st.sampled_from(Nature))


def on(text: str) -> date:
    return date.fromisoformat(text)


def due_on(start: str, number: int, unit: Unit, nature: Nature = Nature.ACT, **circumstances) -> str:
    return due(on(start), Term(number, unit, nature), CALENDAR, **circumstances).due_on.isoformat()


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        ("2026-09-28", 5, "2026-10-10"),  # over National Day to the Saturday that is worked
        ("2026-09-28", 6, "2026-10-12"),
        ("2026-10-03", 1, "2026-10-08"),  # starts on a day off
        ("2026-10-10", 1, "2026-10-12"),  # starts on a Saturday that is worked
        ("2025-12-31", 1, "2026-01-04"),  # the first counted day is a Sunday that is worked
        ("2026-11-20", 1, "2026-11-23"),
    ],
)
def test_working_days_skip_days_off_and_count_make_up_days(start, number, expected):
    assert due_on(start, number, WORKDAY) == expected


@pytest.mark.parametrize(
    ("start", "number", "unit", "act", "burden"),
    [
        ("2026-09-16", 15, DAY, "2026-10-08", "2026-10-01"),  # the last day is National Day
        ("2026-09-24", 1, DAY, "2026-09-28", "2026-09-25"),
        ("2026-09-30", 10, DAY, "2026-10-10", "2026-10-10"),  # a Saturday that is worked stays
        ("2026-07-03", 3, MONTH, "2026-10-08", "2026-10-03"),
        ("2026-01-31", 1, MONTH, "2026-02-28", "2026-02-28"),  # month end; that Saturday is worked
        ("2024-01-31", 1, MONTH, "2024-02-29", "2024-02-29"),
        ("2026-08-31", 1, MONTH, "2026-09-30", "2026-09-30"),
        ("2025-11-30", 3, MONTH, "2026-02-28", "2026-02-28"),
        ("2025-12-31", 2, MONTH, "2026-02-28", "2026-02-28"),
        ("2026-02-28", 1, MONTH, "2026-03-30", "2026-03-28"),  # same number, not month end to month end
        ("2024-02-29", 1, YEAR, "2025-02-28", "2025-02-28"),
        ("2020-02-29", 4, YEAR, "2024-02-29", "2024-02-29"),
        ("2023-02-28", 1, YEAR, "2024-02-28", "2024-02-28"),
        ("2025-10-01", 1, YEAR, "2026-10-08", "2026-10-01"),
        ("2025-12-31", 12, MONTH, "2026-12-31", "2026-12-31"),
    ],
)
def test_act_rolls_forward_from_a_rest_day_and_burden_never_does(start, number, unit, act, burden):
    assert due_on(start, number, unit) == act
    assert due_on(start, number, unit, Nature.BURDEN) == burden


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2026-11-20", "2026-11-20"), ("2026-10-03", "2026-10-08"), ("2026-10-10", "2026-10-10")],
)
def test_at_once_is_the_same_day_or_the_next_working_day(start, expected):
    assert due_on(start, 0, WORKDAY) == expected


@pytest.mark.parametrize(
    ("start", "months", "day", "expected"),
    [
        ("2026-08-01", 1, 10, "2026-09-10"),
        ("2026-08-31", 1, 10, "2026-09-10"),  # any day of the reported month
        ("2026-09-15", 1, 10, "2026-10-10"),  # a Saturday that is worked
        ("2026-04-15", 1, 10, "2026-05-11"),  # a Sunday
        ("2025-12-03", 1, 10, "2026-01-12"),  # over the year; a Saturday
        ("2026-01-05", 1, 31, "2026-02-28"),
        ("2026-01-05", 3, 5, "2026-04-07"),  # inside the Qingming holiday
    ],
)
def test_day_of_the_month_is_reached_and_rolls_forward(start, months, day, expected):
    assert due(on(start), Term(months, MONTH, day_of_month=day), CALENDAR).due_on == on(expected)


def test_suspended_days_do_not_count():
    assert due_on("2026-11-02", 5, WORKDAY) == "2026-11-09"
    suspended = [Suspension(on("2026-11-05"), on("2026-11-10"))]
    assert due_on("2026-11-02", 5, WORKDAY, suspensions=suspended) == "2026-11-13"


def test_suspension_lengthens_months_by_its_days():
    suspended = [Suspension(on("2026-04-30"), on("2026-05-09"))]
    assert due_on("2026-03-28", 3, MONTH, Nature.BURDEN, suspensions=suspended) == "2026-07-08"


def test_suspension_that_covers_the_last_day_moves_it():
    suspended = [Suspension(on("2026-11-09"), on("2026-11-09"))]
    assert due_on("2026-11-02", 5, WORKDAY, suspensions=suspended) == "2026-11-10"
    assert due_on("2026-11-02", 7, DAY, suspensions=suspended) == "2026-11-10"


def test_suspensions_that_overlap_count_once():
    twice = [Suspension(on("2026-11-05"), on("2026-11-06")), Suspension(on("2026-11-06"), on("2026-11-10"))]
    once = [Suspension(on("2026-11-05"), on("2026-11-10"))]
    for unit in (WORKDAY, DAY, MONTH):
        assert due_on("2026-11-02", 1, unit, suspensions=twice) == due_on("2026-11-02", 1, unit, suspensions=once)


@pytest.mark.parametrize(("first", "last"), [("2026-10-20", "2026-11-02"), ("2026-11-10", "2026-11-20")])
def test_suspension_before_the_start_or_after_the_end_changes_nothing(first, last):
    suspended = [Suspension(on(first), on(last))]
    assert due_on("2026-11-02", 5, WORKDAY, suspensions=suspended) == "2026-11-09"


def test_last_day_does_not_roll_into_a_suspension():
    suspended = [Suspension(on("2026-11-16"), on("2026-11-17"))]
    assert due_on("2026-11-02", 12, DAY, suspensions=suspended) == "2026-11-18"  # the 14th is a Saturday


@given(starts, terms, st.integers(0, 10))
def test_extension_is_a_longer_number(start, term, more):
    longer = Term(term.number + more, term.unit, term.nature)
    assert due(start, term, CALENDAR, extended_by=more).due_on == due(start, longer, CALENDAR).due_on


@given(starts, terms, st.integers(0, 60))
def test_restart_counts_as_if_it_had_begun_then(start, term, later):
    anew = start + timedelta(days=later)
    assert due(start, term, CALENDAR, restarted_on=anew).due_on == due(anew, term, CALENDAR).due_on


def test_restart_before_the_start_is_refused():
    with pytest.raises(Uncountable, match="2026-11-01早于起算日2026-11-02"):
        due_on("2026-11-02", 5, WORKDAY, restarted_on=on("2026-11-01"))


def test_negative_extension_is_refused():
    with pytest.raises(Uncountable, match="延长数不能为负"):
        due_on("2026-11-02", 5, WORKDAY, extended_by=-1)


def test_day_of_the_month_cannot_be_extended():
    with pytest.raises(Uncountable, match="每月10日"):
        due(on("2026-11-02"), Term(1, MONTH, day_of_month=10), CALENDAR, extended_by=1)


@pytest.mark.parametrize(
    ("start", "number", "unit"), [("9999-12-31", 1, DAY), ("9999-12-31", 1, WORKDAY), ("2026-11-21", 7974, YEAR)]
)
def test_term_that_ends_after_all_dates_is_uncountable(start, number, unit):
    with pytest.raises(Uncountable, match="9999"):
        due_on(start, number, unit, Nature.BURDEN)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Term(-1, WORKDAY),
        lambda: Term(1, DAY, day_of_month=10),
        lambda: Term(0, MONTH, day_of_month=10),
        lambda: Term(1, MONTH, day_of_month=32),
        lambda: Suspension(on("2026-11-03"), on("2026-11-02")),
    ],
)
def test_term_or_suspension_that_means_nothing_cannot_be_made(wrong):
    with pytest.raises(ValueError):
        wrong()


@given(starts, terms)
def test_act_ends_on_a_working_day_and_never_before_its_count(start, term):
    result = due(start, term, CALENDAR)
    assert result.due_on >= start
    if term.nature is Nature.ACT:
        assert CALENDAR.day(result.due_on).is_workday


@given(starts, numbers, numbers, st.sampled_from([WORKDAY, DAY, MONTH]), st.sampled_from(Nature))
def test_longer_term_never_ends_earlier(start, one, other, unit, nature):
    shorter, longer = (due(start, Term(number, unit, nature), CALENDAR) for number in sorted((one, other)))
    assert shorter.due_on <= longer.due_on


@given(starts, st.integers(1, 40))
def test_steps_account_for_every_day_on_the_way(start, number):
    result = due(start, Term(number, WORKDAY), CALENDAR)
    days = [start + timedelta(days=offset) for offset in range((result.due_on - start).days + 1)]
    assert [step.on for step in result.steps] == days
    assert [step.number for step in result.steps if step.number] == list(range(1, number + 1))
    assert {step.on for step in result.skipped} == {day for day in days[1:] if not CALENDAR.day(day).is_workday}


def test_skipped_days_carry_their_reason():
    result = due(on("2026-09-28"), Term(6, WORKDAY), CALENDAR)
    assert [(step.on.isoformat(), step.reason.zh) for step in result.skipped][-2:] == [
        ("2026-10-07", "国庆假期"),
        ("2026-10-11", "周末"),
    ]


def test_skipped_days_end_before_the_last_day_itself():
    result = due(on("2026-11-02"), Term(12, DAY), CALENDAR)  # the twelfth day is a Saturday
    assert [step.on.isoformat() for step in result.skipped] == ["2026-11-15"]
    assert [(step.on.isoformat(), step.number) for step in result.steps][-3:] == [
        ("2026-11-14", 12),
        ("2026-11-15", None),
        ("2026-11-16", None),
    ]


def test_deadline_after_the_last_notice_is_refused():
    with pytest.raises(BeyondCalendar):
        due_on("2026-12-28", 10, WORKDAY)
    with pytest.raises(BeyondCalendar):
        due_on("2026-12-28", 10, DAY)


def test_deadline_after_the_last_notice_is_provisional_where_asked_for():
    result = due(on("2026-12-28"), Term(10, WORKDAY), CALENDAR, provisional=True)
    assert (result.due_on, result.provisional) == (on("2027-01-12"), True)


def test_deadline_before_the_last_notice_ends_is_not_provisional():
    result = due(on("2026-11-20"), Term(10, WORKDAY), CALENDAR, provisional=True)
    assert not result.provisional
    assert result.calendar_digest == CALENDAR.digest


def test_term_that_burdens_needs_no_calendar_of_its_last_year():
    """A publication of three years ends on its calendar day; no notice has to be out for that."""
    result = due(on("2026-11-21"), Term(3, YEAR, Nature.BURDEN), CALENDAR)
    assert (result.due_on, result.provisional) == (on("2029-11-21"), False)
