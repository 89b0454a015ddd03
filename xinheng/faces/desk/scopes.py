"""部门范围: for which authorities somebody may do something, and for which of them a page is.

The address chooses among those that the account's roles cover (`?authority=`); what it names beyond them is refused.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from xinheng.credit.records.actions import log_access
from xinheng.faces.clock import now
from xinheng.ground.access.queries import viewer_of
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.queries import AuthorityView, authorities
from xinheng.ground.disclosure import PUBLIC, Viewer
from xinheng.ground.ledger.actor import Actor


@dataclass(frozen=True)
class Scope:
    """部门范围 of a page: the authority that it is for, and all that could be chosen."""

    authority: AuthorityView
    authorities: tuple[AuthorityView, ...]

    @property
    def ref(self) -> str:
        return self.authority.ref

    @property
    def refs(self) -> frozenset[str]:
        return frozenset(each.ref for each in self.authorities)


def covered(actor: Actor, *permissions: Permission) -> tuple[AuthorityView, ...]:
    """The authorities for which somebody holds one of the permissions."""
    return tuple(each for each in authorities(viewer=PUBLIC).values() if may(actor, each.ref, *permissions))


def may(actor: Actor, authority: str, *permissions: Permission) -> bool:
    return any(actor.why_not(permission, authority) is None for permission in permissions)


def scope_of(request: HttpRequest, actor: Actor, *permissions: Permission) -> Scope:
    """部门范围 of a page. Raises `PermissionDenied` for an authority beyond the account's roles, and without any."""
    found = covered(actor, *permissions)
    asked = request.GET.get("authority", "")
    chosen = next((each for each in found if each.ref == asked), None) if asked else next(iter(found), None)
    if chosen is None:
        raise PermissionDenied(_("您的账号没有这个部门的权限。请联系安全管理员授予相应角色。"))
    return Scope(chosen, found)


def looking(actor: Actor, purpose: str, *, what: str = "", subject: str = "", record: str = "") -> Viewer:
    """查看者 for a purpose; where a `subject` is named, the look is logged."""
    viewer = viewer_of(actor, purpose=purpose)
    if subject:
        log_access(viewer, what=what, subject=subject, record=record, at=now())
    return viewer
