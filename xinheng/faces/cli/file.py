"""信用档案: `bin/xinheng file USCC`: what is in the file of one organisation, as a viewer may see it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from xinheng.faces.cli.database import ready
from xinheng.faces.clock import now, today
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

if TYPE_CHECKING:
    from xinheng.credit.publicity.views import MarkView, RecordView
    from xinheng.ground.disclosure import Viewer

HELP = "查一个主体的档案 · the file of one organisation"

PUBLIC_ROLE, ITSELF, AUDITOR = "public", "organisation", "auditor"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="USCC", help="任一代码 · any of its codes")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="D", help="某日的情况 · as it was on that day")
    parser.add_argument(
        "--known-on", type=date.fromisoformat, metavar="D", help="某日已知的情况 · as known on that day"
    )
    parser.add_argument("--as", dest="role", default=PUBLIC_ROLE, metavar="ROLE", help="以何身份 · as whom: public, …")
    parser.add_argument(
        "--matter",
        default="",
        metavar="NO",
        help="审计事项或者案件编号 · of an audit or court matter: what is sealed is read too",
    )


def run(options: Namespace) -> dict:
    ready()
    from xinheng.credit.publicity.queries import file
    from xinheng.credit.records.actions import log_access

    viewer, when = (
        viewer_as(options.role, options.code, options.matter.strip()),
        {"as_of": options.as_of, "known_on": options.known_on},
    )
    shown = file(options.code, viewer=viewer, on=today(), **when)
    if shown is None:
        zh = f"没有代码为 {options.code} 的公开主体。请核对代码，或用 search 按名称查找。"
        en = f"No public organisation has the code {options.code}. Check it, or look for the name with search."
        raise Refused(Refusal("organisations.unknown", Text(zh=zh, en=en)))
    found = shown.organisation
    log_access(viewer, what="file", subject=found.uscc or normalise(options.code), at=now(), **when)
    return {
        "organisation": {
            "uscc": found.uscc,
            "name": found.name,
            "former_names": [each.name for each in found.former_names],
            "former_names_used": [dated(vars(each)) for each in found.former_names],
            "state": found.state,
            "identifiers": [vars(each) for each in found.identifiers],
            "kind": found.kind,
            "region": found.region,
            "industry": found.industry,
            "established_on": found.established_on and found.established_on.isoformat(),
            "capital_fen": found.capital_fen,
            "code_pending": found.is_pending,
            "warnings": list(found.warnings),
            "lineage": [dated(vars(each)) for each in (*found.lineage, *found.branches)],
        },
        "as_of": options.as_of and options.as_of.isoformat(),
        "known_on": options.known_on and options.known_on.isoformat(),
        "viewer": options.role,
        "records": [record_shown(each) for each in shown.records],
    }


RECORD = (
    "ref", "type", "version", "document_no", "authority", "authority_code", "decided_on", "valid_from", "valid_until",
    "repair_class", "amount_fen", "public", "public_from", "public_until", "supersedes", "sealed_from", "kept_until", "erased",
)  # fmt: skip


def record_shown(record: "RecordView") -> dict:
    """One record as JSON says it; what the viewer may not see is not in it."""
    return dated({name: getattr(record, name) for name in RECORD}) | {
        "title": record.title.zh,
        "party": vars(record.party),
        "fields": dict(record.fields),
        "why": [
            {"message": why.sentence.zh, "message_en": why.sentence.en, "rule": why.rule, "article": why.article}
            for why in record.why
        ],
        "not_public": record.not_public and {"code": record.not_public.code, "message": record.not_public.sentence.zh},
        "marks": [mark_shown(mark) for mark in record.marks],
        "source": vars(record.source),
    }


def mark_shown(mark: "MarkView") -> dict:
    return dated(vars(mark))


def dated(value: dict) -> dict:
    """Days as JSON writes them."""
    return {key: each.isoformat() if isinstance(each, date) else each for key, each in value.items()}


def viewer_as(role: str, code: str, matter: str = "") -> "Viewer":
    """The viewer of a role: the public, the organisation itself, or staff, who see what government shares; the auditor, for
    an audit or a court, under the number of a matter also what is sealed."""
    from xinheng.ground.access.roles import ROLES
    from xinheng.ground.disclosure import PUBLIC, Level, Viewer

    if matter and role != AUDITOR:
        zh = "依法调阅封存内容由审计管理员办理。请加 --as auditor。"
        en = "What is sealed is read for a matter by the auditor. Add --as auditor."
        raise Refused(Refusal("access.matter_without_auditor", Text(zh=zh, en=en)))
    if role == PUBLIC_ROLE:
        return PUBLIC
    if role == ITSELF:
        own = normalise(code)
        return Viewer(ref=own, purpose="本主体查询", consented=frozenset({own}))
    if role not in ROLES:
        roles = "、".join((PUBLIC_ROLE, ITSELF, *ROLES))
        zh, en = f"没有角色 {role}。可选：{roles}。", f"There is no role {role}. Choose one of {roles}."
        raise Refused(Refusal("access.role_unknown", Text(zh=zh, en=en)))
    purpose = f"依法调阅：{matter}" if matter else "运维查询"
    return Viewer(f"role:{role}", frozenset({Level.PUBLIC, Level.GOVERNMENT}), purpose, matter=matter)


def lines(result: dict) -> Iterator[str]:
    found = result["organisation"]
    yield f"{found['name']}　{found['uscc'] or '（待换码 code pending）'}　{found['state']}"
    if found["former_names"]:
        yield "曾用名 former names: " + "、".join(map(name_used, found["former_names_used"]))
    for bond in found["lineage"]:
        role = "→" if bond["of_this"] else "←"  # from this one to the other, or from the other to this one
        yield f"沿革 lineage: {bond['kind']} {role} {bond['name']} {bond['uscc'] or ''} {bond['on'] or ''}".rstrip()
    yield from (f"提示 {warning}" for warning in found["warnings"])
    yield f"信用记录 {len(result['records'])} 条 · records"
    for record in result["records"]:
        until = record["public_until"] or "长期"
        public = (
            f"公示至 public until {until}"
            if record["public"]
            else f"不公示 {(record['not_public'] or {}).get('message', '')}"
        )
        yield f"{record['decided_on'] or ''} {record['title']} {record['document_no']} {record['authority']}　{public}"


def name_used(name: dict) -> str:
    """A former name, with the day until which it was used where that is known."""
    return name["name"] + (f"（至 until {name['used_until']}）" if name["used_until"] else "")
