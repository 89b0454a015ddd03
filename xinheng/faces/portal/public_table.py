"""公示表: public records as rows of a spreadsheet, in the language of the page."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.publicity.queries import BLOCK, public_records
from xinheng.credit.publicity.views import RecordView
from xinheng.faces.design.sheets import Row
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.design.templatetags.records import class_name, gist
from xinheng.ground.disclosure import PUBLIC


def table_of(chosen: dict, types: Mapping[str, RecordType], on: date) -> Iterator[Row]:
    """The head, then all that was chosen, newest decision first, read a block at a time while the file is written."""
    yield (
        _("记录号"),
        _("类别"),
        _("主体"),
        _("统一社会信用代码"),
        _("文书号"),
        _("要点"),
        _("决定机关"),
        _("决定日期"),
        _("失信程度"),
        _("公示自"),
        _("公示至"),
    )
    page = public_records(viewer=PUBLIC, on=on, limit=BLOCK, **chosen)
    yield from (row_of(record, types[record.type]) for record in page.records)
    while page.next:
        page = public_records(viewer=PUBLIC, on=on, after=page.next, limit=BLOCK, **chosen)
        yield from (row_of(record, types[record.type]) for record in page.records)


def row_of(record: RecordView, own: RecordType) -> Row:
    return (
        record.ref,
        words(record.title),
        record.party.name,
        record.party.uscc,
        record.document_no,
        gist(record, own),
        record.authority,
        record.decided_on,
        str(class_name(record.repair_class)),
        record.public_from,
        record.public_until or _("长期"),
    )
