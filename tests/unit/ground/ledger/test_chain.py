from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xinheng.ground.ledger.chain import BEGINNING, Break, Link, Secret, breaks, canonical, digest_of

START = datetime(2026, 1, 1, tzinfo=UTC)


def chain(length: int) -> list[tuple[Link, str]]:
    entries, previous = [], BEGINNING
    for number in range(1, length + 1):
        at = START + timedelta(minutes=number)
        link = Link(number, f"batch-{number}", "test.act", "user:a", at, {"value": number}, previous)
        previous = link.digest
        entries.append((link, previous))
    return entries


def test_whole_chain_has_no_breaks():
    assert list(breaks(chain(5))) == []


def test_altered_content_is_found_where_it_happened():
    entries = chain(3)
    entries[1] = (replace(entries[1][0], content={"value": 99}), entries[1][1])
    assert list(breaks(entries)) == [Break(2, "altered")]


def test_entry_rewritten_with_a_fresh_digest_breaks_the_link_after_it():
    entries = chain(3)
    forged = replace(entries[1][0], content={"value": 99})
    entries[1] = (forged, forged.digest)
    assert list(breaks(entries)) == [Break(3, "unlinked")]


def test_removed_entry_leaves_a_gap():
    entries = chain(3)
    del entries[1]
    assert list(breaks(entries)) == [Break(3, "gap"), Break(3, "unlinked")]


def test_entry_older_than_the_one_before_is_backdated():
    entries = chain(2)
    early = replace(entries[1][0], at=START)
    entries[1] = (early, early.digest)
    assert list(breaks(entries)) == [Break(2, "backdated")]


@given(st.integers(2, 8), st.data())
def test_any_single_change_of_any_entry_is_found(length, data):
    entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    field = data.draw(st.sampled_from(["batch_ref", "action", "by", "content", "previous"]))
    link, stored = entries[place]
    entries[place] = (replace(link, **{field: "forged"}), stored)
    assert any(found.number == place + 1 for found in breaks(entries))


def test_canonical_text_does_not_depend_on_key_order():
    assert canonical({"乙": 1, "甲": [1, 2]}) == canonical({"甲": [1, 2], "乙": 1}) == '{"乙":1,"甲":[1,2]}'


def test_secret_leaves_no_digest_that_could_be_guessed():
    assert digest_of({"password": Secret("one")}) == digest_of({"password": Secret("two")})
    assert "one" not in repr(Secret("one"))
