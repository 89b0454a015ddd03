"""公示依据: the law that windows are computed by: a pack and a calendar, asked once for each question."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from weakref import WeakKeyDictionary

from xinheng.ground.calendars import BeyondCalendar, Calendar, Uncountable, due
from xinheng.ground.policies.pack import Pack, ParameterInForce, RuleInForce, Silent, UnknownKey


@dataclass(frozen=True, eq=False)
class Law:
    """公示依据 of one place. What no level says is nothing, not a fault. Answers are kept, since the law is a value."""

    pack: Pack
    calendar: Calendar
    _known: dict = field(default_factory=dict, repr=False)

    def rule(self, key: str, on: date) -> RuleInForce | None:
        """期限 in force on the day, or nothing."""
        return self._once(("rule", key, on), lambda: self.pack.rule(key, on))

    def parameter(self, key: str, on: date) -> ParameterInForce | None:
        """参数 in force on the day, or nothing."""
        return self._once(("parameter", key, on), lambda: self.pack.parameter(key, on))

    def codes(self, key: str, on: date) -> tuple[str, ...]:
        """The codes that a parameter lists on the day; none where no level says."""
        found = self.parameter(key, on)
        return found.value if found else ()

    def begins(self, key: str) -> date | None:
        """The first day on which any level says something of the key."""
        return self._once(
            ("begins", key),
            lambda: min((value.from_ for _, values in self.pack.item(key).by_place for value in values), default=None),
        )

    def ends(self, rule: RuleInForce, start: date) -> date | None:
        """The last day of a term that starts on a day, nothing where the calendar cannot say.

        暂定 (provisional) is good enough: working days only bound a start here, terms of publication count in months.
        """
        return self._once(
            ("ends", rule.term, start), lambda: due(start, rule.term, self.calendar, provisional=True).due_on
        )

    def _once(self, question: tuple, ask: Callable):
        if question not in self._known:
            try:
                self._known[question] = ask()
            except (Silent, UnknownKey, BeyondCalendar, Uncountable):
                self._known[question] = None
        return self._known[question]


_LAWS: WeakKeyDictionary[Pack, Law] = WeakKeyDictionary()


def law_of(pack: Pack, calendar: Calendar) -> Law:
    """The one `Law` of a pack and a calendar, so that what it has answered stays known."""
    law = _LAWS.get(pack)
    if law is None or law.calendar is not calendar:
        law = _LAWS[pack] = Law(pack, calendar)
    return law
