"""预写: facts that several connections write before the action that seals them."""

import threading

import pytest
from django.db import IntegrityError, connection

from tests.factories.kernel import MARKET_BUREAU, NOON, SYSTEM, authority, call
from xinheng.credit.submissions.models import ReviewRow
from xinheng.ground.authorities.models import Authority
from xinheng.ground.ledger.actions import REGISTERED, action, open_batch, staged, sweep_abandoned, writing_under
from xinheng.ground.ledger.models import Batch, Operation
from xinheng.ground.ledger.queries import verify
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db(transaction=True)

FACTS = (ReviewRow,)  # any table whose facts are staged
NAME = "test.staged"


@action(NAME, permission="test.write")
def seal_what_is_staged(batch, *, value):
    return {"batch": batch.ref, "value": value}


@pytest.fixture(autouse=True)
def forget():
    yield
    REGISTERED.pop(NAME, None)


@pytest.fixture
def provider() -> Authority:
    return Authority.objects.get(ref=authority(MARKET_BUREAU))


def staging():
    return staged(action=NAME, by=SYSTEM, now=NOON, facts=FACTS)


def add_row(batch: Batch, provider: Authority, ref: str = "a") -> None:
    ReviewRow.objects.create(
        ref=ref, batch=batch, authority=provider, type="penalty", record_key="0" * 32, envelope={}, content={},
        content_digest=b"", reason="test", sheet="", row=2,
    )  # fmt: skip


def elsewhere(work) -> None:
    """On a connection of its own."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_action_seals_what_another_connection_wrote_before(provider):
    with staging() as batch:

        def write():
            with writing_under(batch):
                add_row(batch, provider)

        elsewhere(write)
        assert ReviewRow.objects.get().batch.knowledge_no is None
        answer = call(seal_what_is_staged, staged=batch, value=1)
    assert answer["batch"] == batch.ref
    assert ReviewRow.objects.get().batch.knowledge_no == 2
    assert verify().valid


def test_what_is_not_sealed_in_the_end_is_swept(provider):
    def interrupted():
        with staging() as batch:
            add_row(batch, provider)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        interrupted()
    assert not ReviewRow.objects.exists()
    assert not Batch.objects.filter(action=NAME).exists()


def test_second_click_leaves_nothing_of_its_own(provider):
    with staging() as batch:
        first = call(seal_what_is_staged, operation="the-click", staged=batch, value=1)
    with staging() as batch:
        add_row(batch, provider)
        assert call(seal_what_is_staged, operation="the-click", staged=batch, value=1) == first
    assert not ReviewRow.objects.exists()
    assert Operation.objects.filter(operation="the-click").count() == 1


def test_refused_action_leaves_nothing(provider):
    def refused():
        with staging() as batch:
            add_row(batch, provider)
            call(seal_what_is_staged, operation="x" * 81, staged=batch, value=1)

    with pytest.raises(Refused):
        refused()
    assert not ReviewRow.objects.exists()


def test_sweeping_takes_what_nobody_holds_and_leaves_the_rest(provider):
    abandoned = open_batch(action=NAME, by=SYSTEM, now=NOON)
    add_row(abandoned, provider)
    with staging() as batch:  # which sweeps first
        assert list(Batch.objects.filter(action=NAME)) == [batch]
        add_row(batch, provider, "b")
        elsewhere(lambda: sweep_abandoned(action=NAME, facts=FACTS))
        assert ReviewRow.objects.get().ref == "b"
        call(seal_what_is_staged, staged=batch, value=1)
    assert sweep_abandoned(action=NAME, facts=FACTS) == []
    assert ReviewRow.objects.get().ref == "b"


def test_sealed_facts_of_a_staged_table_are_not_deleted(provider):
    with staging() as batch:
        add_row(batch, provider)
        call(seal_what_is_staged, staged=batch, value=1)
    with pytest.raises(IntegrityError, match="append-only"):
        ReviewRow.objects.all().delete()
    with pytest.raises(IntegrityError, match="sealed"):
        add_row(batch, provider, "late")


@pytest.mark.django_db(transaction=False)
def test_staging_within_a_transaction_is_a_mistake():
    with pytest.raises(TypeError), staging():
        pass
