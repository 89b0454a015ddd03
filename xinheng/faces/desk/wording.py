"""字段值: a typed value of a record as people read it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import FieldEntry, FieldKind
from xinheng.faces.design.templatetags.faces import words, yuan
from xinheng.ground.text import Text

Said = tuple[str, str]


def worded(entry: FieldEntry, value: Any) -> str:
    """字段值 in the language of the page; nothing for an empty one."""
    if value is None:
        return ""
    match entry.kind:
        case FieldKind.AMOUNT:
            return _("%(amount)s 元") % {"amount": yuan(value)}
        case FieldKind.CHOICE:
            return choice(entry, value)
        case FieldKind.CHOICES:
            said = [choice(entry, each) for each in value]
            return words(Text(zh="；".join(said), en="; ".join(said)))
        case FieldKind.FLAG:
            return _("是") if value else _("否")
    return str(value)


def choice(entry: FieldEntry, code: str) -> str:
    found = entry.choices.get(code)
    return words(Text(zh=found.zh, en=found.en)) if found else code


def said(own: RecordType, values: Mapping[str, Any]) -> tuple[Said, ...]:
    """Title and value of each field that is there, in the order of the catalogue."""
    return tuple(
        (words(entry.title), worded(entry, values[code]))
        for code, entry in own.kept_fields.items()
        if values.get(code) is not None
    )


def changed(own: RecordType, changes: Iterable) -> tuple[tuple[str, str, str], ...]:
    """What each change says: title, before, after."""
    return tuple(
        (words(each.title), worded(own.fields[each.field], each.before), worded(own.fields[each.field], each.after))
        for each in changes
        if each.field in own.fields
    )
