"""随附日历: the seed of the calendar, in the repository."""

from functools import cache
from pathlib import Path

from xinheng.ground.calendars.calendar import COLUMNS, Calendar

FOLDER = Path(__file__).resolve().parents[3] / "policies" / "calendars"
FILES = ("notices.csv", "statutory.csv")  # in canonical order, so that one after the other is the canonical text


@cache
def shipped_calendar() -> Calendar:
    """The notices of 2007 to 2026 and, after them, the statutory days of ten years (policies/calendars/README.md)."""
    return joined(*((FOLDER / file).read_text(encoding="utf-8") for file in FILES))


def joined(*texts: str) -> Calendar:
    """One calendar from the texts of `FILES`, in that order."""
    header = ",".join(COLUMNS) + "\n"
    return Calendar.read(header + "".join(text.removeprefix(header) for text in texts), file=str(FOLDER))
