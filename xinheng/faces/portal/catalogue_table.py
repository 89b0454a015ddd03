"""数据项表: the fields of a type as rows of a spreadsheet, in the language of the page."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.template import required_in_words
from xinheng.faces.design.templatetags.catalogue import CHECKED, KINDS, LEVELS
from xinheng.faces.design.templatetags.faces import words


def table_of(record_type: RecordType) -> Iterator[tuple]:
    yield (
        _("数据项代码"),
        _("数据项"),
        _("何时必填"),
        _("填法"),
        _("单位"),
        _("可选值"),
        _("谁能看到"),
        _("列名"),
        _("核实"),
    )
    for code, field in record_type.kept_fields.items():
        yield (
            code,
            words(field.title),
            words(required_in_words(field, record_type)),
            KINDS[field.kind],
            field.unit or "",
            "；".join(words(choice) for choice in field.choices.values()),
            LEVELS[record_type.level_when_released(code)],
            "；".join(field.headers),
            CHECKED[field.verified],
        )
