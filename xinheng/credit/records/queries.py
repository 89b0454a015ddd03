"""信用记录: reading who looked at a file."""

from dataclasses import dataclass
from datetime import date, datetime

from xinheng.credit.records.models import FileAccess
from xinheng.ground.disclosure import Level, Viewer

PAGE = 50


@dataclass(frozen=True)
class AccessView:
    """查询留痕 as the organisation itself and the credit office may read it; an officer stays a reference."""

    at: datetime
    by: str
    purpose: str
    what: str
    as_of: date | None
    known_on: date | None


def accesses(subject: str, *, viewer: Viewer, limit: int = PAGE) -> tuple[AccessView, ...]:
    """查询留痕 of a file, newest first: for the organisation itself and for government; nothing for others."""
    if Level.GOVERNMENT not in viewer.levels and subject not in viewer.consented:
        return ()
    rows = FileAccess.objects.filter(subject=subject).order_by("-at", "-pk")[:limit]
    return tuple(AccessView(*row) for row in rows.values_list("at", "by", "purpose", "what", "as_of", "known_on"))
