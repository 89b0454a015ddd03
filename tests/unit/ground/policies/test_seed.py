"""The packs that ship are sound, and are read the quick way."""

from datetime import date

import pytest
import yaml

from xinheng.ground.policies import seed
from xinheng.ground.policies.folding import Standing
from xinheng.ground.policies.schema import FOUNDING, ListSort, ListStanding

CITIES = ("changzhi", "dongying", "jiaohe", "siyang", "zhenjiang")
ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def library():
    return seed.load(seed.ROOT / "policies", clauses=seed.known_clauses())


def test_shipped_packs_have_no_fault(library):
    assert {"nation", "jilin", "jiangsu", "shanxi", "shandong", *CITIES} <= set(library.places)


def test_sound_folder_is_read_without_composing_nodes(monkeypatch):
    """Nodes carry the line numbers; making them costs as much again as reading, and only a fault needs them."""
    monkeypatch.setattr(yaml, "compose", lambda *_, **__: pytest.fail("composed on the fast path"))
    seed.load(seed.ROOT / "policies", clauses=seed.known_clauses())


@pytest.mark.parametrize("city", CITIES)
def test_everything_that_a_city_may_be_asked_has_an_answer(library, city):
    pack = library.pack(city)
    for key in (*pack.rule_keys, *pack.parameter_keys):
        layers = pack.resolve(key, ON).layers
        assert sum(layer.standing is Standing.APPLIED for layer in layers) <= 1
    assert pack.rules(ON)
    assert pack.parameters(ON)


def test_no_list_that_lives_lacks_a_lawful_basis(library):
    for city in CITIES:
        for entry in library.pack(city).lists(ON):
            if entry.sort is not ListSort.CATALOGUE_LIST and entry.standing in (
                ListStanding.OWN,
                ListStanding.RECEIVED,
            ):
                assert entry.basis.kind in FOUNDING, entry.key
