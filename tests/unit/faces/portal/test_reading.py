"""What the pages of the rules section read out of a pack and a calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinheng.faces.portal import reading
from xinheng.ground.calendars import shipped_calendar
from xinheng.ground.policies import seed
from xinheng.ground.text import Text

ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def pack():
    return seed.load().pack("siyang")


@dataclass(frozen=True)
class Titled:
    title: Text


def titled(zh: str, en: str = "Title") -> Titled:
    return Titled(Text(zh=zh, en=en))


def test_words_are_found_although_other_characters_stand_between():
    wanted, other = titled("行政处罚信息公示"), titled("信用承诺")
    assert reading.matching([other, wanted], "处罚公示") == (wanted,)


def test_better_matches_come_first():
    exact, near = titled("信用修复申请"), titled("申请信用修复")
    assert reading.matching([near, exact], "修复申请") == (exact, near)


def test_nothing_matches_nothing():
    assert reading.matching([titled("公示")], "") == ()
    assert reading.matching([titled("公示")], "　") == ()


@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered(asked):
    assert reading.matching([titled("公示", "Publication")], asked) in ((), (titled("公示", "Publication"),))
    assert reading.looks_like_a_code(asked) in (True, False)


def test_every_rule_stands_in_exactly_one_chapter(pack):
    chapters = reading.chapters(pack, ON)
    assert sorted(rule.key for chapter in chapters for rule in chapter.rules) == sorted(r.key for r in pack.rules(ON))


@pytest.mark.parametrize("place", ["siyang", "jiaohe", "changzhi", "zhenjiang", "dongying"])
def test_what_the_home_page_names_is_in_force_everywhere(place):
    rules = seed.load().pack(place).rules(ON)
    assert len(reading.most_asked(rules)) >= 5
    assert len(reading.windows("repair", rules)) == 3


@pytest.mark.parametrize("place", ["siyang", "jiaohe", "changzhi", "zhenjiang", "dongying"])
def test_a_document_is_found_by_its_id_alone(place):
    """The addresses of sources name the id only; two levels of a chain must not use one id for two texts."""
    ids = [source.id for level in seed.load().pack(place).chain for source in level.sources.values()]
    assert len(ids) == len(set(ids))


def test_windows_are_drawn_to_one_scale(pack):
    windows = reading.windows("repair", pack.rules(ON))
    assert all(window.closed_months + window.open_months <= window.total for window in windows)
    assert max(window.closed_months + window.open_months for window in windows) == windows[0].total


def test_chapters_without_windows_draw_none(pack):
    assert reading.windows("objection", pack.rules(ON)) == ()


def test_what_is_computed_for_a_day_before_any_rule_says_why_not(pack):
    computed = reading.compute(pack, "publicity.permit_penalty.department", date(1990, 1, 1), shipped_calendar())
    assert computed.due is None
    assert computed.why_not


def test_spans_join_days_of_one_holiday_and_no_others():
    year = reading.year_in(shipped_calendar(), 2026)
    spring = next(span for span in year.spans if span.name.zh == "春节假期")
    assert (spring.first, spring.last, spring.days) == (date(2026, 2, 15), date(2026, 2, 23), 9)
    days = [span.first + timedelta(days=number) for span in year.spans for number in range(span.days)]
    assert days == sorted(set(days))


def test_year_in_counts_every_working_day_of_its_notice():
    assert reading.year_in(shipped_calendar(), 2026).workdays == 248  # computed with another library, calendar.md


@pytest.mark.parametrize(("asked", "answer"), [("", 2026), ("2025", 2025), ("2027", 2027), ("1900", None), ("x", 2026)])
def test_year_asked_is_one_that_the_calendar_knows_something_about(asked, answer):
    assert reading.year_asked(asked, shipped_calendar(), ON) == answer


def test_years_to_choose_from_stay_within_the_calendar():
    calendar = shipped_calendar()
    for year in range(calendar.first.year, calendar.last_provisional.year + 1):
        offered = reading.years_around(calendar, year)
        assert year in offered
        assert calendar.first.year <= offered[0]
        assert offered[-1] <= calendar.last_provisional.year
        assert len(offered) == 5
