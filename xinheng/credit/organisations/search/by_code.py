"""按代码检索: organisations by a whole code, whichever sort it is of, or by a part of one."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from xinheng.credit.organisations.search.answers import Card, Matched, cards
from xinheng.credit.organisations.search.understanding import FEWEST_OF_CODE, FEWEST_OF_INNER_CODE
from xinheng.ground.disclosure import Viewer
from xinheng.ground.identifiers import organisation_code, uscc

SEALED = "JOIN ledger_batch batch ON batch.id = identifier.batch_id AND batch.knowledge_no IS NOT NULL"
HIGHEST = "Z" * uscc.LENGTH  # no code's rest comes after it


class CodeKey(NamedTuple):
    """The place of a hit by a part of its code."""

    tier: int
    value: str


def owners_of(code: str) -> list[tuple[int, Matched]]:
    """The organisations that a whole code leads to: their own, or the organisation code inside their own.

    A former tax number holds the organisation code too, after the six digits of its region.
    """
    inner = code[6:] if len(code) == 15 and organisation_code.has_shape(code[6:]) else code
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT identifier.organisation_id, identifier.kind, identifier.value FROM organisations_identifier "
            f"identifier {SEALED} WHERE identifier.value = %s ORDER BY identifier.kind = 'uscc' DESC, identifier.id",
            [code],
        )
        rows = cursor.fetchall()
        if not rows and organisation_code.has_shape(inner):
            cursor.execute(
                f"SELECT identifier.organisation_id, 'inner', identifier.value FROM organisations_identifier "
                f"identifier {SEALED} WHERE substring(identifier.value, 9, 9) = %s AND identifier.kind = 'uscc' "
                f"ORDER BY identifier.value",
                [inner],
            )
            rows = cursor.fetchall()
    found = {}
    for organisation, kind, value in rows:
        how = {"uscc": "code", "inner": "part_of_code"}.get(kind, "former_code")
        start = value.find(inner if kind == "inner" else code)
        span = (start, start + len(inner if kind == "inner" else code))
        found.setdefault(organisation, Matched(how, value, (span,), is_former=how == "former_code"))
    return list(found.items())


class CodeRow(NamedTuple):
    organisation: int
    kind: str
    value: str
    tier: int

    @property
    def key(self) -> CodeKey:
        return CodeKey(self.tier, self.value)

    def matched(self, part: str) -> Matched:
        start = self.value.find(part, 8 if self.tier else 0)
        return Matched("part_of_code", self.value, ((start, start + len(part)),), is_former=self.kind != "uscc")


PUBLIC_ONLY = (
    "EXISTS (SELECT FROM organisations_searchname name "
    "WHERE name.organisation_id = identifier.organisation_id AND name.is_current AND name.is_public)"
)
# Tier 0 in the order of the index on values, tier 1 in that of the index on the organisation codes inside.
CODE_TIERS = (
    (
        FEWEST_OF_CODE,
        "identifier.value BETWEEN %(part)s AND %(last)s AND identifier.value > %(after)s",
        "identifier.value",
    ),
    (
        FEWEST_OF_INNER_CODE,
        "substring(identifier.value, 9, 9) BETWEEN left(%(part)s, 9) AND left(%(last)s, 9) "
        "AND identifier.kind = 'uscc' AND substring(identifier.value, 9) LIKE %(part)s || '%%' "
        "AND identifier.value NOT LIKE %(part)s || '%%' "
        "AND (substring(identifier.value, 9, 9), identifier.value) > (substring(%(after)s, 9, 9), %(after)s)",
        "substring(identifier.value, 9, 9), identifier.value",
    ),
)


def codes_holding(part: str, after: CodeKey | None, wanted: int) -> Iterator[CodeRow]:
    """Codes of public organisations that begin with a part of a code, then those whose organisation code does."""
    for tier, (fewest, condition, order) in enumerate(CODE_TIERS):
        if len(part) < fewest or wanted <= 0 or (after and tier < after.tier):
            continue
        start = after.value if after and after.tier == tier else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT identifier.organisation_id, identifier.kind, identifier.value FROM organisations_identifier "
                f"identifier {SEALED} WHERE {condition} AND {PUBLIC_ONLY} ORDER BY {order} LIMIT %(wanted)s",
                {"part": part, "last": part + HIGHEST, "after": start, "wanted": wanted},
            )
            rows = [CodeRow(*row, tier) for row in cursor.fetchall()]
        wanted -= len(rows)
        yield from rows


def owned(codes: set[str], viewer: Viewer) -> dict[str, Card]:
    """Which of these codes belong to organisations that are found by name as well."""
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT identifier.value, identifier.organisation_id FROM organisations_identifier identifier {SEALED} "
            f"WHERE identifier.value = ANY(%s) AND identifier.kind = 'uscc' AND {PUBLIC_ONLY}",
            [sorted(codes)],
        )
        found = dict(cursor.fetchall())
    shown = cards(list(found.values()), viewer)
    return {value: shown[organisation] for value, organisation in found.items() if organisation in shown}
