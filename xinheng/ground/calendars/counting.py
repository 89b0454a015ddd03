"""期限计算: when a term ends, and why, day by day.

民法典 第二百零一条: the day of the event is not counted. 第二百零二条: a term of months or years ends on the day of the
same number, or on the last day of the month. 第二百零三条: a last day that is a rest day gives way to the day after the
rest; the last day ends at 24:00. 第二百零四条: unless statute or agreement says otherwise.

"Days" in the penalty law (行政处罚法 第八十五条), in the permit law (行政许可法 第八十二条) and, up to ten, in the
coercion law (行政强制法 第六十九条) are working days: the packs give those terms the unit `workday`.

Nothing is stored and nothing counts down: a deadline is a pure function of its event, its term and a calendar.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from xinheng.ground.calendars import chinese, english
from xinheng.ground.calendars.account import (
    CORRESPONDING,
    COUNTED,
    MADE_UP,
    ROLLED_TO,
    STARTED,
    SUSPENDED,
    Account,
    Step,
)
from xinheng.ground.calendars.calendar import Calendar, Day
from xinheng.ground.calendars.term import Nature, Suspension, Term, Unit, corresponding_day
from xinheng.ground.text import Text

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """到期: the last day (it ends at 24:00), the steps that lead to it, and the digest of the calendar used."""

    due_on: date
    steps: tuple[Step, ...]
    skipped: tuple[Step, ...]
    explanation: Text
    provisional: bool
    calendar_digest: str


def due(
    start_on: date,
    term: Term,
    calendar: Calendar,
    *,
    suspensions: Iterable[Suspension] = (),
    extended_by: int = 0,
    restarted_on: date | None = None,
    provisional: bool = False,
) -> Due:
    """到期日: the last day of a term whose event happened on `start_on`.

    Suspended days do not count (中止); an extension adds to the number (延长); a restart counts anew from its own day
    (重新起算). Raises `BeyondCalendar` where the end depends on a day that no notice has arranged yet, unless a
    provisional answer is asked for; a term that never asks what a day is (a publication of three years) needs none.
    Raises `Uncountable` where what is asked contradicts itself or leads beyond all dates.
    """
    counted_from = _counted_from(start_on, restarted_on)
    extended = _extended(term, extended_by)
    days = _Days(calendar, tuple(suspensions), provisional)
    try:
        on, ended_on, steps = _walked(counted_from, extended, days)
    except OverflowError as error:
        raise Uncountable(
            zh=f"自{counted_from}起算，到期日超出公元9999年，请核对起算日和延长数。",
            en=f"Counted from {counted_from} the term ends after the year 9999; check the start date and the extension.",
        ) from error
    account = Account(
        start_on=start_on,
        counted_from=counted_from,
        term=term,
        number=extended.number,
        steps=tuple(steps),
        ended_on=ended_on,
        last_day=days[ended_on] if term.nature is Nature.ACT else None,
        due_on=on,
        announced_until=calendar.last,
        provisional=days.provisional,
    )
    explanation = Text(zh=chinese.sentence(account), en=english.sentence(account))
    return Due(on, account.steps, account.skipped, explanation, days.provisional, calendar.digest)


class Uncountable(ValueError):
    """无法计算: what is asked contradicts itself; `sentence` says how, and what to check."""

    def __init__(self, zh: str, en: str):
        self.sentence = Text(zh=zh, en=en)
        super().__init__(zh)


class _Days:
    """The days as this one computation sees them; it remembers whether any of them was provisional."""

    def __init__(self, calendar: Calendar, suspensions: tuple[Suspension, ...], provisional: bool):
        self._calendar = calendar
        self._suspensions = suspensions
        self._allow_provisional = provisional
        self.provisional = False

    def __getitem__(self, on: date) -> Day:
        day = self._calendar.day(on, provisional=self._allow_provisional)
        self.provisional = self.provisional or day.provisional
        return day

    def is_suspended(self, on: date) -> bool:
        return any(suspension.first <= on <= suspension.last for suspension in self._suspensions)

    def is_open(self, on: date) -> bool:
        """Whether somebody can be expected to act on this day."""
        return not self.is_suspended(on) and self[on].is_workday

    def suspended_between(self, after: date, until: date) -> list[date]:
        """The suspended days after one day and up to another."""
        if not self._suspensions:
            return []
        between = (after + number * ONE_DAY for number in range(1, (until - after).days + 1))
        return [on for on in between if self.is_suspended(on)]


def _counted_from(start_on: date, restarted_on: date | None) -> date:
    if restarted_on is not None and restarted_on < start_on:
        raise Uncountable(
            zh=f"重新起算日{restarted_on}早于起算日{start_on}，请核对两个日期。",
            en=f"The term starts on {start_on} and cannot start anew before that, on {restarted_on}; check both dates.",
        )
    return restarted_on or start_on


def _extended(term: Term, extended_by: int) -> Term:
    if extended_by < 0:
        raise Uncountable(
            zh=f"延长数不能为负（{extended_by}），请填写延长了多少。",
            en=f"An extension cannot be negative ({extended_by}); say by how much the term grows.",
        )
    if extended_by and term.day_of_month:
        raise Uncountable(
            zh=f"以每月{term.day_of_month}日为末日的期限不能按数延长，请另行确定日期。",
            en=f"A term that ends on day {term.day_of_month} of a month has no number to extend; set a date instead.",
        )
    return replace(term, number=term.number + extended_by)


def _walked(counted_from: date, term: Term, days: _Days) -> tuple[date, date, list[Step]]:
    """The due date, the day on which the term itself ends, and every step; `OverflowError` where dates end."""
    on, owing, steps = _opening(counted_from, term, days)
    number, ended_on = owing, on

    while owing > 0 or (term.nature is Nature.ACT and not days.is_open(on)):
        on += ONE_DAY
        if days.is_suspended(on):
            steps.append(Step(on, None, SUSPENDED))
        elif owing == 0:
            steps.append(Step(on, None, ROLLED_TO if days.is_open(on) else days[on].name))
        elif term.unit is Unit.WORKDAY and not days.is_open(on):
            steps.append(Step(on, None, days[on].name))
        else:
            owing, ended_on = owing - 1, on
            steps.append(Step(on, number - owing, _why_counted(term, days, on)))
    return on, ended_on, steps


def _opening(counted_from: date, term: Term, days: _Days) -> tuple[date, int, list[Step]]:
    """Where counting begins: the day before the first counted day, how many days are owing, and the steps so far.

    Days are walked one by one. Months and years are not: their last day is found by its number, and what is owing is
    only the days that were suspended on the way to it.
    """
    steps = [Step(counted_from, None, STARTED)]
    if not term.counts_months:
        return counted_from, term.number, steps
    last = corresponding_day(counted_from, term)
    suspended = days.suspended_between(counted_from, last)
    steps += [Step(on, None, SUSPENDED) for on in suspended]
    if last not in suspended:
        steps.append(Step(last, term.number, CORRESPONDING))
    return last, len(suspended), steps


def _why_counted(term: Term, days: _Days, on: date) -> Text:
    if term.unit is Unit.WORKDAY:
        return days[on].name
    return MADE_UP if term.counts_months else COUNTED
