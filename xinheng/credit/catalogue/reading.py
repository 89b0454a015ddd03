"""读取目录: texts of the catalogue by their key, read into entries, or refused whole with every fault."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from xinheng.credit.catalogue import rules
from xinheng.credit.catalogue.checks import ReadType, faults_between
from xinheng.credit.catalogue.record_type import Catalogue, RecordType
from xinheng.credit.catalogue.schema import TypeEntry
from xinheng.credit.catalogue.wording import WORDING
from xinheng.ground.policies.faults import Document, Fault, PolicyFault, wrong_shape
from xinheng.ground.policies.pack import Library, Pack
from xinheng.ground.policies.seed import mapping_of

FOLDER = "catalogue"


@dataclass(frozen=True, eq=False)
class TypeText:
    """目录文本: one entry as read, with the digest of its text."""

    key: str
    entry: TypeEntry
    sha256: str


def read(texts: Mapping[str, str], library: Library) -> tuple[TypeText, ...]:
    """The entries of texts by key (`catalogue/nation/penalty`); raises `PolicyFault` with all of their faults."""
    faults: list[Fault] = []
    types = [each for key, text in sorted(texts.items()) if text != emptied(key) and (each := _read(key, text, faults))]
    faults += faults_between(types, library)
    if faults:
        raise PolicyFault(faults)
    return tuple(TypeText(each.key, each.entry, hashlib.sha256(texts[each.key].encode()).hexdigest()) for each in types)


def emptied(key: str) -> str:
    """What is published under a key whose file has left the seed: the type is no longer in the catalogue."""
    return f"# {key}\n"


def catalogue_of(types: tuple[TypeText, ...], pack: Pack, on: date, version_ids: Mapping[str, int]) -> Catalogue:
    """归集目录 of a place on a day: the types of its own and of the levels above it, each past the legality gate."""
    places = [place.id for place in pack.chain]
    here = [each for each in types if each.entry.place in places]
    here.sort(key=lambda each: (each.entry.order, each.entry.type))
    return Catalogue(
        types={each.entry.type: _record_type(each, pack, on, version_ids.get(each.key, 0)) for each in here}, on=on
    )


def _record_type(text: TypeText, pack: Pack, on: date, version_id: int) -> RecordType:
    item = rules.item_on(text.entry, on)
    return RecordType(
        entry=text.entry,
        sha256=text.sha256,
        version_id=version_id,
        item=item,
        source=rules.source_of(item, text.entry, pack) if item else None,
        why_not_collect=rules.why_not_collect(text.entry, pack, on),
    )


def _read(key: str, text: str, faults: list[Fault]) -> ReadType | None:
    """One text, with its faults of form added to the list; nothing where its entry cannot be built."""
    path = f"{key}.yaml"
    about = {"schema": TypeEntry, "wording": WORDING}
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
        return ReadType(key, document, TypeEntry.model_validate(raw))
    except ValidationError as refused:
        faults += [wrong_shape(document, error) for error in refused.errors(include_url=False)]
        return None
