"""Words, amounts and signs as every page writes them."""

from datetime import date

import pytest
from django.utils import translation

from xinheng.faces.design.templatetags.faces import SIGNS, SOURCE_KINDS, UNITS, day, unit_name, wan, words, yuan
from xinheng.ground.calendars import Unit
from xinheng.ground.policies.folding import Standing
from xinheng.ground.policies.schema import Binding, ListStanding, SourceKind, SourceStatus
from xinheng.ground.text import Text


@pytest.mark.parametrize("codes", [SourceStatus, Standing, Binding, ListStanding])
def test_every_status_has_a_sign_and_a_word(codes):
    assert {code.value for code in codes} <= SIGNS.keys()
    assert all(sign.sign and sign.word for sign in SIGNS.values())


def test_every_kind_of_source_and_every_unit_has_a_name():
    assert {kind.value for kind in SourceKind} == SOURCE_KINDS.keys()
    assert {unit.value for unit in Unit} == UNITS.keys()


def test_vermilion_is_for_what_a_seal_would_mark():
    assert {code for code, sign in SIGNS.items() if sign.look == "seal"} == {
        "overdue",
        "decided",
        "revoked",
        "annulled",
    }


def test_day_carries_its_weekday_in_the_language_of_the_page():
    assert day(date(2026, 11, 21)) == "2026-11-21 周六"
    with translation.override("en"):
        assert day(date(2026, 11, 21)) == "2026-11-21 Sat"


@pytest.mark.parametrize(
    ("fen", "in_yuan", "in_wan"),
    [(1_234_500, "12,345.00", "1.2345"), (100_000_000, "1,000,000.00", "100"), (5, "0.05", "0.000005")],
)
def test_amounts_are_written_in_yuan_and_ten_thousands(fen, in_yuan, in_wan):
    assert (yuan(fen), wan(fen)) == (in_yuan, in_wan)


def test_words_follow_the_language_of_the_page():
    text = Text(zh="公示", en="publication")
    assert words(text) == "公示"
    with translation.override("en"):
        assert words(text) == "publication"
        assert unit_name("workday", 1) == "working day"
        assert unit_name("workday", 2) == "working days"
