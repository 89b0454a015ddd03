"""Texts come into force: from the seed, and from the desk by two persons; nothing published ever changes."""

import json
import shutil
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.factories.kernel import NOON, actor, call, later
from tests.unit.ground.policies.test_faults import SMALL
from xinheng.ground.calendars import shipped_calendar
from xinheng.ground.calendars.shipped import FOLDER as CALENDARS
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.models import Batch, Entry
from xinheng.ground.ledger.queries import verify
from xinheng.ground.policies import actions, queries, seed
from xinheng.ground.policies.faults import PolicyFault
from xinheng.ground.policies.models import Origin, PublishedVersion
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db

RULES = "cities/river/rules"
OFFICER = Actor("user:second", "第二人", actor("policies.publish").grants)


def publish_seed(folder: Path = SMALL) -> dict:
    return actions.publish_seed(by=Actor.system("setup"), now=NOON, folder=folder)


def publish(text: str, *, kind: str = "pack", key: str = RULES, author: str = "user:first", **inputs) -> dict:
    return call(actions.publish, by=OFFICER, now=later(5), kind=kind, key=key, text=text, author=author, **inputs)


def city_rules(old: str = "value: 6", new: str = "value: 4") -> str:
    return (SMALL / f"{RULES}.yaml").read_text().replace(old, new, 1)


def days() -> int:
    return queries.pack_in_force("river").rule("publicity.permit", NOON.date()).term.number


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the small seed, to be changed."""
    shutil.copytree(SMALL, tmp_path / "seed")
    return tmp_path / "seed"


@pytest.fixture(autouse=True)
def clauses_of_the_small_library(monkeypatch):
    monkeypatch.setattr(seed, "known_clauses", lambda: {"SY-19": "yes", "SY-31": "yes"})


def refusal_of(**inputs) -> str:
    with pytest.raises(Refused) as refused:
        publish(**inputs)
    return refused.value.refusal.code


# ---- the seed -------------------------------------------------------------------------------------------------------


def test_seed_comes_into_force_as_it_is_read_from_the_folder():
    published = publish_seed()["published"]
    assert f"pack {RULES}" in published
    assert "calendar calendars/notices" in published
    assert queries.pack_in_force("river").digest == seed.load(SMALL).pack("river").digest
    assert queries.calendar_in_force() == shipped_calendar()
    assert verify().valid


def test_seed_without_anything_new_writes_nothing():
    publish_seed()
    entries = Entry.objects.count()
    assert publish_seed() == {"published": [], "held_back": []}
    assert Entry.objects.count() == entries


def test_changed_seed_file_becomes_the_next_version(folder):
    publish_seed(folder)
    (folder / f"{RULES}.yaml").write_text(city_rules())
    assert publish_seed(folder)["published"] == [f"pack {RULES}"]
    newest, first = queries.version_history("pack", RULES)
    assert (newest.sequence, first.sequence, newest.origin, newest.author) == (2, 1, "seed", "system:setup")
    assert days() == 4


def test_file_that_left_the_seed_is_emptied(folder):
    publish_seed(folder)
    (folder / f"{RULES}.yaml").rename(folder / "cities/river/deadlines.yaml")
    assert publish_seed(folder)["published"] == ["pack cities/river/deadlines", f"pack {RULES}"]
    assert queries.version_history("pack", RULES)[0].text == "pack: river\n"
    assert publish_seed(folder)["published"] == []


def test_seed_text_that_returns_is_in_force_again_as_a_version_of_its_own(folder):
    publish_seed(folder)
    before = (folder / f"{RULES}.yaml").read_text()
    for text, counted in [(city_rules(), 4), (before, 5), (city_rules(), 4)]:
        (folder / f"{RULES}.yaml").write_text(text)
        assert publish_seed(folder) == {"published": [f"pack {RULES}"], "held_back": []}
        assert days() == counted
    assert [version.sequence for version in queries.version_history("pack", RULES)] == [4, 3, 2, 1]


def test_faulty_seed_is_refused_whole(folder):
    (folder / f"{RULES}.yaml").write_text(city_rules("value: 6", "value: six"))
    with pytest.raises(PolicyFault) as fault:
        publish_seed(folder)
    assert [each.line for each in fault.value.faults] == [6]
    assert not PublishedVersion.objects.exists()
    assert not Batch.objects.exists()


# ---- the desk -------------------------------------------------------------------------------------------------------


def test_second_person_brings_a_draft_into_force():
    publish_seed()
    library = queries.library_in_force()
    assert days() == 5
    answer = publish(city_rules())
    newest = queries.version_history("pack", RULES)[0]
    assert answer == {"kind": "pack", "key": RULES, "sequence": 2, "sha256": newest.sha256}
    assert (newest.author, newest.second_person, newest.origin) == ("user:first", "user:second", "desk")
    assert newest.published_at == later(5)
    assert days() == 4
    assert queries.library_in_force() is not library
    assert library.pack("river").rule("publicity.permit", NOON.date()).term.number == 5


def test_law_in_force_is_read_once_until_something_is_published():
    publish_seed()
    assert queries.library_in_force() is queries.library_in_force()
    assert queries.calendar_in_force() is queries.calendar_in_force()


def test_author_cannot_publish_alone():
    publish_seed()
    assert refusal_of(text=city_rules(), author="user:second") == "policies.same_person"
    with pytest.raises(IntegrityError, match="published_by_two_persons"), transaction.atomic():
        version("user:one", "user:one")
    with pytest.raises(IntegrityError, match="published_by_two_persons"), transaction.atomic():
        version("user:one", "")


def version(author: str, second_person: str) -> PublishedVersion:
    """A version written past the action, to see what the database itself allows."""
    return PublishedVersion.objects.create(
        kind="pack", key="x", sequence=1, text="", sha256="", valid_from=NOON.date(), published_at=NOON, author=author,
        second_person=second_person, origin=Origin.DESK, batch=Batch.objects.first(),
    )  # fmt: skip


def test_publishing_takes_the_permission():
    publish_seed()
    with pytest.raises(Refused) as refused:
        call(actions.publish, by=actor(), kind="pack", key=RULES, text=city_rules(), author="user:first")
    assert refused.value.refusal.code == "access.not_permitted"


def test_faulty_draft_is_refused_with_every_fault():
    publish_seed()
    draft = city_rules("value: 6", "value: six").replace("SY-19", "SY-190")
    with pytest.raises(PolicyFault) as fault:
        publish(draft)
    assert [(each.code, each.line) for each in fault.value.faults] == [
        ("policies.wrong_type", 6),
        ("policies.unknown_clause", 21),
    ]
    assert days() == 5


def test_draft_is_judged_together_with_all_that_is_in_force():
    publish_seed()
    text = (SMALL / "nation/rules.yaml").read_text().replace("publicity.reply", "publicity.answer")
    with pytest.raises(PolicyFault) as fault:
        publish(text, key="nation/rules")
    assert [each.file for each in fault.value.faults] == ["cities/river/rules.yaml"]


def test_text_published_before_does_not_come_back_unexplained():
    publish_seed()
    publish(city_rules())
    assert refusal_of(text=city_rules("", "")) == "policies.published_before"
    assert publish(city_rules("", "") + "# 恢复：条款核对有误\n")["sequence"] == 3


@pytest.mark.parametrize("key", ["nation/" + "a" * 120, "cities/river/a\x00"])
def test_key_that_cannot_be_kept_is_refused(key):
    publish_seed()
    assert refusal_of(text="pack: nation\n", key=key) == "policies.key_malformed"


def test_only_packs_and_calendars_are_published_here():
    assert refusal_of(text="x", kind="model", key="models/a") == "policies.unknown_kind"


def test_seed_does_not_override_the_desk(folder):
    publish_seed(folder)
    publish(city_rules())
    (folder / f"{RULES}.yaml").write_text(city_rules("value: 6", "value: 3"))
    assert publish_seed(folder) == {"published": [], "held_back": [f"pack {RULES}"]}
    assert days() == 4


# ---- calendars ------------------------------------------------------------------------------------------------------


def notice(year: int, *, without: str = "") -> str:
    """A made-up notice that gives every statutory day of the year off."""
    statutory = (row.split(",") for row in (CALENDARS / "statutory.csv").read_text().splitlines()[1:])
    off = [{"name": n, "date": d, "isOffDay": True} for y, d, _, n, _ in statutory if y == str(year) and n != without]
    return json.dumps({"year": year, "papers": ["https://www.gov.cn/"], "days": off}, ensure_ascii=False)


def test_seed_does_not_override_a_desk_that_publishes_at_the_same_moment(folder, monkeypatch):
    publish_seed(folder)
    (folder / f"{RULES}.yaml").write_text(city_rules(new="value: 3"))
    lock = actions._lock

    def lock_after_the_desk():
        monkeypatch.setattr(actions, "_lock", lock)
        publish(city_rules())
        lock()

    monkeypatch.setattr(actions, "_lock", lock_after_the_desk)
    with pytest.raises(Refused) as refused:
        publish_seed(folder)
    assert refused.value.refusal.code == "policies.changed_meanwhile"


def test_published_notice_extends_the_calendar():
    publish_seed()
    assert queries.calendar_in_force().last.year == 2026
    publish(notice(2027), kind="calendar", key="calendars/2027")
    assert queries.calendar_in_force().last.year == 2027
    assert queries.calendar_in_force().digest != shipped_calendar().digest


def test_faulty_notice_is_refused():
    publish_seed()
    assert refusal_of(text="{", kind="calendar", key="calendars/2027") == "calendars.faulty"
    assert refusal_of(text=notice(2027, without="元旦"), kind="calendar", key="calendars/2027") == "calendars.faulty"
    assert refusal_of(text=notice(2027), kind="calendar", key="calendars/next") == "policies.other_year"


# ---- immutability ---------------------------------------------------------------------------------------------------


def test_published_version_cannot_be_changed_or_deleted():
    publish_seed()
    row = PublishedVersion.objects.first()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PublishedVersion.objects.update(text="")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PublishedVersion.objects.all()._raw_delete("default")


# ---- export ---------------------------------------------------------------------------------------------------------


def test_export_is_the_seed_byte_for_byte(tmp_path, monkeypatch):
    """The whole of what ships goes through the database and comes back as it was."""
    shipped = seed.ROOT / "policies"
    monkeypatch.undo()
    publish_seed(shipped)
    written = queries.export(tmp_path)
    expected = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*") if path.suffix in (".yaml", ".csv")}
    assert set(written) == expected
    for path in expected:
        assert (tmp_path / path).read_bytes() == (shipped / path).read_bytes(), path
    assert seed.load(tmp_path).digest == queries.library_in_force().digest


def test_export_leaves_out_what_left_the_seed(folder, tmp_path):
    publish_seed(folder)
    (folder / f"{RULES}.yaml").rename(folder / "cities/river/deadlines.yaml")
    publish_seed(folder)
    assert f"{RULES}.yaml" not in queries.export(tmp_path / "out")
