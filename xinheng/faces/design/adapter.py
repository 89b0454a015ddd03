"""账号: how allauth behaves here."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xinheng.ground.access.queries import actor_of


class AccountAdapter(DefaultAccountAdapter):
    """开户: accounts are made by the security administrator; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("账号或者密码不正确，请核对后再试。")
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody lands who asked for no page: staff at their desk, an agent at the counter."""
        is_agent = bool(actor_of(request.user).organisations)
        return reverse("counter:home") if is_agent else super().get_login_redirect_url(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (allauth passes it)
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """第二因素: its keys lie encrypted in the database, so that a copy of the tables signs nobody in."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _("动态码或者恢复码不正确，请核对后再试。")}

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()


def cipher() -> Fernet:
    """Of the key that signs sessions, which is kept outside the database."""
    key = hashlib.sha256(b"xinheng second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
