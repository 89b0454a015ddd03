"""`calendars show YEAR`, `calendars check FILE`: the working days of a year, and what a new notice would change.

Both look only at the calendar in the repository; two persons bring a notice into force with `policies publish`.
"""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from xinheng.ground.calendars import (
    BeyondCalendar,
    Calendar,
    CalendarFault,
    Day,
    HolidayNotice,
    days_of,
    read_notice,
    shipped_calendar,
)
from xinheng.ground.calendars.chinese import full
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

HELP = "工作日历 the working days of a year; checks the file of a holiday notice"


def arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, dest="does", metavar="show|check")
    show = commands.add_parser("show", help="一年中与平常不同的日子 the days of a year that differ from the week")
    show.add_argument("year", type=year, metavar="YEAR")
    check = commands.add_parser(
        "check", help="检查放假通知 checks a holiday-cn JSON file and says what it would change"
    )
    check.add_argument("file", type=Path, metavar="FILE")
    for command in (show, check):
        command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON on stdout")


def year(text: str) -> int:
    """A year that has days: 1 to 9999."""
    return date(int(text), 1, 1).year


def run(options: argparse.Namespace) -> dict:
    calendar = shipped_calendar()
    return shown(calendar, options.year) if options.does == "show" else checked(calendar, options.file)


def shown(calendar: Calendar, year: int) -> dict:
    """One year; provisional where its notice is not in."""
    try:
        days = [calendar.day(on, provisional=True) for on in days_of(year)]
    except BeyondCalendar as beyond:
        raise Refused(Refusal("calendars.beyond", beyond.sentence)) from beyond
    return {
        "year": year,
        "provisional": days[0].provisional,
        "working_days": sum(day.is_workday for day in days),
        "days": [seen(day) for day in days if not day.is_ordinary],
        "sources": sorted({day.source for day in days if not day.is_ordinary}),
        "digest": calendar.digest,
    }


def checked(calendar: Calendar, path: Path) -> dict:
    """文件检查: the faults of a notice, or the days that would become other than they are now taken to be."""
    try:
        notice = read_notice(path.read_text(encoding="utf-8"), path.name)
        changed = notice.added_to(calendar, path.name)
    except (OSError, UnicodeDecodeError) as error:
        sentence = Text(
            zh=f"读不了文件“{path}”：{error}。请给出放假通知的 JSON 文件（UTF-8）。",
            en=f'Cannot read "{path}": {error}. Give the JSON file of a holiday notice, in UTF-8.',
        )
        raise Refused(Refusal("calendars.unreadable", sentence)) from error
    except CalendarFault as fault:
        faults = [{**asdict(each), "what": each.what.zh, "remedy": each.remedy.zh} for each in fault.faults]
        return {"file": path.name, "valid": False, "faults": faults, "changes": []}
    return {
        "file": path.name,
        "valid": True,
        "faults": [],
        "year": notice.year,
        "working_days": changed.workdays_in(notice.year),
        "last": changed.last.isoformat(),
        "changes": list(changes(calendar, changed, notice)),
        "digest": changed.digest,
        "digest_before": calendar.digest,
    }


def changes(before: Calendar, after: Calendar, notice: HolidayNotice) -> Iterator[dict]:
    """Each day of the year, or named by the notice, that is worked where it was not, or the reverse, or renamed."""
    for on in sorted({*days_of(notice.year), *(entry.on for entry in notice.entries)}):
        new, old = after.day(on, provisional=True), known(before, on)
        if old is None or (old.is_workday, old.name) != (new.is_workday, new.name):
            yield {"date": on.isoformat(), "before": old and old.name.zh, "after": new.name.zh}


def known(calendar: Calendar, on: date) -> Day | None:
    try:
        return calendar.day(on, provisional=True)
    except BeyondCalendar:
        return None


def seen(day: Day) -> dict:
    return {"date": day.on.isoformat(), "is_workday": day.is_workday, "name": day.name.zh}


def lines(result: dict) -> Iterator[str]:
    if "days" in result:
        label = "（暂定：该年通知尚未导入，仅按周末和法定节日）" if result["provisional"] else ""
        yield f"{result['year']}年 工作日{result['working_days']}天{label}"
        for day in result["days"]:
            yield f"  {full(date.fromisoformat(day['date']))}  {day['name']}"
        yield from (f"依据  {source}" for source in result["sources"])
        return
    for fault in result["faults"]:
        place = " ".join(word for word in (fault["file"], fault["entry"], fault["value"]) if word)
        yield f"{place}：{fault['what']}{fault['remedy']}  [{fault['code']}]"
    if not result["valid"]:
        yield f"共{len(result['faults'])}处差错，没有任何改动。"
        return
    for change in result["changes"]:
        yield f"  {full(date.fromisoformat(change['date']))}  {change['before'] or '未知'} → {change['after']}"
    yield f"{result['year']}年 工作日{result['working_days']}天；将改动{len(result['changes'])}天，日历延至{result['last']}。"
