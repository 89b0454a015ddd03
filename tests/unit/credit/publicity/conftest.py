"""A database with the shipped law, two departments and a small register; laid once a module, under every test's own part."""

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from tests.faces import publish_law
from tests.factories.kernel import MARKET_BUREAU, authority
from tests.factories.register import small_register

SAFETY = "11321323MB0C004009"


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker, tmp_path_factory):
    """Publishing the law and loading a register take a second; every test of a module stands on the same."""
    var, django_settings.VAR = django_settings.VAR, tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), transaction.atomic():
        publish_law()
        small_register()
        yield {
            MARKET_BUREAU: authority(MARKET_BUREAU, "泗阳县市场监督管理局"),
            SAFETY: authority(SAFETY, "泗阳县应急管理局"),
        }
        transaction.set_rollback(True)
    django_settings.VAR = var


@pytest.fixture
def place(ground, db) -> dict[str, str]:
    """{code of an authority: its ref}: market regulation and emergency management, with organisations in file."""
    return ground
