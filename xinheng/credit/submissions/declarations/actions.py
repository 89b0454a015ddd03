"""自愿申报: an organisation declares something of itself, and takes it back."""

import json
from collections.abc import Mapping
from datetime import date

from xinheng.credit.catalogue.queries import record_type
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.organisations.facts import organisation_by_code
from xinheng.credit.organisations.queries import OrganisationView
from xinheng.credit.organisations.queries import organisation as organisation_named
from xinheng.credit.publicity.reading import key_of
from xinheng.credit.publicity.refreshing import day_of, refresh
from xinheng.credit.records.facts import add_marks, histories, lock
from xinheng.credit.records.history import WITHDRAWN, MarkFact
from xinheng.credit.submissions.actions import Intake, filed, validated
from xinheng.credit.submissions.declarations.queries import accepting
from xinheng.credit.submissions.declarations.rules import (
    DECLARATION,
    NO_FILE,
    NOBODY_VERIFIES,
    why_not_take,
    why_not_withdraw,
)
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.queries import AuthorityView
from xinheng.ground.disclosure import PUBLIC, Viewer
from xinheng.ground.events.actions import emit
from xinheng.ground.ledger.actions import action
from xinheng.ground.ledger.models import Batch
from xinheng.ground.refusal import Refused

NAME = "主体自愿申报.jsonl"
PURPOSE = "自愿申报"
# What the organisation says; the rest of the row is known, so that nobody declares for another.
STATED = ("act_kind", "matter", "content", "evidence_number", "valid_until", "veracity", "authorised")


@action("submissions.declare", permission=Permission.DECLARE_RECORDS)
def declare(batch: Batch, *, organisation: str, authority: str, stated: Mapping[str, str]) -> dict:
    """自愿申报: what an organisation (by code) says of itself, by field code, to the authority (`ref`) that verifies it and
    releases it as it does any submission. Answers the receipt, with `record`, the number of the record.

    Raises `Refused`: `access.not_permitted`, `submissions.nobody_verifies`, `organisations.unknown`, the catalogue's, and of
    what is wrong with the declaration the first fault (`submissions.…`).
    """
    on = day_of(batch.opened_at)
    kind = record_type(DECLARATION, on)
    bodies = {each.ref: each for each in accepting(viewer=PUBLIC, on=on)}
    if authority not in bodies:
        raise Refused(NOBODY_VERIFIES)
    itself = Viewer(batch.opened_by, purpose=PURPOSE, consented=frozenset({organisation}))
    party = organisation_named(organisation, viewer=itself)
    if party is None:
        raise Refused(NO_FILE)
    said = {code: stated.get(code, "") for code in STATED}
    row = row_of(kind, said | known(party, bodies[authority], on, batch))
    blocks = list(validated(row, NAME, kind, on, None))
    if refusal := why_not_take(block for block, _ in blocks):
        raise Refused(refusal)
    intake = Intake(kind, NAME, on)
    intake.hold(blocks)
    return filed(batch, authority, intake) | {"record": blocks[0][0].rows["record_key"][0]}


def known(party: OrganisationView, taken_by: AuthorityView, on: date, batch: Batch) -> dict[str, str]:
    """What of a declaration is no matter of the one who declares."""
    return {
        "document_number": f"ZY{on:%Y%m%d}{batch.ref[:6].upper()}",
        "party_name": party.name,
        "party_code": party.uscc,
        "decided_on": on.isoformat(),
        "authority_name": taken_by.name,
        "authority_code": taken_by.uscc,
    }


def row_of(kind: RecordType, values: Mapping[str, str]) -> bytes:
    """The declaration as a file of one row."""
    cells = {kind.fields[code].title.zh: value for code, value in values.items()}
    return json.dumps(cells, ensure_ascii=False).encode() + b"\n"


@action("submissions.withdraw_declaration", permission=Permission.DECLARE_RECORDS)
def withdraw_declaration(batch: Batch, *, organisation: str, record: str, reason: str) -> dict:
    """撤回申报: an organisation takes back what it declared, for good, whether it was public or not.

    Raises `Refused`: `publicity.record_unknown` of what it did not declare, `publicity.withdrawn_already`,
    `publicity.reason_missing`.
    """
    keys = [key] if (key := key_of(record)) else []
    lock(keys)
    history = histories(keys).get(key)
    if refusal := why_not_withdraw(history, record, organisation_by_code(organisation), reason):
        raise Refused(refusal)
    on, version = day_of(batch.opened_at), history.current.version
    add_marks(batch, [(key, MarkFact(0, WITHDRAWN, on, version, reason=reason, cause=batch.ref))])
    refresh(keys, batch=batch)
    emit("records.withdrawn", batch)
    return {"record": record}
