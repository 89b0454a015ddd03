"""检索: finds organisations by whatever somebody knows of them. `queries.search` is its door.

Only search names are asked, and those are written in the transaction that seals their facts: what can be read here is
sealed. Names come in tiers, each heaviest first: the whole name, names that begin so, names that hold it, and the same
two of the initials. A page takes up where the key of the last hit (tier, weight, organisation) says, so that it neither
slows down nor shifts while others write.

How one tier is read, so that a word in two million names is as quick as one in two (`grams`):
1. a gram that few names have: all of those, from the index
2. only common grams: the heaviest of the rarest of them, by its mark; enough for a page nearly always
3. too few there (pages far down, words that seldom meet): the names themselves in the order of their weights, where the
   gram is so common that some must turn up soon
4. else all names with the rarest grams
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from xinheng.credit.organisations.folding import folded, plain
from xinheng.credit.organisations.grams import BEGINNING, CHARACTERS, HEAVY, INITIALS, grams, neighbours
from xinheng.credit.organisations.initials import initials, lettered
from xinheng.credit.organisations.models import CommonGram
from xinheng.credit.organisations.personal import masked
from xinheng.credit.organisations.understanding import (
    FEWEST_OF_CODE,
    FEWEST_OF_INNER_CODE,
    By,
    Query,
    one_slip_away,
    understand,
    without_look_alikes,
)
from xinheng.ground.disclosure import Field, Level, Viewer, project
from xinheng.ground.identifiers import organisation_code, uscc
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

LARGEST_PAGE = 100
PROBES = 3  # grams asked of the index at once; the names found are compared anyway
COMMON_ENOUGH = 20_000  # names; from here on, reading the heaviest names one by one finds a page soon
WINDOW = 5_000  # names read one by one
SUGGESTIONS = 5
CANDIDATES = 10
COMPARED = 200  # names compared letter by letter, of those that share most grams
ALIKE = 60  # of a hundred; below, two names have no more in common than 有限公司


# ---- what is answered -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Matched:
    """匹配说明: how a hit came up. `spans` are the places in `text` that were looked for, to be shown in bold."""

    how: str  # code · former_code · part_of_code · name · former_name · prefix · part · initials
    text: str  # the name or code that matched, as it is written
    spans: tuple[tuple[int, int], ...]
    is_former: bool = False  # by a name that the organisation no longer bears, or a code before the present one


@dataclass(frozen=True)
class Hit:
    """检索结果: one organisation, with what a list shows of it."""

    uscc: str | None
    name: str
    state: str
    region: str
    matched: Matched


@dataclass(frozen=True)
class Suggestion:
    """检索建议: what was perhaps meant. `text` is to be searched for; `uscc` is None where nobody here has it."""

    text: str
    uscc: str | None
    name: str | None
    why: Text


@dataclass(frozen=True)
class Found:
    """检索答复: a page of hits, the cursor of the next one, and, where there are none, suggestions and what to do."""

    by: By
    hits: tuple[Hit, ...] = ()
    next: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    advice: Text | None = None


@dataclass(frozen=True)
class Candidate:
    """候选主体: an organisation that a printed name may mean, how alike the names are (of 100), and in what."""

    organisation: int
    name: str
    score: int
    reasons: tuple[Text, ...]


ADVICE = {
    By.NOTHING: Text(
        zh="请输入统一社会信用代码，或名称中的至少两个字。",
        en="Type a unified social credit code, or at least two characters of a name.",
    ),
    By.TOO_SHORT: Text(
        zh="一个字太少，请至少输入名称中的两个字。", en="One character is too few: type at least two of the name."
    ),
    By.PERSON_NUMBER: Text(
        zh="这个号码形似居民身份证号。本系统只查组织，不查个人，该号码未被查询。请核对统一社会信用代码。",
        en="This looks like a resident ID number. Only organisations are searched here, never people; it was not looked "
        "up. Check the unified social credit code.",
    ),
    By.CODE: Text(
        zh="没有公开的主体使用这个代码。请核对代码，或按名称查询；仅有旧注册号、尚未换发统一社会信用代码的主体不公开。",
        en="No public organisation has this code. Check it, or search by name; organisations that only have a former "
        "number and no unified social credit code yet are not public.",
    ),
    By.PART_OF_CODE: Text(
        zh=f"没有代码含有这一段。请输入代码开头的至少 {FEWEST_OF_CODE} 位、其中的组织机构代码，或名称。",
        en=f"No code holds this. Type at least the first {FEWEST_OF_CODE} characters, the organisation code in it, or a "
        "name.",
    ),
    By.NAME: Text(
        zh="没有找到名称含有这些字的主体。可减少字数、换用曾用名，或输入统一社会信用代码；个体工商户名称可能是人名的，只能按代码查询。",
        en="No organisation's name holds this. Type less, try a former name or the unified social credit code; sole "
        "proprietors whose name may be a person's are found by code only.",
    ),
}


def search(text: str, *, viewer: Viewer, after: str | None = None, limit: int = 20) -> Found:
    """检索: the organisations that a text means, best first.

    Raises `Refused` `search.cursor` for a cursor that this search never gave.
    """
    query, limit = understand(text), min(max(limit, 1), LARGEST_PAGE)
    if query.by in (By.NOTHING, By.TOO_SHORT, By.PERSON_NUMBER):
        return Found(query.by, advice=ADVICE[query.by])
    key = read_cursor(after)
    if query.code and (after is None or isinstance(key, CodeKey)):
        found = by_code(query, viewer, key, limit)
        if found.hits or after:
            return found
    found = by_name(query, viewer, key if isinstance(key, NameKey) else None, limit)
    return found if found.hits or after else with_suggestions(query, viewer)


# ---- keys of pages --------------------------------------------------------------------------------------------------


class NameKey(NamedTuple):
    """The place of a hit by name in the order of all."""

    tier: int
    weight: int
    organisation: int


class CodeKey(NamedTuple):
    """The place of a hit by a part of its code."""

    tier: int
    value: str


def written_cursor(key: NameKey | CodeKey) -> str:
    kind = "n" if isinstance(key, NameKey) else "c"
    return base64.urlsafe_b64encode(".".join(map(str, (kind, *key))).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> NameKey | CodeKey | None:
    if cursor is None:
        return None
    try:
        kind, *parts = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").split(".")
        if kind == "n":
            return NameKey(*map(int, parts))
        tier, value = parts
        return CodeKey(int(tier), value)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Refused(
            Refusal(
                "search.cursor",
                Text(
                    zh="这个翻页位置无法识别。请从第一页重新检索。",
                    en="This place in the results is not one of ours. Search again from the first page.",
                ),
            )
        ) from error


# ---- by code --------------------------------------------------------------------------------------------------------

SEALED = "JOIN ledger_batch batch ON batch.id = identifier.batch_id AND batch.knowledge_no IS NOT NULL"
HIGHEST = "Z" * uscc.LENGTH  # no code's rest comes after it


def by_code(query: Query, viewer: Viewer, after: CodeKey | None, limit: int) -> Found:
    """By a whole code, whichever sort it is of; else by the beginning of one, or of the organisation code in it."""
    if after is None and (owners := owners_of(query.code)):
        hits = [
            Hit(card.uscc, card.shown, card.state, card.region, matched)
            for organisation, matched in owners
            if (card := cards([organisation], viewer).get(organisation))
        ]
        return Found(By.CODE, tuple(hits[:limit]))
    rows = list(codes_holding(query.code, after, limit + 1))
    shown = cards([row.organisation for row in rows], viewer)
    hits = tuple(
        Hit(card.uscc, card.name, card.state, card.region, row.matched(query.code))
        for row in rows[:limit]
        if (card := shown.get(row.organisation))
    )
    more = written_cursor(rows[limit - 1].key) if len(rows) > limit else None
    return Found(By.PART_OF_CODE, hits, more)


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


# ---- by name --------------------------------------------------------------------------------------------------------


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
        asked = {gram for probes in self.probes.values() for gram in probes}
        return dict(CommonGram.objects.filter(gram__in=asked).values_list("gram", "documents"))

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
        rarest = sorted(probes, key=self.common.get)[:PROBES]
        rows = self.with_grams(tier, key, wanted, [HEAVY + rarest[0], *rarest[1:]])
        if len(rows) < wanted and self.common[rarest[0]] >= COMMON_ENOUGH:
            rows = self.one_by_one(tier, key, wanted)
        return rows if len(rows) >= wanted else self.with_grams(tier, key, wanted, rarest)

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


def by_name(query: Query, viewer: Viewer, after: NameKey | None, limit: int) -> Found:
    """By name or initials: each organisation once, where the best of its names stands."""
    rows: list[Row] = []
    for chunk in Tiers(query).after(after or FIRST, limit + 1):
        rows += best_of_each(chunk, query)
        if len(rows) > limit:
            break
    page = rows[:limit]
    shown = cards([row.organisation for row in page], viewer)
    hits = tuple(
        Hit(card.uscc, card.name, card.state, card.region, explained(row, query))
        for row in page
        if (card := shown.get(row.organisation))
    )
    return Found(By.NAME, hits, written_cursor(key_of(page[-1], query)) if len(rows) > limit else None)


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


# ---- what a list shows of an organisation ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """主体摘要: what a list shows of an organisation."""

    uscc: str | None
    name: str
    state: str
    region: str
    may_be_personal: bool

    @property
    def shown(self) -> str:
        """The name where only the full code could lead here."""
        return masked(self.name) if self.may_be_personal else self.name


PRESENT = """
    SELECT asked.id, code.value, present.name, present.state, present.region, present.may_be_personal
    FROM unnest(%s::bigint[]) asked (id)
    JOIN LATERAL (
        SELECT name, state, region, may_be_personal FROM organisations_registration registration
        JOIN ledger_batch batch ON batch.id = registration.batch_id AND batch.knowledge_no IS NOT NULL
        WHERE registration.organisation_id = asked.id ORDER BY version DESC LIMIT 1
    ) present ON true
    LEFT JOIN LATERAL (
        SELECT value FROM organisations_identifier identifier
        JOIN ledger_batch batch ON batch.id = identifier.batch_id AND batch.knowledge_no IS NOT NULL
        WHERE identifier.organisation_id = asked.id AND kind = 'uscc' ORDER BY identifier.id DESC LIMIT 1
    ) code ON true
"""


def cards(organisations: list[int], viewer: Viewer) -> dict[int, Card]:
    """主体摘要 of those organisations that the viewer may see; one without a 统一社会信用代码 is government-only."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, [organisations])
        rows = cursor.fetchall()
    found = {}
    for organisation, code, *particulars in rows:
        level = Level.PUBLIC if code else Level.GOVERNMENT
        found |= project([Field(organisation, level, Card(code, *particulars), subject=code)], viewer)
    return found


# ---- what was perhaps meant -----------------------------------------------------------------------------------------


def with_suggestions(query: Query, viewer: Viewer) -> Found:
    """检索建议: an empty answer that helps on."""
    suggested = [*other_codes(query.code, viewer)] if query.code else []
    if query.by is not By.CODE:
        suggested += [*other_names(query, viewer)]
    return Found(query.by, suggestions=tuple(suggested[:SUGGESTIONS]), advice=ADVICE[query.by])


def other_codes(code: str, viewer: Viewer) -> Iterator[Suggestion]:
    """The code that was probably meant, by its check characters; then codes of organisations that one slip leads to."""
    meant = judge(code).suggestion
    meant = None if meant == code else meant
    near = owned(one_slip_away(code) | ({meant} if meant else set()), viewer)
    if meant:
        yield suggested_code(meant, near.pop(meant, None))
    for value, card in sorted(near.items()):
        yield suggested_code(value, card)
    inner = code[uscc.ORGANISATION_CODE]
    if len(code) < uscc.LENGTH and (read := without_look_alikes(code)) != code:
        for row in codes_holding(read, None, SUGGESTIONS):
            yield from (suggested_code(row.value, card) for card in cards([row.organisation], viewer).values())
    elif organisation_code.has_shape(inner) and not near:
        for organisation, matched in owners_of(inner):
            for card in cards([organisation], viewer).values():
                if matched.text != meant and not card.may_be_personal:
                    yield suggested_code(matched.text, card)


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


def suggested_code(code: str, card: Card | None) -> Suggestion:
    if card:
        why = Text(zh=f"是否要查 {code}（{card.name}）？", en=f"Did you mean {code} ({card.name})?")
        return Suggestion(code, code, card.name, why)
    why = Text(
        zh=f"正确的代码可能是 {code}，但这里没有该主体。",
        en=f"The right code may be {code}, but no such organisation is known here.",
    )
    return Suggestion(code, None, None, why)


def other_names(query: Query, viewer: Viewer) -> Iterator[Suggestion]:
    found = candidates(" ".join(query.words))[:SUGGESTIONS]
    shown = cards([candidate.organisation for candidate in found], viewer)
    for candidate in found:
        if card := shown.get(candidate.organisation):
            why = Text(
                zh="；".join(reason.zh for reason in candidate.reasons),
                en="; ".join(reason.en for reason in candidate.reasons),
            )
            yield Suggestion(candidate.name, card.uscc, card.name, why)


# ---- candidates -----------------------------------------------------------------------------------------------------

SHARING = f"""
    SELECT {COLUMNS} FROM (
        SELECT name.id AS found, count(*) AS shared FROM unnest(%s::text[]) asked (gram)
        JOIN LATERAL (
            SELECT id FROM organisations_searchname WHERE is_public AND grams @> ARRAY[asked.gram]
        ) name ON true
        GROUP BY name.id ORDER BY shared DESC, name.id LIMIT {COMPARED}
    ) sharing JOIN organisations_searchname ON id = found
"""


def candidates(text: str) -> list[Candidate]:
    """候选主体: public organisations with a name like this one, the likest first, with reasons for a reviewer.

    Names that share uncommon grams are compared letter by letter. Initials count among the grams, so that a name typed
    with another character of the same sound is found as well.
    """
    name = folded(text)
    letters = initials(name)
    rows = answered(SHARING, [telling(grams(plain(name), letters))])
    best: dict[int, Candidate] = {}
    for row in rows:
        candidate = compared(row, plain(name), letters)
        if candidate.score >= max(ALIKE, best[row.organisation].score + 1 if row.organisation in best else 0):
            best[row.organisation] = candidate
    weights = {row.organisation: row.weight for row in rows}
    return sorted(best.values(), key=lambda found: (-found.score, -weights[found.organisation], found.organisation))[
        :CANDIDATES
    ]


def telling(asked: set[str]) -> list[str]:
    """The grams that tell names apart: the uncommon ones, or of common ones only, the heaviest names of the rarest."""
    common = dict(CommonGram.objects.filter(gram__in=asked).values_list("gram", "documents"))
    rare = sorted(asked - common.keys())
    return rare or [HEAVY + gram for gram in sorted(common, key=lambda gram: (common[gram], gram))[:PROBES]]


def compared(row: Row, name: str, letters: str) -> Candidate:
    """How alike a search name and a printed one are, and in what."""
    score = round(fuzz.WRatio(row.plain, name))  # of a text much shorter than the name, by the part it is like
    reasons = []
    if (different := Levenshtein.distance(row.plain, name)) <= 2:
        reasons.append(
            Text(zh=f"相差 {different} 个字", en=f"{different} characters differ")
            if different
            else Text(zh="除标点外相同", en="the same but for punctuation")
        )
    if shared := shared_parts(row.plain, name):
        reasons.append(Text(zh=f"同有“{'”“'.join(shared)}”", en=f"both have {', '.join(shared)}"))
    if row.initials == letters or (len(letters) >= INITIALS and row.initials.startswith(letters)):
        score = max(score, ALIKE)
        reasons.append(Text(zh="读音的首字母相同", en="the same initials"))
    if not row.is_current:
        reasons.append(Text(zh="是曾用名", en="a former name"))
    return Candidate(row.organisation, row.name, score, tuple(reasons))


def shared_parts(one: str, other: str) -> list[str]:
    """The longest parts that two names share, in the order of the first."""
    shared, start = [], 0
    while start < len(one) - 1:
        length = next((size for size in range(len(one) - start, 1, -1) if one[start : start + size] in other), 0)
        if length:
            shared.append(one[start : start + length])
        start += length or 1
    return shared
