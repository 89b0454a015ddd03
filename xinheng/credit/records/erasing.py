"""清除: what is left of records and marks whose retention has ended: keys, digests and dates, whose they were and from whom."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from xinheng.ground.ledger.actions import name_erased
from xinheng.ground.ledger.erasing import blank
from xinheng.ground.ledger.immutability import Blank
from xinheng.ground.ledger.models import Batch, Erasure

KEYS = "record_key = ANY(%s::uuid[])"

RECORD = Blank(
    "records_creditrecord",
    ("OLD.record_key::text",),
    {
        "content": "'{}'",
        "party_code": "''",
        "authority_code": "''",
        "document_number": "''",
        "repair_class": "''",
        "procedure": "''",
        "act_kinds": "0",
        "amount_fen": "NULL",
        "sheet": "''",
    },
)
MARK = Blank("records_mark", ("OLD.record_key::text",), {"repair_class": "''", "basis": "''", "reason": "''"})


def erase(batch: Batch, keys: Iterable[UUID]) -> int:
    """Blanks every version of these records, and the words of the marks on them; how many versions that were."""
    keys = [str(key) for key in keys]
    name_erased(batch, keys)
    blank(MARK, KEYS, keys)
    return blank(RECORD, KEYS, keys)


def is_erased() -> Exists:
    """Of rows that have a record key: whether that record is erased."""
    return Exists(Erasure.objects.filter(erased=Cast(OuterRef("record_key"), CharField())))
