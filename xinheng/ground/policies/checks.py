"""政策核对: what must hold between the values and files of a library, each breach a fault with place and remedy.

A lower text that widens a higher one is no fault: real texts do, and it stays readable as superseded. What is ours to
write (definitions, units, configured values, citations) must be right.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xinheng.ground.calendars import Unit
from xinheng.ground.policies.faults import Document, Fault, Path, meant
from xinheng.ground.policies.folding import Item, periods
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
    ParameterValue,
    RuleEntry,
    RuleValue,
    SourceEntry,
    SourceKind,
    SourceStatus,
    Verified,
)
from xinheng.ground.text import Text

FOLDERS = {"nation": Level.NATION, "provinces": Level.PROVINCE, "cities": Level.CITY}
ABOVE = {Level.NATION: None, Level.PROVINCE: Level.NATION, Level.CITY: Level.PROVINCE}

_DEFINITION = {
    "rules": ("title", "actor", "start_event", "nature", "lower_may"),
    "parameters": ("title", "kind", "lower_may"),
}
_COMPARABLE = (LowerMay.NOTHING, LowerMay.ANYTHING)
_MAY_OF_RULES = (LowerMay.SHORTEN, LowerMay.LENGTHEN, *_COMPARABLE)
_MAY_OF_NUMBERS = (LowerMay.LOWER, LowerMay.RAISE, *_COMPARABLE)
_MAY_OF_CODES = (LowerMay.NARROW, *_COMPARABLE)
_CLAIMS_A_TEXT = (
    Verified.V,
    Verified.V_LAW,
    Verified.V_IMPL,
    Verified.V_FRAG,
    Verified.VX,
    Verified.CLAUSE,
)
_DECIMAL = re.compile(r"^\d+(\.\d+)?$")


@dataclass(frozen=True, eq=False)
class ReadFile:
    """One file as read: what the schema accepted of it, and the names it mentions, sound or not."""

    document: Document
    content: PackFile
    names: Mapping[str, frozenset[str]]  # by section, also of entries that the schema refused


@dataclass(frozen=True, eq=False)
class ReadPack:
    """The files of one pack. `is_whole` is false where a file could not be read: then nobody can say what is missing."""

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

    def entries(self, section: str) -> Iterator[tuple[ReadFile, str, RuleEntry | ParameterEntry | ListEntry]]:
        for file in self.files:
            for key, entry in getattr(file.content, section).items():
                yield file, key, entry


def faults_between(packs: Mapping[str, ReadPack], clauses: Mapping[str, str] | None) -> Iterator[Fault]:
    """Every fault of the library that a single value does not show. `clauses`: what is built of each known clause id."""
    for pack in packs.values():
        yield from head_faults(pack, packs)
        chain = chain_of(pack, packs)
        yield from definition_faults(pack, chain)
        yield from chapter_faults(pack, chain)
        for section in _DEFINITION:
            for file, key, entry in pack.entries(section):
                yield from entry_faults(file, section, key, entry)
                yield from citation_faults(file, section, key, entry, pack, chain)
        for file, key, entry in pack.entries("lists"):
            yield from list_faults(file, key, entry, chain)
        yield from source_faults(pack)
        yield from chain_faults(pack, chain)
    yield from clause_faults(packs, clauses)


def chain_of(pack: ReadPack, packs: Mapping[str, ReadPack]) -> tuple[ReadPack, ...]:
    """From the nation down to the pack, as far as its parents are known and each stands above the next."""
    parent = packs.get(pack.head.content.parent or "") if pack.head else None
    if parent is None or parent.level is not ABOVE[pack.level]:
        return (pack,)
    return (*chain_of(parent, packs), pack)


def is_whole(chain: Sequence[ReadPack]) -> bool:
    return all(pack.is_whole for pack in chain) and chain[0].level is Level.NATION


# ---- heads, chapters, sources ---------------------------------------------------------------------------------------


def head_faults(pack: ReadPack, packs: Mapping[str, ReadPack]) -> Iterator[Fault]:
    for file in pack.files:
        yield from _placement_faults(file, pack)
    heads = [file for file in pack.files if file.content.level]
    if not heads and pack.is_whole and not any(file.names["level"] for file in pack.files):
        yield pack.files[0].document.fault(
            "policies.no_head",
            ("pack",),
            pack.id,
            Text(zh=f"政策包“{pack.id}”没有首部。", en=f'The pack "{pack.id}" has no head.'),
            Text(
                zh="请在其中一个文件（惯例为 pack.yaml）写明 level、name、parent 和 sources。",
                en="Write level, name, parent and sources in one of its files (by custom pack.yaml).",
            ),
        )
    for file in heads[1:]:
        yield file.document.fault(
            "policies.two_heads",
            ("level",),
            file.content.level,
            Text(zh=f"政策包“{pack.id}”有两个首部。", en=f'The pack "{pack.id}" has two heads.'),
            Text(zh=f"首部只写在{heads[0].document.file}。", en=f"Keep the head in {heads[0].document.file} only."),
        )
    if pack.head:
        yield from _parent_faults(pack.head, pack, packs)


def _placement_faults(file: ReadFile, pack: ReadPack) -> Iterator[Fault]:
    content, fault = file.content, file.document.fault
    if content.pack != pack.id:
        yield fault(
            "policies.wrong_folder",
            ("pack",),
            content.pack,
            Text(
                zh=f"文件在“{pack.id}”的文件夹里，却写着属于“{content.pack}”。",
                en=f'The file lies in the folder of "{pack.id}" and says that it belongs to "{content.pack}".',
            ),
            Text(zh=f"请写 pack: {pack.id}，或移动文件。", en=f"Write pack: {pack.id}, or move the file."),
        )
    if content.level and content.level is not pack.level:
        yield fault(
            "policies.wrong_level",
            ("level",),
            content.level,
            Text(
                zh=f"此文件夹的层级是 {pack.level}，文件写的是 {content.level}。",
                en=f"This folder is of level {pack.level}; the file says {content.level}.",
            ),
            Text(
                zh="国家在 nation/，省在 provinces/，市县在 cities/；请改 level 或移动文件夹。",
                en="The nation is in nation/, provinces in provinces/, cities in cities/: change level or move the folder.",
            ),
        )
    if content.level and content.name is None and not file.names["name"]:
        yield fault(
            "policies.missing_key",
            ("level",),
            None,
            Text(zh="首部缺少 name。", en="The head has no name."),
            Text(zh="请写 name: {zh: …, en: …}。", en="Write name: {zh: …, en: …}."),
        )
    if content.chapters and pack.level is not Level.NATION:
        yield fault(
            "policies.chapters_elsewhere",
            ("chapters",),
            dict(content.chapters),
            Text(zh="章名只能由国家一级规定。", en="Chapters are named by the nation's pack only."),
            Text(zh="请移到 nation/pack.yaml。", en="Move them to nation/pack.yaml."),
        )


def _parent_faults(head: ReadFile, pack: ReadPack, packs: Mapping[str, ReadPack]) -> Iterator[Fault]:
    above, parent = ABOVE[pack.level], head.content.parent
    candidates = [other.id for other in packs.values() if other.level is above]
    if above is None and parent:
        what = Text(zh="国家一级没有上级。", en="The nation has no parent.")
        remedy = Text(zh="请删去 parent。", en="Remove parent.")
    elif above and parent is None and not head.names["parent"]:
        what = Text(zh="没有写上级政策包。", en="The parent pack is not named.")
        remedy = Text(
            zh=f"请写 parent: …，可选：{'、'.join(candidates)}。", en=f"Write parent: one of {', '.join(candidates)}."
        )
    elif parent and parent not in candidates:
        what = Text(
            zh=f"没有层级为 {above} 的上级政策包“{parent}”。",
            en=f'There is no parent pack "{parent}" of level {above}.',
        )
        remedy = meant(
            parent, candidates, Text(zh=f"可选：{'、'.join(candidates)}。", en=f"Choose from: {', '.join(candidates)}.")
        )
    else:
        return
    yield head.document.fault("policies.unknown_parent", ("parent",), parent, what, remedy)


def chapter_faults(pack: ReadPack, chain: Sequence[ReadPack]) -> Iterator[Fault]:
    """章: the first word of every key that a pack defines has a title in the nation's chapters."""
    if not is_whole(chain):
        return
    chapters = chain[0].names("chapters")
    for section in ("rules", "parameters", "lists"):
        for file, key, entry in pack.entries(section):
            chapter = key.partition(".")[0]
            if entry.title and chapter not in chapters:
                yield file.document.fault(
                    "policies.missing_chapter",
                    (section, key),
                    key,
                    Text(zh=f"没有名为“{chapter}”的章。", en=f'There is no chapter "{chapter}".'),
                    meant(
                        chapter,
                        chapters,
                        Text(
                            zh=f"请在 nation/pack.yaml 的 chapters 写明“{chapter}”的中英文章名，或改用已有的章。",
                            en=f'Title "{chapter}" under chapters in nation/pack.yaml, or use a chapter that exists.',
                        ),
                    ),
                )


def source_faults(pack: ReadPack) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for file in pack.files:
        for id, source in file.content.sources.items():
            path, fault = ("sources", id), file.document.fault
            if id in seen:
                yield fault(
                    "policies.source_twice",
                    path,
                    id,
                    Text(zh=f"依据“{id}”已在{seen[id]}写过。", en=f'The source "{id}" is already in {seen[id]}.'),
                    Text(zh="请只留一处。", en="Keep one of them."),
                )
            seen.setdefault(id, file.document.file)
            if id == CONFIGURED or source.kind is SourceKind.CONFIGURED:
                yield fault(
                    "policies.source_reserved",
                    path,
                    id,
                    Text(
                        zh="“configured”是系统自有的依据，不能另写。",
                        en='"configured" is built in and cannot be written.',
                    ),
                    Text(
                        zh="请删去；取值直接写 source: configured。",
                        en="Remove it; values simply write source: configured.",
                    ),
                )
            if source.status is SourceStatus.LAPSED and source.valid_until is None:
                yield fault(
                    "policies.source_undated",
                    (*path, "status"),
                    source.status,
                    Text(
                        zh="已失效的依据没有写失效前的最后一日，无法判断从前哪天有效。",
                        en="A lapsed source without its last day: nobody can tell on which earlier day it held.",
                    ),
                    Text(
                        zh="请写 valid_until；确实不知道的，写 status: unknown。",
                        en="Write valid_until; if it is truly not known, write status: unknown.",
                    ),
                )
            if source.valid_from and source.valid_until and source.valid_until < source.valid_from:
                yield fault("policies.ends_before_start", (*path, "valid_until"), source.valid_until, *_BACKWARDS)


_BACKWARDS = (
    Text(zh="最后一日早于第一日。", en="The last day is before the first."),
    Text(zh="请核对两个日期。", en="Check both dates."),
)


# ---- definitions ----------------------------------------------------------------------------------------------------


def definition_faults(pack: ReadPack, chain: Sequence[ReadPack]) -> Iterator[Fault]:
    """定义: each key is defined once in a chain, whole, in one section; lower levels only give it values."""
    defined: dict[str, tuple[str, ReadFile]] = {}
    for level in chain:
        for section in ("rules", "parameters", "lists"):
            for file, key, entry in level.entries(section):
                if level is pack and section != "lists":
                    yield from _half_defined(file, section, key, entry)
                if entry.title is None:
                    continue
                if key in defined and level is pack:
                    yield _defined_twice(file, section, key, *defined[key])
                defined.setdefault(key, (section, file))
    if not is_whole(chain):
        return
    for section in _DEFINITION:
        mentioned = {name for level in chain for name in level.names(f"defined {section}")}
        for file, key, entry in pack.entries(section):
            if not any(getattr(entry, name) for name in _DEFINITION[section]) and key not in mentioned:
                yield file.document.fault(
                    "policies.never_defined",
                    (section, key),
                    key,
                    Text(
                        zh=f"“{key}”有取值，但本级和上级都没有给它定义。",
                        en=f'"{key}" is given values, and neither this level nor one above defines it.',
                    ),
                    meant(
                        key,
                        mentioned,
                        Text(
                            zh=f"请在首次规定它的一级写明 {'、'.join(_DEFINITION[section])}。",
                            en=f"Define it where it first stands: {', '.join(_DEFINITION[section])}.",
                        ),
                    ),
                )


def _half_defined(file: ReadFile, section: str, key: str, entry: RuleEntry | ParameterEntry) -> Iterator[Fault]:
    written = [name for name in _DEFINITION[section] if getattr(entry, name) is not None]
    missing = [name for name in _DEFINITION[section] if name not in written]
    if written and missing:
        yield file.document.fault(
            "policies.half_defined",
            (section, key),
            key,
            Text(
                zh=f"“{key}”的定义不全，缺 {'、'.join(missing)}。",
                en=f'The definition of "{key}" lacks {", ".join(missing)}.',
            ),
            Text(
                zh="请补全；如只是修改上级已定义的项，请只写 values。",
                en="Complete it; to amend what a higher level defines, write values only.",
            ),
        )


def _defined_twice(file: ReadFile, section: str, key: str, other: str, first: ReadFile) -> Fault:
    where = f"{first.document.file}:{first.document.line((other, key))}"
    return file.document.fault(
        "policies.defined_twice",
        (section, key),
        key,
        Text(zh=f"“{key}”已在 {where} 定义。", en=f'"{key}" is already defined at {where}.'),
        Text(
            zh="一项只定义一次：修改取值时只写 values；另有所指时请换一个键。",
            en="A key is defined once: to amend it write values only; for another thing choose another key.",
        ),
    )


# ---- one entry ------------------------------------------------------------------------------------------------------


def entry_faults(file: ReadFile, section: str, key: str, entry: RuleEntry | ParameterEntry) -> Iterator[Fault]:
    path = (section, key)
    if entry.lower_may and entry.lower_may not in _may_of(entry):
        allowed = _may_of(entry)
        yield file.document.fault(
            "policies.wrong_direction",
            (*path, "lower_may"),
            entry.lower_may,
            Text(
                zh=f"“{entry.lower_may}”对这一种取值没有意义。",
                en=f'"{entry.lower_may}" means nothing for values of this kind.',
            ),
            Text(zh=f"可选：{'、'.join(allowed)}。", en=f"Choose from: {', '.join(allowed)}."),
        )
    for position, value in enumerate(entry.values):
        yield from _value_faults(file, (*path, "values", position), value)
    yield from _overlap_faults(file, path, entry)


def _may_of(entry: RuleEntry | ParameterEntry) -> tuple[LowerMay, ...]:
    if isinstance(entry, RuleEntry):
        return _MAY_OF_RULES
    if entry.kind is ParameterKind.CODES:
        return _MAY_OF_CODES
    return _COMPARABLE if entry.kind is ParameterKind.TEXT else _MAY_OF_NUMBERS


def _value_faults(file: ReadFile, path: Path, value: RuleValue | ParameterValue) -> Iterator[Fault]:
    fault = file.document.fault
    if value.until and value.until < value.from_:
        yield fault("policies.ends_before_start", (*path, "until"), value.until, *_BACKWARDS)
    if value.is_configured and value.verified in _CLAIMS_A_TEXT:
        yield fault(
            "policies.configured_claims_text",
            (*path, "verified"),
            value.verified,
            Text(
                zh=f"配置值没有文件依据，却标为“{value.verified}”。",
                en=f'A configured value rests on no text, and is marked "{value.verified}".',
            ),
            Text(
                zh="请写明 source 和 article；没有依据的，写 verified: configured。",
                en="Cite source and article; where there is none, write verified: configured.",
            ),
        )
    if not value.is_configured and value.verified is Verified.CONFIGURED:
        yield fault(
            "policies.text_marked_configured",
            (*path, "verified"),
            value.verified,
            Text(zh="有依据的取值标成了“configured”。", en="A value with a source is marked configured."),
            Text(
                zh="请标明核实程度（V、VX、clause 等），或写 source: configured。",
                en="Mark how it was seen (V, VX, clause …), or write source: configured.",
            ),
        )
    if isinstance(value, RuleValue):
        yield from _unit_faults(file, path, value)


def _unit_faults(file: ReadFile, path: Path, value: RuleValue) -> Iterator[Fault]:
    if value.value is not None and value.unit is None:
        yield file.document.fault(
            "policies.no_unit",
            path,
            value.value,
            Text(zh=f"期限“{value.value}”没有单位。", en=f'The term "{value.value}" has no unit.'),
            Text(zh=f"请写 unit，可选：{'、'.join(Unit)}。", en=f"Write unit: one of {', '.join(Unit)}."),
        )
    if value.day_of_month and value.unit is not Unit.MONTH:
        yield file.document.fault(
            "policies.day_without_month",
            (*path, "day_of_month"),
            value.day_of_month,
            Text(zh="只有按月计算的期限才能定在某日。", en="Only a term in months can fall on a day of the month."),
            Text(zh="请写 unit: month，或删去 day_of_month。", en="Write unit: month, or remove day_of_month."),
        )


def _overlap_faults(file: ReadFile, path: Path, entry: RuleEntry | ParameterEntry) -> Iterator[Fault]:
    ordered = sorted(enumerate(entry.values), key=lambda numbered: numbered[1].from_)
    for (_, earlier), (position, later) in zip(ordered, ordered[1:], strict=False):
        if earlier.from_ == later.from_ or (earlier.until and earlier.until >= later.from_):
            yield file.document.fault(
                "policies.overlap",
                (*path, "values", position, "from"),
                later.from_,
                Text(
                    zh=f"同一级的两个取值在{later.from_}重叠：前一个自{earlier.from_}起"
                    f"{f'至{earlier.until}' if earlier.until else ''}。",
                    en=f"Two values of this level overlap on {later.from_}: the earlier runs from {earlier.from_}"
                    f"{f' to {earlier.until}' if earlier.until else ''}.",
                ),
                Text(
                    zh="请改日期；后一个取值的 from 会自动结束前一个，until 可以不写。",
                    en="Change a date; the from of a later value ends the earlier by itself, until may be left out.",
                ),
            )


# ---- citations ------------------------------------------------------------------------------------------------------


def citation_faults(
    file: ReadFile,
    section: str,
    key: str,
    entry: RuleEntry | ParameterEntry,
    pack: ReadPack,
    chain: Sequence[ReadPack],
) -> Iterator[Fault]:
    for position, value in enumerate(entry.values):
        path = (section, key, "values", position)
        if value.is_configured:
            continue
        source = pack.sources.get(value.source)
        if source is None:
            if pack.is_whole and value.source not in pack.names("sources"):
                yield _unknown_source(file, (*path, "source"), value.source, (pack,), chain)
        elif source.valid_from and value.from_ < source.valid_from:
            yield file.document.fault(
                "policies.before_source",
                (*path, "from"),
                value.from_,
                Text(
                    zh=f"取值自{value.from_}起，而所依“{value.source}”{source.valid_from}才施行。",
                    en=f'The value begins on {value.from_}, and its source "{value.source}" only on {source.valid_from}.',
                ),
                Text(
                    zh="请改 from，或引用当时有效的依据。", en="Change from, or cite the text that was in force then."
                ),
            )


def _unknown_source(
    file: ReadFile, path: Path, id: str, searched: Sequence[ReadPack], chain: Sequence[ReadPack]
) -> Fault:
    known = [name for pack in searched for name in pack.names("sources")]
    elsewhere = next((pack.id for pack in chain if id in pack.names("sources")), None)
    otherwise = Text(
        zh=f"请在“{searched[-1].id}”的 sources 写明它，或写 configured。",
        en=f'List it under sources of "{searched[-1].id}", or write configured.',
    )
    if elsewhere:
        otherwise = Text(
            zh=f"“{elsewhere}”有此依据，但上级文件的取值应写在上级政策包。",
            en=f'"{elsewhere}" has it; what a higher text says belongs in the pack of its own level.',
        )
    return file.document.fault(
        "policies.unknown_source",
        path,
        id,
        Text(zh=f"没有依据“{id}”。", en=f'There is no source "{id}".'),
        meant(id, known, otherwise) if not elsewhere else otherwise,
    )


def clause_faults(packs: Mapping[str, ReadPack], clauses: Mapping[str, str] | None) -> Iterator[Fault]:
    """条款: a clause of a city's document is cited on one item, exists, and is one that is built."""
    first: dict[str, tuple[str, str, str]] = {}
    for pack in packs.values():
        for file, path, clause in _cited_clauses(pack):
            if clauses is not None:
                yield from _clause_unfit(file, path, clause, clauses)
            item, where = (pack.id, path[1]), f"{file.document.file} {path[1]}"
            if first.setdefault(clause, (*item, where))[:2] != item:
                yield file.document.fault(
                    "policies.clause_twice",
                    path,
                    clause,
                    Text(
                        zh=f"条款 {clause} 已用于 {first[clause][2]}。",
                        en=f"Clause {clause} already stands on {first[clause][2]}.",
                    ),
                    Text(
                        zh="一个条款只对应一项，否则查不出它由哪一项落实；请只留一处。",
                        en="A clause stands on one item, so that it is plain which one carries it out: keep one.",
                    ),
                )


def _cited_clauses(pack: ReadPack) -> Iterator[tuple[ReadFile, Path, str]]:
    for section in _DEFINITION:
        for file, key, entry in pack.entries(section):
            for position, value in enumerate(entry.values):
                for number, clause in enumerate(value.clauses):
                    yield file, (section, key, "values", position, "clauses", number), clause
    for file, key, entry in pack.entries("lists"):
        for number, clause in enumerate(entry.clauses):
            yield file, ("lists", key, "clauses", number), clause


def _clause_unfit(file: ReadFile, path: Path, clause: str, clauses: Mapping[str, str]) -> Iterator[Fault]:
    if clause not in clauses:
        yield file.document.fault(
            "policies.unknown_clause",
            path,
            clause,
            Text(zh=f"没有条款“{clause}”。", en=f'There is no clause "{clause}".'),
            meant(clause, clauses, Text(zh="条款编号见 docs/clauses.csv。", en="Clause ids are in docs/clauses.csv.")),
        )
    elif clauses[clause] == "declined":
        yield file.document.fault(
            "policies.declined_clause",
            path,
            clause,
            Text(
                zh=f"条款 {clause} 针对自然人，本系统不做。",
                en=f"Clause {clause} is about natural persons and is not built.",
            ),
            Text(zh="请删去此条款及只为它而设的取值。", en="Remove it, and any value that stands only for it."),
        )


# ---- lists ----------------------------------------------------------------------------------------------------------


def list_faults(file: ReadFile, key: str, entry: ListEntry, chain: Sequence[ReadPack]) -> Iterator[Fault]:
    path, fault = ("lists", key), file.document.fault
    basis = entry.basis and next(
        (p.sources[entry.basis.source] for p in chain[::-1] if entry.basis.source in p.sources), None
    )
    if is_whole(chain):
        if entry.basis and not any(entry.basis.source in pack.names("sources") for pack in chain):
            yield _unknown_source(file, (*path, "basis", "source"), entry.basis.source, chain, ())
        rules = {name for pack in chain for name in pack.names("rules")}
        for name in ("term", "early_exit"):
            rule = getattr(entry, name)
            if rule and rule not in rules:
                yield fault(
                    "policies.unknown_rule",
                    (*path, name),
                    rule,
                    Text(zh=f"没有期限规则“{rule}”。", en=f'There is no rule "{rule}".'),
                    meant(
                        rule,
                        rules,
                        Text(zh="请在 rules 里定义它，或写 null。", en="Define it under rules, or write null."),
                    ),
                )
    if entry.standing is ListStanding.INTERNAL and entry.public:
        yield fault(
            "policies.internal_public",
            (*path, "public"),
            entry.public,
            Text(zh="内部清单不得公开。", en="An internal list is not published."),
            Text(zh="请写 public: false，或改 standing。", en="Write public: false, or change standing."),
        )
    yield from _legality_faults(file, path, entry, basis)


def _legality_faults(file: ReadFile, path: Path, entry: ListEntry, basis: SourceEntry | None) -> Iterator[Fault]:
    """合法性: a list that lives (own, received) rests on law, or it is no name list that anything follows from."""
    needs_law = entry.sort is not ListSort.CATALOGUE_LIST and entry.standing in (
        ListStanding.OWN,
        ListStanding.RECEIVED,
    )
    if not needs_law or (entry.basis and basis is None):
        return
    if basis is None or basis.kind not in FOUNDING:
        kind = basis.kind if basis else None
        yield file.document.fault(
            "policies.list_without_law",
            (*path, "basis") if entry.basis is None else (*path, "basis", "source"),
            entry.basis and entry.basis.source,
            Text(
                zh=f"名单的依据{f'是“{kind}”，' if kind else '空缺，'}不能设立名单（国办发〔2020〕49号）。",
                en=f"The basis of the list is {kind or 'empty'}, which cannot found a list (国办发〔2020〕49号).",
            ),
            Text(
                zh=f"请引用下列种类的依据：{'、'.join(FOUNDING)}；没有的，写 standing: historic（或 internal），或作为 catalogue_list。",
                en=f"Cite a source of one of these kinds: {', '.join(FOUNDING)}; without one write standing: historic "
                "(or internal), or make it a catalogue_list.",
            ),
        )
    elif entry.standing is ListStanding.OWN and basis.valid_from is None:
        yield file.document.fault(
            "policies.source_undated",
            (*path, "basis", "source"),
            entry.basis.source,
            Text(
                zh="自行认定的名单，其依据没有施行日期。",
                en="A list of our own rests on a source without its first day.",
            ),
            Text(
                zh=f"请在“{entry.basis.source}”写 valid_from。",
                en=f'Write valid_from of the source "{entry.basis.source}".',
            ),
        )


# ---- a chain of levels ----------------------------------------------------------------------------------------------


def chain_faults(pack: ReadPack, chain: Sequence[ReadPack]) -> Iterator[Fault]:
    """What a level's values must keep towards the definition and the values of the levels above it."""
    for section in _DEFINITION:
        above = [(level, file, key, entry) for level in chain[:-1] for file, key, entry in level.entries(section)]
        own = [(pack, file, key, entry) for file, key, entry in pack.entries(section)]
        definitions = {key: entry for _, _, key, entry in (*above, *own) if entry.lower_may}
        for _, file, key, entry in own:
            definition = definitions.get(key)
            if definition is None:
                continue
            item = Item(key, definition, ())
            unsuited = list(_kind_faults(file, (section, key), entry, definition))
            yield from unsuited
            if not unsuited:
                highers = [(f, e) for _, f, k, e in above if k == key and _suits(e, definition)]
                for higher_file, higher in highers:
                    yield from _towards(item, file, (section, key), entry, higher_file, higher)


def _towards(
    item: Item,
    file: ReadFile,
    path: Path,
    entry: RuleEntry | ParameterEntry,
    higher_file: ReadFile,
    higher: RuleEntry | ParameterEntry,
) -> Iterator[Fault]:
    lasts = {id(value): last for value, last in (*periods(entry.values), *periods(higher.values))}
    for position, value in enumerate(entry.values):
        for upper_position, upper in enumerate(higher.values):
            if not _meet(value, lasts[id(value)], upper, lasts[id(upper)]):
                continue
            at = (*path, "values", position)
            where = f"{higher_file.document.file}:{higher_file.document.line((*path, 'values', upper_position))}"
            if not _comparable(value, upper):
                yield _units_differ(item, file, at, value, upper, where)
            elif value.is_configured and item.outside(upper, value):
                yield _beyond_bounds(item, file, at, value, upper, where)


def _meet(value, last: date | None, upper, upper_last: date | None) -> bool:
    """Whether two values are in force on a common day; repealed ones never are."""
    if value.value is None or upper.value is None:
        return False
    return (last is None or upper.from_ <= last) and (upper_last is None or value.from_ <= upper_last)


def _comparable(value: RuleValue | ParameterValue, upper: RuleValue | ParameterValue) -> bool:
    """Only values in one unit can be compared; configured ones are compared only with bounds."""
    if not isinstance(value, RuleValue):
        return True
    bound = upper.at_most is not None or upper.at_least is not None
    if (value.is_configured or upper.is_configured) and not (value.is_configured and bound):
        return True
    return value.unit == upper.unit and bool(value.day_of_month) == bool(upper.day_of_month)


def _units_differ(item: Item, file: ReadFile, path: Path, value: RuleValue, upper: RuleValue, where: str) -> Fault:
    here, above = item.written(value), item.written(upper)
    return file.document.fault(
        "policies.units_differ",
        (*path, "unit"),
        value.unit,
        Text(
            zh=f"{here.zh}与 {where} 的{above.zh}单位不同，无法比较。",
            en=f"{here.en} cannot be compared with {above.en} at {where}.",
        ),
        Text(
            zh="同一项在各级须用同一单位；确是两回事的，请另设一个键。",
            en="Levels of one key use one unit; if the two are different things, give one a key of its own.",
        ),
    )


def _beyond_bounds(item: Item, file: ReadFile, path: Path, value, upper, where: str) -> Fault:
    most = upper.at_most is not None and f"≤ {item.written(upper.at_most).zh}"
    least = upper.at_least is not None and f"≥ {item.written(upper.at_least).zh}"
    bounds = " ".join(filter(None, (least, most)))
    return file.document.fault(
        "policies.beyond_bounds",
        (*path, "value"),
        value.value,
        Text(
            zh=f"配置值超出 {where} 所定的范围（{bounds}）。",
            en=f"The configured value is outside the bounds at {where} ({bounds}).",
        ),
        Text(
            zh="配置值须在上级范围之内；请改值，或写明允许它的依据。",
            en="Keep it inside, or cite the text that allows it.",
        ),
    )


def _kind_faults(
    file: ReadFile, path: Path, entry: RuleEntry | ParameterEntry, definition: RuleEntry | ParameterEntry
) -> Iterator[Fault]:
    if not isinstance(definition, ParameterEntry):
        return
    for position, value in enumerate(entry.values):
        for name in ("value", "at_most", "at_least"):
            scalar = getattr(value, name)
            if scalar is not None and not suits(definition.kind, scalar):
                yield file.document.fault(
                    "policies.wrong_kind",
                    (*path, "values", position, name),
                    scalar,
                    Text(
                        zh=f"此参数的种类是 {definition.kind}，“{scalar}”不是。",
                        en=f'This parameter is of kind {definition.kind}; "{scalar}" is not.',
                    ),
                    _SUITED[definition.kind] if definition.kind in _SUITED else _WHOLE,
                )


_WHOLE = Text(zh="请写不小于零的整数。", en="Write a whole number from zero up.")
_SUITED = {
    ParameterKind.PERCENT: Text(
        zh='请写整数，或加引号的小数，如 "1.4"。', en='Write a whole number, or a quoted decimal such as "1.4".'
    ),
    ParameterKind.CODES: Text(zh="请写代码列表，如 [a, b]。", en="Write a list of codes, such as [a, b]."),
    ParameterKind.TEXT: Text(zh="请写文字。", en="Write words."),
    ParameterKind.DATE: Text(zh="请写日期，如 2018-12-31。", en="Write a date, such as 2018-12-31."),
}


def _suits(entry: RuleEntry | ParameterEntry, definition: RuleEntry | ParameterEntry) -> bool:
    if not isinstance(definition, ParameterEntry):
        return isinstance(entry, RuleEntry)
    scalars = (scalar for value in entry.values for scalar in (value.value, value.at_most, value.at_least))
    return all(scalar is None or suits(definition.kind, scalar) for scalar in scalars)


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
            return bool(_DECIMAL.match(scalar))
        case _:
            return isinstance(scalar, int) and scalar >= 0
