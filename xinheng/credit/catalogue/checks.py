"""目录核对: what must hold between the parts of a catalogue text, and between texts and the law; each breach a fault."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xinheng.credit.catalogue.headers import folded, readings_in
from xinheng.credit.catalogue.rules import CATEGORIES, source_of
from xinheng.credit.catalogue.schema import OTHER, Envelope, FieldEntry, FieldKind, SupplementEntry, TypeEntry, When
from xinheng.ground.disclosure import Level
from xinheng.ground.policies.faults import Document, Fault, Path, nearest
from xinheng.ground.policies.pack import Library, Pack
from xinheng.ground.policies.schema import FOUNDING, ParameterKind
from xinheng.ground.policies.wording import listed

UNITS = ("元", "万元", "亿元")

_DATE, _CODE, _CHOICE = (FieldKind.DATE,), (FieldKind.CODE,), (FieldKind.CHOICE,)
KINDS_OF_ENVELOPE = {
    Envelope.PARTY_CODE: _CODE,
    Envelope.PARTY_NAME: (FieldKind.NAME,),
    Envelope.PARTY_CATEGORY: _CHOICE,
    Envelope.DOCUMENT_NUMBER: (FieldKind.DOCUMENT_NUMBER,),
    Envelope.DECIDED_ON: _DATE,
    Envelope.VALID_FROM: _DATE,
    Envelope.VALID_UNTIL: _DATE,
    Envelope.PUBLISH_UNTIL: _DATE,
    Envelope.AUTHORITY_CODE: _CODE,
    Envelope.AUTHORITY_NAME: (FieldKind.TEXT, FieldKind.NAME),
    Envelope.REPAIR_CLASS: _CHOICE,
    Envelope.PROCEDURE: _CHOICE,
    Envelope.ACT_KINDS: (FieldKind.CHOICE, FieldKind.CHOICES),
    Envelope.AMOUNT: (FieldKind.AMOUNT,),
}
# Codes that others read in the envelope, and so the only ones a field mapped to it may have.
CODES_OF_ENVELOPE = {
    Envelope.PARTY_CATEGORY: ("organisation", "sole_proprietor", "person"),
    Envelope.REPAIR_CLASS: ("minor", "general", "serious"),
    Envelope.PROCEDURE: ("simple", "ordinary"),
}
ALWAYS_MAPPED = (Envelope.PARTY_NAME, Envelope.DECIDED_ON)


@dataclass(frozen=True, eq=False)
class ReadEntry:
    """目录文本 as read: its key, its document for faults, and the entry."""

    key: str
    document: Document
    entry: TypeEntry | SupplementEntry

    def fault(self, code: str, path: Path, value: object = None, **words: object) -> Fault:
        return self.document.fault(code, path, value, **words)


def faults_between(texts: Sequence[ReadEntry], library: Library) -> Iterator[Fault]:
    """Every fault of the texts that the form of a single value does not show."""
    types = [each for each in texts if isinstance(each.entry, TypeEntry)]
    for read in texts:
        yield from _name_faults(read, library)
        yield from _source_faults(read, library)
    for read in types:
        yield from _basis_faults(read, library)
        yield from _part_faults(read, library)
    yield from _types_twice(types, library)
    for read in texts:
        if isinstance(read.entry, SupplementEntry):
            yield from _supplement_faults(read, types, library)


def _part_faults(read: ReadEntry, library: Library) -> Iterator[Fault]:
    """What must hold between the parts of one type, as it is or with what a place adds."""
    yield from _identity_faults(read)
    yield from _envelope_faults(read)
    for code in read.entry.fields:
        yield from _field_faults(read, code, library)
    yield from _layout_faults(read)


def _supplement_faults(read: ReadEntry, types: Sequence[ReadEntry], library: Library) -> Iterator[Fault]:
    """补充: it adds to a type of a level above and changes nothing of it; what no law founds is not public."""
    above = _chain(read.entry.place, library)[:-1]
    base = next(
        (each.entry for each in types if each.entry.type == read.entry.type and each.entry.place in above), None
    )
    if base is None:
        yield read.fault("catalogue.nothing_supplemented", ("supplements",), read.entry.type)
        return
    for section in ("fields", "layouts"):
        for name in getattr(read.entry, section).keys() & getattr(base, section).keys():
            yield read.fault("catalogue.supplement_changes", (section, name), name)
    sources = [source_of(item, read.entry, library.pack(read.entry.place)) for item in read.entry.items]
    if not any(source and source.kind in FOUNDING for source in sources):
        for code, field in read.entry.fields.items():
            if field.level is Level.PUBLIC and field.kind is not FieldKind.PERSONAL:
                yield read.fault("catalogue.supplement_public", ("fields", code, "level"), field.level)
    yield from _part_faults(ReadEntry(read.key, read.document, read.entry.added_to(base)), library)


# ---- the type as a whole --------------------------------------------------------------------------------------------


def _name_faults(read: ReadEntry, library: Library) -> Iterator[Fault]:
    _, place, type = read.key.split("/")
    named = "type" if isinstance(read.entry, TypeEntry) else "supplements"
    for name, expected in ((named, type), ("place", place)):
        value = getattr(read.entry, name)
        if value != expected:
            yield read.fault("catalogue.other_name", (name,), value, expected=expected)
    if place not in library.places:
        yield read.fault("policies.unknown_parent", ("place",), place, level="", known=listed(library.places))


def _types_twice(types: Sequence[ReadEntry], library: Library) -> Iterator[Fault]:
    """A type stands once in every chain of places: a text of a city beside the nation's would take its place unseen."""
    for read in types:
        above = _chain(read.entry.place, library)[:-1]
        first = next(
            (other for other in types if other.entry.type == read.entry.type and other.entry.place in above), None
        )
        if first:
            yield read.fault("catalogue.type_twice", ("type",), read.entry.type, first=first.document.file)


def _chain(place: str, library: Library) -> list[str]:
    return [each.id for each in library.pack(place).chain] if place in library.places else []


def _source_faults(read: ReadEntry, library: Library) -> Iterator[Fault]:
    """依据: every source cited is one that the law of its place knows."""
    entry = read.entry
    if entry.place not in library.places:
        return
    pack = library.pack(entry.place)
    cited = [(("items", position), item) for position, item in enumerate(entry.items)]
    if isinstance(entry, TypeEntry) and entry.publicity.basis:
        cited.append((("publicity", "basis"), entry.publicity.basis))
    for path, item in cited:
        if source_of(item, entry, pack) is None:
            known = [id for place in pack.chain for id in place.sources]
            near = nearest(item.source, known)
            yield read.fault("catalogue.unknown_source", (*path, "source"), item.source, place=entry.place, near=near)


def _basis_faults(read: ReadEntry, library: Library) -> Iterator[Fault]:
    """依据: founded or disabled with its reason, of a category and by clocks that the law of its place knows."""
    entry = read.entry
    if not entry.items and not entry.disabled:
        yield read.fault("catalogue.unfounded_silent", ("type",), entry.type)
    if entry.place not in library.places:
        return
    pack = library.pack(entry.place)
    categories = tuple(pack.item(CATEGORIES).definition.words)
    if entry.category not in categories:
        near, known = nearest(entry.category, categories), listed(categories)
        yield read.fault("catalogue.unknown_category", ("category",), entry.category, near=near, known=known)
    yield from _key_faults(read, pack)


def _key_faults(read: ReadEntry, pack: Pack) -> Iterator[Fault]:
    keys = [(("reporting", "deadline"), read.entry.reporting.deadline)]
    keys += [((name,), getattr(read.entry, name)) for name in ("retention", "use", "erasure")]
    for path, key in keys:
        if key and key not in pack.rule_keys:
            yield read.fault("catalogue.unknown_rule", path, key, near=nearest(key, pack.rule_keys))


def _identity_faults(read: ReadEntry) -> Iterator[Fault]:
    """身份: what tells that two rows are one act must be kept."""
    if not read.entry.identity:
        yield read.fault("catalogue.no_identity", ("identity",))
    for position, code in enumerate(read.entry.identity):
        path, field = ("identity", position), read.entry.fields.get(code)
        if field is None:
            yield _unknown_field(read, path, code)
        elif field.kind is FieldKind.PERSONAL:
            yield read.fault("catalogue.identity_dropped", path, code)


def _unknown_field(read: ReadEntry, path: Path, code: str) -> Fault:
    return read.fault("catalogue.unknown_field", path, code, near=nearest(code, read.entry.fields))


def _envelope_faults(read: ReadEntry) -> Iterator[Fault]:
    """封套: each column once, by a field of its kind, with the codes that others read in it."""
    taken: dict[Envelope, str] = {}
    for code, field in read.entry.fields.items():
        envelope, path = field.envelope, ("fields", code, "envelope")
        if envelope is None:
            continue
        if envelope in taken:
            yield read.fault("catalogue.envelope_twice", path, envelope, first=taken[envelope])
        taken.setdefault(envelope, code)
        if field.kind not in KINDS_OF_ENVELOPE[envelope]:
            yield read.fault("catalogue.envelope_kind", path, envelope, known=listed(KINDS_OF_ENVELOPE[envelope]))
        codes = CODES_OF_ENVELOPE.get(envelope, field.choices)
        for choice in field.choices.keys() - codes:
            at = ("fields", code, "choices", choice)
            yield read.fault("catalogue.envelope_codes", at, choice, envelope=envelope, known=listed(codes))
    for envelope in ALWAYS_MAPPED:
        if envelope not in taken:
            yield read.fault("catalogue.envelope_missing", ("fields",), envelope)


# ---- fields ---------------------------------------------------------------------------------------------------------


def _field_faults(read: ReadEntry, code: str, library: Library) -> Iterator[Fault]:
    field, path = read.entry.fields[code], ("fields", code)
    if field.kind is FieldKind.PERSONAL:
        yield from _personal_faults(read, path, field)
    if field.summary and field.free_text:
        yield read.fault("catalogue.summary_free_text", (*path, "summary"))
    if (field.kind is FieldKind.AMOUNT) != (field.unit in UNITS) or (field.unit and field.unit not in UNITS):
        yield read.fault("catalogue.unit", (*path, "unit"), field.unit)
    if field.choices_of:
        yield from _borrowed_faults(read, path, field, library)
    else:
        yield from _choice_faults(read, path, field)
    if isinstance(field.required, When):
        yield from _when_faults(read, (*path, "required"), field.required)


def _personal_faults(read: ReadEntry, path: Path, field: FieldEntry) -> Iterator[Fault]:
    """个人信息: dropped unread, so nothing can be asked of it or shown of it."""
    given = {
        "level": field.level is not Level.PUBLIC,
        "envelope": field.envelope,
        "summary": field.summary,
        "required": field.required,
        "example": field.example,
    }
    for name, is_given in given.items():
        if is_given:
            yield read.fault("catalogue.personal_exposed", (*path, name), is_given)


def _borrowed_faults(read: ReadEntry, path: Path, field: FieldEntry, library: Library) -> Iterator[Fault]:
    """Choices that the law gives are those of a parameter of codes, and the field has none of its own."""
    if field.choices or field.kind not in (FieldKind.CHOICE, FieldKind.CHOICES):
        yield read.fault("catalogue.choices_elsewhere", (*path, "choices"))
    place = read.key.split("/")[1]
    pack = library.pack(place) if place in library.places else None
    keys = [key for key in pack.parameter_keys if _is_of_codes(pack, key)] if pack else []
    if pack and field.choices_of not in keys:
        near = nearest(field.choices_of, keys)
        yield read.fault("catalogue.unknown_rule", (*path, "choices_of"), field.choices_of, near=near)


def _is_of_codes(pack: Pack, key: str) -> bool:
    return pack.item(key).definition.kind is ParameterKind.CODES


def _choice_faults(read: ReadEntry, path: Path, field: FieldEntry) -> Iterator[Fault]:
    at = (*path, "choices")
    if field.kind not in (FieldKind.CHOICE, FieldKind.CHOICES):
        if field.choices or field.open_choices:
            yield read.fault("catalogue.choices_elsewhere", at)
        return
    if not field.choices:
        yield read.fault("catalogue.choices_missing", path)
    if field.open_choices and OTHER not in field.choices:
        yield read.fault("catalogue.no_other", at)
    meanings: dict[str, str] = {}
    for code, choice in field.choices.items():
        for word in dict.fromkeys(map(folded, (choice.zh, *choice.also, code))):
            if meanings.setdefault(word, code) != code:
                yield read.fault("catalogue.choice_ambiguous", (*at, code), word, first=meanings[word], second=code)
    bits = [choice.bit for choice in field.choices.values()]
    if field.envelope is Envelope.ACT_KINDS and (None in bits or len(set(bits)) < len(bits)):
        yield read.fault("catalogue.bits", at)


def _when_faults(read: ReadEntry, path: Path, when: When) -> Iterator[Fault]:
    field = read.entry.fields.get(when.field)
    if field is None:
        yield _unknown_field(read, (*path, "field"), when.field)
        return
    for name in ("has", "lacks"):
        for code in getattr(when, name):
            if code not in field.choices:
                words = {"field": when.field, "known": listed(field.choices), "near": nearest(code, field.choices)}
                yield read.fault("catalogue.unknown_code", (*path, name), code, **words)


# ---- layouts --------------------------------------------------------------------------------------------------------


def _layout_faults(read: ReadEntry) -> Iterator[Fault]:
    entry = read.entry
    if not entry.layouts:
        yield read.fault("catalogue.no_layout", ("layouts",))
        return
    sound = True
    for name, layout in entry.layouts.items():
        for position, code in enumerate(layout.columns):
            path = ("layouts", name, "columns", position)
            if code not in entry.fields:
                sound = False
                yield _unknown_field(read, path, code)
            elif code in layout.columns[:position]:
                yield read.fault("catalogue.column_twice", path, code)
        for header, code in layout.headers.items():
            if code not in entry.fields:
                sound = False
                yield _unknown_field(read, ("layouts", name, "headers", header), code)
    columns = {code for layout in entry.layouts.values() for code in layout.columns}
    for code, field in entry.fields.items():
        if code not in columns and field.kind is not FieldKind.PERSONAL:  # of people a text may know more than columns
            yield read.fault("catalogue.column_lost", ("fields", code), code)
    if sound:
        for name in entry.layouts:
            yield from _ambiguous_headers(read, name, readings_in(entry, name))


def _ambiguous_headers(read: ReadEntry, layout: str, readings: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Only what can be a column: two fields of one title in two layouts are told apart by their layouts' own headers."""
    for header, codes in readings.items():
        if len(codes) > 1:
            first, second, *_ = codes
            words = {"layout": layout, "first": first, "second": second}
            yield read.fault("catalogue.header_ambiguous", ("fields", second), header, **words)
