"""月份: what the address asks for, and what is shown where it asks for nothing or nonsense."""

from datetime import date

import pytest
from django.http import QueryDict

from xinheng.faces.desk.months import span_asked, usual_spans

TODAY = date(2026, 11, 20)


def test_whole_months_are_shown():
    span = span_asked(QueryDict("from=2026-02&to=2026-02"), TODAY)
    assert (span.first, span.last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert span.query == "from=2026-02&to=2026-02"


def test_without_a_question_this_year_is_shown():
    span = span_asked(QueryDict(""), TODAY)
    assert (span.first, span.last, span.is_malformed) == (date(2026, 1, 1), date(2026, 11, 30), False)


@pytest.mark.parametrize(
    "asked", ["from=2026-00&to=2026-02", "from=2026-3&to=2026-04", "from=2026-05&to=2026-04", "to=2026-05"]
)
def test_nonsense_is_noticed(asked):
    span = span_asked(QueryDict(asked), TODAY)
    assert span.is_malformed
    assert span.first == date(2026, 1, 1)


def test_usual_spans_end_with_months_that_have_begun():
    spans = [(span.first, span.last) for _name, span in usual_spans(date(2026, 1, 31))]
    assert spans == [
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2025, 2, 1), date(2026, 1, 31)),
    ]
