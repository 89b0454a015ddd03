"""Published holiday schedules against the calendar that is shipped."""

import csv
from datetime import date

import pytest

from xinheng.ground.calendars import days_of, shipped_calendar

# 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04, as Guangming Daily printed it.
OFF_2026 = {
    "元旦假期": ["01-01", "01-02", "01-03"],
    "春节假期": ["02-15", "02-16", "02-17", "02-18", "02-19", "02-20", "02-21", "02-22", "02-23"],
    "清明假期": ["04-04", "04-05", "04-06"],
    "劳动节假期": ["05-01", "05-02", "05-03", "05-04", "05-05"],
    "端午假期": ["06-19", "06-20", "06-21"],
    "中秋假期": ["09-25", "09-26", "09-27"],
    "国庆假期": ["10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"],
}
WORKED_2026 = {"调休上班": ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]}


def test_schedule_of_2026_is_the_printed_one():
    named: dict[str, list[str]] = {}
    for on in days_of(2026):
        day = shipped_calendar().day(on)
        if not day.is_ordinary:
            named.setdefault(day.name.zh, []).append(f"{on:%m-%d}")
    assert named == OFF_2026 | WORKED_2026


@pytest.mark.parametrize("year", [2025, 2026])
def test_working_days_of_a_year_are_as_counted_elsewhere(year):
    assert shipped_calendar().workdays_in(year) == 248


def test_festivals_of_2027_are_those_of_the_law():
    festivals = [entry.on for entry in shipped_calendar().entries if entry.on.year == 2027]
    printed = "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03"
    assert festivals == [date.fromisoformat(f"2027-{day}") for day in printed.split()]


def test_shipped_notices_are_those_of_the_source(shared_data):
    """All rows but one: 2020-02-03 is a Monday on which work began again, and so no make-up day."""
    with (shared_data / "code_tables" / "holidays_2007_2026.csv").open(encoding="utf-8", newline="") as file:
        source = {
            (
                int(row["year"]),
                row["date"],
                "off" if row["is_off_day"] == "True" else "work",
                row["name"],
                row["papers"],
            )
            for row in csv.DictReader(file)
        }
    shipped = {
        (entry.year, entry.on.isoformat(), str(entry.kind), entry.name, entry.source)
        for entry in shipped_calendar().entries
        if entry.kind != "statutory"
    }
    assert shipped < source
    assert {row[1:3] for row in source - shipped} == {("2020-02-03", "work")}
