"""Pages as a browser gets them, from the law that is published in the database."""

from datetime import date

import pytest

from tests.faces import plain_settings, publish_law, sign_in  # noqa: F401  (fixtures)
from xinheng.faces.counter import views as counter
from xinheng.faces.design import freshness
from xinheng.faces.desk import organisations as desk_organisations
from xinheng.faces.desk import views as desk
from xinheng.faces.portal import organisations as portal_organisations
from xinheng.faces.portal import publicity as portal_publicity
from xinheng.faces.portal import views as portal

TODAY = date(2026, 11, 20)


@pytest.fixture
def visitor(client, db, plain_settings, monkeypatch):  # noqa: F811  (a fixture)
    """Anybody, without an account, on 2026-11-20, under the law of the seed."""
    for face in (portal, portal_organisations, portal_publicity, freshness, counter, desk, desk_organisations):
        monkeypatch.setattr(face, "today", lambda: TODAY)
    publish_law()
    return client


@pytest.fixture
def officer(visitor):
    return sign_in(visitor)
