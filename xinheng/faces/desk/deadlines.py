"""期限: how many working days are left until a last day, as lists and the worklist say it."""

from dataclasses import dataclass
from datetime import date, timedelta

from xinheng.ground.calendars import BeyondCalendar, Calendar

ONE_DAY = timedelta(days=1)
FAR = 60  # days; beyond them nobody counts working days


@dataclass(frozen=True)
class Left:
    """剩余工作日 until a last day: how many come after today (0: today is the last), or that it has passed."""

    due_on: date
    workdays: int | None
    is_overdue: bool


def left(due_on: date | None, on: date, calendar: Calendar) -> Left | None:
    """Nothing where there is no last day; no number where it is far off or the calendar does not reach."""
    if due_on is None:
        return None
    days = [on + ONE_DAY * number for number in range(1, min((due_on - on).days, FAR + 1) + 1)]
    if len(days) > FAR:
        return Left(due_on, None, is_overdue=False)
    try:
        workdays = sum(calendar.day(each, provisional=True).is_workday for each in days)
    except BeyondCalendar:
        workdays = None
    return Left(due_on, workdays, due_on < on)
