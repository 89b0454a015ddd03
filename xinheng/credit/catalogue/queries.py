"""归集目录 as published: what may be collected at this place. It is public, so nobody asks who is looking."""

from datetime import date
from functools import lru_cache

from django.conf import settings

from xinheng.credit.catalogue import reading
from xinheng.credit.catalogue.reading import EntryText
from xinheng.credit.catalogue.record_type import Catalogue, RecordType
from xinheng.ground.policies.models import Kind, PublishedVersion
from xinheng.ground.policies.pack import Library
from xinheng.ground.policies.queries import InForce, library_in_force, texts_in_force
from xinheng.ground.refusal import Refused


def catalogue_in_force(on: date, texts: InForce | None = None) -> Catalogue:
    """归集目录 of this place on a day: every type, each with the answer of the legality gate; the same object until
    something is published. Whoever has asked for the texts in force hands them in."""
    texts = texts or texts_in_force()
    return _catalogue(texts.of(Kind.CATALOGUE), texts.library, settings.PLACE, on)


def record_type(code: str, on: date) -> RecordType:
    """目录条目 that may be collected on a day. Raises `Refused`: `catalogue.unknown_type`, or why it may not be collected."""
    found = type_in_force(code, on)
    if found.why_not_collect:
        raise Refused(found.why_not_collect)
    return found


def type_in_force(code: str, on: date) -> RecordType:
    """目录条目, one that is disabled included. Raises `Refused` `catalogue.unknown_type`."""
    return catalogue_in_force(on).named(code)


def version(pk: int) -> RecordType:
    """目录条目 as one published version has it, for records that were taken under it; nobody asks it what may be collected."""
    return _version(pk)


# Versions never change, so a set of ids is a catalogue for good: nothing here needs to be forgotten, only to make room.
@lru_cache(maxsize=64)
def _catalogue(ids: tuple[int, ...], library: Library, place: str, on: date) -> Catalogue:
    types, version_ids = _types(ids, library)
    return reading.catalogue_of(types, library.pack(place), on, version_ids)


@lru_cache(maxsize=4)
def _types(ids: tuple[int, ...], library: Library) -> tuple[tuple[EntryText, ...], dict[str, int]]:
    rows = PublishedVersion.objects.filter(pk__in=ids).values_list("key", "pk", "text")
    return reading.read({key: text for key, _, text in rows}, library), {key: pk for key, pk, _ in rows}


@lru_cache(maxsize=64)
def _version(pk: int) -> RecordType:
    row = PublishedVersion.objects.get(pk=pk, kind=Kind.CATALOGUE)
    text = reading.as_published(row.key, row.text)
    pack = library_in_force().pack(text.entry.place)
    return reading.catalogue_of((text,), pack, row.valid_from, {row.key: pk}).types[text.entry.type]
