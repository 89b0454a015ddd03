"""放假通知: one year's holiday arrangement, read from a JSON file of the shape that holiday-cn publishes.

    {"year": 2027, "papers": ["https://…"], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}

Reading judges the shape and what can be known without the law of that year; whether the file says what the State
Council said, a second person confirms when the calendar is published.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xinheng.ground.calendars.calendar import SATURDAY, Calendar, CalendarFault, Entry, Fault, Kind
from xinheng.ground.text import Text


@dataclass(frozen=True)
class HolidayNotice:
    """放假通知: the year it arranges and the days it names."""

    year: int
    entries: tuple[Entry, ...]

    def added_to(self, calendar: Calendar, file: str = "notice") -> Calendar:
        """The calendar with this notice in place of an earlier one of the same year; years must not leave a gap."""
        first, last = calendar.years[0], calendar.years[-1]
        if not first - 1 <= self.year <= last + 1:
            raise CalendarFault([_gap(file, self.year, last)])
        off = {entry.on for entry in self.entries if entry.kind is Kind.OFF}
        festivals = (e for e in calendar.entries if e.kind is Kind.STATUTORY and e.year == self.year)
        if missing := [_fault("calendars.festival_missing", file, e.name, e.on) for e in festivals if e.on not in off]:
            raise CalendarFault(missing)
        kept = (entry for entry in calendar.entries if entry.kind is Kind.STATUTORY or entry.year != self.year)
        return Calendar((*kept, *self.entries))


def read_notice(text: str, file: str = "notice") -> HolidayNotice:
    """The notice in a JSON text; raises `CalendarFault` that names every fault of it."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise CalendarFault([_fault("calendars.not_json", file, place, error.msg)]) from error
    faults = list(_faults_of_head(content, file))
    if not faults:
        faults = list(_faults_of_days(content, file))
    if faults:
        raise CalendarFault(faults)
    source = " ".join(content["papers"])
    entries = (
        Entry(
            year=content["year"],
            on=date.fromisoformat(day["date"]),
            kind=Kind.OFF if day["isOffDay"] else Kind.WORK,
            name=day["name"].strip(),
            source=source,
        )
        for day in content["days"]
    )
    return HolidayNotice(content["year"], tuple(entries))


def _faults_of_head(content: object, file: str) -> Iterator[Fault]:
    if not isinstance(content, dict):
        yield _fault("calendars.not_a_notice", file, "", content)
        return
    year, papers, days = (content.get(key) for key in ("year", "papers", "days"))
    if type(year) is not int or not date.min.year < year < date.max.year:
        yield _fault("calendars.year_missing", file, "year", year)
    if not papers or not isinstance(papers, list) or not all(_is_line(paper) for paper in papers):
        yield _fault("calendars.source_missing", file, "papers", papers)
    if not isinstance(days, list) or not days:
        yield _fault("calendars.days_missing", file, "days", days)


def _faults_of_days(content: dict, file: str) -> Iterator[Fault]:
    seen: dict[date, int] = {}
    for number, day in enumerate(content["days"], start=1):
        entry = f"days[{number}]"
        if not (isinstance(day, dict) and _is_line(day.get("name")) and isinstance(day.get("isOffDay"), bool)):
            yield _fault("calendars.day_incomplete", file, entry, day)
            continue
        try:
            on = date.fromisoformat(day["date"])
        except (KeyError, TypeError, ValueError):
            yield _fault("calendars.date_unreadable", file, entry, day.get("date"))
            continue
        if on in seen:
            yield _fault("calendars.date_twice", file, entry, f"{on} (days[{seen[on]}])")
        seen.setdefault(on, number)
        if not date(content["year"] - 1, 12, 1) <= on <= date(content["year"] + 1, 1, 31):
            yield _fault("calendars.date_of_other_year", file, entry, on)
        if not day["isOffDay"] and on.weekday() < SATURDAY:
            yield _fault("calendars.make_up_on_weekday", file, entry, on)


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


_WORDS = {
    "calendars.not_json": (
        Text(zh="文件不是有效的 JSON。", en="The file is not valid JSON."),
        Text(zh="请在所示位置改正，或重新下载该文件。", en="Correct it at the place shown, or fetch the file again."),
    ),
    "calendars.not_a_notice": (
        Text(zh="文件不是一份放假通知。", en="The file is not a holiday notice."),
        Text(
            zh="应为含 year、papers、days 三项的 JSON 对象。",
            en="It should be a JSON object with year, papers and days.",
        ),
    ),
    "calendars.year_missing": (
        Text(zh="没有写明通知所安排的年度。", en="The year that the notice arranges is missing."),
        Text(zh="请在 year 写四位年份，如 2027。", en="Write the year as a number in `year`, such as 2027."),
    ),
    "calendars.source_missing": (
        Text(zh="没有写明依据的通知。", en="The notice that this rests on is not cited."),
        Text(
            zh="请在 papers 列出国务院办公厅通知的网址；没有依据的日历不得发布。",
            en="List the address of the State Council notice in `papers`; without it, no calendar.",
        ),
    ),
    "calendars.days_missing": (
        Text(zh="没有列出任何日期，可能该年通知尚未发布。", en="No day is listed; the notice may not be out yet."),
        Text(zh="请待通知发布后再导入。", en="Import it when the notice has been issued."),
    ),
    "calendars.day_incomplete": (
        Text(zh="这一项不完整。", en="This entry is incomplete."),
        Text(
            zh="每项应有 name（名称）、date（日期）和 isOffDay（true 放假，false 上班）。",
            en="Each entry has a name, a date and isOffDay (true for a day off, false for a day worked).",
        ),
    ),
    "calendars.date_unreadable": (
        Text(zh="日期无法识别。", en="The date cannot be read."),
        Text(zh="请写作 2027-01-01。", en="Write it as 2027-01-01."),
    ),
    "calendars.date_twice": (
        Text(zh="同一日期列了两次。", en="The date is listed twice."),
        Text(zh="请核对通知，只保留一项。", en="Check the notice and keep one of the two."),
    ),
    "calendars.date_of_other_year": (
        Text(zh="日期不属于通知的年度。", en="The date does not belong to the year of the notice."),
        Text(
            zh="只可为本年、上年12月或次年1月；请核对 year 或日期。",
            en="Only that year, the December before and the January after are allowed; check the year or the date.",
        ),
    ),
    "calendars.festival_missing": (
        Text(
            zh="法定节日没有列为放假，文件可能不全。", en="A statutory holiday is not off; the file may be incomplete."
        ),
        Text(
            zh="请与通知原文核对后补全；法定节日如有修改，请先发布改正后的日历文本。",
            en="Complete it from the notice; if the law on holidays has changed, publish a corrected calendar text first.",
        ),
    ),
    "calendars.make_up_on_weekday": (
        Text(zh="调休上班日不是周六或周日。", en="The make-up working day is not a Saturday or a Sunday."),
        Text(
            zh="平日本来就要上班；请核对日期，或改为放假（isOffDay: true）。",
            en="Weekdays are worked anyway; check the date, or make it a day off (isOffDay: true).",
        ),
    ),
}


def _fault(code: str, file: str, entry: str, value: object) -> Fault:
    what, remedy = _WORDS[code]
    shown = str(value) if isinstance(value, str | date) else json.dumps(value, ensure_ascii=False)
    return Fault(code, file, entry, shown if len(shown) <= 80 else f"{shown[:79]}…", what, remedy)


def _gap(file: str, year: int, last: int) -> Fault:
    return Fault(
        "calendars.gap",
        file,
        "year",
        str(year),
        Text(
            zh=f"日历到{last}年为止，不能跳到{year}年。", en=f"The calendar ends with {last}; {year} would leave a gap."
        ),
        Text(zh="请先导入中间年度的通知。", en="Import the notices of the years between first."),
    )
