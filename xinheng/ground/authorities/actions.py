"""部门: recording authorities. A change is a new version; nothing is overwritten."""

import secrets
from datetime import date

from xinheng.ground.authorities.models import Authority, AuthorityVersion
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.authorities.rules import why_not_parent, why_not_successor, why_not_uscc, why_unknown
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.actions import action
from xinheng.ground.ledger.models import Batch
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

CHANGED_MEANWHILE = Refusal(
    "authorities.changed_meanwhile",
    Text(
        zh="该部门刚被他人修改。请刷新后核对，再提交您的修改。",
        en="Somebody has just changed this authority. Reload the page, check it, and send your change again.",
    ),
)


@action("authorities.record", permission="authorities.maintain")
def record(batch: Batch, *, uscc: str, name: str, region: str, parent: str | None, valid_from: str) -> dict:
    """登记部门: makes an authority known. `valid_from` is an ISO date. Answers its `ref`."""
    identity = Authority(ref=secrets.token_hex(6), batch=batch)
    refuse_if_wrong(identity.ref, uscc, parent)
    identity.save()
    AuthorityVersion.objects.create(
        authority=identity,
        version=1,
        batch=batch,
        uscc=uscc,
        name=name,
        region=region,
        parent=Authority.objects.filter(ref=parent).first(),
        valid_from=date.fromisoformat(valid_from),
    )
    return {"authority": identity.ref, "version": 1}


@action("authorities.change", permission="authorities.maintain")
def change(batch: Batch, *, authority: str, version: int, valid_from: str, **changes: str | None) -> dict:
    """变更部门: a new name, code, region, parent or successor from a date on.

    `version` is the one the person was looking at: when somebody was faster, the change is refused
    (`authorities.changed_meanwhile`) and nothing is lost.
    """
    # The whole tree: two moves at once could close a circle that neither of them sees.
    known = {each.ref: each for each in Authority.objects.select_for_update().order_by("pk")}
    identity = known.get(authority)
    current = identity and identity.versions.filter(batch__knowledge_no__isnull=False).order_by("-version").first()
    if current is None:
        raise Refused(why_unknown(authority))
    if current.version != version:
        raise Refused(CHANGED_MEANWHILE)
    refs = {name: changes.pop(name) for name in ("parent", "successor") if name in changes}
    refuse_if_wrong(authority, changes.get("uscc", current.uscc), refs.get("parent"))
    if refusal := why_not_successor(authority, refs.get("successor"), known):
        raise Refused(refusal)
    links = {name: known[ref] if ref else None for name, ref in refs.items()}
    kept = {field: getattr(current, field) for field in ("uscc", "name", "region", "parent", "successor")}
    AuthorityVersion.objects.create(
        authority=identity,
        version=current.version + 1,
        batch=batch,
        valid_from=date.fromisoformat(valid_from),
        **kept | changes | links,
    )
    return {"authority": authority, "version": current.version + 1}


def refuse_if_wrong(ref: str, uscc: str, parent: str | None) -> None:
    parents = {each.ref: each.parent for each in authorities(viewer=PUBLIC).values()}
    if refusal := why_not_uscc(uscc) or why_not_parent(ref, parent, parents):
        raise Refused(refusal)
