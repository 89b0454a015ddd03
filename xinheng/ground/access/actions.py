"""权限: making accounts, granting and revoking roles."""

import secrets

from django.db import IntegrityError

from xinheng.ground.access.models import RoleGrant, RoleRevocation, User
from xinheng.ground.access.roles import Permission
from xinheng.ground.access.rules import (
    why_not_account,
    why_not_both,
    why_not_for,
    why_not_grant,
    why_not_own,
    why_not_password,
    why_unknown,
)
from xinheng.ground.authorities.models import Authority
from xinheng.ground.authorities.rules import why_unknown as why_unknown_authority
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.ledger.actions import action
from xinheng.ground.ledger.chain import Secret
from xinheng.ground.ledger.models import Batch
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text


@action("access.create_user", permission=Permission.GRANT_ACCESS)
def create_user(batch: Batch, *, username: str, display_name: str, password: Secret, email: str = "") -> dict:
    """建立账号: an account without any right yet. There is no sign-up; the office makes accounts."""
    user = User(username=username, display_name=display_name, email=email, created_at=batch.opened_at)
    sentence = Text(
        zh=f"账号 {username} 已存在。请换一个账号名。",
        en=f"There is an account {username} already. Choose another user name.",
    )
    taken = Refusal("access.username_taken", sentence)
    if refusal := why_not_account(user) or why_not_password(password.value, user):
        raise Refused(refusal)
    # Signing in does not tell capitals from small letters: `Zhang` beside `zhang` would lock both out.
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(taken)
    user.set_password(password.value)
    try:
        user.save()
    except IntegrityError as error:  # somebody was faster by a moment
        raise Refused(taken) from error
    return {"username": username}


@action("access.reset_password", permission=Permission.GRANT_ACCESS)
def reset_password(batch: Batch, *, username: str, password: Secret) -> dict:
    """重设密码: for somebody who lost theirs; they are signed out everywhere, since sessions rest on the old one."""
    user = locked_user(username)
    if refusal := why_not_password(password.value, user):
        raise Refused(refusal)
    user.set_password(password.value)
    user.save(update_fields=["password"])
    return {"username": username}


@action("access.set_active", permission=Permission.GRANT_ACCESS)
def set_active(batch: Batch, *, username: str, active: bool) -> dict:
    """停用、启用账号: a disabled account keeps its roles on paper and may do nothing, from its next click on."""
    user = locked_user(username)
    if refusal := why_not_own(username, batch.opened_by):
        raise Refused(refusal)
    user.is_active = active
    user.save(update_fields=["is_active"])
    return {"username": username, "active": active}


@action("access.grant_role", permission=Permission.GRANT_ACCESS)
def grant_role(
    batch: Batch, *, username: str, role: str, authority: str | None = None, organisation: str | None = None
) -> dict:
    """授予角色: for an authority (its `ref`) and all below it, or for the whole place; that of an agent for an organisation,
    by its 统一社会信用代码. Whether there is such an organisation is not known here; of an unknown one there is no file."""
    user, code = locked_user(username), normalise(organisation or "")
    held = standing_grants(user).values_list("role", flat=True)
    if refusal := (
        why_not_own(username, batch.opened_by)
        or why_not_grant(role, held)
        or why_not_for(role, authority, code)
        or why_not_both(role, held)
    ):
        raise Refused(refusal)
    scope = Authority.objects.filter(ref=authority).first()
    if authority and not scope:
        raise Refused(why_unknown_authority(authority))
    grant = standing_grants(user).filter(role=role, authority=scope, organisation=code).first()
    grant = grant or RoleGrant.objects.create(
        ref=secrets.token_hex(6), user=user, role=role, authority=scope, organisation=code, batch=batch
    )
    told = {"username": username, "role": role, "authority": authority, "grant": grant.ref}
    return told | ({"organisation": code} if code else {})


@action("access.revoke_role", permission=Permission.GRANT_ACCESS)
def revoke_role(batch: Batch, *, username: str, grant: str) -> dict:
    """收回角色: ends a grant, at once: rights are read anew at every request."""
    held = standing_grants(locked_user(username)).filter(ref=grant).first()
    if held is None:
        sentence = Text(
            zh="该账号没有这项授权，或已被收回。请刷新后再看。",
            en="The account does not hold this grant, or it was revoked. Reload and look again.",
        )
        raise Refused(Refusal("access.grant_unknown", sentence))
    RoleRevocation.objects.create(grant=held, batch=batch)
    return {"username": username, "grant": grant}


def locked_user(username: str) -> User:
    user = User.objects.select_for_update().filter(username=username).first()
    if user is None:
        raise Refused(why_unknown(username))
    return user


def standing_grants(user: User):
    """Grants of the user that nobody has revoked."""
    return RoleGrant.objects.filter(user=user, revocation=None)
