"""目录条目: a record type as everybody else knows it: a frozen value, with nothing to load."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from xinheng.credit.catalogue.schema import (
    OTHER,
    Bearing,
    Envelope,
    FieldEntry,
    FieldKind,
    Item,
    Layout,
    TypeEntry,
    WindowKind,
    words_of,
)
from xinheng.ground.disclosure import Level
from xinheng.ground.policies.faults import nearest
from xinheng.ground.policies.place import Source
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text


@dataclass(frozen=True, eq=False)
class RecordType:
    """目录条目: one published version of a type. `version_id` is the `PublishedVersion` it was read from, 0 for pure use.

    `item` and its `source` found it on the day it was asked for; `why_not_collect` holds the answer of the legality gate for
    that day: nothing where it may be collected.
    """

    entry: TypeEntry
    sha256: str
    version_id: int
    item: Item | None
    source: Source | None
    why_not_collect: Refusal | None

    @property
    def type(self) -> str:
        return self.entry.type

    @property
    def fields(self) -> Mapping[str, FieldEntry]:
        return self.entry.fields

    @property
    def layouts(self) -> Mapping[str, Layout]:
        return self.entry.layouts

    @property
    def is_adverse(self) -> bool:
        return self.entry.bearing is Bearing.ADVERSE

    @cached_property
    def kept_fields(self) -> Mapping[str, FieldEntry]:
        """The fields that a record holds: all but those about people."""
        return {code: field for code, field in self.fields.items() if field.kind is not FieldKind.PERSONAL}

    @cached_property
    def field_of_envelope(self) -> Mapping[Envelope, str]:
        return {field.envelope: code for code, field in self.fields.items() if field.envelope}

    def levels(self) -> Mapping[str, Level]:
        """The level of each kept field; free text is for government whatever it says, until it is confirmed."""
        return {
            code: Level.GOVERNMENT if field.free_text and field.level is Level.PUBLIC else field.level
            for code, field in self.kept_fields.items()
        }

    @cached_property
    def open_choices(self) -> Mapping[str, str]:
        """The fields whose code table is open, by the name that 其他 has in each."""
        fields = self.kept_fields.items()
        return {
            code: field.choices[OTHER].zh for code, field in fields if field.open_choices and OTHER in field.choices
        }

    def as_written(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """内容 with 其他 as it was written, 其他-责令退还: words outside a code table are part of their field, of its level and
        behind its mask."""
        written = {}
        for code, name in self.open_choices.items():
            words, value = content.get(words_of(code)), content.get(code)
            if words and value is not None:
                in_full = f"{name}-{words}"
                several = isinstance(value, list)
                written[code] = [in_full if each == OTHER else each for each in value] if several else in_full
        return {**content, **written} if written else content

    def level_when_released(self, code: str) -> Level:
        """The level that a field comes to have: what is published by its class shows the public its summary and no more."""
        field = self.fields[code]
        only_summary = self.entry.publicity.window is WindowKind.BY_CLASS
        if self.entry.publicity.window is WindowKind.NOT_PUBLIC or (only_summary and not field.summary):
            return Level.GOVERNMENT if field.level is Level.PUBLIC else field.level
        return field.level


@dataclass(frozen=True, eq=False)
class Catalogue:
    """归集目录 of a place on a day: every type, those disabled included, by its code."""

    types: Mapping[str, RecordType]
    on: date

    def collectable(self) -> Mapping[str, RecordType]:
        return {code: each for code, each in self.types.items() if each.why_not_collect is None}

    def named(self, code: str) -> RecordType:
        """A type by its code, one that is disabled included. Raises `Refused` `catalogue.unknown_type`."""
        if code not in self.types:
            near, known = nearest(code, self.types), tuple(self.types)
            zh, en = (f"是否应为“{near}”？", f'Did you mean "{near}"? ') if near else ("", "")
            sentence = Text(
                zh=f"归集目录中没有“{code}”。{zh}现有：{'、'.join(known)}。",
                en=f'The catalogue has no "{code}". {en}There are: {", ".join(known)}.',
            )
            raise Refused(Refusal("catalogue.unknown_type", sentence))
        return self.types[code]
