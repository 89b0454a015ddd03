"""一级政策: what one level (nation, province or city) itself lays down, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xinheng.ground.policies.schema import (
    CONFIGURED,
    Level,
    ListEntry,
    ParameterEntry,
    RuleEntry,
    SourceKind,
    SourceStatus,
)
from xinheng.ground.text import Text


@dataclass(frozen=True)
class Source:
    """依据: a legal text as a pack cites it."""

    id: str
    title: Text
    kind: SourceKind
    status: SourceStatus
    number: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    note: Text | None = None

    def status_on(self, on: date) -> SourceStatus:
        """效力: on a day up to its last a lapsed text was in force; after its last day no text is."""
        if self.valid_until and on > self.valid_until:
            return SourceStatus.LAPSED
        if self.status is SourceStatus.LAPSED and self.valid_until:
            return SourceStatus.IN_FORCE
        return self.status


CONFIGURED_SOURCE = Source(
    id=CONFIGURED,
    title=Text(zh="本系统配置（各级文件均未规定）", en="Configured here: no text of any level says"),
    kind=SourceKind.CONFIGURED,
    status=SourceStatus.IN_FORCE,
)


@dataclass(frozen=True)
class File:
    """政策文件: its path below the policies folder, and its SHA-256."""

    path: str
    sha256: str


@dataclass(frozen=True, eq=False)
class Place:
    """一级政策: what one level itself lays down: its head, sources, rules, parameters and lists."""

    id: str
    level: Level
    name: Text
    parent: str | None
    region: str | None
    chapters: Mapping[str, Text]
    sources: Mapping[str, Source]
    rules: Mapping[str, RuleEntry]
    parameters: Mapping[str, ParameterEntry]
    lists: Mapping[str, ListEntry]
    files: tuple[File, ...]
