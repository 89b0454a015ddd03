"""What the pages of the catalogue show, read out of its texts: values only, no sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xinheng.credit.catalogue.record_type import Catalogue, RecordType
from xinheng.credit.catalogue.schema import FieldEntry, FieldKind, Layout
from xinheng.ground.disclosure import Level
from xinheng.ground.policies.pack import Pack, RuleInForce, Silent
from xinheng.ground.policies.place import Source
from xinheng.ground.policies.schema import SourceStatus
from xinheng.ground.text import Text

CATEGORIES = "collection.catalogue.categories"


@dataclass(frozen=True)
class Group:
    """信息类别 with the types of it that may be collected."""

    title: Text
    types: tuple[RecordType, ...]


@dataclass(frozen=True)
class Cited:
    """依据 as the citation of the rules' pages shows it."""

    source: Source
    article: str | None
    status: SourceStatus


@dataclass(frozen=True)
class ShownField:
    """字段 with the level at which it may be seen; `waits` says that it is public only when masked and confirmed."""

    code: str
    entry: FieldEntry
    level: Level
    waits: bool


@dataclass(frozen=True)
class ShownLayout:
    name: str
    entry: Layout
    columns: int  # those that are kept


@dataclass(frozen=True)
class Duty:
    """权责事项: in which items of its list of powers and duties a department comes to such records."""

    department: str
    items: tuple[Text, ...]


@dataclass(frozen=True)
class TypePage:
    """目录条目 as its page shows it."""

    category: Text
    basis: Cited | None
    public_basis: Cited | None
    duties: tuple[Duty, ...]
    deadline: RuleInForce | None
    retention: RuleInForce | None
    use: RuleInForce | None
    erasure: RuleInForce | None
    identity: tuple[FieldEntry, ...]
    fields: tuple[ShownField, ...]
    personal: tuple[FieldEntry, ...]
    layouts: tuple[ShownLayout, ...]


def by_category(catalogue: Catalogue, pack: Pack) -> tuple[Group, ...]:
    """The types that may be collected, in the order in which the law names their categories."""
    words = pack.item(CATEGORIES).definition.words
    collectable = catalogue.collectable().values()
    groups = (
        Group(title, tuple(each for each in collectable if each.entry.category == code))
        for code, title in words.items()
    )
    return tuple(group for group in groups if group.types)


def page_of(record_type: RecordType, pack: Pack, on: date, names: Mapping[str, str]) -> TypePage:
    """The page of a type; `names` are those of the departments by their codes."""
    entry = record_type.entry
    fields = entry.fields.values()
    public = entry.publicity.basis
    public_source = pack.sources.get(f"{entry.place}/{public.source}") if public else None
    return TypePage(
        category=pack.item(CATEGORIES).definition.words[entry.category],
        basis=cited(record_type.source, record_type.item and record_type.item.article, on),
        public_basis=cited(public_source, public and public.article, on),
        duties=tuple(Duty(names.get(code, code), items) for code, items in entry.reporting.duties.items()),
        deadline=rule_of(entry.reporting.deadline, pack, on),
        retention=rule_of(entry.retention, pack, on),
        use=rule_of(entry.use, pack, on),
        erasure=rule_of(entry.erasure, pack, on),
        identity=tuple(entry.fields[code] for code in entry.identity),
        fields=tuple(shown_field(record_type, code) for code in record_type.kept_fields),
        personal=tuple(field for field in fields if field.kind is FieldKind.PERSONAL),
        layouts=tuple(
            ShownLayout(name, layout, len(record_type.kept_fields.keys() & set(layout.columns)))
            for name, layout in entry.layouts.items()
        ),
    )


def cited(source: Source | None, article: str | None, on: date) -> Cited | None:
    return Cited(source, article, source.status_on(on)) if source else None


def rule_of(key: str | None, pack: Pack, on: date) -> RuleInForce | None:
    """A rule of the pack; nothing where no level says anything on that day."""
    try:
        return pack.rule(key, on) if key else None
    except Silent:
        return None


def shown_field(record_type: RecordType, code: str) -> ShownField:
    field = record_type.fields[code]
    level = record_type.level_when_released(code)
    return ShownField(code, field, level, waits=field.free_text and level is Level.PUBLIC)
