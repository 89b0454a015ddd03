"""Real published deadlines, computed again (README.md in this folder says whose they are)."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from xinheng.ground.calendars import Term, Unit, due, shipped_calendar

with (Path(__file__).parent / "deadlines.csv").open(encoding="utf-8", newline="") as file:
    DEADLINES = list(csv.DictReader(file))


def label(row: dict) -> str:
    return f"{row['kind']}-{row['printed_until']}-{row['number']}{row['unit']}"


def computed(row: dict) -> date:
    term = Term(int(row["number"]), Unit(row["unit"]))
    return due(date.fromisoformat(row["start_on"]), term, shipped_calendar()).due_on


@pytest.mark.parametrize("row", [row for row in DEADLINES if not row["exception"]], ids=label)
def test_deadline_as_it_was_printed(row):
    assert computed(row).isoformat() == row["printed_until"]


@pytest.mark.parametrize("row", [row for row in DEADLINES if row["exception"]], ids=label)
def test_exception_is_still_one(row):
    assert computed(row).isoformat() != row["printed_until"]


def test_every_deadline_names_who_printed_it_and_where():
    assert all(row["issuer"] and row["document"] and row["printed"] for row in DEADLINES)
    assert Counter(row["kind"] for row in DEADLINES).keys() == {
        "publicity",
        "tax_month",
        "tax_month_with_holidays",
        "tax_year",
    }
