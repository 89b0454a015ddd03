"""月份: the span of months that a board looks at, in the address of the page (?from=2026-01&to=2026-10)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinheng.credit.submissions.supervision.expectations import month_after

MONTH = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")
MOST = 120  # months at once


@dataclass(frozen=True)
class Span:
    """月份段: whole months from the first day of one to the last of another. `is_asked`: they stood in the address, and well."""

    first: date
    last: date
    is_asked: bool = True
    is_malformed: bool = False

    @property
    def query(self) -> str:
        return urlencode({"from": f"{self.first:%Y-%m}", "to": f"{self.last:%Y-%m}"})


def span_of(first: date, last: date) -> Span:
    return Span(first.replace(day=1), month_after(last.replace(day=1)) - timedelta(days=1))


def span_asked(asked: QueryDict, on: date) -> Span:
    """The months of the address; without any, this year so far. What is not written like 2026-10 is said to be so."""
    if "from" not in asked and "to" not in asked:
        usual = span_of(date(on.year, 1, 1), on)
        return Span(usual.first, usual.last, is_asked=False)
    first, last = month_of(asked.get("from", "")), month_of(asked.get("to", ""))
    if first is None or last is None or not first <= last <= month_after(first, MOST):
        usual = span_of(date(on.year, 1, 1), on)
        return Span(usual.first, usual.last, is_asked=False, is_malformed=True)
    return span_of(first, last)


def month_of(text: str) -> date | None:
    found = MONTH.fullmatch(text.strip())
    return date(int(found[1]), int(found[2]), 1) if found else None


def usual_spans(on: date) -> tuple[tuple[Promise, Span], ...]:
    """What is asked for most: last month (the circular's), this year, the last twelve months."""
    this = on.replace(day=1)
    before = this - timedelta(days=1)
    return (
        (_("上月"), span_of(before, before)),
        (_("本年"), span_of(date(on.year, 1, 1), on)),
        (_("近12个月"), span_of(month_after(this, -11), on)),
    )
