"""逐条录入: a form made from the catalogue. What it sends is a file of one row, judged by the rules of any other file."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinheng.credit.catalogue.headers import understood
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import OTHER, FieldEntry, FieldKind, words_of
from xinheng.credit.catalogue.template import columns_of, required_in_words
from xinheng.credit.submissions.sentences import sentence_of
from xinheng.credit.submissions.validation import Validated, Validation
from xinheng.faces.design.forms import DateInput
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.design.templatetags.records import choice
from xinheng.faces.desk.forms import OperationForm
from xinheng.ground.columns.reading import blocks
from xinheng.ground.text import Text

NAME = "逐条录入.jsonl"
LONG = 255  # characters; longer texts get a larger field
FEN_OF = {"元": 100, "万元": 10**6, "亿元": 10**10}
EMPTY = ("", gettext_lazy("（不填）"))


def fullest(record_type: RecordType) -> str:
    """The layout that has the most of the fields that are kept."""
    kept = record_type.kept_fields.keys()
    return max(record_type.layouts, key=lambda name: len(kept & set(record_type.layouts[name].columns)))


class EntryForm(OperationForm):
    """逐条录入 of a type: a field for each column of its fullest layout. Nothing is required here: the rules say what is."""

    def __init__(self, *args, record_type: RecordType, **kwargs):
        super().__init__(*args, **kwargs)
        self.record_type = record_type
        self.columns = columns_of(record_type, fullest(record_type))
        for code in self.columns:
            self.fields[code] = field_of(record_type.fields[code], record_type)
            if code in record_type.open_choices:
                self.fields[words_of(code)] = words_field(record_type.fields[code])

    def main_fields(self) -> list[forms.BoundField]:
        """What is asked of everybody: what may be required, what the public sees, and what is filled in already."""
        return [field for code in self.columns if self.is_main(code) for field in self.fields_of(code)]

    def other_fields(self) -> list[forms.BoundField]:
        return [field for code in self.columns if not self.is_main(code) for field in self.fields_of(code)]

    def fields_of(self, code: str) -> list[forms.BoundField]:
        """The field of a column, and beside an open code table that for words outside it."""
        return [self[name] for name in (code, words_of(code)) if name in self.fields]

    def has_faults_beyond(self) -> bool:
        return any(field.errors for field in self.other_fields())

    def is_main(self, code: str) -> bool:
        entry = self.record_type.fields[code]
        filled = any(given.get(name) for given in (self.initial, self.data) for name in (code, words_of(code)))
        return bool(entry.required or entry.summary or filled)

    def clean(self):
        """其他 goes with words, and words with 其他."""
        for code, other in self.record_type.open_choices.items():
            if words_of(code) not in self.cleaned_data or code not in self.cleaned_data:
                continue
            written, is_chosen = self.cleaned_data[words_of(code)], OTHER in chosen(self.cleaned_data[code])
            if is_chosen and not written:
                self.add_error(words_of(code), _("选了“%(other)s”，请写明是什么。") % {"other": other})
            if written and not is_chosen:
                self.add_error(words_of(code), _("没有选“%(other)s”。请选上，或删去这里的文字。") % {"other": other})

    def cells(self) -> dict[str, str]:
        """The row as a file would hold it: text under the header of each column."""
        given = self.cleaned_data
        return {
            header: cell_of(self.record_type.fields[code], given[code], given.get(words_of(code), ""))
            for code, header in self.columns.items()
        }

    def content(self) -> bytes:
        return json.dumps(self.cells(), ensure_ascii=False).encode() + b"\n"

    def judged(self, on: date) -> Validated:
        """核验: by the same rules as a file; faults stand beside their fields."""
        reading = next(blocks(self.content(), NAME))
        meaning = understood(reading.headers, self.record_type)
        outcome = Validation(self.record_type, meaning, on=on).block(reading)
        for fault in outcome.faults.to_dicts():
            self.add_error(fault["field"] if fault["field"] in self.columns else None, told(fault))
        for fault in outcome.persons.to_dicts():
            self.add_error(None, words(sentence_of(fault["rule"])))
        return outcome


def told(fault: Mapping[str, Any]) -> str:
    """差错 with what was probably meant."""
    sentence = words(sentence_of(fault["rule"]))
    if not fault["suggestion"]:
        return sentence
    return _("%(sentence)s可能应为：%(suggestion)s") % {"sentence": sentence, "suggestion": fault["suggestion"]}


def field_of(entry: FieldEntry, record_type: RecordType) -> forms.Field:
    """A field of the form for one of the catalogue, with what its text says of it."""
    field = blank_field(entry)
    field.label, field.required = words(titled(entry)), False
    field.help_text = words(entry.help) if entry.help else ""
    field.example = entry.example
    field.must = words(required_in_words(entry, record_type))
    field.is_required = entry.required is True
    return field


def words_field(entry: FieldEntry) -> forms.CharField:
    """其他（请写明）: the words beside an open code table. A file parts several values by semicolons, so they hold none."""
    other = choice(entry, OTHER)
    field = forms.CharField(
        label=_("%(title)s：%(other)s（请写明）") % {"title": words(entry.title), "other": other},
        required=False,
        max_length=entry.longest,
        validators=[RegexValidator(r"[;；|\n]", _("这里不能用分号和竖线，请改用顿号或逗号。"), inverse_match=True)],
    )
    field.must = _("选了“%(other)s”时必填") % {"other": other}
    return field


def chosen(given: Any) -> Collection[str]:
    return given if isinstance(given, list) else [given]


def titled(entry: FieldEntry) -> Text:
    """What the field is called, with the unit of an amount."""
    if not entry.unit:
        return entry.title
    return Text(zh=f"{entry.title.zh}（{entry.unit}）", en=f"{entry.title.en} ({entry.unit})")


def blank_field(entry: FieldEntry) -> forms.Field:
    match entry.kind:
        case FieldKind.DATE:
            return forms.CharField(widget=DateInput)
        case FieldKind.CHOICE:
            return forms.ChoiceField(choices=[EMPTY, *choices_of(entry)])
        case FieldKind.CHOICES:
            return forms.MultipleChoiceField(choices=choices_of(entry), widget=forms.CheckboxSelectMultiple)
        case FieldKind.FLAG:
            return forms.ChoiceField(choices=[EMPTY, ("true", _("是")), ("false", _("否"))])
    return forms.CharField(widget=forms.Textarea({"rows": 3}) if entry.longest > LONG else forms.TextInput)


def choices_of(entry: FieldEntry) -> list[tuple[str, str]]:
    return [(code, choice(entry, code)) for code in entry.choices]


def cell_of(entry: FieldEntry, given: Any, other: str = "") -> str:
    """What was chosen or written, as a cell of a file says it: 罚款；其他-责令退还."""
    match entry.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            names = {code: each.zh for code, each in entry.choices.items()}
            if other:
                names[OTHER] = f"{names[OTHER]}-{other}"
            return "；".join(names[code] for code in chosen(given) if code)
        case FieldKind.FLAG:
            return {"true": "是", "false": "否"}.get(given, "")
    return given


def initial_of(record_type: RecordType, content: Mapping[str, Any]) -> dict[str, Any]:
    """更正: what the form begins with for a record in file."""
    return {
        code: written(entry, content[code])
        for code, entry in record_type.kept_fields.items()
        if content.get(code) is not None
    } | {name: content[name] for name in map(words_of, record_type.open_choices) if content.get(name)}


def written(entry: FieldEntry, value: Any) -> Any:
    match entry.kind:
        case FieldKind.AMOUNT:
            return f"{(Decimal(value) / FEN_OF[entry.unit or '元']).normalize():f}"
        case FieldKind.FLAG:
            return "true" if value else "false"
        case FieldKind.CHOICES:
            return value
    return str(value)
