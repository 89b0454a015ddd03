"""权限: why an account may not be made, or a role not granted."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinheng.ground.access.models import User
from xinheng.ground.access.roles import ROLES
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text


def why_not_grant(role: str, held: Iterable[str]) -> Refusal | None:
    """三员分立: a role must exist and must not be one that excludes a role already held (GB/T 22239-2019, 8.1.4.2)."""
    if role not in ROLES:
        return Refusal("access.role_unknown", _("没有角色“%(role)s”。") % {"role": role})
    if clash := ROLES[role].excludes & set(held):
        titles = "、".join(str(ROLES[code].title) for code in sorted(clash))
        sentence = _("该账号已是%(titles)s，按三员分立的要求不能再授予此角色。请先收回原角色，或换一个账号。")
        return Refusal("access.role_excluded", sentence % {"titles": titles}, "GB/T 22239-2019 8.1.4.2")
    return None


def why_not_own(username: str, by: str) -> Refusal | None:
    """Nobody changes their own rights: whoever grants does not profit (等保三级 8.1.4.2, separation of duties)."""
    if by != f"user:{username}":
        return None
    sentence = _("不能为自己授予角色，也不能停用自己的账号。请由另一名安全管理员办理。")
    return Refusal("access.own_account", sentence, "GB/T 22239-2019 8.1.4.2")


def why_not_account(user: User) -> Refusal | None:
    """A user name without blanks, a name for people, both of a length that is kept; an e-mail address or none."""
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        return Refusal("access.account_malformed", " ".join(error.messages))
    if " " in user.username or not (user.username + user.display_name).isprintable():
        sentence = Text(
            zh="账号不能含空格，账号和姓名不能含不可见字符。",
            en="A user name has no blanks, and no name has invisible characters.",
        )
        return Refusal("access.account_malformed", sentence)
    return None


def why_unknown(username: str) -> Refusal:
    """Nobody has an account of that name."""
    return Refusal("access.user_unknown", _("没有账号“%(username)s”。") % {"username": username})


def why_not_password(password: str, user: User) -> Refusal | None:
    """A password must pass the validators of the settings (length, not common, not like the user name)."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return Refusal("access.password_weak", " ".join(error.messages))
    return None
