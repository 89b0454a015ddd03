"""主体的事实: everything that counts of one organisation, a statement for each kind of fact.

Written in SQL: making these statements through the ORM takes Django ten times as long as PostgreSQL takes to answer
them, and a look-up does nothing else (`bench file`).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from xinheng.credit.organisations.facts import end_of

SEALED = """
    JOIN ledger_batch batch ON batch.id = fact.batch_id AND batch.knowledge_no IS NOT NULL
    AND (%(before)s::timestamptz IS NULL OR batch.known_at < %(before)s::timestamptz)
"""


class Code(NamedTuple):
    """标识: a code, what is wrong with it, and since when it is known."""

    kind: str
    value: str
    warning: str
    known_at: datetime


class Version(NamedTuple):
    """登记: a version with the submission, sheet and row it came from."""

    version: int
    is_history: bool
    valid_from: date | None
    name: str
    may_be_personal: bool
    kind: str
    state: str
    region: str
    industry: str
    established_on: date | None
    capital_fen: int | None
    submission: str
    sheet: str
    row: int


class ListedName(NamedTuple):
    """曾用名: a name that the register lists as a former one."""

    name: str
    used_until: date | None


class Bond(NamedTuple):
    """沿革: which organisation is bound to which other, and how."""

    organisation: int
    other: int
    kind: str
    on: date | None


def codes_of(found: int) -> tuple[Code, ...]:
    """标识 in the order in which they became known."""
    rows = asked(
        f"SELECT fact.kind, fact.value, fact.warning, batch.known_at FROM organisations_identifier fact {SEALED} "
        "WHERE fact.organisation_id = %(found)s ORDER BY fact.id",
        found,
    )
    return tuple(map(Code._make, rows))


def versions_of(found: int, as_of: date | None, known_on: date | None) -> list[Version]:
    """登记 of an organisation in the order in which they held, the last of them at present or on the day."""
    rows = asked(
        "SELECT fact.version, fact.is_history, fact.valid_from, fact.name, fact.may_be_personal, fact.kind, fact.state, "
        "fact.region, fact.industry, fact.established_on, fact.capital_fen, batch.ref, fact.sheet, fact.row "
        f"FROM organisations_registration fact {SEALED} WHERE fact.organisation_id = %(found)s ORDER BY fact.version",
        found,
        known_on,
    )
    versions = map(Version._make, rows)
    return in_order(each for each in versions if not (as_of and each.valid_from and each.valid_from > as_of))


def listed_names_of(found: int, known_on: date | None) -> list[ListedName]:
    rows = asked(
        f"SELECT fact.name, fact.used_until FROM organisations_formername fact {SEALED} "
        "WHERE fact.organisation_id = %(found)s ORDER BY fact.id",
        found,
        known_on,
    )
    return list(map(ListedName._make, rows))


def bonds_of(found: int, known_on: date | None) -> list[Bond]:
    """沿革 in both directions."""
    rows = asked(
        f'SELECT fact.organisation_id, fact.other_id, fact.kind, fact."on" FROM organisations_lineage fact {SEALED} '
        "WHERE fact.organisation_id = %(found)s OR fact.other_id = %(found)s ORDER BY fact.kind, fact.id",
        found,
        known_on,
    )
    return list(map(Bond._make, rows))


def asked(statement: str, found: int, known_on: date | None = None) -> list[tuple]:
    """The rows of sealed batches, of those only that were known before the end of the day where one is given."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"found": found, "before": end_of(known_on) if known_on else None})
        return cursor.fetchall()


def in_order(versions: Iterable[Version]) -> list[Version]:
    """Versions as they became known, but for 历史登记: each of those stands before what began later, else at the front."""
    ordered: list[Version] = []
    for version in versions:
        at = place_of(version, ordered) if version.is_history else len(ordered)
        ordered.insert(at, version)
    return ordered


def place_of(earlier: Version, ordered: list[Version]) -> int:
    later = (
        at
        for at, each in enumerate(ordered)
        if earlier.valid_from is None or (each.valid_from and each.valid_from > earlier.valid_from)
    )
    return next(later, len(ordered))
