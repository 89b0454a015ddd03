"""催报函: what the credit office wrote to a department when it urged, as either of them reads it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from xinheng.credit.submissions.supervision.expectations import Expectation
from xinheng.faces.clock import SHANGHAI


@dataclass(frozen=True)
class Letter:
    """催报函 of a day: the reports that were urged at once, each with how many days it was overdue."""

    on: date
    lines: tuple[tuple[Expectation, int], ...]

    @property
    def is_answered(self) -> bool:
        """Whether everything that it names has come since."""
        return not any(each.is_overdue for each, _days in self.lines)


def letters_to(expected: Iterable[Expectation]) -> tuple[Letter, ...]:
    """催报函 so far to the authority of these reports, the newest first, those left out that have been answered in full."""
    urged: dict[datetime, list[Expectation]] = defaultdict(list)
    for each in expected:
        for one in each.urged:
            urged[one.at].append(each)
    sent = (letter_of(at.astimezone(SHANGHAI).date(), urged[at]) for at in sorted(urged, reverse=True))
    return tuple(letter for letter in sent if not letter.is_answered)


def letter_of(on: date, reports: Iterable[Expectation]) -> Letter:
    return Letter(on, tuple((each, (on - each.due.due_on).days) for each in reports))
