"""中文说明: why a deadline falls on its day, in one Chinese sentence that can be checked on a wall calendar."""

from datetime import date

from xinheng.ground.calendars.account import NAMED_SPANS, Account, Span, spans
from xinheng.ground.calendars.term import Nature, Unit

WEEKDAYS = "一二三四五六日"
UNITS = {Unit.WORKDAY: "个工作日", Unit.DAY: "日", Unit.MONTH: "个月", Unit.YEAR: "年"}


def sentence(account: Account) -> str:
    """说明: where it starts, what does not count, what does although one would not think so, and where it ends."""
    year = account.counted_from.year
    parts = [_restart(account), _opening(account), _suspension(account, year), _skips(account, year)]
    parts += [_make_ups(account, year), _end(account)]
    return "，".join(part for part in parts if part) + "。" + _caveat(account)


def _restart(account: Account) -> str:
    if account.counted_from == account.start_on:
        return ""
    return f"原自{full(account.start_on)}起算，现自{full(account.counted_from)}重新起算"


def _opening(account: Account) -> str:
    term, number = account.term, account.number
    length = f"{number}{UNITS[term.unit]}"
    if number != term.number:
        length += f"（原{term.number}{UNITS[term.unit]}，延长{number - term.number}{UNITS[term.unit]}）"
    if term.unit in (Unit.WORKDAY, Unit.DAY):
        from_day = f"自{full(account.counted_from)}"
        return f"{from_day}次日起算{length}" if number else f"{from_day}当日办理"
    corresponding = account.corresponding_on
    if term.day_of_month:
        months = "次月" if number == 1 else f"之后第{number}个月"
        ends = f"{account.counted_from.year}年{account.counted_from.month}月的{months}{term.day_of_month}日前"
        wanted = term.day_of_month
    else:
        ends = f"自{full(account.counted_from)}起{length}"
        wanted = account.counted_from.day
    if corresponding.day != wanted:
        ends += f"，{corresponding.year}年{corresponding.month}月没有{wanted}日，以月末为末日"
    return ends if corresponding == account.ended_on else f"{ends}，原末日为{full(corresponding)}"


def _suspension(account: Account, year: int) -> str:
    if not account.suspended:
        return ""
    named = "、".join(short(span, year) for span in spans(account.suspended))
    return f"中止期间{named}共{len(account.suspended)}日不计"


def _skips(account: Account, year: int) -> str:
    kinds = []
    for name, kind_spans in account.passed:
        total = sum(span.days for span in kind_spans)
        where = "、".join(short(span, year) for span in kind_spans) if len(kind_spans) <= NAMED_SPANS else ""
        kinds.append(f"{name.zh}{total}天" + (f"（{where}）" if where else ""))
    return f"跳过{'、'.join(kinds)}" if kinds else ""


def _make_ups(account: Account, year: int) -> str:
    days = "、".join(f"{short(Span(on, on), year)}（周{WEEKDAYS[on.weekday()]}）" for on in account.made_up)
    return f"{days}调休上班计入" if days else ""


def _end(account: Account) -> str:
    if account.rest:
        last = "当日" if account.number == 0 else f"末日{full(account.ended_on)}"
        return f"{last}逢{account.rest.zh}，顺延至{full(account.due_on)}24时止"
    if account.term.nature is Nature.BURDEN:
        return f"至{full(account.due_on)}24时届满，不因休息日顺延"
    if account.ends_on_make_up:
        return f"至{full(account.due_on)}24时止，当日调休上班，不顺延"
    return f"至{full(account.due_on)}24时止"


def _caveat(account: Account) -> str:
    if not account.provisional:
        return ""
    return (
        f"（暂定：{account.announced_until.year + 1}年起的放假调休通知尚未导入，其后各日仅按周末和法定节日推算，"
        "导入通知后须重新计算。）"
    )


def full(on: date) -> str:
    """2026-09-28（周一）."""
    return f"{on}（周{WEEKDAYS[on.weekday()]}）"


def short(span: Span, year: int) -> str:
    """10月1日至7日; with the year where it is not the one the sentence speaks of."""
    first, last = span.first, span.last
    words = f"{first.month}月{first.day}日"
    if first.year != year:
        words = f"{first.year}年{words}"
    if first == last:
        return words
    if first.year != last.year:
        return f"{words}至{last.year}年{last.month}月{last.day}日"
    return f"{words}至{last.day}日" if first.month == last.month else f"{words}至{last.month}月{last.day}日"
