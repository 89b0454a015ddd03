"""政策核对: what must hold between the values and files of a library, each breach a fault with place and remedy.

A lower text that widens a higher one is no fault: real texts do, and it stays readable as superseded. What is ours to
write (definitions, units, configured values, citations) must be right.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xinheng.ground.calendars import Unit
from xinheng.ground.policies.faults import Document, Fault, Path, nearest
from xinheng.ground.policies.folding import Item, Value, bounds_in_words, periods
from xinheng.ground.policies.schema import (
    CONFIGURED,
    FOUNDING,
    Level,
    ListEntry,
    ListSort,
    ListStanding,
    LowerMay,
    PackFile,
    ParameterEntry,
    ParameterKind,
    RuleEntry,
    RuleValue,
    SourceEntry,
    SourceKind,
    SourceStatus,
    Verified,
)
from xinheng.ground.policies.wording import listed
from xinheng.ground.text import Text

FOLDERS = {"nation": Level.NATION, "provinces": Level.PROVINCE, "cities": Level.CITY}
ABOVE = {Level.NATION: None, Level.PROVINCE: Level.NATION, Level.CITY: Level.PROVINCE}
DEFINITION = {
    "rules": ("title", "actor", "start_event", "nature", "lower_may"),
    "parameters": ("title", "kind", "lower_may"),
}

DatedEntry = RuleEntry | ParameterEntry


@dataclass(frozen=True, eq=False)
class ReadFile:
    """One file as read: what the schema accepted of it, and the names it mentions, sound or not."""

    document: Document
    content: PackFile
    names: Mapping[str, frozenset[str]]  # by section, also of entries that the schema refused


@dataclass(frozen=True, eq=False)
class ReadPack:
    """The files of one pack. Where a file could not be read (`is_whole` false) nobody can say what is missing."""

    id: str
    level: Level
    files: tuple[ReadFile, ...]
    is_whole: bool

    @cached_property
    def head(self) -> ReadFile | None:
        return next((file for file in self.files if file.content.level), None)

    @cached_property
    def sources(self) -> dict[str, SourceEntry]:
        return {id: source for file in self.files for id, source in file.content.sources.items()}

    def names(self, section: str) -> set[str]:
        return {name for file in self.files for name in file.names[section]}

    def entries(self, *sections: str) -> Iterator[tuple[ReadFile, Path, DatedEntry | ListEntry]]:
        for section, file in itertools.product(sections, self.files):
            for key, entry in getattr(file.content, section).items():
                yield file, (section, key), entry


Chain = Sequence[ReadPack]  # from the nation down


def faults_between(packs: Mapping[str, ReadPack], clauses: Mapping[str, str] | None) -> Iterator[Fault]:
    """Every fault of the library that a single value does not show. `clauses`: each known id with what is built of it."""
    for pack in packs.values():
        chain = chain_of(pack, packs)
        yield from head_faults(pack, packs)
        yield from source_faults(pack)
        yield from definition_faults(chain)
        yield from chapter_faults(chain)
        for file, path, entry in pack.entries("rules", "parameters"):
            yield from entry_faults(file, path, entry)
            yield from citation_faults(file, path, entry, chain)
        yield from level_faults(chain)
        for file, path, entry in pack.entries("lists"):
            yield from list_faults(file, path, entry, chain)
    yield from clause_faults(packs, clauses)


def chain_of(pack: ReadPack, packs: Mapping[str, ReadPack]) -> Chain:
    """From the nation down to the pack, as far as its parents are known and each stands above the next."""
    parent = packs.get(pack.head.content.parent or "") if pack.head else None
    if parent is None or parent.level is not ABOVE[pack.level]:
        return (pack,)
    return (*chain_of(parent, packs), pack)


def is_whole(chain: Chain) -> bool:
    """Whether everything that the levels say was read, so that what is not there is truly missing."""
    return all(pack.is_whole for pack in chain) and chain[0].level is Level.NATION


def _at(file: ReadFile, path: Path) -> str:
    """File and line, for a sentence. Nodes are composed here, so it is called only where there is a fault to tell."""
    return f"{file.document.file}:{file.document.line(path)}"


# ---- heads, sources, chapters ---------------------------------------------------------------------------------------


def head_faults(pack: ReadPack, packs: Mapping[str, ReadPack]) -> Iterator[Fault]:
    for file in pack.files:
        content, fault = file.content, file.document.fault
        if content.pack != pack.id:
            yield fault("policies.wrong_folder", ("pack",), content.pack, folder=pack.id)
        if content.level and content.level is not pack.level:
            yield fault("policies.wrong_level", ("level",), content.level, level=pack.level)
        if content.chapters and pack.level is not Level.NATION:
            yield fault("policies.chapters_elsewhere", ("chapters",), dict(content.chapters))
        if content.level and file is not pack.head:
            yield fault("policies.two_heads", ("level",), content.level, first=pack.head.document.file)
    if pack.head:
        yield from _head_incomplete(pack.head, pack, packs)
    elif pack.is_whole and not pack.names("level"):
        yield pack.files[0].document.fault("policies.no_head", ("pack",), pack.id)


def _head_incomplete(head: ReadFile, pack: ReadPack, packs: Mapping[str, ReadPack]) -> Iterator[Fault]:
    fault, above, parent = head.document.fault, ABOVE[pack.level], head.content.parent
    known = [other.id for other in packs.values() if other.level is above]
    if not head.names["name"]:
        yield fault("policies.missing_key", ("name",))
    if above is None and parent:
        yield fault("policies.no_parent_above", ("parent",), parent)
    elif above and not head.names["parent"]:
        yield fault("policies.missing_key", ("parent",))
    elif parent and parent not in known:
        near = nearest(parent, known)
        yield fault("policies.unknown_parent", ("parent",), parent, near=near, level=above, known=listed(known))


def source_faults(pack: ReadPack) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for file, path, source in pack.entries("sources"):
        id, fault = path[-1], file.document.fault
        if id in seen:
            yield fault("policies.source_twice", path, first=seen[id])
        seen.setdefault(id, file.document.file)
        if id == CONFIGURED or source.kind is SourceKind.CONFIGURED:
            yield fault("policies.source_reserved", path)
        if source.status is SourceStatus.LAPSED and source.valid_until is None:
            yield fault("policies.source_undated", (*path, "status"), source.status, source=id, date="valid_until")
        if source.valid_from and source.valid_until and source.valid_until < source.valid_from:
            last = source.valid_until
            yield fault("policies.ends_before_start", (*path, "valid_until"), last, first=source.valid_from)


def chapter_faults(chain: Chain) -> Iterator[Fault]:
    """章: the first word of every key that a pack defines has a title in the nation's chapters."""
    if not is_whole(chain):
        return
    chapters = sorted(chain[0].names("chapters"))
    for file, path, entry in chain[-1].entries("rules", "parameters", "lists"):
        chapter = path[-1].partition(".")[0]
        if entry.title and chapter not in chapters:
            near, known = nearest(chapter, chapters), listed(chapters)
            yield file.document.fault(
                "policies.missing_chapter", path, path[-1], near=near, chapter=chapter, known=known
            )


# ---- definitions ----------------------------------------------------------------------------------------------------


def definition_faults(chain: Chain) -> Iterator[Fault]:
    """定义: each key is defined once in a chain, whole, in one section; lower levels only give it values."""
    defined: dict[str, tuple[ReadFile, Path]] = {}
    for pack in chain:
        written: dict[str, tuple[ReadFile, Path]] = {}
        for file, path, entry in pack.entries("rules", "parameters", "lists"):
            key, is_here = path[-1], pack is chain[-1]
            if is_here and entry.title and key in defined:
                yield file.document.fault("policies.defined_twice", path, first=_at(*defined[key]))
            elif is_here and key in written:
                yield file.document.fault("policies.entry_twice", path, first=_at(*written[key]))
            written.setdefault(key, (file, path))
            if entry.title:
                defined.setdefault(key, (file, path))
    for file, path, entry in chain[-1].entries("rules", "parameters"):
        yield from _undefined(file, path, entry, chain)


def _undefined(file: ReadFile, path: Path, entry: DatedEntry, chain: Chain) -> Iterator[Fault]:
    section, key = path
    missing = [name for name in DEFINITION[section] if getattr(entry, name) is None]
    if not missing:
        return
    if len(missing) < len(DEFINITION[section]):
        yield file.document.fault("policies.half_defined", path, missing=listed(missing))
        return
    defined = {name for pack in chain for name in pack.names(f"defined {section}")}
    if is_whole(chain) and key not in defined:
        near = nearest(key, defined)
        yield file.document.fault("policies.never_defined", path, near=near, missing=listed(missing))


# ---- one entry ------------------------------------------------------------------------------------------------------

_ALWAYS = (LowerMay.NOTHING, LowerMay.ANYTHING)
_CLAIMS_A_TEXT = frozenset(Verified) - {Verified.CONFIGURED, Verified.P, Verified.U}


def entry_faults(file: ReadFile, path: Path, entry: DatedEntry) -> Iterator[Fault]:
    may = _may(entry)
    if entry.lower_may and entry.lower_may not in may:
        at = (*path, "lower_may")
        yield file.document.fault("policies.wrong_direction", at, entry.lower_may, known=listed(may))
    for position, value in enumerate(entry.values):
        yield from _value_faults(file.document, (*path, "values", position), value)
    ordered = sorted(enumerate(entry.values), key=lambda numbered: numbered[1].from_)
    for (_, earlier), (position, later) in itertools.pairwise(ordered):
        if earlier.from_ == later.from_ or (earlier.until and earlier.until >= later.from_):
            yield file.document.fault(
                "policies.overlap",
                (*path, "values", position, "from"),
                later.from_,
                first=earlier.from_,
                until_zh=f"至 {earlier.until}" if earlier.until else "",
                until_en=f" to {earlier.until}" if earlier.until else "",
            )


def _may(entry: DatedEntry) -> tuple[LowerMay, ...]:
    """What `lower_may` can mean for values of this kind: a set narrows, a number goes down or up, words do neither."""
    if isinstance(entry, RuleEntry):
        return (LowerMay.SHORTEN, LowerMay.LENGTHEN, *_ALWAYS)
    if entry.kind is ParameterKind.CODES:
        return (LowerMay.NARROW, *_ALWAYS)
    return _ALWAYS if entry.kind is ParameterKind.TEXT else (LowerMay.LOWER, LowerMay.RAISE, *_ALWAYS)


def _value_faults(document: Document, path: Path, value: Value) -> Iterator[Fault]:
    verified = (*path, "verified")
    if value.until and value.until < value.from_:
        yield document.fault("policies.ends_before_start", (*path, "until"), value.until, first=value.from_)
    if value.is_configured and value.verified in _CLAIMS_A_TEXT:
        yield document.fault("policies.configured_claims_text", verified, value.verified)
    if not value.is_configured and value.verified is Verified.CONFIGURED:
        yield document.fault("policies.text_marked_configured", verified, value.verified)
    if not isinstance(value, RuleValue):
        return
    if value.value is not None and value.unit is None:
        yield document.fault("policies.no_unit", (*path, "value"), value.value, known=listed(Unit))
    if _misplaced_day(value):
        yield document.fault("policies.day_without_month", (*path, "day_of_month"), value.day_of_month)


def _misplaced_day(value: Value) -> bool:
    """Only a month, and not the one in which the clock starts, has a day to end on."""
    return bool(getattr(value, "day_of_month", None)) and (value.unit is not Unit.MONTH or value.value == 0)


# ---- citations ------------------------------------------------------------------------------------------------------


def citation_faults(file: ReadFile, path: Path, entry: DatedEntry, chain: Chain) -> Iterator[Fault]:
    """引用: a value rests on a text of its own level, and is not older than that text."""
    pack = chain[-1]
    for position, value in enumerate(entry.values):
        at, source = (*path, "values", position), pack.sources.get(value.source)
        if source is None and not value.is_configured:
            yield from _unknown_source(file, (*at, "source"), value.source, chain)
        elif source and source.valid_from and value.from_ < source.valid_from:
            words = {"source": value.source, "begins": source.valid_from}
            yield file.document.fault("policies.before_source", (*at, "from"), value.from_, **words)


def _unknown_source(file: ReadFile, path: Path, id: str, chain: Chain) -> Iterator[Fault]:
    pack = chain[-1]
    known = pack.names("sources")
    owner = next((above.id for above in chain[:-1] if id in above.names("sources")), None)
    if not pack.is_whole or id in known:
        return
    if owner:
        yield file.document.fault("policies.source_of_other_level", path, id, owner=owner, pack=pack.id)
    else:
        yield file.document.fault("policies.unknown_source", path, id, near=nearest(id, known), pack=pack.id)


def clause_faults(packs: Mapping[str, ReadPack], clauses: Mapping[str, str] | None) -> Iterator[Fault]:
    """条款: a clause of a city's document exists, is one that is built, and is cited on one item only."""
    first: dict[str, tuple[str, str]] = {}
    for pack in packs.values():
        for file, path, clause in _cited(pack):
            item = (pack.id, path[1])
            if clauses is not None and clause not in clauses:
                near = nearest(clause, clauses)
                yield file.document.fault("policies.unknown_clause", path, clause, near=near)
            elif clauses is not None and clauses[clause] == "declined":
                yield file.document.fault("policies.declined_clause", path, clause)
            if first.setdefault(clause, item) != item:
                yield file.document.fault("policies.clause_twice", path, clause, first=" ".join(first[clause]))


def _cited(pack: ReadPack) -> Iterator[tuple[ReadFile, Path, str]]:
    for file, path, entry in pack.entries("rules", "parameters", "lists"):
        values = [((), entry)] if isinstance(entry, ListEntry) else enumerate(entry.values)
        for position, value in values:
            at = path if position == () else (*path, "values", position)
            for number, clause in enumerate(value.clauses):
                yield file, (*at, "clauses", number), clause


# ---- lists ----------------------------------------------------------------------------------------------------------


def list_faults(file: ReadFile, path: Path, entry: ListEntry, chain: Chain) -> Iterator[Fault]:
    fault = file.document.fault
    rules = {name for pack in chain for name in pack.names("rules")}
    for name in ("term", "early_exit"):
        rule = getattr(entry, name)
        if rule and rule not in rules and is_whole(chain):
            yield fault("policies.unknown_rule", (*path, name), rule, near=nearest(rule, rules))
    if entry.standing is ListStanding.INTERNAL and entry.public:
        yield fault("policies.internal_public", (*path, "public"), entry.public)
    sources = {id for pack in chain for id in pack.names("sources")}
    if entry.basis and is_whole(chain) and entry.basis.source not in sources:
        id, near = entry.basis.source, nearest(entry.basis.source, sources)
        yield fault("policies.unknown_source", (*path, "basis", "source"), id, near=near, pack=chain[-1].id)
    yield from _legality_faults(file, path, entry, chain)


_EMPTY = Text(zh="空缺", en="empty")


def _legality_faults(file: ReadFile, path: Path, entry: ListEntry, chain: Chain) -> Iterator[Fault]:
    """合法性: a list that lives (own, received) rests on law, or it is no name list that anything follows from."""
    lives = entry.standing in (ListStanding.OWN, ListStanding.RECEIVED)
    if entry.sort is ListSort.CATALOGUE_LIST or not lives:
        return
    if entry.basis is None:
        known = listed(FOUNDING)
        yield file.document.fault("policies.list_without_law", (*path, "basis"), kind=_EMPTY, known=known)
        return
    id, at = entry.basis.source, (*path, "basis", "source")
    basis = next((pack.sources[id] for pack in chain[::-1] if id in pack.sources), None)
    if basis and basis.kind not in FOUNDING:
        known = listed(FOUNDING)
        yield file.document.fault("policies.list_without_law", at, id, kind=basis.kind, known=known)
    elif basis and entry.standing is ListStanding.OWN and basis.valid_from is None:
        yield file.document.fault("policies.source_undated", at, id, source=id, date="valid_from")


# ---- a level towards those above it ---------------------------------------------------------------------------------


def level_faults(chain: Chain) -> Iterator[Fault]:
    """What a level's values must keep towards the definition of their key and towards the levels above it."""
    definitions = {
        path: entry for pack in chain for _, path, entry in pack.entries("rules", "parameters") if entry.lower_may
    }
    for file, path, entry in chain[-1].entries("rules", "parameters"):
        if path not in definitions:
            continue
        item = Item(path[-1], definitions[path], ())
        unsuited = list(_kind_faults(file, path, entry, item))
        yield from unsuited
        for above in chain[:-1] if not unsuited else ():
            for upper_file, upper_path, upper in above.entries(path[0]):
                if upper_path == path and not any(_kind_faults(upper_file, path, upper, item)):
                    yield from _towards(item, (file, path, entry), (upper_file, upper))


def _towards(
    item: Item, lower: tuple[ReadFile, Path, DatedEntry], higher: tuple[ReadFile, DatedEntry]
) -> Iterator[Fault]:
    file, path, entry = lower
    upper_file, upper_entry = higher
    pairs = itertools.product(enumerate(periods(entry.values)), enumerate(periods(upper_entry.values)))
    for (position, (value, last)), (upper_position, (upper, upper_last)) in pairs:
        if not _meet(value, last, upper, upper_last):
            continue
        at, above = (*path, "values", position), (*path, "values", upper_position)
        if not _comparable(value, upper):
            words = {"here": item.written(value), "above": item.written(upper), "where": _at(upper_file, above)}
            yield file.document.fault("policies.units_differ", (*at, "unit"), value.unit, **words)
        elif value.is_configured and item.outside(upper, value):
            words = {"where": _at(upper_file, above), "bounds": bounds_in_words(item, upper)}
            yield file.document.fault("policies.beyond_bounds", (*at, "value"), value.value, **words)


def _meet(value: Value, last: date | None, upper: Value, upper_last: date | None) -> bool:
    """Whether two values are in force on a common day. A repealed one never is; a faulty one is not compared."""
    if not (_is_sound(value) and _is_sound(upper)):
        return False
    return (last is None or upper.from_ <= last) and (upper_last is None or value.from_ <= upper_last)


def _is_sound(value: Value) -> bool:
    has_unit = not isinstance(value, RuleValue) or value.unit is not None
    return value.value is not None and has_unit and not _misplaced_day(value)


def _comparable(value: Value, upper: Value) -> bool:
    """Values that are compared share a unit. A configured one is compared with nothing but the bounds above it."""
    if not isinstance(value, RuleValue) or not isinstance(upper, RuleValue):
        return True
    has_bounds = upper.at_most is not None or upper.at_least is not None
    if (upper.is_configured and not value.is_configured) or (value.is_configured and not has_bounds):
        return True
    return (value.unit, value.day_of_month is None) == (upper.unit, upper.day_of_month is None)


def _kind_faults(file: ReadFile, path: Path, entry: DatedEntry, item: Item) -> Iterator[Fault]:
    """Values and bounds that are not of the kind their parameter is defined as."""
    if not isinstance(item.definition, ParameterEntry):
        return
    kind = item.definition.kind
    for position, value in enumerate(entry.values):
        for name in ("value", "at_most", "at_least"):
            scalar = getattr(value, name)
            if scalar is not None and not suits(kind, scalar):
                at, expected = (*path, "values", position, name), _SUITED.get(kind, _WHOLE)
                yield file.document.fault("policies.wrong_kind", at, scalar, kind=kind, expected=expected)
            elif kind is ParameterKind.CODES and (wordless := set(scalar or ()) - item.definition.words.keys()):
                at, missing = (*path, "values", position, name), listed(sorted(wordless))
                yield file.document.fault("policies.code_without_words", at, missing, key=item.key)


_WHOLE = Text(zh="不小于零的整数", en="a whole number from zero up")
_SUITED = {
    ParameterKind.PERCENT: Text(
        zh='整数，或加引号的小数，如 "1.4"', en='a whole number, or a quoted decimal such as "1.4"'
    ),
    ParameterKind.CODES: Text(zh="代码列表，如 [a, b]", en="a list of codes, such as [a, b]"),
    ParameterKind.TEXT: Text(zh="文字", en="words"),
    ParameterKind.DATE: Text(zh="日期，如 2018-12-31", en="a date, such as 2018-12-31"),
}
_DECIMAL = re.compile(r"\d+(\.\d+)?")


def suits(kind: ParameterKind, scalar: object) -> bool:
    """Whether a value is of a parameter's kind."""
    match kind:
        case ParameterKind.CODES:
            return isinstance(scalar, tuple)
        case ParameterKind.TEXT:
            return isinstance(scalar, str)
        case ParameterKind.DATE:
            return isinstance(scalar, date)
        case ParameterKind.PERCENT if isinstance(scalar, str):
            return bool(_DECIMAL.fullmatch(scalar))
        case _:
            return isinstance(scalar, int) and scalar >= 0
