"""字段值: the typed values of a record as the desk lists and compares them."""

from collections.abc import Iterable, Mapping
from typing import Any

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import FieldEntry
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.design.templatetags.records import in_words

Said = tuple[str, str]


def said(own: RecordType, values: Mapping[str, Any]) -> tuple[Said, ...]:
    """Title and value of each field that is there, in the order of the catalogue."""
    values = own.as_written(values)
    return tuple(
        (words(entry.title), in_words(entry, values[code]))
        for code, entry in own.kept_fields.items()
        if values.get(code) is not None
    )


def value(entry: FieldEntry, given: Any) -> str:
    """字段值; nothing for an empty one."""
    return "" if given is None else in_words(entry, given)


def changed(own: RecordType, changes: Iterable) -> tuple[tuple[str, str, str], ...]:
    """What each change says: title, before, after."""
    return tuple(
        (words(each.title), value(own.fields[each.field], each.before), value(own.fields[each.field], each.after))
        for each in changes
        if each.field in own.fields
    )
