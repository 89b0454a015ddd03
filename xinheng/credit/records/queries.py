"""信用记录: reading who looked at a file."""

from dataclasses import dataclass
from datetime import date, datetime

from xinheng.credit.records.models import FileAccess
from xinheng.ground.access.queries import standing_at
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import Level, Viewer

PAGE = 50


@dataclass(frozen=True)
class AccessView:
    """查询留痕 as the organisation itself and the credit office may read it. Who looked is an authority, never an officer:
    `authorities` are the names of those that the account worked for then, none of one that works for the whole place."""

    at: datetime
    authorities: tuple[str, ...]
    is_own: bool  # the organisation itself, by its agent
    purpose: str
    what: str
    record: str  # its number, if it was one
    as_of: date | None
    known_on: date | None


def accesses(subject: str, *, viewer: Viewer, limit: int = PAGE) -> tuple[AccessView, ...]:
    """查询留痕 of a file, newest first: for the organisation itself and for government; nothing for others."""
    if Level.GOVERNMENT not in viewer.levels and subject not in viewer.consented:
        return ()
    rows = list(FileAccess.objects.filter(subject=subject).order_by("-at", "-pk")[:limit])
    names = {each.ref: each.name for each in authorities(viewer=viewer).values()}
    return tuple(
        AccessView(
            row.at,
            tuple(sorted(names[ref] for ref in stood.authorities)),
            subject in stood.organisations,
            row.purpose,
            row.what,
            row.record,
            row.as_of,
            row.known_on,
        )
        for row, stood in zip(rows, standing_at([(row.by, row.at) for row in rows]), strict=True)
    )
