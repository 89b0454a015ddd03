"""记录沿革: all that is known of one reported act, as frozen values: its versions, and the marks that stand on them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

ONE_DAY = timedelta(days=1)

RELEASED, RETURNED, WITHDRAWN, LIFTED = "released", "returned", "withdrawn", "lifted"
CONFIRMED, TEXT_CONFIRMED = "confirmed", "text_confirmed"
STAYED, MASKED, REPAIRED = "stayed", "masked", "repaired"
DISPUTED, UNDER_REVIEW = "disputed", "under_review"

# What the content itself says about being public; everything else that a window asks for stands in the envelope.
STATED = ("authority_name", "is_public", "not_public_reason", "review_state", "state_2015", "current_state")


@dataclass(frozen=True, slots=True)
class Version:
    """版本: the envelope of one version, who reported it and where it stood. `stated` holds the fields of `STATED`.

    Of one that is erased the dates are left, and whose it was.
    """

    id: int
    record_key: UUID
    version: int
    type: str
    organisation: int
    provider: int
    resolved: str
    party_code: str
    authority_code: str
    document_number: str
    decided_on: date | None
    valid_from: date | None
    valid_until: date | None
    publish_until: date | None
    reported_class: str
    procedure: str
    act_kinds: int
    amount_fen: int | None
    sheet: str
    row: int
    batch: str
    reported_by: str
    is_erased: bool = False
    stated: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarkFact:
    """标注: one mark. `until` is its last day, and `ends` the mark that it ends, if it is that."""

    id: int
    kind: str
    on: date
    version: int | None = None
    until: date | None = None
    ends: int | None = None
    repair_class: str = ""
    basis: str = ""
    reason: str = ""
    cause: str = ""


@dataclass(frozen=True)
class RecordHistory:
    """记录沿革: versions from the first to the current one, and marks in the order in which they were made."""

    versions: tuple[Version, ...]
    marks: tuple[MarkFact, ...] = ()

    @property
    def key(self) -> UUID:
        return self.current.record_key

    @property
    def ref(self) -> str:
        """记录号: what addresses and machines name the record by."""
        return self.key.hex

    @property
    def current(self) -> Version:
        return self.versions[-1]

    @property
    def is_erased(self) -> bool:
        """已清除: its retention has ended. All versions are erased together, and no later one is taken."""
        return self.current.is_erased

    def as_of(self, on: date) -> "RecordHistory":
        """As it stood on a day: marks made for later days are left out."""
        return replace(self, marks=tuple(mark for mark in self.marks if mark.on <= on))

    def version(self, number: int) -> Version | None:
        return next((each for each in self.versions if each.version == number), None)

    def of_kind(self, kind: str, version: int | None = None) -> Iterator[MarkFact]:
        """Marks of a kind that were not made void on their first day; of that version or of the record as a whole."""
        for mark in self.marks:
            if mark.kind == kind and (version is None or mark.version in (None, version)) and self.held(mark):
                yield mark

    def held(self, mark: MarkFact) -> bool:
        last = self.last_day(mark)
        return last is None or last >= mark.on

    def last_day(self, mark: MarkFact) -> date | None:
        """The last day on which a mark holds: its own, or the day before another ended it."""
        ended = [each.on - ONE_DAY for each in self.marks if each.ends == mark.id]
        return min(ended + ([mark.until] if mark.until else []), default=None)

    def holds(self, mark: MarkFact, on: date) -> bool:
        last = self.last_day(mark)
        return mark.on <= on and (last is None or on <= last)

    @property
    def withdrawn_up_to(self) -> int:
        """The highest version that a withdrawal covers, 0 if none: one for the whole record covers all that there are."""
        return max((mark.version or self.current.version for mark in self.of_kind(WITHDRAWN)), default=0)

    @property
    def released(self) -> Version | None:
        """The highest version that was released, withdrawn or not."""
        numbers = {mark.version for mark in self.of_kind(RELEASED)}
        return next((each for each in reversed(self.versions) if each.version in numbers), None)
