"""权限: why an account may not be made, or a role not granted."""

from collections.abc import Callable, Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from xinheng.ground.access.models import User
from xinheng.ground.access.roles import ROLES
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
    if complaint := complaint_of(lambda: user.clean_fields(exclude=["password"])):
        return Refusal("access.account_malformed", complaint)
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
    """A password must pass the validators of the settings (length, not common, not like the user name)."""
    complaint = complaint_of(lambda: validate_password(password, user))
    return complaint and Refusal("access.password_weak", complaint)


def complaint_of(validate: Callable[[], None]) -> Text | None:
    """What Django finds wrong, in both languages. It speaks as it looks, in the language of the moment: hence twice."""
    said = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with override(code):
            try:
                validate()
            except ValidationError as error:
                said[language] = " ".join(error.messages)
    return Text(**said) if said else None
