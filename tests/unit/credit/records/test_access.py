"""Looks at more than the public sees leave a trace that nobody can change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.kernel import MARKET_BRANCH, MARKET_BUREAU, NOON, account, authority, call
from tests.factories.register import BREWERY, HOTEL
from xinheng.credit.records.actions import log_access
from xinheng.credit.records.models import FileAccess
from xinheng.credit.records.queries import accesses
from xinheng.ground.access.actions import grant_role, revoke_role
from xinheng.ground.access.models import RoleGrant
from xinheng.ground.disclosure import PUBLIC, Level, Viewer

pytestmark = pytest.mark.django_db

OFFICE = Viewer("user:office", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "核查投诉")
ITSELF = Viewer(BREWERY, purpose="本主体查询", consented=frozenset({BREWERY}))


def look(viewer: Viewer, **when) -> bool:
    return log_access(viewer, what="file", subject=BREWERY, at=NOON, **when)


def test_who_looked_when_and_what_for_is_kept_and_the_organisation_may_read_it():
    assert look(OFFICE, as_of=date(2025, 1, 1))
    assert log_access(OFFICE, what="file", subject=BREWERY, at=NOON + timedelta(hours=1))
    newest, first = accesses(BREWERY, viewer=ITSELF)
    assert (first.purpose, first.at, first.as_of) == ("核查投诉", NOON, date(2025, 1, 1))
    assert newest.at > first.at
    assert accesses(BREWERY, viewer=OFFICE) == (newest, first)


def test_who_looked_is_the_authority_that_the_account_worked_for_then():
    first, second = (authority(code, name) for code, name in ((MARKET_BUREAU, "市监局"), (MARKET_BRANCH, "城管局")))
    account("mover", "department_clerk", authority=first)
    mover = replace(OFFICE, ref="user:mover")
    look(mover)
    (grant,) = RoleGrant.objects.filter(user__username="mover")
    call(revoke_role, now=NOON + timedelta(hours=1), username="mover", grant=grant.ref)
    call(grant_role, now=NOON + timedelta(hours=2), username="mover", role="department_clerk", authority=second)
    log_access(mover, what="file", subject=BREWERY, at=NOON + timedelta(hours=3))
    log_access(OFFICE, what="file", subject=BREWERY, at=NOON + timedelta(hours=4))
    assert [each.authorities for each in accesses(BREWERY, viewer=ITSELF)] == [(), ("城管局",), ("市监局",)]
    assert "mover" not in str(accesses(BREWERY, viewer=ITSELF))


@pytest.mark.parametrize("asked", ["320324197001011234", "\x00", "9" * 100])
def test_what_was_asked_for_is_kept_whatever_it_is_but_no_number_of_a_person(asked):
    assert log_access(OFFICE, what="record", subject=asked, at=NOON)
    assert FileAccess.objects.get().subject in ("******", "", "9" * 40)


def test_the_public_leaves_no_trace_and_reads_none():
    assert not look(PUBLIC)
    assert not FileAccess.objects.exists()
    look(OFFICE)
    stranger = Viewer(HOTEL, purpose="好奇", consented=frozenset({HOTEL}))
    assert accesses(BREWERY, viewer=PUBLIC) == accesses(BREWERY, viewer=stranger) == ()


@pytest.mark.parametrize("change", [lambda rows: rows.update(purpose="别的"), lambda rows: rows.delete()])
def test_a_trace_is_never_changed(change):
    look(OFFICE)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(FileAccess.objects.all())
