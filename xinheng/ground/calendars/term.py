"""期限: what a text says (a number and a unit), and what may interrupt it."""

import calendar as gregorian
from dataclasses import dataclass
from datetime import MAXYEAR, date
from enum import StrEnum


class Unit(StrEnum):
    """计算单位: the unit in which a text counts its term (民法典 第二百条)."""

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Nature(StrEnum):
    """期限性质: who is helped by the last day, and so whether it may move.

    ACT 作为: somebody must act within the term; a last day that is a rest day moves to the next working day
    (民法典 第二百零三条). BURDEN 负担: the term burdens the organisation (a publication, a ban); to move its last day
    would burden it longer than the text says, so it ends at 24:00 of its last calendar day, whatever day that is.
    """

    ACT = "act"
    BURDEN = "burden"


@dataclass(frozen=True)
class Term:
    """期限: `number` units. With `day_of_month`, that day of the month `number` months on (次月10日前)."""

    number: int
    unit: Unit
    nature: Nature = Nature.ACT
    day_of_month: int | None = None

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError(f"a term cannot have {self.number} units")
        if self.day_of_month is not None:
            if self.unit is not Unit.MONTH or self.number < 1:
                raise ValueError("a term that ends on a day of the month counts in months, one or more")
            if not 1 <= self.day_of_month <= 31:
                raise ValueError(f"no month has a day {self.day_of_month}")

    @property
    def counts_months(self) -> bool:
        """Whether the last day is found by its number in a month, and not by counting days."""
        return self.unit in _MONTHS


_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


def corresponding_day(on: date, term: Term) -> date:
    """对应日: the day of the same number so many months later, or the last day of the month (民法典 第二百零二条)."""
    year, month = divmod(on.year * 12 + on.month - 1 + term.number * _MONTHS[term.unit], 12)
    if year > MAXYEAR:
        raise OverflowError(f"no date is in the year {year}")
    last_of_month = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(term.day_of_month or on.day, last_of_month))


@dataclass(frozen=True)
class Suspension:
    """中止: the days from `first` to `last`, both included, do not count; what was left runs on afterwards."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a suspension cannot end ({self.last}) before it begins ({self.first})")
