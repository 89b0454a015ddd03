"""信用档案页: what the page of an organisation shows of its records: a timeline of what is in force, and chapters by type."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from xinheng.credit.catalogue.record_type import Catalogue, RecordType
from xinheng.credit.catalogue.schema import WindowKind
from xinheng.credit.publicity.views import RecordView

MOST_BARS, MOST_ITEMS = 30, 20
YEARS_BACK, YEARS_AHEAD = (
    5,
    6,
)  # beyond these a bar runs off the edge, so that one long permit leaves room to the others
MOST_TICKS = 6


@dataclass(frozen=True)
class Bar:
    """时段: a record on the timeline, in percent of its width. `runs_on` beyond the right edge, or without an end."""

    record: RecordView
    x: str
    width: str
    runs_on: bool


@dataclass(frozen=True)
class Timeline:
    """公示时间轴: bars by their end, the earliest first; where the years begin, and today; how many records found no room."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[str, int], ...]
    today: str
    left_out: int


@dataclass(frozen=True)
class Chapter:
    """一类: the newest records of a type that are public, and how many there are."""

    record_type: RecordType
    records: tuple[RecordView, ...]
    count: int

    @property
    def has_more(self) -> bool:
        return self.count > len(self.records)


@dataclass(frozen=True)
class Chapters:
    """各类: types with records; types that could have some and have none; those not public; those not yet collected."""

    filled: tuple[Chapter, ...]
    empty: tuple[RecordType, ...]
    not_public: tuple[RecordType, ...]
    not_collected: tuple[RecordType, ...]


def timeline(records: Iterable[RecordView], today: date) -> Timeline | None:
    """公示时间轴 of what is public today; nothing where nothing is."""
    shown = sorted(
        (record for record in records if record.public),
        key=lambda record: (record.public_until or date.max, record.public_from, record.ref),
    )
    if not shown:
        return None
    first, last = scale(shown, today)
    bars = tuple(bar(record, first, last) for record in shown[:MOST_BARS])
    return Timeline(bars, tuple(ticks(first, last)), percent(today, first, last), max(len(shown) - MOST_BARS, 0))


def scale(records: list[RecordView], today: date) -> tuple[date, date]:
    """From the first day of a year to that of another, wide enough for what there is to see."""
    begun = min(record.public_from for record in records)
    ends = [record.public_until for record in records if record.public_until]
    first = max(begun.year, today.year - YEARS_BACK)
    last = min(max([each.year for each in ends] + [today.year]), today.year + YEARS_AHEAD)
    return date(min(first, today.year), 1, 1), date(last + 1, 1, 1)


def bar(record: RecordView, first: date, last: date) -> Bar:
    begins = max(record.public_from, first)
    ends = min(record.public_until or last, last)
    x, end = share(begins, first, last), share(ends, first, last)
    return Bar(
        record, f"{x:.2f}%", f"{max(end - x, 0.6):.2f}%", record.public_until is None or record.public_until > last
    )


def ticks(first: date, last: date) -> Iterator[tuple[str, int]]:
    years = range(first.year, last.year)
    for year in years[:: -(-len(years) // MOST_TICKS)]:
        yield percent(date(year, 1, 1), first, last), year


def percent(on: date, first: date, last: date) -> str:
    return f"{share(on, first, last):.2f}%"


def share(on: date, first: date, last: date) -> float:
    return 100 * (on - first).days / (last - first).days


def chapters(records: Iterable[RecordView], catalogue: Catalogue) -> Chapters:
    """各类 in the order of the catalogue."""
    of_type: dict[str, list[RecordView]] = {}
    for record in records:
        if record.public:
            of_type.setdefault(record.type, []).append(record)
    types = sorted(catalogue.types.values(), key=lambda each: each.entry.order)
    collected = [each for each in types if each.why_not_collect is None]
    public = [each for each in collected if each.entry.publicity.window is not WindowKind.NOT_PUBLIC]
    return Chapters(
        tuple(
            Chapter(each, tuple(of_type[each.type][:MOST_ITEMS]), len(of_type[each.type]))
            for each in public
            if each.type in of_type
        ),
        tuple(each for each in public if each.type not in of_type),
        tuple(each for each in collected if each.entry.publicity.window is WindowKind.NOT_PUBLIC),
        tuple(each for each in types if each.why_not_collect),
    )
