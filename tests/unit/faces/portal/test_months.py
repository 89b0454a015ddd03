"""月历: the months that pages print."""

from datetime import date

from xinheng.faces.portal.months import counted_months, year_of
from xinheng.faces.portal.reading import Computation
from xinheng.ground.calendars import Nature, Term, Unit, due, shipped_calendar

CALENDAR = shipped_calendar()


def marks(months) -> dict[date, str]:
    return {cell.on: cell.mark.look for month in months for week in month.weeks for cell in week if cell.mark}


def computed(start: date, term: Term) -> Computation:
    return Computation(start, due=due(start, term, CALENDAR, provisional=True))


def test_year_has_every_day_once_and_marks_holidays_and_make_up_days():
    year = marks(year_of(2026, CALENDAR))
    assert len(year) == 365
    assert year[date(2026, 10, 1)] == "holiday"
    assert year[date(2026, 10, 10)] == "makeup"
    assert year[date(2026, 11, 21)] == "rest"
    assert year[date(2026, 11, 20)] == ""


def test_computation_marks_start_counted_days_and_end():
    months = counted_months(computed(date(2026, 9, 28), Term(5, Unit.WORKDAY)), CALENDAR)
    shown = marks(months)
    assert [month.first.month for month in months] == [9, 10]
    assert shown[date(2026, 9, 28)] == "start"
    assert shown[date(2026, 9, 29)] == shown[date(2026, 10, 9)] == "counted"
    assert shown[date(2026, 10, 3)] == "holiday"
    assert shown[date(2026, 10, 10)] == "due-day"


def test_long_term_shows_its_first_and_last_month_only():
    months = counted_months(computed(date(2026, 11, 21), Term(3, Unit.YEAR, Nature.BURDEN)), CALENDAR)
    assert [(month.first.year, month.first.month) for month in months] == [(2026, 11), (2029, 11)]


def test_term_that_ends_beyond_the_calendar_is_drawn_all_the_same():
    months = counted_months(computed(date(2035, 1, 1), Term(5, Unit.YEAR, Nature.BURDEN)), CALENDAR)
    assert marks(months)[date(2040, 1, 1)] == "due-day"


def test_nothing_computed_draws_nothing():
    assert counted_months(Computation(date(2026, 1, 1)), CALENDAR) == ()
