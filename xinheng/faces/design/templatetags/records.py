"""How every face writes a credit record: its values in words, what it is about in one line, how long, what is marked on it.
`{% load records %}`"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import Envelope, FieldEntry, FieldKind
from xinheng.credit.publicity.queries import Change
from xinheng.credit.publicity.views import MarkView, RecordView
from xinheng.faces.design.templatetags.faces import Sign, day, words, yuan
from xinheng.ground.text import Text

register = template.Library()

MARKS = {
    "released": Sign("", "●", _("已审核发布")),
    "returned": Sign("open", "↩", _("已退回")),
    "confirmed": Sign("", "✓", _("主体已确认")),
    "text_confirmed": Sign("", "✓", _("文本已确认")),
    "withdrawn": Sign("past", "✕", _("已撤回")),
    "disputed": Sign("open", "？", _("异议处理中")),
    "under_review": Sign("open", "⚖", _("复议或诉讼中")),
    "stayed": Sign("open", "‖", _("停止执行")),
    "performed": Sign("solid", "✓", _("已履行")),
    "repaired": Sign("solid", "✓", _("已修复")),
    "masked": Sign("past", "‖", _("暂停公示")),
    "lifted": Sign("past", "✓", _("标注解除")),
}
STANDING = ("returned", "withdrawn", "disputed", "under_review", "stayed", "performed", "repaired", "masked")
CLASSES = {"minor": _("轻微"), "general": _("一般"), "serious": _("严重")}
RESOLVED_BEFORE = (Envelope.PARTY_CODE, Envelope.PARTY_NAME, Envelope.PARTY_CATEGORY)  # said of the party already
# Said of every record in places of their own, so that one line about it need not repeat them.
SAID_ELSEWHERE = (*RESOLVED_BEFORE, Envelope.DOCUMENT_NUMBER, Envelope.DECIDED_ON, Envelope.VALID_UNTIL,
                  Envelope.AUTHORITY_NAME, Envelope.AUTHORITY_CODE)  # fmt: skip
LONGEST_GIST = 3  # parts


@dataclass(frozen=True)
class Line:
    """一行: the title of a field and its value in words."""

    title: Text
    value: str


@register.filter
def lines(record: RecordView, own: RecordType) -> Iterator[Line]:
    """字段: every value that the viewer may see, in the order of the catalogue, but for what stands above them anyhow."""
    for code, value in record.fields.items():
        entry = own.fields[code]
        if entry.envelope not in (Envelope.PARTY_CODE, Envelope.PARTY_NAME):
            yield Line(entry.title, in_words(entry, value))


@register.filter
def gist(record: RecordView, own: RecordType) -> str:
    """要点: what a record is about in one line: the first of its summary values that are said nowhere else."""
    entries = [(own.fields[code], value) for code, value in record.fields.items()]
    parts = [
        in_words(entry, value) for entry, value in entries if entry.summary and entry.envelope not in SAID_ELSEWHERE
    ]
    return " · ".join([part for part in parts if part][:LONGEST_GIST])


@register.filter
def gist_of(record: RecordView, types: Mapping[str, RecordType]) -> str:
    """要点, where records of several types stand in one list."""
    return gist(record, types[record.type])


def in_words(entry: FieldEntry, value: Any) -> str:
    """A value as people read it."""
    match entry.kind:
        case FieldKind.AMOUNT:
            return said("%(amount)s 元") % {"amount": yuan(value)}
        case FieldKind.FLAG:
            return said("是") if value else said("否")
        case FieldKind.CHOICE:
            return choice(entry, value)
        case FieldKind.CHOICES:
            parts = [choice(entry, each) for each in value]
            return words(Text(zh="、".join(parts), en=", ".join(parts)))
        case _:
            return str(value)


def choice(entry: FieldEntry, code: str) -> str:
    """A code in words; what is no code of ours is what the authority wrote itself."""
    found = entry.choices.get(code)
    return words(Text(zh=found.zh, en=found.en)) if found else str(code)


@register.inclusion_tag("design/components/sign.html")
def mark(kind: str) -> dict:
    """标注: `{% mark "disputed" %}`."""
    return {"sign": MARKS[kind]}


@register.filter
def standing(marks: Iterable[MarkView], today: date) -> list[MarkView]:
    """标注 that tell something of today beyond whether it is public, which is said anyhow."""
    return [
        each
        for each in marks
        if each.kind in STANDING and each.on <= today and (each.until is None or each.until >= today)
    ]


@register.filter
def class_name(repair_class: str) -> Promise | str:
    """失信程度."""
    return CLASSES.get(repair_class, "")


@register.filter
def until(last: date | None) -> str:
    """公示至: the last day, as a <time>; 长期 where there is none."""
    if last is None:
        return said("长期")
    return format_html('<time datetime="{0}" class="nowrap">{0}</time>', last.isoformat())


@register.filter
def days_left(last: date, today: date) -> int:
    """还有几日, the day itself counted."""
    return (last - today).days + 1


@register.filter
def day_after(last: date) -> str:
    """The day after the last one, with its weekday: when something may be done for the first time."""
    return day(date.fromordinal(last.toordinal() + 1))


@register.filter
def titles(types: Iterable[RecordType]) -> str:
    """目录条目 by their titles, in one line."""
    return " · ".join(words(each.entry.title) for each in types)


@register.filter
def of_type(types: Mapping[str, RecordType], record: RecordView) -> RecordType:
    """目录条目 of a record."""
    return types[record.type]


@register.filter
def before(change: Change, own: RecordType) -> str:
    """变更前, in words."""
    return "—" if change.before is None else in_words(own.fields[change.field], change.before)


@register.filter
def after(change: Change, own: RecordType) -> str:
    """变更后, in words."""
    return "—" if change.after is None else in_words(own.fields[change.field], change.after)
