"""已公布的政策: the law in force as this database has it. It is public, so nobody asks who is looking."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from xinheng.ground.calendars import Calendar, read_notice
from xinheng.ground.calendars.shipped import FILES, joined
from xinheng.ground.policies import seed
from xinheng.ground.policies.models import Kind, PublishedVersion
from xinheng.ground.policies.pack import Library, Pack

SEEDED_CALENDARS = tuple(f"calendars/{Path(file).stem}" for file in FILES)


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


def library_in_force() -> Library:
    """The published packs as one immutable library, the same object until something new is published."""
    return _library(_ids_in_force(Kind.PACK))


def pack_in_force(place: str) -> Pack:
    return library_in_force().pack(place)


def calendar_in_force() -> Calendar:
    """The shipped calendar with every notice published since, each in place of what the calendar said of its year."""
    return _calendar(_ids_in_force(Kind.CALENDAR))


def version_history(kind: str, key: str) -> tuple[Version, ...]:
    """Every published text of a key, the newest first."""
    return tuple(_version(row) for row in _sealed().filter(kind=kind, key=key).order_by("-sequence"))


def versions_in_force(kind: str) -> dict[str, Version]:
    """The newest published text of each key."""
    return {row.key: _version(row) for row in _sealed().filter(pk__in=_ids_in_force(kind)).order_by("key")}


def export(folder: Path) -> tuple[str, ...]:
    """Writes what is in force back as files, byte for byte as published; answers their paths."""
    versions = [version for kind in Kind for version in versions_in_force(kind).values()]
    texts = {file_of(each.kind, each.key): each.text for each in versions if each.text != emptied(each.key)}
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return tuple(sorted(texts))


def file_of(kind: str, key: str) -> str:
    """The path of a key below the policies folder: cities/siyang/rules.yaml, calendars/notices.csv, calendars/2027.json."""
    if kind == Kind.CALENDAR:
        return f"{key}.csv" if key in SEEDED_CALENDARS else f"{key}.json"
    return f"{key}.yaml"


def emptied(key: str) -> str:
    """What is published under a key whose file has left the seed: a file of its pack that says nothing."""
    _, pack = seed.folder_of(f"{key}.yaml") or (None, "")
    return f"pack: {pack}\n"


def library_of(texts: dict[str, str], clauses: dict[str, str] | None = None) -> Library:
    """The library of published texts by key; raises `PolicyFault`."""
    return seed.read({f"{key}.yaml": text.encode() for key, text in texts.items()}, clauses=clauses)


def calendar_of(texts: dict[str, str]) -> Calendar:
    """The calendar of published texts by key; raises `CalendarFault`."""
    calendar = joined(*(texts[key] for key in SEEDED_CALENDARS))
    for key in sorted(texts.keys() - set(SEEDED_CALENDARS)):
        calendar = read_notice(texts[key], key).added_to(calendar, key)
    return calendar


def _sealed():
    return PublishedVersion.objects.filter(batch__knowledge_no__isnull=False).select_related("batch")


def _ids_in_force(kind: str) -> tuple[int, ...]:
    newest = _sealed().filter(kind=kind).order_by("key", "-sequence").distinct("key")
    return tuple(newest.values_list("pk", flat=True))


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
