"""留存期: from which day a record is sealed apart, and until which day its content is kept. Pure: facts and law in.

A record is public, or used, until its term ends, it is withdrawn or repaired; from then on it is sealed apart (封存): only
those may read it whom `Viewer.sees_sealed` names. When the term of the pack that the catalogue names has passed as well,
its content is erased (清除), unless an objection or a suit about it is still open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from xinheng.credit.catalogue.schema import TypeEntry, WindowKind
from xinheng.credit.publicity.law import Law
from xinheng.credit.publicity.windows import Window, is_adverse, window
from xinheng.credit.records.history import (
    DISPUTED,
    ONE_DAY,
    REPAIRED,
    STAYED,
    UNDER_REVIEW,
    WITHDRAWN,
    MarkFact,
    RecordHistory,
    Version,
)

OPEN = (DISPUTED, UNDER_REVIEW, STAYED)  # while one of these stands, what it is about must stay readable


@dataclass(frozen=True)
class Retention:
    """留存期: the first day on which the record is sealed, and the last on which its content is kept; nothing where no
    rule says."""

    sealed_from: date | None = None
    kept_until: date | None = None

    def is_sealed(self, on: date) -> bool:
        return self.sealed_from is not None and self.sealed_from <= on


UNSEALED = Retention()


def retention(history: RecordHistory, entry: TypeEntry, seen: Window, law: Law) -> Retention:
    """留存期 of a record of a type, of which the public sees, or saw, that window."""
    if history.is_erased:
        return Retention(sealed_from=date.min)
    sealed_from = min(ends(history, entry, seen, law), default=None)
    rule = law.rule(entry.erasure, sealed_from) if entry.erasure and sealed_from else None
    return Retention(sealed_from, law.ends(rule, sealed_from) if rule else None)


def ends(history: RecordHistory, entry: TypeEntry, seen: Window, law: Law) -> Iterator[date]:
    """The days from which it is no longer public or used, each for a reason that is enough."""
    version = history.current
    if taken_back := withdrawals(history):
        yield min(mark.on for mark in taken_back)
        # Its term would have ended all the same: who takes it back late does not make it last longer.
        seen = window(
            replace(history, marks=tuple(mark for mark in history.marks if mark.kind != WITHDRAWN)), entry, law
        )
    yield from (mark.on for mark in history.of_kind(REPAIRED) if history.last_day(mark) is None)
    last_days = [seen.until if history.released is version else None, *stated_ends(version, entry)]
    if is_adverse(entry) and entry.retention:
        last_days.append(last_day(entry.retention, version, law))
    if entry.publicity.window is WindowKind.NOT_PUBLIC and entry.use and not version.valid_until:
        last_days.append(last_day(entry.use, version, law))
    yield from (last + ONE_DAY for last in last_days if last)


def withdrawals(history: RecordHistory) -> list[MarkFact]:
    """Those that took the current version back."""
    return list(history.of_kind(WITHDRAWN, history.current.version))


def stated_ends(version: Version, entry: TypeEntry) -> Iterator[date]:
    """有效期 of what is public, or used, while it is valid."""
    if version.valid_until and entry.publicity.window in (WindowKind.WHILE_VALID, WindowKind.NOT_PUBLIC):
        yield version.valid_until


def last_day(key: str, version: Version, law: Law) -> date | None:
    """The last day of a term of the pack that begins with the decision."""
    rule = law.rule(key, version.decided_on) if version.decided_on else None
    return law.ends(rule, version.decided_on) if rule else None


def is_due(history: RecordHistory, term: Retention, on: date) -> bool:
    """期满: whether the content of a record is to be erased on a day."""
    if history.is_erased or term.kept_until is None or on <= term.kept_until:
        return False
    return not any(history.holds(mark, on) for kind in OPEN for mark in history.of_kind(kind))
