"""已公布的政策: the law in force as this database has it. It is public, so nobody asks who is looking."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.db import connection

from xinheng.ground.calendars import Calendar
from xinheng.ground.policies.kinds import calendar_of, handlings, library_of
from xinheng.ground.policies.models import Kind, PublishedVersion
from xinheng.ground.policies.pack import Library, Pack


@dataclass(frozen=True)
class Version:
    """已公布版本 as others see it."""

    kind: str
    key: str
    sequence: int
    text: str
    sha256: str
    valid_from: date
    published_at: datetime
    author: str
    second_person: str
    origin: str
    knowledge_no: int


# Every page asks this first; written in SQL, since the ORM takes four times as long to write it as it takes to answer.
NEWEST = """
    SELECT DISTINCT ON (version.key) version.id FROM policies_publishedversion version
    JOIN ledger_batch batch ON batch.id = version.batch_id AND batch.knowledge_no IS NOT NULL
    WHERE version.kind = %s ORDER BY version.key, version.sequence DESC
"""


def library_in_force() -> Library:
    """The published packs as one immutable library, the same object until something new is published."""
    return _library(ids_in_force(Kind.PACK))


def pack_in_force(place: str) -> Pack:
    return library_in_force().pack(place)


def calendar_in_force() -> Calendar:
    """The shipped calendar with every notice published since, each in place of what the calendar said of its year."""
    return _calendar(ids_in_force(Kind.CALENDAR))


def ids_in_force(kind: str) -> tuple[int, ...]:
    """The versions in force of a kind: the same ids until something is published, and so the key of what is made of them."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [kind])
        return tuple(number for (number,) in cursor.fetchall())


def version_history(kind: str, key: str) -> tuple[Version, ...]:
    """Every published text of a key, the newest first."""
    return tuple(_version(row) for row in _sealed().filter(kind=kind, key=key).order_by("-sequence"))


def versions_in_force(kind: str) -> dict[str, Version]:
    """The newest published text of each key."""
    return {row.key: _version(row) for row in _sealed().filter(pk__in=ids_in_force(kind)).order_by("key")}


def export(folder: Path) -> tuple[str, ...]:
    """Writes what is in force back as files, byte for byte as published; answers their paths."""
    texts = {
        handling.path(key): version.text
        for handling in handlings()
        for key, version in versions_in_force(handling.kind).items()
        if version.text != handling.emptied(key)
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return tuple(sorted(texts))


def _sealed():
    return PublishedVersion.objects.filter(batch__knowledge_no__isnull=False).select_related("batch")


# Versions never change, so a set of ids is a law for good: nothing here ever needs to be forgotten, only to make room.
@lru_cache(maxsize=4)
def _library(ids: tuple[int, ...]) -> Library:
    return library_of(_texts(ids))


@lru_cache(maxsize=4)
def _calendar(ids: tuple[int, ...]) -> Calendar:
    return calendar_of(_texts(ids))


def _texts(ids: tuple[int, ...]) -> dict[str, str]:
    return dict(PublishedVersion.objects.filter(pk__in=ids).order_by("key").values_list("key", "text"))


def _version(row: PublishedVersion) -> Version:
    fields = {name: getattr(row, name) for name in Version.__dataclass_fields__ if name != "knowledge_no"}
    return Version(**fields, knowledge_no=row.batch.knowledge_no)
