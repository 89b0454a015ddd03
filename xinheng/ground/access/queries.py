"""权限: from an account to the actor and the viewer it may be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from xinheng.ground.access.models import RoleGrant, User
from xinheng.ground.access.roles import ROLES, Permission
from xinheng.ground.access.rules import why_unknown
from xinheng.ground.authorities.queries import authorities, with_all_below
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.ledger.actor import Actor, Grant
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

PASSWORD_WRONG = Refusal(
    "access.password_wrong",
    Text(
        zh="账号或者密码不正确，请核对后再试。",
        en="User name or password is not correct. Check both and try again.",
    ),
)


def actor_of(user: User) -> Actor:
    """操作人: what an account may do at this moment. A disabled account may do nothing."""
    grants = RoleGrant.objects.filter(user=user, revocation=None, batch__knowledge_no__isnull=False)
    held = frozenset(
        Grant(
            permission,
            grant.authority and with_all_below(grant.authority.ref, viewer=PUBLIC),
            grant.organisation or None,
        )
        for grant in grants.select_related("authority")
        for permission in ROLES[grant.role].permissions
    )
    return Actor(ref=f"user:{user.username}", name=user.display_name, grants=held if user.is_active else frozenset())


def actor_named(username: str) -> Actor:
    """操作人 by user name; raises `Refused` `access.user_unknown`."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refused(why_unknown(username))
    return actor_of(user)


def actor_signing(username: str, password: str) -> Actor:
    """操作人 who proves to be that account; raises `Refused` `access.password_wrong`, whatever was wrong with the two."""
    user = User.objects.filter(username=username).first()
    if user is None or not user.check_password(password):
        raise Refused(PASSWORD_WRONG)
    return actor_of(user)


def accounts() -> list[dict]:
    """Every account with the grants it holds, for whoever runs the place: {username, name, active, grants}."""
    standing = RoleGrant.objects.filter(revocation=None).select_related("authority").order_by("pk")
    users = User.objects.order_by("username").prefetch_related(Prefetch("grants", standing))
    return [
        {
            "username": user.username,
            "name": user.display_name,
            "active": user.is_active,
            "grants": [
                {
                    "grant": grant.ref,
                    "role": grant.role,
                    "authority": grant.authority and grant.authority.ref,
                    "organisation": grant.organisation or None,
                }
                for grant in user.grants.all()
            ],
        }
        for user in users
    ]


def authorities_with(permission: Permission) -> frozenset[str]:
    """The authorities (refs) for which somebody may use a permission at this moment."""
    roles = [code for code, role in ROLES.items() if permission in role.permissions]
    grants = RoleGrant.objects.filter(role__in=roles, revocation=None, batch__knowledge_no__isnull=False)
    found: set[str] = set()
    for grant in grants.filter(user__is_active=True).select_related("authority"):
        found.update(
            with_all_below(grant.authority.ref, viewer=PUBLIC) if grant.authority else authorities(viewer=PUBLIC)
        )
    return frozenset(found)


@dataclass(frozen=True)
class Standing:
    """身份: for whom an account stood at an instant: authorities (refs), and organisations as their agent (codes)."""

    authorities: frozenset[str]
    organisations: frozenset[str]


def standing_at(looks: Collection[tuple[str, datetime]]) -> list[Standing]:
    """身份 of each of these (ref of an actor, instant), by the roles that were held then."""
    usernames = {ref.removeprefix("user:") for ref, _ in looks}
    grants = RoleGrant.objects.filter(user__username__in=usernames, batch__knowledge_no__isnull=False)
    grants = list(grants.select_related("user", "authority", "batch", "revocation__batch"))
    return [
        Standing(
            frozenset(each.authority.ref for each in held if each.authority),
            frozenset(each.organisation for each in held if each.organisation),
        )
        for held in ([each for each in grants if was_held(each, ref, at)] for ref, at in looks)
    ]


def was_held(grant: RoleGrant, ref: str, at: datetime) -> bool:
    revocation = getattr(grant, "revocation", None)
    has_ended = revocation and revocation.batch.known_at and revocation.batch.known_at <= at
    return f"user:{grant.user.username}" == ref and grant.batch.known_at <= at and not has_ended


def viewer_of(actor: Actor, *, purpose: str) -> Viewer:
    """查看者: staff who hold any role see 政务共享 fields for a stated purpose; the agent of an organisation sees everything
    about that one, and of others what the public sees; everybody else is the public."""
    if actor.is_staff:
        levels = frozenset({Level.PUBLIC, Level.GOVERNMENT})
        return Viewer(ref=actor.ref, levels=levels, purpose=purpose, provides=provided_by(actor))
    if actor.organisations:
        return Viewer(ref=actor.ref, purpose=purpose, consented=actor.organisations)
    return PUBLIC


def provided_by(actor: Actor) -> frozenset[str]:
    """The authorities (refs) for which somebody reports or releases records."""
    own = [
        grant for grant in actor.grants if grant.permission in (Permission.SUBMIT_RECORDS, Permission.RELEASE_RECORDS)
    ]
    everywhere = any(grant.authorities is None and not grant.organisation for grant in own)
    if everywhere:
        return frozenset(authorities(viewer=PUBLIC))
    return frozenset().union(*(grant.authorities for grant in own if grant.authorities))
