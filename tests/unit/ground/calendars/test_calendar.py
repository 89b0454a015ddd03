from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinheng.ground.calendars import BeyondCalendar, Calendar, CalendarFault, shipped_calendar
from xinheng.ground.calendars.calendar import Entry, Kind
from xinheng.ground.calendars.shipped import FILES, FOLDER

CALENDAR = shipped_calendar()

words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)
entries = st.builds(
    Entry,
    year=st.just(2024),
    on=st.dates(date(2023, 12, 1), date(2025, 1, 31)),
    kind=st.sampled_from(Kind),
    name=words,
    source=words,
)


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "is_workday", "name", "name_en"),
    [
        ("2026-09-30", True, "工作日", "working day"),
        ("2026-10-17", False, "周末", "weekend"),
        ("2026-10-01", False, "国庆假期", "National Day holiday"),
        ("2026-10-04", False, "国庆假期", "National Day holiday"),  # a Sunday inside the holiday
        ("2026-10-10", True, "调休上班", "make-up working day"),
        ("2015-09-03", False, "抗日战争暨世界反法西斯战争胜利70周年纪念日假期", None),
        ("2018-12-31", False, "元旦假期", "New Year holiday"),  # named by the notice of 2019
        ("2020-02-03", True, "工作日", "working day"),  # the first day after the prolonged Spring Festival
    ],
)
def test_day_is_what_the_notice_says(day, is_workday, name, name_en):
    found = CALENDAR.day(on(day))
    assert (found.is_workday, found.name.zh, found.provisional) == (is_workday, name, False)
    assert name_en in (None, found.name.en)


def test_day_names_the_text_it_rests_on():
    assert CALENDAR.day(on("2026-10-10")).source.endswith("content_7047091.htm")
    assert CALENDAR.day(on("2026-10-12")).source == "国务院关于职工工作时间的规定 第七条"


def test_covered_dates_are_the_years_that_have_a_notice():
    assert (CALENDAR.first, CALENDAR.last) == (date(2007, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("day", ["2006-12-31", "2027-01-01", "2036-12-31", "2037-01-01"])
def test_day_outside_the_notices_is_refused(day):
    with pytest.raises(BeyondCalendar) as refused:
        CALENDAR.day(on(day))
    assert refused.value.on == on(day)
    assert refused.value.last == date(2026, 12, 31)


def test_refusal_names_the_missing_notice_and_the_way_to_import_it():
    with pytest.raises(BeyondCalendar, match=r"2027年的放假调休通知尚未导入.*calendars check") as refused:
        CALENDAR.day(on("2027-01-04"))
    assert "the holidays of 2027 has not been imported" in refused.value.sentence.en


def test_provisional_day_follows_the_week_and_the_festivals():
    days = [CALENDAR.day(on(f"2027-02-{number:02}"), provisional=True) for number in (4, 5, 6, 8, 9, 13)]
    assert [day.is_workday for day in days] == [True, False, False, False, True, False]
    assert all(day.provisional for day in days)
    assert days[1].source == "全国年节及纪念日放假办法 第二条"


def test_announced_day_is_not_provisional_though_provisional_days_are_allowed():
    assert not CALENDAR.day(on("2026-12-31"), provisional=True).provisional


@pytest.mark.parametrize("day", ["2006-12-31", "2037-01-01"])
def test_day_beyond_the_provisional_data_is_refused_always(day):
    with pytest.raises(BeyondCalendar):
        CALENDAR.day(on(day), provisional=True)


def test_shipped_files_are_the_canonical_text_one_after_the_other():
    notices, statutory = ((FOLDER / file).read_text() for file in FILES)
    assert CALENDAR.text == notices + statutory.split("\n", 1)[1]


def test_canonical_text_round_trips_to_the_byte():
    again = Calendar.read(CALENDAR.text)
    assert again == CALENDAR
    assert (again.text, again.digest) == (CALENDAR.text, CALENDAR.digest)


@given(st.lists(entries, min_size=1, unique_by=lambda entry: (entry.kind is Kind.STATUTORY, entry.on)))
def test_any_calendar_round_trips(rows):
    notice = Entry(2024, date(2024, 1, 1), Kind.OFF, "元旦", "source")
    calendar = Calendar((notice, *(row for row in rows if row.on != notice.on)))
    assert Calendar.read(calendar.text) == calendar


def test_order_of_entries_makes_no_difference_to_the_digest():
    assert Calendar(CALENDAR.entries[::-1]).digest == CALENDAR.digest


def test_one_changed_day_makes_another_digest():
    assert Calendar(CALENDAR.entries[:-1]).digest != CALENDAR.digest


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("", "line 1"),
        ("date,name\n2026-01-01,元旦\n", "line 1"),
        ("year,date,kind,name,source\n2026,2026-02-30,off,元旦,x\n", "line 2"),
        ("year,date,kind,name,source\n2026,2026-01-01,free,元旦,x\n", "line 2"),
        ("year,date,kind,name,source\n2026,2026-01-01,off,元旦\n", "line 2"),
        ("year,date,kind,name,source\n", ""),
        ("year,date,kind,name,source\n2026,2026-01-02,off,元旦,x\n2026,2026-01-01,off,元旦,x\n", ""),  # order
        ("year,date,kind,name,source\n2024,2024-01-01,off,元旦,x\n2026,2026-01-01,off,元旦,x\n", ""),  # no 2025
    ],
)
def test_text_that_is_not_canonical_is_refused_with_its_place(text, entry):
    with pytest.raises(CalendarFault) as refused:
        Calendar.read(text, "notices.csv")
    [fault] = refused.value.faults
    assert (fault.code, fault.file, fault.entry) == ("calendars.not_canonical", "notices.csv", entry)


def test_every_covered_day_has_an_answer():
    day = CALENDAR.first
    while day <= CALENDAR.last:
        assert CALENDAR.day(day).on == day
        day += timedelta(days=1)
