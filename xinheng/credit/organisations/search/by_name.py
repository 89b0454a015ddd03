"""按名称检索: search names in tiers, each heaviest first.

Only search names are asked, and those are written in the transaction that seals their facts: what can be read here is
sealed.

How one tier is read, so that a word in two million names is as quick as one in two (`grams`):
1. a gram that few names have: all of those, from the index
2. only common grams: the heaviest few hundred of the rarest of them, by its mark; enough for a page nearly always; else
   the heaviest few thousand
3. too few there (pages far down, words that seldom meet): the names themselves in the order of their weights, where the
   gram is so common that some must turn up soon
4. else all names with the rarest grams
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from xinheng.credit.organisations.folding import folded, plain
from xinheng.credit.organisations.models import CommonGram
from xinheng.credit.organisations.search.answers import Matched
from xinheng.credit.organisations.search.grams import BEGINNING, CHARACTERS, HEAVIEST, HEAVY, INITIALS, neighbours
from xinheng.credit.organisations.search.initials import lettered
from xinheng.credit.organisations.search.understanding import Query

PROBES = 2  # grams asked of the index at once; the names found are compared anyway
COMMON_ENOUGH = 20_000  # names; from here on, reading the heaviest names one by one finds a page soon
WINDOW = 5_000  # names read one by one


class NameKey(NamedTuple):
    """The place of a hit by name in the order of all."""

    tier: int
    weight: int
    organisation: int


class Row(NamedTuple):
    """A search name as the tiers read it."""

    id: int
    organisation: int
    name: str
    folded: str
    plain: str
    initials: str
    is_current: bool
    weight: int


COLUMNS = "id, organisation_id, name, folded, plain, initials, is_current, weight"
EXACT, PREFIX, PART, INITIALS_PREFIX, INITIALS_PART = range(5)
HOW = {PREFIX: "prefix", PART: "part", INITIALS_PREFIX: "initials", INITIALS_PART: "initials"}


def tier_of(row: Row, query: Query) -> int | None:
    """The best tier in which a name answers a query: the definition that `Tiers.condition` says in SQL."""
    if row.folded == query.folded:
        return EXACT
    if all(word in row.plain for word in query.words):
        return PREFIX if row.plain.startswith(query.first) else PART
    if query.initials and query.initials in row.initials:
        return INITIALS_PREFIX if row.initials.startswith(query.initials) else INITIALS_PART
    return None


@dataclass(frozen=True)
class Tiers:
    """层次: how the names of each tier are read for one query."""

    query: Query
    probes: dict[int, tuple[str, ...]] = field(init=False)

    def __post_init__(self):
        query = self.query
        inside = tuple(dict.fromkeys(gram for word in query.words for gram in neighbours(word, CHARACTERS)))
        beginning = (BEGINNING + query.first[:CHARACTERS],) if len(query.first) >= CHARACTERS else ()
        letters = tuple(neighbours(query.initials, INITIALS))
        probes = {EXACT: (), PREFIX: (*beginning, *inside), PART: inside}
        if query.initials:
            probes |= {INITIALS_PREFIX: (BEGINNING + letters[0], *letters), INITIALS_PART: letters}
        object.__setattr__(self, "probes", probes)

    @cached_property
    def common(self) -> dict[str, int]:
        """How many names have each of the query's common grams; the others are rare."""
        return common_among({gram for probes in self.probes.values() for gram in probes})

    @cached_property
    def holds_words(self) -> tuple[str, list[str]]:
        """The condition that all words occur. Words hold no wildcard: those are marks, which words are without."""
        return " AND ".join(["plain LIKE %s"] * len(self.query.words)), [f"%{word}%" for word in self.query.words]

    def condition(self, tier: int) -> tuple[str, list[str]]:
        if tier == EXACT:
            return "folded = %s", [self.query.folded]
        held, words = self.holds_words
        if tier in (PREFIX, PART):
            begins = "" if tier == PREFIX else "NOT "
            return (
                f"folded <> %s AND {held} AND {begins}plain LIKE %s",
                [self.query.folded, *words, self.query.first + "%"],
            )
        begins = "" if tier == INITIALS_PREFIX else "NOT "
        return (
            f"folded <> %s AND initials LIKE %s AND {begins}initials LIKE %s AND NOT ({held})",
            [self.query.folded, f"%{self.query.initials}%", self.query.initials + "%", *words],
        )

    def after(self, key: NameKey, at_once: int) -> Iterator[list[Row]]:
        """Every name that answers, in order, from a key on, some at a time, read as far as they are asked for."""
        for tier in self.probes:
            if tier >= key.tier:
                yield from self.of_tier(tier, key if tier == key.tier else NameKey(tier, BEYOND_ALL, 0), at_once)

    def of_tier(self, tier: int, key: NameKey, at_once: int) -> Iterator[list[Row]]:
        while rows := self.heaviest(tier, key, at_once):
            yield rows
            if len(rows) < at_once:
                return
            key = NameKey(tier, rows[-1].weight, rows[-1].organisation)

    def heaviest(self, tier: int, key: NameKey, wanted: int) -> list[Row]:
        """The heaviest names of a tier after a key; fewer than wanted means that there are no more."""
        probes = self.probes[tier]
        rare = [gram for gram in probes if gram not in self.common]
        if rare or not probes:
            return self.with_grams(tier, key, wanted, rare[:PROBES])
        rarest, *others = sorted(probes, key=self.common.get)[:PROBES]
        for mark in (HEAVIEST, HEAVY):
            rows = self.with_grams(tier, key, wanted, [mark + rarest, *others])
            if len(rows) >= wanted:
                return rows
        if self.common[rarest] >= COMMON_ENOUGH:
            rows = self.one_by_one(tier, key, wanted)
            if len(rows) >= wanted:
                return rows
        return self.with_grams(tier, key, wanted, [rarest, *others])

    def with_grams(self, tier: int, key: NameKey, wanted: int, held: list[str]) -> list[Row]:
        """Names by the index of grams. Materialised, or the planner would try its luck with the order of the weights."""
        condition, values = self.condition(tier)
        with_held = "AND grams @> %s::text[]" if held else ""
        return answered(
            f"WITH found AS MATERIALIZED (SELECT {COLUMNS} FROM organisations_searchname "
            f"WHERE is_public {with_held} AND {condition} AND {AFTER}) "
            f"SELECT * FROM found {IN_ORDER} LIMIT %s",
            [*([held] if held else []), *values, *after_values(key), wanted],
        )

    def one_by_one(self, tier: int, key: NameKey, wanted: int) -> list[Row]:
        """Names among the next heaviest of all."""
        condition, values = self.condition(tier)
        return answered(
            f"SELECT {COLUMNS} FROM (SELECT {COLUMNS} FROM organisations_searchname WHERE is_public AND {AFTER} "
            f"{IN_ORDER} LIMIT {WINDOW}) heaviest WHERE {condition} {IN_ORDER} LIMIT %s",
            [*after_values(key), *values, wanted],
        )


def common_among(asked: set[str]) -> dict[str, int]:
    """The common ones of some grams, each with how many names have it."""
    marks = CommonGram.objects.filter(mark__in=[HEAVIEST + gram for gram in asked])
    return {mark.removeprefix(HEAVIEST): documents for mark, documents in marks.values_list("mark", "documents")}


BEYOND_ALL = 2**31 - 1
FIRST = NameKey(EXACT, BEYOND_ALL, 0)
AFTER = "weight <= %s AND (weight < %s OR organisation_id > %s)"
IN_ORDER = "ORDER BY weight DESC, organisation_id, id"


def after_values(key: NameKey) -> list[int]:
    return [key.weight, key.weight, key.organisation]


def answered(statement: str, values: list) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Row(*row) for row in cursor.fetchall()]


def key_of(row: Row, query: Query) -> NameKey:
    return NameKey(tier_of(row, query), row.weight, row.organisation)


def in_order(row: Row, query: Query) -> tuple[int, int, int]:
    """What the order of all hits goes by; of two former names that answer alike, the one written first."""
    return tier_of(row, query), -row.weight, row.id


def best_of_each(rows: list[Row], query: Query) -> list[Row]:
    """Leaves out a name where another name of its organisation stands earlier, maybe on a page before."""
    if not rows:
        return []
    siblings: dict[int, list[Row]] = {}
    for row in answered(
        f"SELECT {COLUMNS} FROM organisations_searchname WHERE is_public AND organisation_id = ANY(%s)",
        [list({row.organisation for row in rows})],
    ):
        if tier_of(row, query) is not None:
            siblings.setdefault(row.organisation, []).append(row)
    best = {min(named, key=lambda row: in_order(row, query)).id for named in siblings.values()}
    return [row for row in rows if row.id in best]


def explained(row: Row, query: Query) -> Matched:
    """匹配说明 of a hit by name."""
    tier = tier_of(row, query)
    if tier == EXACT:
        return Matched("name" if row.is_current else "former_name", row.name, ((0, len(row.name)),), not row.is_current)
    spans = initials_spans(row, query) if tier in (INITIALS_PREFIX, INITIALS_PART) else word_spans(row, query)
    return Matched(HOW[tier], row.name, spans, not row.is_current)


def word_spans(row: Row, query: Query) -> tuple[tuple[int, int], ...]:
    """Where the words stand in the name as it is written, blanks and brackets between them included."""
    places = [place for place, character in enumerate(row.name) if plain(folded(character))]
    spans = []
    for word in query.words:
        start = row.plain.find(word)
        spans.append((places[start], places[start + len(word) - 1] + 1))
    return tuple(sorted(spans))


def initials_spans(row: Row, query: Query) -> tuple[tuple[int, int], ...]:
    places = [place for place, character in enumerate(row.name) if folded(character)]
    read = [places[place] for _letter, place in lettered(row.folded)]
    start = row.initials.find(query.initials)
    return ((read[start], read[start + len(query.initials) - 1] + 1),)
