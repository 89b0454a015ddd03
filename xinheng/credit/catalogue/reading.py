"""读取目录: texts of the catalogue by their key, read into entries, or refused whole with every fault."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from pydantic import ValidationError

from xinheng.credit.catalogue import rules
from xinheng.credit.catalogue.checks import ReadEntry, faults_between
from xinheng.credit.catalogue.record_type import Catalogue, RecordType
from xinheng.credit.catalogue.schema import Choice, SupplementEntry, TypeEntry
from xinheng.credit.catalogue.wording import WORDING
from xinheng.ground.policies.faults import Document, Fault, PolicyFault, wrong_shape
from xinheng.ground.policies.pack import Library, Pack, Silent
from xinheng.ground.policies.seed import mapping_of

FOLDER = "catalogue"
_SUPPLEMENT = re.compile("^supplements:", re.MULTILINE)


@dataclass(frozen=True, eq=False)
class EntryText:
    """目录文本: one entry as read, with the digest of its text."""

    key: str
    entry: TypeEntry | SupplementEntry
    sha256: str


@dataclass(frozen=True)
class _Law:
    """A library by its digest, so that the same texts under the same law are judged once."""

    digest: str
    library: Library = field(compare=False)


def read(texts: Mapping[str, str], library: Library) -> tuple[EntryText, ...]:
    """The entries of texts by key (`catalogue/nation/penalty`); raises `PolicyFault` with all of their faults."""
    return _judged(tuple(sorted(texts.items())), _Law(library.digest, library))


@lru_cache(maxsize=4)
def _judged(texts: tuple[tuple[str, str], ...], law: _Law) -> tuple[EntryText, ...]:
    faults: list[Fault] = []
    read = [each for key, text in texts if text != emptied(key) and (each := _read(key, text, faults))]
    faults += faults_between(read, law.library)
    if faults:
        raise PolicyFault(faults)
    by_key = dict(texts)
    return tuple(_digested(each, by_key[each.key]) for each in read)


def as_published(key: str, text: str) -> EntryText:
    """An earlier text that was judged when it was published: the law that it rested on may have changed since."""
    return _digested(_read(key, text, []), text)


def _digested(read: ReadEntry, text: str) -> EntryText:
    return EntryText(read.key, read.entry, hashlib.sha256(text.encode()).hexdigest())


def emptied(key: str) -> str:
    """What is published under a key whose file has left the seed: the type is no longer in the catalogue."""
    return f"# {key}\n"


def catalogue_of(texts: tuple[EntryText, ...], pack: Pack, on: date, version_ids: Mapping[str, int]) -> Catalogue:
    """归集目录 of a place on a day: the types of its own and of the levels above it, each past the legality gate, with what
    the places of the chain add to them."""
    places = [place.id for place in pack.chain]
    here = sorted(
        (each for each in texts if each.entry.place in places), key=lambda each: places.index(each.entry.place)
    )
    added: dict[str, list[EntryText]] = defaultdict(list)
    for each in here:
        if isinstance(each.entry, SupplementEntry) and rules.holds(each.entry, pack, on):
            added[each.entry.type].append(each)
    types = [each for each in here if isinstance(each.entry, TypeEntry)]
    types.sort(key=lambda each: (each.entry.order, each.entry.type))
    made = (_record_type(each, added[each.entry.type], pack, on, version_ids.get(each.key, 0)) for each in types)
    return Catalogue(types={each.type: each for each in made}, on=on)


def _record_type(text: EntryText, added: list[EntryText], pack: Pack, on: date, version_id: int) -> RecordType:
    entry, item = text.entry, rules.item_on(text.entry, on)
    for supplement in added:
        entry = supplement.entry.added_to(entry)
    return RecordType(
        entry=_with_choices(entry, pack, on),
        sha256=_joined(text.sha256, *(each.sha256 for each in added)),
        version_id=version_id,
        item=item,
        source=rules.source_of(item, entry, pack) if item else None,
        why_not_collect=rules.why_not_collect(entry, pack, on),
    )


def _with_choices(entry: TypeEntry, pack: Pack, on: date) -> TypeEntry:
    """The type with the choices that the law of the day gives its fields; a field for which the law is silent has none."""
    given = {code: _choices(field.choices_of, pack, on) for code, field in entry.fields.items() if field.choices_of}
    if not given:
        return entry
    fields = {
        code: field.model_copy(update={"choices": given[code]}) if code in given else field
        for code, field in entry.fields.items()
    }
    return entry.model_copy(update={"fields": fields})


def _choices(key: str, pack: Pack, on: date) -> dict[str, Choice]:
    try:
        parameter = pack.parameter(key, on)
    except Silent:
        return {}
    words = parameter.words
    return {code: Choice(zh=words[code].zh, en=words[code].en) for code in parameter.value}


def _joined(first: str, *others: str) -> str:
    """The digest of a type: of its text, and where places add to it of all their texts."""
    return hashlib.sha256("\n".join((first, *others)).encode()).hexdigest() if others else first


def _read(key: str, text: str, faults: list[Fault]) -> ReadEntry | None:
    """One text, with its faults of form added to the list; nothing where its entry cannot be built."""
    path = f"{key}.yaml"
    schema = SupplementEntry if _SUPPLEMENT.search(text) else TypeEntry
    about = {"schema": schema, "wording": WORDING}
    parts = key.split("/")
    if len(parts) != 3 or parts[0] != FOLDER:
        faults.append(Document(path, text, **about).fault("catalogue.misplaced", ()))
        return None
    found = mapping_of(path, text.encode(), faults, **about)
    if found is None:
        return None
    document, raw = found
    if not isinstance(raw, dict):
        faults.append(document.fault("catalogue.not_a_type", (), type=parts[2]))
        return None
    try:
        return ReadEntry(key, document, schema.model_validate(raw))
    except ValidationError as refused:
        faults += [wrong_shape(document, error) for error in refused.errors(include_url=False)]
        return None
