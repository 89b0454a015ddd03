"""权限: why an account may not be made, or a role not granted."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError

from xinheng.ground.access.models import User
from xinheng.ground.access.roles import ROLES
from xinheng.ground.identifiers import uscc
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text


def why_not_grant(role: str, held: Iterable[str]) -> Refusal | None:
    """三员分立: a role must exist and must not be one that excludes a role already held (GB/T 22239-2019, 8.1.4.2)."""
    if role not in ROLES:
        return Refusal("access.role_unknown", Text(zh=f"没有角色“{role}”。", en=f'There is no role "{role}".'))
    if clash := ROLES[role].excludes & set(held):
        titles = [ROLES[code].title for code in sorted(clash)]
        zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
        sentence = Text(
            zh=f"该账号已是{zh}，按三员分立的要求不能再授予此角色。请先收回原角色，或换一个账号。",
            en=f"This account already holds {en}; the three administrators are kept apart, so it cannot hold this role "
            "too. Revoke the other role first, or use another account.",
        )
        return Refusal("access.role_excluded", sentence, "GB/T 22239-2019 8.1.4.2")
    return None


def why_not_for(role: str, authority: str | None, organisation: str) -> Refusal | None:
    """A role of agents is held for one organisation by its 18 characters, every other for authorities."""
    is_whole = len(organisation) == uscc.LENGTH and not authority
    if is_whole if ROLES[role].for_organisation else not organisation:
        return None
    sentence = Text(
        zh="企业代理人须写明一个组织的十八位统一社会信用代码，不写部门；其他角色不写组织。请改正后再授予。",
        en="An agent is granted for one organisation, by its code of 18 characters, and for no authority; every other role "
        "for no organisation. Correct it and grant again.",
    )
    return Refusal("access.grant_scope", sentence)


def why_not_both(role: str, held: Iterable[str]) -> Refusal | None:
    """Nobody works for an organisation and for those who supervise it with one account."""
    if all(ROLES[other].for_organisation == ROLES[role].for_organisation for other in held):
        return None
    sentence = Text(
        zh="工作人员的账号不能同时是企业代理人。请另建一个账号。",
        en="An account of staff cannot be an agent of an organisation as well. Make another account.",
    )
    return Refusal("access.staff_and_agent", sentence)


def why_not_own(username: str, by: str) -> Refusal | None:
    """Nobody changes their own rights: whoever grants does not profit (等保三级 8.1.4.2, separation of duties)."""
    if by != f"user:{username}":
        return None
    sentence = Text(
        zh="不能为自己授予角色，也不能停用自己的账号。请由另一名安全管理员办理。",
        en="Nobody grants roles to themselves or disables their own account: another security administrator does it.",
    )
    return Refusal("access.own_account", sentence, "GB/T 22239-2019 8.1.4.2")


def why_not_account(user: User) -> Refusal | None:
    """A user name without blanks, a name for people, both of a length that is kept; an e-mail address or none."""
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError:
        username, name = (User._meta.get_field(field).max_length for field in ("username", "display_name"))
        sentence = Text(
            zh=f"账号须填写，最多 {username} 字；姓名须填写，最多 {name} 字；邮箱可以不填，填写的须完整。",
            en=f"A user name is needed, of {username} characters at most, and a name of {name} at most; an e-mail address "
            "may be left out, but must be whole.",
        )
        return Refusal("access.account_malformed", sentence)
    if " " in user.username or not (user.username + user.display_name).isprintable():
        sentence = Text(
            zh="账号不能含空格，账号和姓名不能含不可见字符。",
            en="A user name has no blanks, and no name has invisible characters.",
        )
        return Refusal("access.account_malformed", sentence)
    return None


def why_unknown(username: str) -> Refusal:
    """Nobody has an account of that name."""
    sentence = Text(zh=f"没有账号“{username}”。", en=f'There is no account "{username}".')
    return Refusal("access.user_unknown", sentence)


def why_not_password(password: str, user: User) -> Refusal | None:
    """A password must pass the validators of the settings (length, not common, not like the user name).

    Said in our own words: Django's are in part untranslated.
    """
    try:
        validate_password(password, user)
    except ValidationError:
        shortest = max(getattr(each, "min_length", 0) for each in get_default_password_validators())
        sentence = Text(
            zh=f"密码须至少 {shortest} 位，不能是常见的密码，也不能与账号、姓名或邮箱相近。请另设一个。",
            en=f"A password has {shortest} characters at least, is none that many people use, and is not like the user "
            "name, the name or the e-mail address. Choose another.",
        )
        return Refusal("access.password_weak", sentence)
    return None
