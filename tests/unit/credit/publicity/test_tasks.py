"""What follows a new law: the list of what is public is made anew, as a job."""

from datetime import date

import pytest

from tests.factories.kernel import MARKET_BUREAU, NOON, SYSTEM, actor, call
from tests.factories.organisations import load
from tests.factories.records import REVIEWER, penalty, permit, report
from tests.factories.register import BREWERY, PENDING_NUMBER, UNKNOWN
from xinheng.credit.publicity import actions, queries
from xinheng.credit.publicity.models import PublicChange, PublicRecord
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.events.actions import SUBSCRIBERS, deliver, emit
from xinheng.ground.events.models import Event
from xinheng.ground.ledger.actions import open_batch, seal
from xinheng.ground.policies.actions import publish
from xinheng.ground.policies.queries import versions_in_force

TODAY = date(2026, 11, 20)
PERMIT_KEY = "catalogue/nation/permit"
FOLLOWER = "xinheng.credit.publicity.tasks.follow_the_law"
CODE_FOLLOWER = "xinheng.credit.publicity.tasks.follow_new_codes"
COUNTER = "xinheng.credit.publicity.tasks.keep_counts_quick"


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
    return sum(each.records for each in queries.public_counts(viewer=PUBLIC, on=TODAY))


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


def test_what_is_about_an_organisation_without_a_code_is_listed_once_it_has_one(place):
    load(f",泗阳县老字号酱园有限公司,{PENDING_NUMBER}", header="统一社会信用代码,名称,工商注册号")
    submission = report(permit("许9号", PENDING_NUMBER, MARKET_BUREAU, resolved="former_code"))
    call(actions.release, by=REVIEWER, authority=place[MARKET_BUREAU], submission=submission)
    assert listed() == 0
    load(f"{UNKNOWN},泗阳县老字号酱园有限公司,{PENDING_NUMBER}", header="统一社会信用代码,名称,工商注册号")
    assert deliver(Event.objects.filter(name="organisations.loaded").latest("pk").pk, CODE_FOLLOWER, now=NOON)
    assert listed() == 1
    assert [each.party.uscc for each in queries.public_records(viewer=PUBLIC, on=TODAY).records] == [UNKNOWN]


def test_counts_of_any_later_day_stay_the_same_when_past_days_are_added_up(place):
    for on in (date(2026, 11, 16), date(2026, 11, 18), TODAY):
        rows = (penalty(f"{on}第{number}号", BREWERY, MARKET_BUREAU, repair_class="general") for number in range(3))
        now = NOON.replace(day=on.day)
        submission = report(*rows, permit(f"许{on}号", BREWERY, MARKET_BUREAU), now=now)
        call(actions.release, by=REVIEWER, now=now, authority=place[MARKET_BUREAU], submission=submission)
    days = [date(2026, 11, 19), TODAY, date(2027, 5, 6), date(2027, 5, 7), date(2036, 1, 1)]
    before = [queries.public_counts(viewer=PUBLIC, on=day) for day in days]
    assert [sum(each.records for each in counts) for counts in before[:2]] == [8, 12]
    changes = PublicChange.objects.count()
    assert deliver(Event.objects.filter(name="records.released").latest("pk").pk, COUNTER, now=NOON)
    assert PublicChange.objects.count() < changes
    assert [queries.public_counts(viewer=PUBLIC, on=day) for day in days] == before


def test_the_seed_tells_what_it_published(place):
    seeded = Event.objects.filter(name="policies.published").earliest("pk")
    assert seeded.ids == {"kinds": ["calendar", "catalogue", "pack"]}
    assert FOLLOWER in SUBSCRIBERS["policies.published"]
