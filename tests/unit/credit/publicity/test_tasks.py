"""What follows a new law: the list of what is public is made anew, as a job."""

from datetime import date

import pytest

from tests.factories.kernel import MARKET_BUREAU, NOON, SYSTEM, actor, call
from tests.factories.records import REVIEWER, permit, report
from tests.factories.register import BREWERY
from xinheng.credit.publicity import actions, queries
from xinheng.credit.publicity.models import PublicRecord
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.events.actions import SUBSCRIBERS, deliver, emit
from xinheng.ground.events.models import Event
from xinheng.ground.ledger.actions import open_batch, seal
from xinheng.ground.policies.actions import publish
from xinheng.ground.policies.queries import versions_in_force

TODAY = date(2026, 11, 20)
PERMIT_KEY = "catalogue/nation/permit"
FOLLOWER = "xinheng.credit.publicity.tasks.follow_the_law"


@pytest.fixture
def released(place) -> None:
    submission = report(permit("许1号", BREWERY, MARKET_BUREAU))
    call(actions.release, by=REVIEWER, authority=place[MARKET_BUREAU], submission=submission)


def publish_permits(old: str, new: str) -> Event:
    """Publishes the catalogue's permits with a text changed, by a second person; answers the event."""
    text = versions_in_force("catalogue")[PERMIT_KEY].text
    assert old in text
    second = actor("policies.publish")
    call(publish, by=second, kind="catalogue", key=PERMIT_KEY, text=text.replace(old, new), author="user:author")
    return Event.objects.filter(name="policies.published").latest("pk")


def told(event: Event) -> bool:
    return deliver(event.pk, FOLLOWER, now=NOON)


def listed() -> int:
    return queries.public_counts(viewer=PUBLIC, on=TODAY)[0].records if PublicRecord.objects.exists() else 0


def test_what_a_new_catalogue_closes_leaves_the_list_of_what_is_public(released):
    assert listed() == 1
    event = publish_permits("window: while_valid", "window: not_public")
    assert event.ids == {"kinds": ["catalogue"]}
    assert queries.public_records(viewer=PUBLIC, on=TODAY).records == ()  # at once, before the job has run
    assert PublicRecord.objects.count() == 1
    assert told(event)
    assert PublicRecord.objects.count() == 0


def test_the_list_follows_each_new_text_once(released):
    event = publish_permits("window: while_valid", "window: not_public")
    assert told(event)
    again = publish_permits("window: not_public", "window: while_valid  # restored")
    assert [told(event), told(again), told(again)] == [False, True, False]
    assert listed() == 1


def test_texts_that_no_window_follows_from_leave_the_list_alone(released):
    PublicRecord.objects.all().delete()
    batch = open_batch(action="test", by=SYSTEM, now=NOON)
    emit("policies.published", batch, kinds=["model"])
    seal(batch, content={}, now=NOON)
    assert told(Event.objects.latest("pk"))
    assert PublicRecord.objects.count() == 0


def test_the_seed_tells_what_it_published(place):
    seeded = Event.objects.filter(name="policies.published").earliest("pk")
    assert seeded.ids == {"kinds": ["calendar", "catalogue", "pack"]}
    assert FOLLOWER in SUBSCRIBERS["policies.published"]
