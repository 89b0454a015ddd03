"""Files of departments in the layouts of the catalogue: a sound row of any type, made from the examples that its text gives."""

import json
from datetime import datetime

from tests.factories.kernel import NOON, SYSTEM, call
from tests.factories.kernel import authority as record_authority
from tests.factories.records import REVIEWER
from tests.factories.register import BREWERY
from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.template import columns_of
from xinheng.credit.publicity.actions import release
from xinheng.credit.submissions.actions import submit
from xinheng.ground.identifiers import organisation_code, uscc
from xinheng.ground.ledger.actor import Actor

NAME = "泗阳洋河酿酒有限公司"


def body(number: int, name: str) -> tuple[str, str, str]:
    """An authority of that name, recorded: (its ref, its code, its name)."""
    inner = f"MB0D{number:04d}"
    code = f"11321323{inner}{organisation_code.check_digit(inner)}"
    code += uscc.check_character(code)
    return record_authority(code, name), code, name


def row_of(type: str, body: tuple[str, str, str], **changed: str) -> dict[str, str]:
    """One row about the brewery in the first layout of a type, decided and sent by a body; `changed` by field code."""
    own = catalogue_in_force(NOON.date()).types[type]
    _, code, name = body
    sent = {"party_name": NAME, "party_code": BREWERY, "authority_name": name, "authority_code": code}
    given = sent | {"source_name": name, "source_code": code} | changed
    columns = columns_of(own, next(iter(own.layouts)))
    if unknown := changed.keys() - columns.keys():
        raise KeyError(unknown)
    return {header: given.get(field, own.fields[field].example or "") for field, header in columns.items()}


def file_of(*rows: dict[str, str]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def sent(
    type: str, body: tuple[str, str, str], *rows: dict[str, str], by: Actor = SYSTEM, now: datetime = NOON
) -> dict:
    """Rows through the door of every file; the receipt."""
    return call(submit, by=by, now=now, authority=body[0], type=type, source=file_of(*rows), name=f"{type}.jsonl")


def published(type: str, body: tuple[str, str, str], *rows: dict[str, str], now: datetime = NOON, **chosen) -> dict:
    """The same, released by a second person."""
    receipt = sent(type, body, *rows, now=now)
    call(release, by=REVIEWER, now=now, authority=body[0], submission=receipt["submission"], **chosen)
    return receipt
