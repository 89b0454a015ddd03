"""英文说明: the same sentence as in Chinese, for readers of English."""

from datetime import date

from xinheng.ground.calendars.account import NAMED_SPANS, Account, Span, spans
from xinheng.ground.calendars.term import Nature, Unit

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS = {Unit.WORKDAY: "working day", Unit.DAY: "day", Unit.MONTH: "month", Unit.YEAR: "year"}


def sentence(account: Account) -> str:
    year = account.counted_from.year
    parts = [_restart(account), _opening(account), _suspension(account, year), _skips(account, year)]
    parts += [_make_ups(account, year), _end(account)]
    words = "; ".join(part for part in parts if part)
    return words[0].upper() + words[1:] + "." + _caveat(account)


def _restart(account: Account) -> str:
    if account.counted_from == account.start_on:
        return ""
    return f"first counted from {full(account.start_on)}, started anew on {full(account.counted_from)}"


def _opening(account: Account) -> str:
    term, number = account.term, account.number
    length = _count(number, UNITS[term.unit])
    if number != term.number:
        length += f" ({term.number}, extended by {number - term.number})"
    if term.unit in (Unit.WORKDAY, Unit.DAY):
        if not number:
            return f"to be done on {full(account.counted_from)} itself"
        return f"{length} counted from the day after {full(account.counted_from)}"
    corresponding = account.corresponding_on
    if term.day_of_month:
        month = f"{MONTHS[account.counted_from.month - 1]} {account.counted_from.year}"
        after = "the month after" if number == 1 else f"the {number} months after"
        ends, wanted = f"by day {term.day_of_month} of {after} {month}", term.day_of_month
    else:
        ends, wanted = f"{length} from {full(account.counted_from)}", account.counted_from.day
    if corresponding.day != wanted:
        month = f"{MONTHS[corresponding.month - 1]} {corresponding.year}"
        ends += f"; {month} has no day {wanted}, so the month's last day takes its place"
    return ends if corresponding == account.ended_on else f"{ends}, at first until {full(corresponding)}"


def _suspension(account: Account, year: int) -> str:
    if not account.suspended:
        return ""
    named = ", ".join(short(span, year) for span in spans(account.suspended))
    return f"suspended and not counted: {named} ({_count(len(account.suspended), 'day')})"


def _skips(account: Account, year: int) -> str:
    kinds = []
    for name, kind_spans in account.passed:
        total = _count(sum(span.days for span in kind_spans), "day")
        where = ", ".join(short(span, year) for span in kind_spans) if len(kind_spans) <= NAMED_SPANS else ""
        kinds.append(f"{name.en} ({total}{': ' + where if where else ''})")
    return f"skipping {', '.join(kinds)}" if kinds else ""


def _make_ups(account: Account, year: int) -> str:
    days = ", ".join(f"{WEEKDAYS[on.weekday()]} {short(Span(on, on), year)}" for on in account.made_up)
    if not days:
        return ""
    return f"{days} counted as {'a make-up working day' if len(account.made_up) == 1 else 'make-up working days'}"


def _end(account: Account) -> str:
    if account.rest:
        last = "that day" if account.number == 0 else f"the last day {full(account.ended_on)}"
        return f"{last} is a rest day ({account.rest.en}), so it ends at 24:00 on {full(account.due_on)}"
    if account.term.nature is Nature.BURDEN:
        return f"it ends at 24:00 on {full(account.due_on)}, be that a rest day or not"
    if account.ends_on_make_up:
        return f"it ends at 24:00 on {full(account.due_on)}, a make-up working day"
    return f"it ends at 24:00 on {full(account.due_on)}"


def _caveat(account: Account) -> str:
    if not account.provisional:
        return ""
    return (
        f" (Provisional: no holiday notice from {account.announced_until.year + 1} on has been imported; later days "
        "follow the week and the statutory holidays only, and are to be computed again after the import.)"
    )


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def full(on: date) -> str:
    return f"{on} ({WEEKDAYS[on.weekday()]})"


def short(span: Span, year: int) -> str:
    """1–7 Oct; with the year where it is not the one the sentence speaks of."""
    first, last = span.first, span.last
    end = f"{last.day} {MONTHS[last.month - 1]}" + (f" {last.year}" if last.year != year else "")
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year}–{end}"
    return f"{first.day}–{end}" if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}–{end}"
