import json
from datetime import date

import pytest

from xinheng.ground.calendars import CalendarFault, Term, Unit, due, read_notice, shipped_calendar
from xinheng.ground.calendars.calendar import Kind

CALENDAR = shipped_calendar()
PAPER = "https://www.gov.cn/zhengce/example"
FESTIVALS = [
    {"name": entry.name, "date": entry.on.isoformat(), "isOffDay": True}
    for entry in CALENDAR.entries
    if entry.kind is Kind.STATUTORY and entry.year == 2027
]
BRIDGE = [
    {"name": "元旦", "date": "2027-01-02", "isOffDay": True},
    {"name": "元旦", "date": "2027-01-04", "isOffDay": True},
    {"name": "元旦", "date": "2026-12-26", "isOffDay": False},
]


def notice(days=(*FESTIVALS, *BRIDGE), year=2027, papers=(PAPER,), **others) -> str:
    return json.dumps({"year": year, "papers": papers, "days": days, **others})


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(CalendarFault) as refused:
        read_notice(text, "2027.json").added_to(CALENDAR, "2027.json")
    assert all(fault.file == "2027.json" and fault.what.zh and fault.remedy.en for fault in refused.value.faults)
    return [(fault.code, fault.entry) for fault in refused.value.faults]


def test_notice_extends_the_calendar_by_its_year():
    extended = read_notice(notice()).added_to(CALENDAR)
    assert extended.last == date(2027, 12, 31)
    assert extended.digest != CALENDAR.digest
    assert not extended.day(date(2027, 1, 4)).is_workday
    assert extended.day(date(2026, 12, 26)).name.zh == "调休上班"
    assert extended.day(date(2027, 1, 4)).source == PAPER
    assert CALENDAR.last == date(2026, 12, 31)  # the calendar it was added to stays as it was


def test_notice_settles_what_was_provisional():
    term, start = Term(3, Unit.WORKDAY), date(2026, 12, 30)
    before = due(start, term, CALENDAR, provisional=True)
    after = due(start, term, read_notice(notice()).added_to(CALENDAR))
    assert (before.due_on, before.provisional) == (date(2027, 1, 5), True)
    assert (after.due_on, after.provisional) == (date(2027, 1, 6), False)


def test_second_notice_of_a_year_takes_the_place_of_the_first():
    once = read_notice(notice()).added_to(CALENDAR)
    assert read_notice(notice()).added_to(once).digest == once.digest
    assert read_notice(notice(FESTIVALS)).added_to(once).day(date(2027, 1, 4)).is_workday


def test_keys_that_the_publisher_adds_are_passed_over():
    with_schema = notice(**{"$schema": "https://example/schema.json", "$id": "2027"})
    assert read_notice(with_schema) == read_notice(notice())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", [("calendars.not_json", "line 1, column 2")]),
        ("[]", [("calendars.not_a_notice", "")]),
        (notice(year="2027"), [("calendars.year_missing", "year")]),
        (notice(year=True), [("calendars.year_missing", "year")]),
        (notice(papers=[]), [("calendars.source_missing", "papers")]),
        (notice(papers="https://"), [("calendars.source_missing", "papers")]),
        (notice(papers=["two\nlines"]), [("calendars.source_missing", "papers")]),
        (notice(days=[]), [("calendars.days_missing", "days")]),  # as published before the notice is out
        (notice([{"date": "2027-01-01", "isOffDay": True}]), [("calendars.day_incomplete", "days[1]")]),
        (
            notice([{"name": "元旦", "date": "2027-01-01", "isOffDay": "yes"}]),
            [("calendars.day_incomplete", "days[1]")],
        ),
        (
            notice([{"name": "元旦", "date": "2027-02-30", "isOffDay": True}]),
            [("calendars.date_unreadable", "days[1]")],
        ),
        (notice([{"name": "元旦", "isOffDay": True}]), [("calendars.date_unreadable", "days[1]")]),
        (notice([*FESTIVALS, FESTIVALS[0]]), [("calendars.date_twice", "days[14]")]),
        (
            notice([{"name": "元旦", "date": "2028-02-01", "isOffDay": True}]),
            [("calendars.date_of_other_year", "days[1]")],
        ),
        (
            notice([{"name": "元旦", "date": "2027-01-04", "isOffDay": False}]),
            [("calendars.make_up_on_weekday", "days[1]")],
        ),
        (notice(FESTIVALS[1:]), [("calendars.festival_missing", "元旦")]),
        (notice(BRIDGE, year=2029), [("calendars.date_of_other_year", f"days[{n}]") for n in (1, 2, 3)]),
    ],
)
def test_wrong_notice_is_refused_with_file_entry_and_remedy(text, expected):
    assert faults(text) == expected


def test_all_faults_of_a_notice_are_named_at_once():
    bad = [
        {"name": "元旦", "date": "2027-01-06", "isOffDay": False},
        {"name": "元旦", "date": "2027-13-01", "isOffDay": True},
    ]
    assert [code for code, _ in faults(notice(bad))] == ["calendars.make_up_on_weekday", "calendars.date_unreadable"]


def test_year_that_would_leave_a_gap_is_refused():
    days = [{"name": "元旦", "date": "2029-01-01", "isOffDay": True}]
    assert faults(notice(days, year=2029)) == [("calendars.gap", "year")]


def test_december_before_and_january_after_may_be_named():
    days = [
        *FESTIVALS,
        {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
        {"name": "元旦", "date": "2028-01-02", "isOffDay": False},
    ]
    extended = read_notice(notice(days)).added_to(CALENDAR)
    assert not extended.day(date(2026, 12, 31)).is_workday
    assert extended.day(date(2028, 1, 2), provisional=True).is_workday
