"""查看: how one look at records is made: the catalogue and law of its day, the windows it asks for, the views it ends in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import Catalogue
from xinheng.credit.organisations.models import Identifier
from xinheng.credit.organisations.search.answers import cards
from xinheng.credit.publicity import rules
from xinheng.credit.publicity.law import Law
from xinheng.credit.publicity.models import PublicChange, PublicRecord
from xinheng.credit.publicity.refreshing import law_in_force, publishable
from xinheng.credit.publicity.retention import UNSEALED, Retention, retention
from xinheng.credit.publicity.views import RecordView, Shown, sees_all, views_of
from xinheng.credit.publicity.windows import Window, window
from xinheng.credit.records.facts import held_of, histories
from xinheng.credit.records.history import RecordHistory, Version
from xinheng.ground.authorities.models import Authority
from xinheng.ground.disclosure import Viewer
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.policies.queries import InForce, texts_in_force
from xinheng.ground.refusal import Refused

STALE_CURSOR = rules.refusal(
    "cursor",
    "这个翻页位置无法识别。请从第一页重新查看。",
    "This place in the list is not one of ours. Start again from the first page.",
)


@dataclass(frozen=True)
class Reading:
    """查看: one viewer's look at records on a day, with the catalogue and law that decide what is seen."""

    viewer: Viewer
    on: date
    catalogue: Catalogue
    law: Law
    _windows: dict[UUID, Window] = field(default_factory=dict, repr=False)

    def window(self, history: RecordHistory) -> Window:
        if history.key not in self._windows:
            self._windows[history.key] = window(history, publishable(self.catalogue, history.current.type), self.law)
        return self._windows[history.key]

    def retention(self, history: RecordHistory) -> Retention:
        own = self.catalogue.types.get(history.current.type)
        return retention(history, own.entry, self.window(history), self.law) if own else UNSEALED

    def sees(self, history: RecordHistory, uscc: str | None) -> bool:
        """Whether the viewer may read a record at all: what is sealed is for those alone who are entitled to it."""
        if not self.retention(history).is_sealed(self.on):
            return True
        return self.viewer.sees_sealed(uscc, self._providers.get(history.current.provider, ""))

    @cached_property
    def _providers(self) -> dict[int, str]:
        """The authorities that the viewer works for, by their ids: asked only where something is sealed."""
        return dict(Authority.objects.filter(ref__in=self.viewer.provides).values_list("pk", "ref"))

    def seen_of(self, known: Iterable[RecordHistory]) -> list[tuple[RecordHistory, Version, str | None]]:
        """Of records those that the viewer may read, each with its current version and the code of its organisation."""
        chosen = with_codes([(history, history.current, None) for history in known], self.viewer)
        return [each for each in chosen if self.sees(each[0], each[2])]

    def versions_for(self, history: RecordHistory, uscc: str | None) -> Iterator[Version]:
        """What of a record the viewer is shown: the public version, and to those who see more of this organisation also a
        newer one."""
        seen = self.window(history)
        shown = history.version(seen.version) if seen.is_public(self.on) else None
        if sees_all(self.viewer, uscc) and shown is not history.current:
            yield history.current
        if shown:
            yield shown

    def views(self, chosen: Iterable[tuple[RecordHistory, Version, str | None]]) -> tuple[RecordView, ...]:
        """Views of versions, each with the code of the organisation that it is about. Types no longer known are left out."""
        chosen = [each for each in chosen if each[1].type in self.catalogue.types]
        held = held_of(version.id for _, version, _ in chosen)
        shown = (
            Shown(
                history,
                version,
                self.window(history),
                self.catalogue.types[version.type],
                *held[version.id],
                uscc,
                UNSEALED if history.is_erased else self.retention(history),
            )
            for history, version, uscc in chosen
        )
        return views_of(shown, self.viewer, self.on)


def reading_on(on: date, viewer: Viewer, texts: InForce | None = None) -> Reading:
    """Whoever has asked for the texts in force hands them in."""
    texts = texts or texts_in_force()
    return Reading(viewer, on, catalogue_in_force(on, texts), law_in_force(texts))


def seen(keys: Iterable[UUID], *, viewer: Viewer, on: date) -> frozenset[UUID]:
    """Of the records of these keys those that the viewer may read on a day."""
    return frozenset(history.key for history, *_ in reading_on(on, viewer).seen_of(histories(keys).values()))


def with_codes(
    chosen: list[tuple[RecordHistory, Version, str | None]], viewer: Viewer
) -> list[tuple[RecordHistory, Version, str | None]]:
    """The same with the codes of the organisations, all asked for at once."""
    parties = cards([version.organisation for _, version, _ in chosen], viewer)
    return [
        (record, version, parties[version.organisation].uscc if version.organisation in parties else None)
        for record, version, _ in chosen
    ]


def public_on(reading: Reading) -> QuerySet[PublicRecord]:
    """What is public on the day: inside its days, and of a type that may be collected."""
    days = Q(public_from__lte=reading.on) & (Q(public_until__isnull=True) | Q(public_until__gte=reading.on))
    return PublicRecord.objects.filter(days, type__in=public_types(reading))


def changes_up_to(reading: Reading) -> QuerySet[PublicChange]:
    """公示增减 up to the day, of types that may be collected."""
    return PublicChange.objects.filter(day__lte=reading.on, type__in=public_types(reading))


def public_types(reading: Reading) -> list[str]:
    return [type for type in reading.catalogue.types if publishable(reading.catalogue, type)]


def bearing(code: str) -> QuerySet:
    """Organisations that bear just this code, whole."""
    borne = Identifier.objects.filter(value=normalise(code).replace("\0", ""), batch__knowledge_no__isnull=False)
    return borne.values("organisation")


def key_of(ref: str) -> UUID | None:
    """The key of a record number, or nothing if it is none."""
    try:
        return UUID(ref)
    except ValueError:
        return None


def written_cursor(day: date, key: UUID) -> str:
    return f"{day.isoformat()}.{key.hex}"


def read_cursor(cursor: str) -> tuple[date, UUID]:
    try:
        day, _, key = cursor.partition(".")
        return date.fromisoformat(day), UUID(key)
    except ValueError as error:
        raise Refused(STALE_CURSOR) from error
