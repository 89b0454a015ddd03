"""已公布的政策: the law in force as this database has it. It is public, so nobody asks who is looking."""

from collections import defaultdict
from collections.abc import Mapping
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


# Every page asks this first. The two numbers change whenever something is published, and never come again.
STAND = """
    SELECT max(version.id), max(batch.knowledge_no) FROM policies_publishedversion version
    JOIN ledger_batch batch ON batch.id = version.batch_id AND batch.knowledge_no IS NOT NULL
"""
NEWEST = """
    SELECT DISTINCT ON (version.kind, version.key) version.kind, version.id FROM policies_publishedversion version
    JOIN ledger_batch batch ON batch.id = version.batch_id AND batch.knowledge_no IS NOT NULL
    ORDER BY version.kind, version.key, version.sequence DESC
"""


@dataclass(frozen=True)
class InForce:
    """现行文本: the versions in force by kind, all asked for at once: the same ids until something is published, and so the
    key of what is made of them."""

    ids: Mapping[str, tuple[int, ...]]

    def of(self, kind: str) -> tuple[int, ...]:
        return self.ids.get(kind, ())

    @property
    def library(self) -> Library:
        """The published packs as one immutable library, the same object until something new is published."""
        return _library(self.of(Kind.PACK))

    @property
    def calendar(self) -> Calendar:
        """The shipped calendar with every notice published since, each in place of what the calendar said of its year."""
        return _calendar(self.of(Kind.CALENDAR))


def texts_in_force() -> InForce:
    """现行文本 of every kind, for whoever needs several of them."""
    with connection.cursor() as cursor:
        cursor.execute(STAND)
        return _texts_in_force(*cursor.fetchone())


def library_in_force() -> Library:
    return texts_in_force().library


def pack_in_force(place: str) -> Pack:
    return library_in_force().pack(place)


def calendar_in_force() -> Calendar:
    return texts_in_force().calendar


def version_history(kind: str, key: str) -> tuple[Version, ...]:
    """Every published text of a key, the newest first."""
    return tuple(_version(row) for row in _sealed().filter(kind=kind, key=key).order_by("-sequence"))


def versions_in_force(kind: str) -> dict[str, Version]:
    """The newest published text of each key."""
    return {row.key: _version(row) for row in _sealed().filter(pk__in=texts_in_force().of(kind)).order_by("key")}


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
def _texts_in_force(newest: int | None, known: int | None) -> InForce:  # noqa: ARG001  (they are what it is kept by)
    ids: dict[str, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        for kind, number in cursor.fetchall():
            ids[kind].append(number)
    return InForce({kind: tuple(numbers) for kind, numbers in ids.items()})


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
