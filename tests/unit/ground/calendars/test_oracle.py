"""Ten thousand random terms, computed a second time by code that shares nothing with the first.

The second way is slow and obvious: it reads the rows of the notices itself and finds each last day in plain lists of
dates. The seed is fixed, so that a failure can be looked at.
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from xinheng.ground.calendars import Nature, Suspension, Term, Unit, due, shipped_calendar

SPANS = 10_000
FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]

NOTICES = Path(__file__).resolve().parents[4] / "policies" / "calendars" / "notices.csv"
with NOTICES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
OFF = {row["date"] for row in ROWS if row["kind"] == "off"}
WORKED = {row["date"] for row in ROWS if row["kind"] == "work"}
OPEN = {
    day for day in EVERY_DAY if str(day) in WORKED or (day.strftime("%a") not in ("Sat", "Sun") and str(day) not in OFF)
}


def recomputed(start: date, number: int, unit: str, nature: str, halted: set[date]) -> date:
    after = EVERY_DAY.index(start) + 1
    ahead = EVERY_DAY[after : after + 2500]
    counting = [day for day in ahead if day not in halted]
    if unit == "workday":
        last = [start, *(day for day in counting if day in OPEN)][number]
    elif unit == "day":
        last = [start, *counting][number]
    else:
        month = start.month + number * {"month": 1, "year": 12}[unit]
        year = start.year
        while month > 12:
            year, month = year + 1, month - 12
        last = [day for day in [start, *ahead] if (day.year, day.month) == (year, month) and day.day <= start.day][-1]
        lost = len([day for day in ahead if day <= last and day in halted])
        last = [last, *(day for day in counting if day > last)][lost]
    if nature == "act":
        last = next(day for day in [start, *ahead] if day >= last and day in OPEN and day not in halted)
    return last


def random_span(chance: random.Random) -> tuple[date, int, str, str, list[Suspension]]:
    unit = chance.choice(["workday", "day", "month", "year"])
    number = chance.randint(0, {"workday": 90, "day": 180, "month": 36, "year": 5}[unit])
    start = FIRST + timedelta(days=chance.randrange(7305 - 2500))
    suspensions = []
    if chance.random() < 0.3:
        for _ in range(chance.randint(1, 3)):
            first = start + timedelta(days=chance.randint(-20, 200))
            suspensions.append(Suspension(first, first + timedelta(days=chance.randint(0, 40))))
    return start, number, unit, chance.choice(["act", "burden"]), suspensions


@pytest.mark.parametrize("part", range(4))
def test_random_spans_agree_with_an_independent_recomputation(part):
    chance = random.Random(f"xinheng {part}")
    calendar = shipped_calendar()
    for _ in range(SPANS // 4):
        start, number, unit, nature, suspensions = span = random_span(chance)
        halted = {
            each.first + timedelta(days=offset)
            for each in suspensions
            for offset in range((each.last - each.first).days + 1)
        }
        term = Term(number, Unit(unit), Nature(nature))
        found = due(start, term, calendar, suspensions=suspensions).due_on
        assert found == recomputed(start, number, unit, nature, halted), span
