"""工作日历: an immutable table of the days that differ from the ordinary week.

Unlike elsewhere, the table needs both signs: a notice takes weekdays off and turns weekends into working days (调休).
It never runs out silently: a day outside the years that have a notice raises `BeyondCalendar`.
"""

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Self

from xinheng.ground.calendars.names import MAKE_UP, WEEK_LAW, WEEKEND, WORKDAY, holiday
from xinheng.ground.text import Text

COLUMNS = ("year", "date", "kind", "name", "source")
SATURDAY = 5


class Kind(StrEnum):
    """日别: what an entry says of its day."""

    OFF = "off"  # 放假
    WORK = "work"  # 调休上班
    STATUTORY = "statutory"  # 法定节日: off by law; the notice that fixes the days around it is not out yet


@dataclass(frozen=True)
class Entry:
    """One row: by the notice (or the law) of `year`, this date is off, or worked."""

    year: int
    on: date
    kind: Kind
    name: str
    source: str


@dataclass(frozen=True)
class Day:
    """日: whether it is a working day, what it is called, and which text says so."""

    on: date
    is_workday: bool
    name: Text
    source: str
    provisional: bool

    @property
    def is_ordinary(self) -> bool:
        """Whether the day is simply what the week says: no notice and no festival names it."""
        return self.source == WEEK_LAW


@dataclass(frozen=True)
class Fault:
    """日历数据差错: where it is, what stands there, what is the matter, what to do. Nobody decides by the sentences."""

    code: str
    file: str
    entry: str
    value: str
    what: Text
    remedy: Text


class CalendarFault(Exception):
    """日历数据有误: the text was refused whole; `faults` names everything that is wrong with it."""

    def __init__(self, faults: list[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{f.file} {f.entry}: {f.what.zh}{f.remedy.zh} [{f.code}]" for f in faults))


class BeyondCalendar(Exception):
    """超出日历: whether this day is worked has not been announced, so no deadline can honestly be given."""

    def __init__(self, on: date, first: date, last: date, last_provisional: date):
        self.on, self.last = on, last
        self.sentence = _beyond(on, first, last, last_provisional)
        super().__init__(self.sentence.zh)


@dataclass(frozen=True)
class Calendar:
    """工作日历: entries in canonical order. Its text and its entries determine one another to the byte."""

    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple(sorted(self.entries, key=_canonical_order)))

    @classmethod
    def read(cls, text: str, file: str = "calendar") -> Self:
        """A calendar from its canonical text; raises `CalendarFault` for anything else."""
        rows = list(csv.reader(io.StringIO(text)))
        if not rows or tuple(rows[0]) != COLUMNS:
            raise CalendarFault([_not_canonical(file, "line 1", ",".join(rows[0]) if rows else "")])
        entries, faults = [], []
        for number, row in enumerate(rows[1:], start=2):
            try:
                year, on, kind, name, source = row
                entries.append(Entry(int(year), date.fromisoformat(on), Kind(kind), name, source))
            except ValueError:
                faults.append(_not_canonical(file, f"line {number}", ",".join(row)))
        if faults:
            raise CalendarFault(faults)
        calendar = cls(tuple(entries))
        if calendar.text != text or not calendar.has_every_year:
            raise CalendarFault([_not_canonical(file, "", "")])
        return calendar

    @cached_property
    def text(self) -> str:
        """The canonical text: what is published, hashed and exported."""
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((e.year, e.on.isoformat(), e.kind, e.name, e.source) for e in self.entries)
        return lines.getvalue()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that have a notice."""
        return tuple(sorted({entry.year for entry in self.entries if entry.kind is not Kind.STATUTORY}))

    @property
    def has_every_year(self) -> bool:
        """Whether there is a notice for each year from the first to the last."""
        return bool(self.years) and self.years[-1] - self.years[0] + 1 == len(self.years)

    @property
    def first(self) -> date:
        return date(self.years[0], 1, 1)

    @property
    def last(self) -> date:
        return date(self.years[-1], 12, 31)

    @cached_property
    def last_provisional(self) -> date:
        """The last day that can be given provisionally: the end of the statutory data, or of the notices."""
        return date(max(entry.year for entry in self.entries), 12, 31)

    def day(self, on: date, provisional: bool = False) -> Day:
        """What a day is. After the last notice: `BeyondCalendar`, or the week and the statutory days if asked for.

        A weekday or weekend that no entry names is what the week says (国务院关于职工工作时间的规定 第七条).
        """
        announced = self.first <= on <= self.last
        if not announced and not (provisional and self.last < on <= self.last_provisional):
            raise BeyondCalendar(on, self.first, self.last, self.last_provisional)
        entry = self._named.get(on) or (None if announced else self._statutory.get(on))
        if entry is None:
            is_workday = on.weekday() < SATURDAY
            return Day(on, is_workday, WORKDAY if is_workday else WEEKEND, WEEK_LAW, not announced)
        if entry.kind is Kind.WORK:
            return Day(on, True, MAKE_UP, entry.source, not announced)
        return Day(on, False, holiday(entry.name), entry.source, not announced)

    def workdays_in(self, year: int, provisional: bool = False) -> int:
        """How many days of a year are worked."""
        return sum(self.day(on, provisional).is_workday for on in days_of(year))

    @cached_property
    def _named(self) -> dict[date, Entry]:
        """What the notices name; the later notice prevails, as that of 2008 did for the last days of 2007."""
        return {entry.on: entry for entry in self.entries if entry.kind is not Kind.STATUTORY}

    @cached_property
    def _statutory(self) -> dict[date, Entry]:
        return {entry.on: entry for entry in self.entries if entry.kind is Kind.STATUTORY}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(number) for number in range(first, date(year, 12, 31).toordinal() + 1)]


def _canonical_order(entry: Entry) -> tuple:
    return entry.kind is Kind.STATUTORY, entry.year, entry.on


def _not_canonical(file: str, entry: str, value: str) -> Fault:
    return Fault(
        "calendars.not_canonical",
        file,
        entry,
        value,
        Text(zh="不是规范的日历文本。", en="This is not the canonical text of a calendar."),
        Text(
            zh=f"每行应为“{','.join(COLUMNS)}”，按年、日期排序；新年度请导入 JSON 格式的放假通知。",
            en=f'Each line is "{",".join(COLUMNS)}", sorted by year and date; import a new year as a JSON notice.',
        ),
    )


def _beyond(on: date, first: date, last: date, last_provisional: date) -> Text:
    if on < first:
        return Text(
            zh=f"日历自{first}起，{on}是否工作日无从判断；请核对起算日。",
            en=f"The calendar begins on {first}; whether {on} is a working day is not known. Check the start date.",
        )
    if on > last_provisional:
        return Text(
            zh=f"日历到{last}为止，暂定推算也只能到{last_provisional}，{on}无法计算；请导入其后年度的放假通知。",
            en=f"The calendar ends on {last} and provisional data on {last_provisional}; {on} cannot be computed. "
            "Import the notices of the years after it.",
        )
    return Text(
        zh=f"{on.year}年的放假调休通知尚未导入（日历到{last}为止），{on}是否工作日尚不能确定。"
        f"请先用 calendars check 检查该年通知的 JSON 文件，再由两人用 policies publish 公布；也可以要求“暂定”推算。",
        en=f"The notice on the holidays of {on.year} has not been imported (the calendar ends on {last}), so whether "
        f"{on} is a working day is not settled. Check the notice's JSON file with `calendars check`, then let two persons "
        "publish it with `policies publish`; or ask for a provisional date.",
    )
