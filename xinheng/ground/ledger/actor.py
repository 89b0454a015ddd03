"""操作人: who acts, and what they may do."""

from dataclasses import dataclass

from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text


@dataclass(frozen=True)
class Grant:
    """权限: one permission, for the named authorities (`ref`s, with all below them already listed) or for the whole place;
    or for one organisation by its 统一社会信用代码, and then for no authority at all."""

    permission: str
    authorities: frozenset[str] | None = None
    organisation: str | None = None

    def covers(self, authority: str | None, organisation: str | None = None) -> bool:
        if self.organisation:
            return self.organisation == organisation
        return self.authorities is None or (authority is not None and authority in self.authorities)


@dataclass(frozen=True)
class Actor:
    """操作人: a user as actions know them: a stable reference, a name for people, and grants. Without a grant, nothing.

    `is_system` marks the software acting by itself (set-up, clock), which may do what carries no permission at all.
    """

    ref: str
    name: str
    grants: frozenset[Grant] = frozenset()
    is_system: bool = False

    @classmethod
    def system(cls, part: str) -> "Actor":
        """The software itself, by the part that acts: `setup`, `clock`, `demo`."""
        return cls(ref=f"system:{part}", name=f"系统（{part}）", is_system=True)

    @property
    def organisations(self) -> frozenset[str]:
        """The organisations, by code, that this actor is the agent of."""
        return frozenset(grant.organisation for grant in self.grants if grant.organisation)

    @property
    def is_staff(self) -> bool:
        """Whether this actor holds any grant that is not for an organisation."""
        return any(not grant.organisation for grant in self.grants)

    def why_not(
        self, permission: str | None, authority: str | None = None, organisation: str | None = None
    ) -> Refusal | None:
        """Why this actor may not use the permission for the authority, or as an agent for the organisation (its code);
        nothing if they may. Deny by default."""
        if self.is_system or any(grant.covers(authority, organisation) for grant in self._held(permission)):
            return None
        return _not_permitted(permission)

    def why_not_anywhere(self, permission: str) -> Refusal | None:
        """Why this actor may use the permission for no authority at all: for opening a page, never for a write.

        A clerk whose role is for one department holds no permission for the whole place, and still has a desk.
        """
        return None if self.is_system or self._held(permission) else _not_permitted(permission)

    def _held(self, permission: str | None) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if permission and grant.permission == permission)


def _not_permitted(permission: str | None) -> Refusal:
    sentence = Text(
        zh=f"您的账号没有此项权限（{permission or '仅限系统'}）。请联系安全管理员授予相应角色。",
        en=f"Your account may not do this ({permission or 'for the system only'}). Ask the security administrator for the role.",
    )
    return Refusal("access.not_permitted", sentence)
