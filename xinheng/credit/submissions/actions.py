"""报送: taking files and forms in, deciding what a person must look at, and saying that there was nothing."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from uuid import UUID

import polars as pl
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from xinheng.credit.catalogue.headers import Understood, understood
from xinheng.credit.catalogue.queries import record_type
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.organisations.facts import SHANGHAI, organisation_by_code
from xinheng.credit.organisations.folding import folded
from xinheng.credit.organisations.models import Decision
from xinheng.credit.organisations.reported import add_reported, become_known
from xinheng.credit.organisations.rules import authority_ref
from xinheng.credit.publicity.refreshing import law_in_force, refresh
from xinheng.credit.records.facts import REPORTED_BY, add_marks, counting, lock
from xinheng.credit.records.history import WITHDRAWN, MarkFact
from xinheng.credit.records.models import CreditRecord, Mark, Resolved
from xinheng.credit.submissions import matching, rejects, subjects
from xinheng.credit.submissions.models import ReviewRow, RowDecision, Submission, ZeroReport
from xinheng.credit.submissions.receipts import OUTCOMES, receipt_of
from xinheng.credit.submissions.receiving import Overtaken, Receiving
from xinheng.credit.submissions.rejects import Rejects
from xinheng.credit.submissions.rules import (
    FILE_COMING_IN,
    OVERTAKEN,
    RECORD_KNOWN,
    why_no_row,
    why_not_decide,
    why_not_provide,
    why_not_zero,
)
from xinheng.credit.submissions.supervision.expectations import month_after
from xinheng.credit.submissions.supervision.expected import came_since
from xinheng.credit.submissions.validation import Validated, Validation, cleaning
from xinheng.credit.submissions.writing import ENVELOPE, write, writing
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.models import Authority
from xinheng.ground.columns import reading
from xinheng.ground.columns.copying import csv_of
from xinheng.ground.columns.reading import ROW, SHEET
from xinheng.ground.events.actions import emit
from xinheng.ground.identifiers.identification import IdentifierKind, identify
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.identifiers.personal_numbers import masked
from xinheng.ground.ledger.actions import action, staged, sweep_abandoned
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.models import Batch
from xinheng.ground.ledger.queries import answer_to
from xinheng.ground.refusal import Refused

SUBMIT = "submissions.submit"
STAGED = (CreditRecord, ReviewRow)  # what is written before the action, by several connections
# With a number of the type: one submission of a type at a time, since versions are numbered after what is known.
RECEIVING = 7_309_004
SMALL = 5_000  # rows; up to here one transaction on one connection is quicker
ATTEMPTS = 3
PATIENCE = "3s"  # of whoever decides on a row, before it is said what they wait for

Told = Callable[[int], None]
Block = tuple[Validated, Understood]


@dataclass(repr=False)
class Intake:
    """收件: a file as it is told to the ledger, by its name and by the digest of what was kept of it.

    Either its `blocks` are still to be taken in, within the action, or `receiving` has done so under a staged batch.
    """

    record_type: RecordType
    name: str
    on: date
    blocks: list[Block] = field(default_factory=list)
    receiving: Receiving | None = None
    kept: "Kept" = field(default_factory=lambda: Kept())

    def __str__(self) -> str:
        return f"{self.name} {self.kept.sha256}"

    def hold(self, blocks: list[Block]) -> None:
        """Blocks of a small file, to be taken in within the action."""
        self.blocks = blocks
        for block, _ in blocks:
            self.kept.add(block)


class Kept:
    """摘要 over what is kept of a file, in its order, however it was cut into blocks; taken after people were dropped."""

    def __init__(self):
        self.rows, self.rejected = hashlib.sha256(), hashlib.sha256()

    def add(self, block: Validated) -> None:
        rows = block.rows.select(SHEET, ROW, "record_key", "content_digest", "operation")
        self.rows.update(csv_of(rows))
        self.rejected.update(csv_of(block.rejected))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.rows.digest() + self.rejected.digest()).hexdigest()


def submit(
    *,
    by: Actor,
    now: datetime,
    operation: str,
    authority: str,
    type: str,
    source: Path | bytes,
    name: str,
    told: Told | None = None,
) -> dict:
    """报送: a file of a type from an authority (`ref` or 统一社会信用代码). Answers the receipt, once the rows are in file.

    Nobody sees anything of it before; if it is killed, nothing is left, and the same file can be sent again. `told` is
    called with the number of rows read so far. Raises `Refused`: `authorities.unknown`, `access.not_permitted`, the
    catalogue's (`catalogue.…`), the reader's (`columns.…`), `submissions.not_a_provider`.
    """
    ref, name = authority_ref(authority), masked(name)
    on = now.astimezone(SHANGHAI).date()
    if earlier := earlier_receipt(operation, by, ref, type, source, name):
        return earlier
    kind = record_type(type, on)
    if refusal := by.why_not(Permission.SUBMIT_RECORDS, ref) or why_not_provide(kind, ref):
        raise Refused(refusal)
    sweep_killed()
    for _ in range(ATTEMPTS):
        try:
            return taken_in(by, now, operation, ref, Intake(kind, name, on), validated(source, name, kind, on, told))
        except Overtaken:  # by a register that brought an organisation of this file: the next attempt finds it
            continue
    raise Refused(OVERTAKEN)


def sweep_left(now: datetime) -> int:
    """清扫: removes what killed submissions left, in tables and folders; of how many."""
    left = sweep_killed()
    rejects.sweep(now)
    return left


def sweep_killed() -> int:
    """清扫 of the batches that no process works on any more; how many."""
    left = sweep_abandoned(action=SUBMIT, facts=STAGED)
    for abandoned in left:
        rejects.forget(abandoned)
    return len(left)


def earlier_receipt(
    operation: str, by: Actor, authority: str, type: str, source: Path | bytes, name: str
) -> dict | None:
    """The receipt of a second click, if it sends the same as the first: what is kept of the file is read again, since a
    mended file under the name of the first must not pass for it."""
    earlier = answer_to(operation, SUBMIT)
    if not earlier or (earlier.by, earlier.answer["type"], earlier.answer["file"]) != (by.ref, type, name):
        return None
    sent, kept = Submission.objects.select_related("authority").get(batch__ref=earlier.answer["submission"]), Kept()
    if sent.authority.ref != authority:
        return None
    for block, _ in validated(source, name, record_type(type, sent.on), sent.on, None):
        kept.add(block)
    return earlier.answer if kept.sha256 == earlier.answer["sha256"] else None


def validated(source: Path | bytes, name: str, kind: RecordType, on: date, told: Told | None) -> Iterator[Block]:
    """核验 block by block. Sheets of a workbook may have headers of their own."""
    validations: dict[tuple, tuple[Validation, Understood]] = {}
    read = 0
    for block in reading.blocks(source, name):
        block = cleaning.without_numbers_around(block)
        headers = tuple(block.headers)
        if headers not in validations:
            meaning = understood(headers, kind)
            validations[headers] = Validation(kind, meaning, on=on), meaning
        validation, meaning = validations[headers]
        outcome = validation.block(block)
        read += outcome.received
        if told:
            told(read)
        yield outcome, meaning


def taken_in(by: Actor, now: datetime, operation: str, ref: str, intake: Intake, blocks: Iterator[Block]) -> dict:
    """A small file in the transaction of the action; a larger one beforehand, while it is being read."""
    inputs = {"by": by, "now": now, "operation": operation, "authority": ref, "type": intake.record_type.type}
    first = beginning(blocks)
    if sum(block.received for block, _ in first) <= SMALL:
        intake.hold(first)
        return receive(**inputs, intake=intake)
    with one_at_a_time(intake.record_type.type), staged(action=SUBMIT, by=by, now=now, facts=STAGED) as batch:
        try:
            with writing(batch) as write_apart:
                intake.receiving = receiving_of(batch, ref, intake, write_apart)
                for block, meaning in ahead(chain(drained(first), blocks)):
                    intake.kept.add(block)
                    intake.receiving.take(block, meaning)
                intake.receiving.take_waiting()
            intake.receiving.call_back()
            receipt = receive(**inputs, staged=batch, intake=intake)
        except BaseException:
            rejects.forget(batch.ref)
            raise
        if receipt["submission"] != batch.ref:  # answered before, by a click at the same moment
            rejects.forget(batch.ref)
        return receipt


def beginning(blocks: Iterator[Block]) -> list[Block]:
    """The blocks up to the one with which a file is no longer small; of a small file all."""
    first, received = [], 0
    for block, meaning in blocks:
        first.append((block, meaning))
        received += block.received
        if received > SMALL:
            break
    return first


def drained(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, each let go of before the next."""
    while blocks:
        yield blocks.pop(0)


def ahead(blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks, the next of which is being validated while one is taken in."""
    with ThreadPoolExecutor(1) as validator:
        coming = validator.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = validator.submit(next, blocks, None)
            yield block


def receiving_of(batch: Batch, ref: str, intake: Intake, write_rows: Callable) -> Receiving:
    provider = Authority.objects.get(ref=ref)
    gathered = Rejects(batch.ref, intake.record_type)
    return Receiving(intake.record_type, provider.pk, batch, write_rows, gathered, law_in_force())


@contextmanager
def one_at_a_time(type: str) -> Iterator[None]:
    """Holds back other submissions of the type, for longer than a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [RECEIVING, type])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [RECEIVING, type])


def hold_back(type: str) -> None:
    """Holds back other submissions of the type until the commit. Asked for before the lock of registers (`become_known`), as
    they do: two who took these in another order would wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [RECEIVING, type])


def hold_back_soon(type: str) -> None:
    """The same for somebody who waits before a page. Raises `Refused` where a file that is being taken in will not be done soon."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            hold_back(type)
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise Refused(FILE_COMING_IN) from error


@action(SUBMIT, permission=Permission.SUBMIT_RECORDS)
def receive(batch: Batch, *, authority: str, type: str, intake: Intake) -> dict:
    """收件: what is new in the file becomes facts of this batch; the answer is the receipt."""
    return filed(batch, authority, intake)


def filed(batch: Batch, authority: str, intake: Intake) -> dict:
    """入档 within an action; its receipt."""
    try:
        receiving = intake.receiving or received_at_once(batch, authority, intake)
        return concluded(batch, receiving, intake)
    except BaseException:
        rejects.forget(batch.ref)
        raise


def received_at_once(batch: Batch, authority: str, intake: Intake) -> Receiving:
    """Takes a small file in, within the action."""
    hold_back(intake.record_type.type)
    receiving = receiving_of(batch, authority, intake, write)
    for block, meaning in intake.blocks:
        receiving.take(block, meaning)
    receiving.take_waiting()
    receiving.call_back()
    return receiving


def concluded(batch: Batch, receiving: Receiving, intake: Intake) -> dict:
    """What can only be said once every row is known: withdrawals, new organisations, the receipt."""
    withdraw(batch, receiving.withdraw(), intake.on)
    receiving.add_organisations()
    receipt = receipt_of(receiving, name=intake.name, sha256=intake.kept.sha256, on=intake.on)
    Submission.objects.create(
        batch=batch,
        type=receipt["type"],
        catalogue_id=intake.record_type.version_id,
        authority_id=receiving.provider,
        file_name=intake.name[:200],
        sha256=receipt["sha256"],
        on=intake.on,
        late=receipt["late"],
        timed=receipt["timed"],
        received=receipt["received"],
        receipt=receipt,
        **{outcome: receipt[outcome] for outcome in OUTCOMES},
    )
    refresh_shown(receiving.touched, batch)
    emit("submissions.received", batch, type=receipt["type"])
    if receiving.record_type.is_adverse and receipt["admitted"] + receipt["superseding"]:
        emit("records.adverse_received", batch)
    return receipt


def withdraw(batch: Batch, withdrawn: pl.DataFrame, on: date) -> None:
    """撤回 marks. The record and its versions stay for those entitled to look back."""
    add_marks(
        batch,
        (
            (
                UUID(key),
                MarkFact(0, WITHDRAWN, on, version=version, reason=reason or "", cause=f"submission:{batch.ref}"),
            )
            for key, version, reason in withdrawn.iter_rows()
        ),
    )


def refresh_shown(touched: list[pl.Series], batch: Batch) -> None:
    """Of records that changed makes anew what the public sees, or will; of those never released no window can have moved.

    They are locked before that is asked: a release that is under way is waited for.
    """
    keys = [UUID(key) for key in pl.concat(touched)] if touched else []
    lock(keys)
    released = counting(Mark.objects.filter(kind=Mark.Kind.RELEASED, record_key__one_of=keys))
    if keys and (shown := list(released.values_list("record_key", flat=True).distinct())):
        refresh(shown, batch=batch)


# ---- what a person must look at -------------------------------------------------------------------------------------


@action("submissions.decide_row", permission=Permission.SUPERVISE_SUBMISSIONS)
def decide_row(batch: Batch, *, row: str, organisation: str | None, reason: str) -> dict:
    """待核决定: the row becomes a record of this organisation (any of its codes), or with None nothing."""
    waiting = ReviewRow.objects.select_for_update().filter(ref=row, batch__knowledge_no__isnull=False).first()
    if waiting is None:
        raise Refused(why_no_row(row))
    if organisation:
        hold_back_soon(waiting.type)
    chosen = subject_of(waiting, organisation, batch)
    is_decided = RowDecision.objects.filter(row=waiting).exists()
    if refusal := why_not_decide(is_decided, organisation, chosen, reason):
        raise Refused(refusal)
    RowDecision.objects.create(row=waiting, organisation_id=chosen, reason=reason, batch=batch)
    if waiting.reason in subjects.REVIEWS:
        remember(batch, waiting, chosen, reason)
    version = add_decided(batch, waiting, chosen) if chosen else None
    reported_by = waiting.batch.opened_by  # does not release it either
    return {"row": row, "organisation": organisation, "version": version, REPORTED_BY: reported_by}


def remember(batch: Batch, waiting: ReviewRow, organisation: int | None, reason: str) -> None:
    """匹配决定: the same print resolves so from now on."""
    code, name = waiting.envelope["party_code"], waiting.envelope["party_name"] or ""
    Decision.objects.create(
        printed_code=code,
        printed_name=name,
        printed_name_folded=folded(name),
        organisation_id=organisation,
        reason=reason,
        batch=batch,
    )


def subject_of(waiting: ReviewRow, organisation: str | None, batch: Batch) -> int | None:
    """The id of the chosen organisation. The code that the row itself prints may be one that nobody has yet (SY-03)."""
    if not organisation:
        return None
    chosen, envelope = organisation_by_code(organisation), waiting.envelope
    if chosen is None and envelope["resolved"] and normalise(organisation) == envelope["party_code"]:
        if become_known(pl.Series([envelope["party_code"]])):  # a moment ago, by a register or another decision
            return organisation_by_code(organisation)
        chosen = envelope["organisation"]  # reserved when the row came in
        kind = former_kind(envelope["party_code"])
        row = [chosen, envelope["party_code"], kind, envelope["party_name"], waiting.sheet, waiting.row]
        columns = ["organisation_id", "code", "code_kind", "name", SHEET, ROW]
        add_reported(batch, pl.DataFrame([row], schema=columns, orient="row"))
    return chosen


def former_kind(code: str) -> str:
    """The kind of a code that validation took: what looks like a resident's number it took for a former tax number only."""
    kind = identify(code)
    return (IdentifierKind.TAX_NUMBER if kind is IdentifierKind.LOOKS_LIKE_RESIDENT_ID else kind).value


def add_decided(batch: Batch, waiting: ReviewRow, organisation: int) -> int:
    """Adds the record that a row became, as the next version of its key."""
    known = matching.known_versions(pl.Series([waiting.record_key.hex]))
    if bytes(waiting.content_digest).hex() in known["content_digest"].to_list() or known["is_erased"].any():
        raise Refused(RECORD_KNOWN)
    envelope = waiting.envelope
    by_itself = organisation == envelope["organisation"] and envelope["resolved"]
    record = CreditRecord.objects.create(
        record_key=waiting.record_key,
        version=(known["version"].max() or 0) + 1,
        type=waiting.type,
        catalogue_id=Submission.objects.get(batch=waiting.batch_id).catalogue_id,
        batch=batch,
        organisation_id=organisation,
        provider_id=waiting.authority_id,
        resolved=by_itself or Resolved.DECISION,
        content=waiting.content,
        content_digest=waiting.content_digest,
        sheet=waiting.sheet,
        row=waiting.row,
        **{name: envelope[name] for name in ENVELOPE},
    )
    refresh_shown([pl.Series([waiting.record_key.hex])], batch)
    return record.version


# ---- nothing to report ----------------------------------------------------------------------------------------------


@action("submissions.report_zero", permission=Permission.SUBMIT_RECORDS)
def report_zero(batch: Batch, *, authority: str, type: str, month: str) -> dict:
    """零报送: there was nothing of the type in the month (2026-10)."""
    first, on = date.fromisoformat(f"{month}-01"), batch.opened_at.astimezone(SHANGHAI).date()
    kind, provider = record_type(type, on), Authority.objects.get(ref=authority)
    told = ZeroReport.objects.filter(authority=provider, type=type, month=first).exists()
    if refusal := why_not_zero(kind, first, on, records_of(provider, type, first), told):
        raise Refused(refusal)
    ZeroReport.objects.create(authority=provider, type=type, month=first, batch=batch)
    return {"authority": authority, "type": type, "month": month}


def records_of(provider: Authority, type: str, month: date) -> int:
    """How many records of a type of an authority were decided on in a month, rows that a reviewer let in among them."""
    came = CreditRecord.objects.filter(batch__in=list(came_since(month)), provider=provider, type=type)
    return came.filter(decided_on__gte=month, decided_on__lt=month_after(month)).count()
