"""计算经过: what happened to one term on its way to its last day; the sentences in both languages are made from it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from xinheng.ground.calendars.calendar import Day
from xinheng.ground.calendars.names import MAKE_UP
from xinheng.ground.calendars.term import Term, corresponding_day
from xinheng.ground.text import Text

STARTED = Text(zh="起算之日，不计入", en="the day it starts from; not counted")
COUNTED = Text(zh="计入", en="counted")
CORRESPONDING = Text(zh="对应日", en="corresponding day")
MADE_UP = Text(zh="补足中止的日数", en="makes up for a suspended day")
SUSPENDED = Text(zh="中止，不计入", en="suspended; not counted")
SUSPENSION = Text(zh="中止期间", en="a suspension")
ROLLED_TO = Text(zh="顺延至此日", en="the term moves to this day")

NAMED_SPANS = 2  # more separate spans than this read better as a total


@dataclass(frozen=True)
class Step:
    """一步: a day on the way, which counted one it is (of days; of months for the corresponding day), and why."""

    on: date
    number: int | None
    reason: Text


@dataclass(frozen=True)
class Account:
    """计算经过: `last_day` is the last day before it moved on; a term that burdens never asks what day that is."""

    start_on: date
    counted_from: date
    term: Term
    number: int  # with its extension
    steps: tuple[Step, ...]
    ended_on: date
    last_day: Day | None
    due_on: date
    announced_until: date
    provisional: bool

    @property
    def skipped(self) -> tuple[Step, ...]:
        """不计之日: every day after the start and before the last day that counted for nothing."""
        return tuple(step for step in self.steps if step.number is None and self.counted_from < step.on < self.due_on)

    @property
    def rest(self) -> Text | None:
        """末日休息: what kind of day the last day was, if it had to move on."""
        if self.last_day is None or self.ended_on == self.due_on:
            return None
        return SUSPENSION if self.last_day.is_workday else self.last_day.name

    @property
    def ends_on_make_up(self) -> bool:
        """末日调休上班: a last day at the weekend that stays, because it is worked."""
        return self.last_day is not None and self.last_day.name is MAKE_UP and not self.made_up

    @property
    def corresponding_on(self) -> date:
        return corresponding_day(self.counted_from, replace(self.term, number=self.number))

    @property
    def suspended(self) -> tuple[date, ...]:
        return tuple(step.on for step in self.steps if step.reason is SUSPENDED)

    @property
    def made_up(self) -> tuple[date, ...]:
        """计入的调休上班日: the weekend days that were worked, and counted."""
        return tuple(step.on for step in self.steps if step.number is not None and step.reason is MAKE_UP)

    @property
    def passed(self) -> list[tuple[Text, list["Span"]]]:
        """跳过的休息日: each kind of rest day that was passed over while counting, with the spans it took."""
        kinds: dict[str, tuple[Text, list[date]]] = {}
        for step in self.skipped:
            if step.reason is not SUSPENDED and step.on < self.ended_on:
                kinds.setdefault(step.reason.zh, (step.reason, []))[1].append(step.on)
        return [(name, spans(days)) for name, days in kinds.values()]


@dataclass(frozen=True)
class Span:
    """连续的若干日: from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def spans(days: list[date] | tuple[date, ...]) -> list[Span]:
    """Days in order, joined into spans wherever one follows the other."""
    joined: list[Span] = []
    for on in days:
        if joined and on - joined[-1].last == timedelta(days=1):
            joined[-1] = Span(joined[-1].first, on)
        else:
            joined.append(Span(on, on))
    return joined
