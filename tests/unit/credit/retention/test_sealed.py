"""封存: what is neither public nor used any more is read by those alone who are entitled to it, through whichever door."""

from dataclasses import replace
from datetime import date

import pytest

from tests.factories.kernel import call
from tests.factories.publicity import SAFETY, fine, release
from tests.factories.records import REVIEWER, ref_of
from tests.factories.register import BREWERY, HOTEL
from xinheng.credit.publicity import actions, queries
from xinheng.credit.publicity.worklists import queries as worklists
from xinheng.ground.disclosure import PUBLIC, Level, Viewer

NUMBER = "苏应急罚〔2026〕1号"
REF = ref_of("penalty", NUMBER)
LAST, ENDED = date(2027, 5, 6), date(2027, 5, 7)
OFFICE = Viewer("user:office", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "日常监管")
AUDITOR = replace(OFFICE, ref="user:auditor", purpose="依法调阅：审〔2027〕1号", matter="审〔2027〕1号")
ITSELF = Viewer(BREWERY, purpose="本主体查询", consented=frozenset({BREWERY}))
STRANGER = Viewer(HOTEL, purpose="好奇", consented=frozenset({HOTEL}))


@pytest.fixture
def viewers(place) -> dict[str, Viewer]:
    release(place, fine())
    return {
        "public": PUBLIC,
        "another organisation": STRANGER,
        "government": OFFICE,
        "another authority": replace(OFFICE, provides=frozenset({"another"})),
        "its provider": replace(OFFICE, provides=frozenset({place[SAFETY]})),
        "itself": ITSELF,
        "auditor": AUDITOR,
    }


ENTITLED = {"its provider", "itself", "auditor"}
DOORS = {
    "file": lambda viewer, on, ref: queries.file(BREWERY, viewer=viewer, on=on).records,
    "history": lambda viewer, on, ref: queries.history(REF, viewer=viewer, on=on),
    "record at the desk": lambda viewer, on, ref: worklists.own_record(REF, viewer=viewer, on=on),
    "own records": lambda viewer, on, ref: worklists.mine(ref, viewer=viewer, on=on).records,
    "own records by number": lambda viewer, on, ref: worklists.mine(ref, viewer=viewer, on=on, text=NUMBER).records,
}


@pytest.mark.parametrize("door", DOORS)
def test_what_has_ended_is_read_by_the_entitled_only(viewers, place, door):
    def readers(on: date) -> set[str]:
        return {who for who, viewer in viewers.items() if DOORS[door](viewer, on, place[SAFETY])}

    assert "government" in readers(LAST)
    assert readers(ENDED) == readers(LAST) & ENTITLED
    assert "its provider" in readers(ENDED)


@pytest.mark.parametrize("what", ["withdrawn", "over its term"])
def test_a_look_back_opens_nothing_that_has_ended_since(viewers, place, what):
    day = date(2026, 11, 20)
    if what == "withdrawn":
        call(actions.withdraw, by=REVIEWER, authority=place[SAFETY], records=[REF], reason="错报")
        on = day
    else:
        on = ENDED
    for when in ({"as_of": day}, {"known_on": day}, {"as_of": day, "known_on": day}):
        assert queries.file(BREWERY, viewer=OFFICE, on=on, **when).records == ()
        assert [each.ref for each in queries.file(BREWERY, viewer=AUDITOR, on=on, **when).records] == [REF]


def test_the_entitled_are_told_from_when_it_is_sealed_and_how_long_it_is_kept(viewers):
    (shown,) = queries.file(BREWERY, viewer=ITSELF, on=ENDED).records
    assert (shown.sealed_from, shown.kept_until, shown.erased) == (ENDED, date(2032, 5, 7), False)
    (public,) = queries.file(BREWERY, viewer=PUBLIC, on=LAST).records
    assert (public.sealed_from, public.kept_until) == (None, None)
