"""月历: a month as the weeks that a page prints, and what each day of it is marked with."""

import calendar as gregorian
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from xinheng.faces.portal.reading import Computation
from xinheng.ground.calendars import BeyondCalendar, Calendar
from xinheng.ground.calendars.names import WEEKEND
from xinheng.ground.text import Text

WEEKS = gregorian.Calendar(firstweekday=gregorian.MONDAY)
MOST_MONTHS = 4  # a term longer than this is drawn by its first and its last month

OFF = Text(zh="休", en="off")
MADE_UP = Text(zh="班", en="work")
STARTS = Text(zh="起算", en="start")
ENDS = Text(zh="到期", en="due")


@dataclass(frozen=True)
class Mark:
    """标记: the look of a day, the short word printed under its number, and its full name."""

    look: str = ""
    short: Text | None = None
    name: Text | None = None


@dataclass(frozen=True)
class Cell:
    on: date
    mark: Mark | None  # None outside the month


@dataclass(frozen=True)
class Month:
    first: date
    weeks: tuple[tuple[Cell, ...], ...]


def month(year: int, number: int, mark: Callable[[date], Mark]) -> Month:
    """月历: the weeks of one month, Monday first."""
    weeks = WEEKS.monthdatescalendar(year, number)
    return Month(
        date(year, number, 1),
        tuple(tuple(Cell(on, mark(on) if on.month == number else None) for on in week) for week in weeks),
    )


def year_of(year: int, calendar: Calendar) -> tuple[Month, ...]:
    """年历: twelve months with the days off and the make-up working days of the notice."""
    return tuple(month(year, number, lambda on: working_mark(on, calendar)) for number in range(1, 13))


def working_mark(on: date, calendar: Calendar) -> Mark:
    """What the calendar says of a day; nothing is said of an ordinary working day, or of one that it does not cover."""
    try:
        day = calendar.day(on, provisional=True)
    except BeyondCalendar:
        return Mark()
    weekend = on.weekday() >= gregorian.SATURDAY
    if day.is_workday:
        return Mark("makeup", MADE_UP, day.name) if weekend else Mark()
    return Mark("rest", None, day.name) if day.name == WEEKEND else Mark("holiday", OFF, day.name)


def counted_months(computed: Computation, calendar: Calendar) -> tuple[Month, ...]:
    """计算月历: the months of a computation, each day with its number; long terms show the first and the last month."""
    if computed.due is None:
        return ()
    start_on, due = computed.start_on, computed.due
    steps = {step.on: step for step in due.steps}

    def mark(on: date) -> Mark:
        if on == due.due_on:
            return Mark("due-day", ENDS, ENDS)
        if on == start_on:
            return Mark("start", STARTS, STARTS)
        step = steps.get(on)
        if step and step.number is not None:
            return Mark("counted", Text(zh=f"第{step.number}", en=str(step.number)), step.reason)
        return working_mark(on, calendar)

    shown = list(months_between(start_on, due.due_on))
    if len(shown) > MOST_MONTHS:
        shown = [shown[0], shown[-1]]
    return tuple(month(year, number, mark) for year, number in shown)


def months_between(first: date, last: date) -> Iterator[tuple[int, int]]:
    on = first.replace(day=1)
    while on <= last:
        yield on.year, on.month
        on = (on + timedelta(days=31)).replace(day=1)
