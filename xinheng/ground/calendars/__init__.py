"""工作日: which days are working days, and when a term ends.

`Calendar` is data, the yearly notices of the State Council; `due` is the law of counting (民法典 第二百条至
第二百零四条). Both are pure; nothing here reads the time or a database.
"""

from xinheng.ground.calendars.account import Step
from xinheng.ground.calendars.calendar import BeyondCalendar, Calendar, CalendarFault, Day, Fault, days_of
from xinheng.ground.calendars.counting import Due, Uncountable, due
from xinheng.ground.calendars.notice import HolidayNotice, read_notice
from xinheng.ground.calendars.shipped import shipped_calendar
from xinheng.ground.calendars.term import Nature, Suspension, Term, Unit

__all__ = [
    "BeyondCalendar",
    "Calendar",
    "CalendarFault",
    "Day",
    "Due",
    "Fault",
    "HolidayNotice",
    "Nature",
    "Step",
    "Suspension",
    "Term",
    "Uncountable",
    "Unit",
    "days_of",
    "due",
    "read_notice",
    "shipped_calendar",
]
