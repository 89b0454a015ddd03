"""公示时间轴: what is in force now and until when, on one scale."""

from dataclasses import dataclass
from datetime import date

import pytest

from xinheng.credit.catalogue.seeded import seeded
from xinheng.faces.portal.file import MOST_BARS, chapters, timeline

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Item:
    public_from: date
    public_until: date | None
    ref: str = "a"
    type: str = "penalty"
    public: bool = True


def test_items_stand_by_their_end_and_those_without_one_last():
    ends = [None, date(2029, 1, 1), date(2027, 5, 6)]
    shown = timeline([Item(TODAY, end) for end in ends], TODAY)
    assert [bar.record.public_until for bar in shown.bars] == [date(2027, 5, 6), date(2029, 1, 1), None]
    assert [bar.runs_on for bar in shown.bars] == [False, False, True]


def test_bars_and_today_stand_where_their_days_are():
    shown = timeline([Item(date(2026, 1, 1), date(2026, 12, 31))], TODAY)
    [bar] = shown.bars
    assert (bar.x, bar.width) == ("0.00%", "99.73%")  # 364 of 365 days
    assert shown.today == "88.49%"  # day 323 of 365
    assert shown.ticks == (("0.00%", 2026),)


def test_what_is_long_runs_off_the_edge_and_leaves_room_to_the_others():
    shown = timeline([Item(date(1998, 1, 1), date(2099, 1, 1)), Item(TODAY, date(2027, 5, 6))], TODAY)
    assert next(year for _, year in shown.ticks) == 2021
    long = shown.bars[1]
    assert (long.x, long.width, long.runs_on) == ("0.00%", "100.00%", True)


def test_what_is_not_public_is_not_on_it():
    assert timeline([Item(TODAY, None, public=False)], TODAY) is None


def test_no_more_bars_than_there_is_room_for():
    shown = timeline([Item(TODAY, date(2027, 1, 1), ref=str(number)) for number in range(MOST_BARS + 2)], TODAY)
    assert (len(shown.bars), shown.left_out) == (MOST_BARS, 2)


@pytest.mark.parametrize("years", [1, 7, 11])
def test_ticks_leave_room_for_their_words(years):
    records = [Item(date(2026 - min(years, 5), 1, 1), date(2026 + years, 1, 1))]
    assert len(timeline(records, TODAY).ticks) <= 6


def test_chapters_say_what_is_empty_what_is_not_public_and_what_is_not_collected():
    found = chapters([Item(TODAY, None), Item(TODAY, None, type="permit", public=False)], seeded("siyang", TODAY))
    assert [(each.record_type.type, each.count) for each in found.filled] == [("penalty", 1)]
    assert "permit" in {each.type for each in found.empty}
    assert {each.type for each in found.not_public} == {"contract"}
    assert {each.type for each in found.not_collected} == {"arrears", "complaint"}
