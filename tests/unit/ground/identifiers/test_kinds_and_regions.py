import pytest

from xinheng.ground.identifiers import regions
from xinheng.ground.identifiers.identification import IdentifierKind
from xinheng.ground.identifiers.kinds import KINDS
from xinheng.ground.identifiers.uscc import ALPHABET


def test_kinds_have_codes_of_their_own():
    codes = [kind.code for kind in KINDS.values()] + [kind.value for kind in IdentifierKind]
    assert len(codes) == len(set(codes))


def test_kinds_are_written_in_the_alphabet():
    assert {len(prefix) for prefix in KINDS} == {2}
    assert set("".join(KINDS)) <= set(ALPHABET)


def test_every_kind_and_identifier_is_named_in_both_languages():
    names = [kind.name for kind in KINDS.values()] + [kind.authority for kind in KINDS.values()]
    names += [kind.label for kind in IdentifierKind]
    assert all(name.zh and name.en and name.en.isascii() for name in names)


def test_region_of_today_is_known_by_name():
    assert regions.region_names()["321323"] == "泗阳县"
    assert regions.region_names()["320000"] == "江苏省"


def test_region_abolished_long_ago_is_still_known():
    """苏州's 沧浪区 became part of 姑苏区 in 2012; 交河县 gave way to 泊头市 in 1983."""
    assert regions.is_known("320502")
    assert regions.is_known("132927")


@pytest.mark.parametrize("zone", ["320594", "320191", "321391", "220299", "321379"])
def test_number_that_the_standard_leaves_free_is_a_zone_of_its_prefecture(zone):
    assert regions.is_zone(zone)
    assert not regions.is_known(zone)
    assert regions.name_of(zone) == f"{regions.region_names()[zone[:4] + '00']}功能区"


@pytest.mark.parametrize("region", ["329994", "320513", "320500", "320581", "130171", "", "9"])
def test_what_is_no_number_of_a_zone_is_none(region):
    """329994: no prefecture; 320513: a district's number; 130171 is listed under its own name."""
    assert not regions.is_zone(region)
    assert regions.name_of(region) == regions.region_names().get(region, "")


def test_code_never_given_is_unknown():
    assert not regions.is_known("999999")
    assert not regions.is_known("")


def test_regions_are_codes_of_six_digits_with_names():
    names = regions.region_names()
    assert len(names) == 7072
    assert all(len(code) == 6 and code.isdigit() and name for code, name in names.items())
