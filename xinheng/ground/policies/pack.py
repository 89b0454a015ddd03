"""政策包: the law of one place, its own and that of the levels above it; values only, nothing is loaded here."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from xinheng.ground.calendars import Term
from xinheng.ground.policies.faults import nearest
from xinheng.ground.policies.folding import Item, Layer, Resolution, fold
from xinheng.ground.policies.place import File, Place, Source
from xinheng.ground.policies.schema import (
    FOUNDING,
    Binding,
    Level,
    ListEntry,
    ListSort,
    ListStanding,
    LowerMay,
    ParameterKind,
    SourceStatus,
    StartEvent,
    Verified,
)
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text


@dataclass(frozen=True)
class RuleInForce:
    """期限: a rule with its number as of a day."""

    key: str
    title: Text
    actor: Text
    start_event: StartEvent
    lower_may: LowerMay
    term: Term
    binding: Binding
    level: Level
    pack: str
    source: Source
    status: SourceStatus
    article: str | None
    clauses: tuple[str, ...]
    verified: Verified
    note: Text | None
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class ParameterInForce:
    """参数: a parameter with its value as of a day."""

    key: str
    title: Text
    kind: ParameterKind
    words: Mapping[str, Text]  # how each code reads, where the kind is codes
    lower_may: LowerMay
    value: int | str | date | tuple[str, ...]
    level: Level
    pack: str
    source: Source
    status: SourceStatus
    article: str | None
    clauses: tuple[str, ...]
    verified: Verified
    note: Text | None
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class ListInForce:
    """名单种类: a kind of list with its basis as of a day; `rules.why_not_open` says whether a case may open on it."""

    key: str
    title: Text
    sort: ListSort
    determined_by: Text
    standing: ListStanding
    basis: Source | None
    basis_article: str | None
    basis_status: SourceStatus | None
    public: bool
    term: str | None
    early_exit: str | None
    entry: Text
    exit: Text
    note: Text | None
    clauses: tuple[str, ...]
    verified: Verified
    level: Level
    pack: str


class Silent(Refused):
    """无规定: the key is known, and on that day no level gives it a value."""

    def __init__(self, key: str, place: Place, on: date):
        super().__init__(
            Refusal(
                "policies.silent",
                Text(
                    zh=f"{on}，{place.name.zh}及其上级对“{key}”均无有效规定；请查看其各层取值或改用其他日期。",
                    en=f"On {on} neither {place.name.en} nor a level above it gives {key} a value; look at its layers, "
                    "or ask for another day.",
                ),
            )
        )


class UnknownKey(Refused):
    """无此项: no level of the chain defines the key."""

    def __init__(self, key: str, place: Place, near: str | None):
        hint = _meant(near)
        super().__init__(
            Refusal(
                "policies.unknown_key",
                Text(
                    zh=f"{place.name.zh}的政策包中没有“{key}”。{hint.zh}",
                    en=f'The pack of {place.name.en} has no "{key}". {hint.en}'.strip(),
                ),
            )
        )


class UnknownPlace(Refused):
    """无此政策包: no pack of that id."""

    def __init__(self, place: str, known: tuple[str, ...]):
        hint = _meant(nearest(place, known))
        super().__init__(
            Refusal(
                "policies.unknown_place",
                Text(
                    zh=f"没有政策包“{place}”。{hint.zh}现有：{'、'.join(known)}。",
                    en=f'There is no pack "{place}". {hint.en}'.strip() + f" There are: {', '.join(known)}.",
                ),
            )
        )


def _meant(near: str | None) -> Text:
    return Text(zh=f"是否应为“{near}”？", en=f'Did you mean "{near}"?') if near else Text(zh="", en="")


@dataclass(frozen=True, eq=False)
class Pack:
    """政策包: a place with all levels above it, as one body of law. Answers what holds on a day, and why."""

    chain: tuple[Place, ...]  # from the nation down to the place itself

    @property
    def place(self) -> Place:
        return self.chain[-1]

    @property
    def name(self) -> Text:
        return self.place.name

    @property
    def files(self) -> tuple[File, ...]:
        return tuple(sorted((file for place in self.chain for file in place.files), key=lambda file: file.path))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over path and content of every file of the chain; what a result or a clock names as its law."""
        return digest_of(self.files)

    @cached_property
    def chapters(self) -> Mapping[str, Text]:
        return {id: title for place in self.chain for id, title in place.chapters.items()}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """By `<pack>/<source>`, since two levels may use the same short id."""
        return {f"{place.id}/{id}": source for place in self.chain for id, source in place.sources.items()}

    @cached_property
    def _rules(self) -> Mapping[str, Item]:
        return items_of(self.chain, "rules")

    @cached_property
    def _parameters(self) -> Mapping[str, Item]:
        return items_of(self.chain, "parameters")

    @cached_property
    def _lists(self) -> Mapping[str, tuple[Place, ListEntry]]:
        return {key: (place, entry) for place in self.chain for key, entry in place.lists.items()}

    @property
    def rule_keys(self) -> tuple[str, ...]:
        return tuple(self._rules)

    @property
    def parameter_keys(self) -> tuple[str, ...]:
        return tuple(self._parameters)

    @property
    def list_keys(self) -> tuple[str, ...]:
        return tuple(self._lists)

    def item(self, key: str) -> Item:
        return self._rules.get(key) or self._known(key, self._parameters)

    def resolve(self, key: str, on: date) -> Resolution:
        """取值: every value of the key with what became of it on the day, and why."""
        return Resolution(key=key, on=on, layers=fold(self.item(key), on))

    def rule(self, key: str, on: date) -> RuleInForce:
        """期限 in force on the day; raises `Silent` where no level says."""
        item = self._known(key, self._rules)
        layers, applied = self._layers_of(item, on)
        value, definition = applied.value, item.definition
        return RuleInForce(
            start_event=definition.start_event,
            actor=definition.actor,
            term=Term(value.value, value.unit, definition.nature, value.day_of_month),
            binding=value.binding,
            **self._in_force(item, layers, applied),
        )

    def parameter(self, key: str, on: date) -> ParameterInForce:
        """参数 in force on the day; raises `Silent` where no level says."""
        item = self._known(key, self._parameters)
        layers, applied = self._layers_of(item, on)
        return ParameterInForce(
            kind=item.definition.kind,
            words=item.definition.words,
            value=applied.value.value,
            **self._in_force(item, layers, applied),
        )

    def list(self, key: str, on: date) -> ListInForce:
        """名单种类, with the force of its basis on the day; raises `Silent` on days before there was that basis."""
        place, entry = self._known(key, self._lists)
        source = self._basis(key)
        if not self.is_founded(key, on):
            raise Silent(key, self.place, on)
        return ListInForce(
            key=key,
            basis=source,
            basis_article=entry.basis.article if entry.basis else None,
            basis_status=source.status_on(on) if source else None,
            level=place.level,
            pack=place.id,
            **{name: getattr(entry, name) for name in ListEntry.model_fields if name != "basis"},
        )

    def rules(self, on: date) -> tuple[RuleInForce, ...]:
        return _rules(self, on)

    def parameters(self, on: date) -> tuple[ParameterInForce, ...]:
        return _parameters(self, on)

    def lists(self, on: date) -> tuple[ListInForce, ...]:
        return _lists(self, on)

    def _basis(self, key: str) -> Source | None:
        """The text a list rests on: of its own level, else of the nearest level above it."""
        place, entry = self._lists[key]
        if entry.basis is None:
            return None
        levels = self.chain[: self.chain.index(place) + 1]
        return next(level.sources[entry.basis.source] for level in levels[::-1] if entry.basis.source in level.sources)

    def is_founded(self, key: str, on: date) -> bool:
        """Whether the text that a list rests on had come into force; one that rests on none always stands there."""
        source = self._basis(key)
        return source is None or source.valid_from is None or source.valid_from <= on

    def _known(self, key: str, items: Mapping[str, Any]) -> Any:
        if key not in items:
            raise UnknownKey(key, self.place, nearest(key, [*self._rules, *self._parameters, *self._lists]))
        return items[key]

    def _layers_of(self, item: Item, on: date) -> tuple[tuple[Layer, ...], Layer]:
        resolution = Resolution(item.key, on, fold(item, on))
        if resolution.applied is None:
            raise Silent(item.key, self.place, on)
        return resolution.layers, resolution.applied

    def _in_force(self, item: Item, layers: tuple[Layer, ...], applied: Layer) -> dict:
        return {
            "key": item.key,
            "title": item.definition.title,
            "lower_may": item.definition.lower_may,
            "level": applied.level,
            "pack": applied.pack,
            "source": applied.source,
            "status": applied.status,
            "article": applied.value.article,
            "clauses": applied.value.clauses,
            "verified": applied.value.verified,
            "note": applied.value.note,
            "layers": layers,
        }


# All that holds on a day is folded once: pages ask for today's again and again, and a pack never changes.
@lru_cache(maxsize=8)
def _rules(pack: Pack, on: date) -> tuple[RuleInForce, ...]:
    return tuple(pack.rule(key, on) for key in pack.rule_keys if pack.resolve(key, on).applied)


@lru_cache(maxsize=8)
def _parameters(pack: Pack, on: date) -> tuple[ParameterInForce, ...]:
    return tuple(pack.parameter(key, on) for key in pack.parameter_keys if pack.resolve(key, on).applied)


@lru_cache(maxsize=8)
def _lists(pack: Pack, on: date) -> tuple[ListInForce, ...]:
    return tuple(pack.list(key, on) for key in pack.list_keys if pack.is_founded(key, on))


@dataclass(frozen=True, eq=False)
class Library:
    """政策库: every place's own law; `pack` joins a place with the levels above it."""

    places: Mapping[str, Place]
    _packs: dict[str, Pack] = field(default_factory=dict, init=False, repr=False)

    def pack(self, place: str) -> Pack:
        if place not in self.places:
            raise UnknownPlace(place, tuple(self.places))
        if place not in self._packs:
            self._packs[place] = Pack(chain=self._chain(place))
        return self._packs[place]

    def _chain(self, place: str) -> tuple[Place, ...]:
        here = self.places[place]
        return (*(self._chain(here.parent) if here.parent else ()), here)

    @cached_property
    def digest(self) -> str:
        return digest_of(file for place in self.places.values() for file in place.files)


def digest_of(files: Iterable[File]) -> str:
    lines = sorted(f"{file.path} {file.sha256}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def items_of(chain: tuple[Place, ...], section: str) -> Mapping[str, Item]:
    """Every key of a section that the chain defines, in the order of its definitions from the nation down."""
    entries = [(place, key, entry) for place in chain for key, entry in getattr(place, section).items()]
    return {
        defined: Item(
            key=defined,
            definition=definition,
            by_place=tuple((place, entry.values) for place, key, entry in entries if key == defined and entry.values),
        )
        for _, defined, definition in entries
        if definition.title
    }


def why_not_open(entry: ListInForce) -> Refusal | None:
    """为何不得立案: why no listing case can open on a kind of list, or nothing (国办发〔2020〕49号)."""
    gate = "国办发〔2020〕49号"
    if entry.sort is not ListSort.NAME_LIST:
        return Refusal("policies.list_not_of_names", _NOT_OF_NAMES, gate)
    if entry.standing is ListStanding.RECEIVED:
        return Refusal("policies.list_received", _RECEIVED, gate)
    if entry.standing is ListStanding.HISTORIC or entry.basis is None or entry.basis.kind not in FOUNDING:
        return Refusal("policies.list_historic", _HISTORIC, gate)
    if entry.standing is ListStanding.INTERNAL:
        return Refusal("policies.list_internal", _INTERNAL, gate)
    if entry.basis_status is not SourceStatus.IN_FORCE:
        return Refusal("policies.list_basis_not_in_force", _BASIS_NOT_IN_FORCE, gate)
    return None


_NOT_OF_NAMES = Text(
    zh="这是清单而非名单：只列范围和措施，不列入任何主体。",
    en="This is a catalogue or work list, not a list of names: no organisation is entered on it.",
)
_RECEIVED = Text(
    zh="此名单由认定单位另行认定，本系统只接收和展示；请向认定单位提出。",
    en="This list is decided elsewhere and only received and shown here; turn to the determining authority.",
)
_HISTORIC = Text(
    zh="此名单没有法律、法规或党中央、国务院政策文件为依据，仅供查阅，不得据以认定；须先有依据并发布新版政策包。",
    en="No law, regulation or Party or State Council document founds this list: it is readable and nothing can be decided "
    "on it. A basis must come first, in a newly published pack.",
)
_INTERNAL = Text(
    zh="这是内部工作清单，不公开，也不产生任何后果。",
    en="This is an internal work list: unpublished, and without any consequence.",
)
_BASIS_NOT_IN_FORCE = Text(
    zh="此名单的依据已失效或效力未经确认，不得据以认定；请先核实依据并发布新版政策包。",
    en="The basis of this list has lapsed, or nobody has confirmed its force: nothing can be decided "
    "on it. Confirm the basis and publish a new pack first.",
)
