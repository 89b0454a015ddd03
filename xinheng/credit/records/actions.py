"""信用记录: what is written about them outside any procedure: who looked."""

from datetime import date, datetime

from xinheng.credit.records.models import FileAccess
from xinheng.ground.disclosure import Viewer
from xinheng.ground.identifiers.personal_numbers import masked


def log_access(
    viewer: Viewer,
    *,
    what: str,
    subject: str,
    at: datetime,
    record: str = "",
    as_of: date | None = None,
    known_on: date | None = None,
) -> bool:
    """查询留痕: notes who looked at more than the public sees, what for and when; whether there was anything to note.

    Of a look at one `record` the subject is the organisation that it is about, which so hears of it.

    Outside the frame of actions: a look changes no fact, and the ledger's one chain is not made to wait for readers.
    """
    if not viewer.sees_more_than_public:
        return False
    FileAccess.objects.create(
        at=at,
        by=viewer.ref,
        purpose=viewer.purpose[:200],
        what=what,
        subject=masked(subject.replace("\0", ""))[:40],  # it may come from an address, where anything can stand
        record=record,
        as_of=as_of,
        known_on=known_on,
    )
    return True
