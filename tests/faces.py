"""What tests of pages share: plain static files, the law in force, and somebody who is signed in."""

import pytest

from tests.factories.kernel import NOON, PASSWORD, SYSTEM, account
from xinheng.ground.policies.actions import publish_seed

STAFF = "officer"


@pytest.fixture
def plain_settings(settings):
    """Static files as they lie in assets/, without a collection of them, and passwords hashed without argon2's delay."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True


def publish_law(folder=None) -> None:
    publish_seed(by=SYSTEM, now=NOON, folder=folder)


def sign_in(client):
    """An officer of the credit office, signed in through the form as anybody would."""
    account(STAFF, "credit_office_officer")
    client.post("/accounts/login/", {"login": STAFF, "password": PASSWORD})
    return client
