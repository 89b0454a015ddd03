"""为何不得归集: nothing is collected but through a dated item whose basis is in force."""

from datetime import date

import pytest

from tests.unit.credit.catalogue.texts import TODAY, VISIT, shipped, visit
from xinheng.ground.refusal import Refused

ITEM = VISIT["items"][0]
SIYANG_ONLY = {"source": "configured", "from": date(2016, 1, 1), "verified": "configured"}


def why_not(on: date = TODAY, **parts) -> str | None:
    refusal = visit(on=on, **parts).why_not_collect
    return refusal.code if refusal else None


def test_type_with_an_item_in_force_may_be_collected():
    found = visit()
    assert found.why_not_collect is None
    assert (found.source.id, found.item.from_) == ("credit-catalogue-2024", date(2024, 3, 4))


def test_unfounded_type_is_disabled_and_says_why():
    refusal = visit(items=[], disabled={"zh": "没有依据。", "en": "Nothing founds it."}).why_not_collect
    assert (refusal.code, refusal.article) == ("catalogue.unfounded", "国办发〔2020〕49号")
    assert "没有依据" in refusal.sentence.zh
    assert "Nothing founds it" in refusal.sentence.en


def test_type_may_be_collected_from_the_first_to_the_last_day_of_its_item():
    ending = {"items": [ITEM | {"until": date(2026, 12, 31)}]}
    assert why_not(date(2024, 3, 3)) == "catalogue.not_in_force"
    assert why_not(date(2024, 3, 4)) is None
    assert why_not(date(2026, 12, 31), **ending) is None
    assert why_not(date(2027, 1, 1), **ending) == "catalogue.not_in_force"


def test_newest_item_that_has_begun_is_the_basis():
    items = [SIYANG_ONLY, ITEM]
    assert visit(on=date(2020, 1, 1), items=items).source.id == "configured"
    assert visit(items=items).source.id == "credit-catalogue-2024"


@pytest.mark.parametrize("source", ["mofcom-2019", "ndrc-order-58"])
def test_basis_that_lapsed_or_that_nobody_confirmed_founds_nothing(source):
    assert why_not(items=[ITEM | {"source": source}]) == "catalogue.basis_not_in_force"


def test_lapsed_basis_founded_while_it_was_in_force():
    items = [{"source": "ndrc-order-58", "from": date(2023, 5, 1), "verified": "V"}]
    assert why_not(date(2024, 1, 1), items=items) is None


def test_category_that_is_not_in_force_on_the_day():
    assert (
        why_not(date(2015, 6, 1), items=[SIYANG_ONLY | {"from": date(2010, 1, 1)}]) == "catalogue.category_not_in_force"
    )


def test_arrears_and_complaints_are_not_collected_and_every_other_type_is():
    refused = {code: each.why_not_collect.code for code, each in shipped().types.items() if each.why_not_collect}
    assert refused == {"arrears": "catalogue.unfounded", "complaint": "catalogue.unfounded"}
    assert set(shipped().collectable()) == {
        *("permit", "penalty", "coercion", "confirmation", "levy", "payment", "ruling", "compensation", "award"),
        *("inspection", "commitment", "contract", "honour", "judgment", "declaration"),
    }


@pytest.mark.parametrize("place", ["siyang", "jiaohe", "changzhi", "zhenjiang", "dongying"])
def test_every_place_has_the_national_types_today_and_ten_years_back(place):
    for on in (TODAY, date(2017, 1, 3)):
        assert len(shipped(place, on).collectable()) == 15


def test_unknown_type_is_refused_with_the_one_that_was_meant():
    with pytest.raises(Refused) as refused:
        shipped().named("penality")
    assert refused.value.refusal.code == "catalogue.unknown_type"
    assert "是否应为“penalty”？" in refused.value.refusal.sentence.zh
