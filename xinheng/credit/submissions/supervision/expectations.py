"""应报: which reports the catalogue's frequency asks for, until when, and whether they came. Pure: facts come in as values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from xinheng.credit.catalogue.schema import Frequency
from xinheng.ground.calendars import Due
from xinheng.ground.policies.pack import RuleInForce
from xinheng.ground.text import Text

MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}


class State(StrEnum):
    """应报状态."""

    RECORDS = "records"  # 已报
    ZERO = "zero"  # 零报送
    AWAITED = "awaited"  # 未报，未到期
    OVERDUE = "overdue"  # 逾期未报（漏报）


@dataclass(frozen=True, order=True)
class Period:
    """所属期: the month, quarter or year that a report is about, from its first day to its last."""

    first: date
    last: date

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def __str__(self) -> str:
        """2026-10, 2026-Q3, 2026."""
        if self.months == 1:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}-Q{self.last.month // 3}" if self.months == 3 else str(self.first.year)


def period_of(frequency: Frequency, on: date) -> Period:
    """The period of a frequency that a day lies in."""
    months = MONTHS[frequency]
    first = date(on.year, (on.month - 1) // months * months + 1, 1)
    return Period(first, month_after(first, months) - timedelta(days=1))


def periods(frequency: Frequency, first: date, last: date) -> Iterator[Period]:
    """The periods that end between two days, both included; none where a provider reports as things happen."""
    if frequency not in MONTHS:
        return
    period = period_of(frequency, first)
    while period.last <= last:
        yield period
        period = period_of(frequency, period.last + timedelta(days=1))


def month_after(first: date, months: int = 1) -> date:
    """The first day of the month so many months after the one that begins on `first`."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True)
class Urged:
    """已催报: when, and by whom."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Expectation:
    """应报: one authority, type and period, with the last day for it and the rule that sets it."""

    authority: str
    authority_name: str
    type: str
    title: Text
    period: Period
    due: Due
    rule: RuleInForce
    state: State
    records: int
    overdue_days: int
    urged: tuple[Urged, ...] = ()

    @property
    def is_overdue(self) -> bool:
        return self.state is State.OVERDUE

    @property
    def key(self) -> str:
        """How a form names it: penalty/2026-10-01."""
        return f"{self.type}/{self.period.first}"


def state_of(records: int, has_zero: bool, due_on: date, on: date) -> State:
    """Records satisfy, a zero report satisfies; what is neither is awaited to the end of its last day, then overdue."""
    if records:
        return State.RECORDS
    if has_zero:
        return State.ZERO
    return State.OVERDUE if on > due_on else State.AWAITED


def in_period(counts: Mapping[date, int], period: Period) -> int:
    """The records of a period, from counts by the first days of months."""
    return sum(count for month, count in counts.items() if period.first <= month <= period.last)
