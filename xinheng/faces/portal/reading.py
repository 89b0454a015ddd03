"""What the pages of the rules section show, read out of a pack: values only, no sentences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from xinheng.ground.calendars import BeyondCalendar, Calendar, Day, Due, Unit, due
from xinheng.ground.calendars.names import WEEK_LAW
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.policies.pack import ListInForce, Pack, ParameterInForce, RuleInForce, Silent, Source
from xinheng.ground.policies.schema import ListStanding, SourceStatus
from xinheng.ground.text import Text

Item = RuleInForce | ParameterInForce | ListInForce

# 最常查的期限: which rules the home page names, if the pack in force has them. What they say comes from the pack.
MOST_ASKED = (
    "publicity.permit_penalty.department",
    "commitment.publicity.department",
    "objection.answer.whole",
    "repair.application.acceptance",
    "repair.application.decision",
    "repair.application.result",
    "rights.review.application",
)
CLASSES = ("publicity.minor", "publicity.general", "publicity.serious")  # 轻微、一般、严重
WITH_WINDOWS = ("publicity", "repair")  # chapters in which readers look for the windows
MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


@dataclass(frozen=True)
class Chapter:
    """章: what the pack in force says about one part of the work."""

    code: str
    title: Text
    rules: tuple[RuleInForce, ...]
    parameters: tuple[ParameterInForce, ...]
    lists: tuple[ListInForce, ...]


@dataclass(frozen=True)
class Computation:
    """一次计算: the term as of its start, and the day it ends; or the sentence that says why there is none."""

    start_on: date
    rule: RuleInForce | None = None  # None on a day for which no level says anything
    due: Due | None = None
    why_not: Text | None = None


def chapters(pack: Pack, on: date) -> tuple[Chapter, ...]:
    """Every chapter that has anything in force on the day, in the order of the pack."""
    rules, parameters, lists = pack.rules(on), pack.parameters(on), pack.lists(on)
    all_of = (
        Chapter(code, title, within(code, rules), within(code, parameters), within(code, lists))
        for code, title in pack.chapters.items()
    )
    return tuple(chapter for chapter in all_of if chapter.rules or chapter.parameters or chapter.lists)


def within(code: str, items: Iterable[Item]) -> tuple[Item, ...]:
    """The items of a chapter: those whose key begins with its code."""
    return tuple(item for item in items if chapter_of(item.key) == code)


def chapter_of(key: str) -> str:
    return key.partition(".")[0]


def most_asked(rules: Iterable[RuleInForce]) -> tuple[RuleInForce, ...]:
    by_key = {rule.key: rule for rule in rules}
    return tuple(by_key[key] for key in MOST_ASKED if key in by_key)


def compute(pack: Pack, key: str, start_on: date, calendar: Calendar) -> Computation:
    """算期限: a clock takes its number as of its start event's date; beyond the last notice the answer is provisional."""
    try:
        rule = pack.rule(key, start_on)
    except Silent as silent:
        return Computation(start_on, why_not=silent.refusal.sentence)
    try:
        return Computation(start_on, rule, due(start_on, rule.term, calendar, provisional=True))
    except BeyondCalendar as beyond:
        return Computation(start_on, rule, why_not=beyond.sentence)


def resting_on(source: Source, items: Iterable[Item]) -> tuple[Item, ...]:
    """What of the law in force cites this document."""
    return tuple(
        item for item in items if getattr(item, "source", None) == source or getattr(item, "basis", None) == source
    )


def matching(items: Iterable[Item], asked: str) -> tuple[Item, ...]:
    """按字词找: items whose title holds at least half of the asked pairs of characters, best first.

    Pairs, because Chinese is written without blanks: 处罚公示 must find 行政处罚信息公示, which does not contain it.
    """
    pairs = pairs_of(asked)
    shares = [(item, len(pairs & pairs_of(f"{item.title.zh} {item.title.en}")) / len(pairs)) for item in items if pairs]
    found = [(item, share) for item, share in shares if share >= 0.5]
    return tuple(item for item, _ in sorted(found, key=lambda pair: -pair[1]))


def pairs_of(text: str) -> frozenset[str]:
    folded = "".join(character for character in text.lower() if character.isalnum())
    return frozenset(folded[at : at + 2] for at in range(len(folded) - 1))


# ---- home and search ------------------------------------------------------------------------------------------------

CODE = re.compile(r"[0-9A-Z]{8,20}")


def looks_like_a_code(asked: str) -> bool:
    return CODE.fullmatch(normalise(asked)) is not None


# ---- rules ----------------------------------------------------------------------------------------------------------


def chapter_titled(pack: Pack, key: str) -> Chapter:
    """The chapter a key stands in, by code and title only."""
    code = chapter_of(key)
    return Chapter(code, pack.chapters[code], (), (), ())


@dataclass(frozen=True)
class Window:
    """修复窗口: when publication of a class ends by itself, and from when a repair may be asked for before that."""

    repair_class: str  # minor, general, serious
    minimum: RuleInForce | None  # 轻微 has none: it may be repaired at once
    maximum: RuleInForce
    total: int  # months of the longest window, so that all are drawn to one scale

    @property
    def closed_months(self) -> int:
        return months_of(self.minimum) if self.minimum else 0

    @property
    def open_months(self) -> int:
        return months_of(self.maximum) - self.closed_months


def months_of(rule: RuleInForce) -> int:
    return rule.term.number * MONTHS[rule.term.unit]


def windows(code: str, rules: Iterable[RuleInForce]) -> tuple[Window, ...]:
    """修复窗口 of the three classes, for the chapters where they are looked for."""
    by_key = {rule.key: rule for rule in rules}
    found = [stem for stem in CLASSES if f"{stem}.maximum" in by_key] if code in WITH_WINDOWS else []
    total = max((months_of(by_key[f"{stem}.maximum"]) for stem in found), default=0)
    return tuple(
        Window(stem.rpartition(".")[2], by_key.get(f"{stem}.minimum"), by_key[f"{stem}.maximum"], total)
        for stem in found
    )


# ---- lists ----------------------------------------------------------------------------------------------------------


def by_standing(lists: Iterable[ListInForce]) -> tuple[tuple[ListStanding, tuple[ListInForce, ...]], ...]:
    """名单 grouped by who may decide them; groups without any are left out."""
    lists = tuple(lists)
    groups = ((standing, tuple(each for each in lists if each.standing is standing)) for standing in ListStanding)
    return tuple((standing, group) for standing, group in groups if group)


def terms_of(shown: ListInForce, rules: Iterable[RuleInForce]) -> dict[str, RuleInForce | None]:
    """期限 and 提前移出: the rules a list kind refers to, where they are in force."""
    by_key = {rule.key: rule for rule in rules}
    return {"term": by_key.get(shown.term), "early_exit": by_key.get(shown.early_exit)}


# ---- sources --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Document:
    """依据文件: a document of one level, its force today, and what of the law in force rests on it."""

    place: Text
    source: Source
    status: SourceStatus
    resting: tuple[Item, ...]


def documents(pack: Pack, on: date) -> tuple[Document, ...]:
    """Every document that the levels cite, from the nation down."""
    items = (*pack.rules(on), *pack.parameters(on), *pack.lists(on))
    return tuple(
        Document(place.name, source, source.status_on(on), resting_on(source, items))
        for place in pack.chain
        for source in place.sources.values()
    )


# ---- calendar -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """一段放假或调休: consecutive days that the notice calls by one name."""

    first: date
    last: date
    name: Text

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Year:
    """年度: whether its notice is out, which texts arrange it, and how many working days it has."""

    number: int
    announced: bool
    notices: tuple[str, ...]
    workdays: int
    spans: tuple[Span, ...]


def year_asked(asked: str, calendar: Calendar, on: date) -> int | None:
    """The year of the address, else this one; None for what the calendar cannot say anything about."""
    number = int(asked[:5]) if asked.isdecimal() else on.year  # five digits are beyond any calendar
    return number if calendar.first.year <= number <= calendar.last_provisional.year else None


def year_in(calendar: Calendar, number: int) -> Year:
    days = [calendar.day(on, provisional=True) for on in days_of(number)]
    named = tuple(day for day in days if day.source != WEEK_LAW)
    return Year(
        number=number,
        announced=number in calendar.years,
        notices=tuple(dict.fromkeys(source for day in named for source in day.source.split())),
        workdays=sum(day.is_workday for day in days),
        spans=tuple(spans_of(named)),
    )


def spans_of(days: Iterable[Day]) -> Iterator[Span]:
    """Days in order, joined where one follows the other under the same name."""
    span = None
    for day in days:
        if span and day.name == span.name and day.on - span.last == timedelta(days=1):
            span = replace(span, last=day.on)
            continue
        if span:
            yield span
        span = Span(day.on, day.on, day.name)
    if span:
        yield span


def days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))


def years_around(calendar: Calendar, number: int) -> range:
    """Five years to choose from, within what the calendar covers."""
    first, last = calendar.first.year, calendar.last_provisional.year
    return range(max(first, min(number - 2, last - 4)), min(last, max(number + 2, first + 4)) + 1)
