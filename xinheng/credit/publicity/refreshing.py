"""公示记录的更新: keeps `PublicRecord` what the windows say, in the transaction of the change. Also makes it wholly anew."""

from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import Catalogue
from xinheng.credit.catalogue.schema import TypeEntry
from xinheng.credit.organisations.facts import SHANGHAI
from xinheng.credit.organisations.models import Identifier
from xinheng.credit.organisations.search.answers import cards
from xinheng.credit.publicity.counting import fold
from xinheng.credit.publicity.law import Law, law_of
from xinheng.credit.publicity.models import PublicChange
from xinheng.credit.publicity.views import may_be_sole_proprietor, personal_names
from xinheng.credit.publicity.windows import Window, is_adverse, shape, window
from xinheng.credit.records.facts import contents, histories, lock
from xinheng.credit.records.history import RecordHistory, Version
from xinheng.credit.records.models import Mark
from xinheng.ground.columns.copying import copy_in
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.models import Batch
from xinheng.ground.policies.queries import InForce, texts_in_force

AT_ONCE = 20_000

TABLE = "publicity_publicrecord"
COLUMNS = {
    "record_key": pl.String, "record_id": pl.Int64, "organisation_id": pl.Int64, "provider_id": pl.Int64,
    "type": pl.String, "authority_code": pl.String, "document_number": pl.String, "decided_on": pl.Date,
    "act_kinds": pl.Int32, "is_adverse": pl.Boolean, "may_be_personal": pl.Boolean, "public_from": pl.Date,
    "public_until": pl.Date,
}  # fmt: skip


def law_in_force(texts: InForce | None = None) -> Law:
    """公示依据 of this place as it is published. Whoever has asked for the texts in force hands them in."""
    texts = texts or texts_in_force()
    return law_of(texts.library.pack(settings.PLACE), texts.calendar)


def day_of(instant: datetime) -> date:
    """The legal date of an instant."""
    return instant.astimezone(SHANGHAI).date()


def publishable(catalogue: Catalogue, type: str) -> TypeEntry | None:
    """The entry of a type if it may be collected, nothing if not: what may not be collected may not be public."""
    found = catalogue.collectable().get(type)
    return found and found.entry


def refresh(keys: Iterable[UUID], *, batch: Batch) -> int:
    """公示记录的更新 for records whose facts this batch changes; to be called after they are written, before it is sealed.

    Locks the records. Answers how many of them the public sees, or will.
    """
    keys = list(keys)
    lock(keys)
    chunks = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return sum(put(histories(chunk, batch=batch).values(), on=day_of(batch.opened_at)) for chunk in chunks)


def put(known: Iterable[RecordHistory], *, on: date) -> int:
    """Makes the rows of records anew, which must be locked, or their table. Answers how many have any.

    What is about an organisation without a 统一社会信用代码 has none before it has its code (`tasks.follow_new_codes`).
    """
    known, texts = list(known), texts_in_force()
    catalogue, law = catalogue_in_force(on, texts), law_in_force(texts)
    coded = with_a_code({history.current.organisation for history in known})
    windows: dict[tuple, Window] = {}
    found = []
    for history in known:
        entry, outline = publishable(catalogue, history.current.type), (history.current.type, shape(history))
        if outline not in windows:
            windows[outline] = window(history, entry, law)
        if windows[outline].spans and history.current.organisation in coded:
            found.append((history, entry, windows[outline]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE record_key = ANY(%s)", [[history.key for history in known]])
    personal = personal_among([history.version(seen.version) for history, _, seen in found], catalogue)
    rows = [row for history, entry, seen in found for row in rows_of(history, entry, seen, personal)]
    copy_in(pl.DataFrame(rows, schema=COLUMNS, orient="row"), TABLE)
    return len(found)


def with_a_code(organisations: set[int]) -> set[int]:
    codes = Identifier.objects.filter(organisation__in=organisations, kind=Identifier.Kind.USCC)
    return set(codes.values_list("organisation", flat=True))


def personal_among(versions: Iterable[Version], catalogue: Catalogue) -> frozenset[int]:
    """Ids of the versions whose party may bear the name of a person, as it is printed or as it is registered now."""
    doubtful = [each for each in versions if may_be_sole_proprietor(each.party_code)]
    held, parties = contents(each.id for each in doubtful), cards([each.organisation for each in doubtful], PUBLIC)
    return personal_names((each, catalogue.types[each.type], held[each.id]) for each in doubtful) | {
        each.id for each in doubtful if each.organisation in parties and parties[each.organisation].may_be_personal
    }


def rows_of(history: RecordHistory, entry: TypeEntry, seen: Window, personal: Container[int]) -> Iterator[tuple]:
    """A row for each stretch of days."""
    shown = history.version(seen.version)
    for span in seen.spans:
        yield (
            str(shown.record_key),
            shown.id,
            shown.organisation,
            shown.provider,
            shown.type,
            shown.authority_code,
            shown.document_number,
            shown.decided_on or span.first,
            shown.act_kinds,
            is_adverse(entry),
            shown.id in personal,
            span.first,
            span.last,
        )


@transaction.atomic
def rebuild(*, on: date) -> int:
    """公示记录的重建 from the facts: after a new catalogue or pack, or when in doubt. Answers how many records are public."""
    with connection.cursor() as cursor:
        # Releases wait; readers see the old rows until this commits.
        cursor.execute(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"DELETE FROM {TABLE}")
        cursor.execute(f"DELETE FROM {PublicChange._meta.db_table}")
    released = Mark.objects.filter(kind=Mark.Kind.RELEASED, batch__knowledge_no__isnull=False)
    keys = list(released.order_by("record_key").values_list("record_key", flat=True).distinct())
    chunks = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    public = sum(put(histories(chunk).values(), on=on) for chunk in chunks)
    fold(on=on)
    return public
