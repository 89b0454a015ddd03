"""A pack answers what holds at a place on a day; a library joins a place with the levels above it."""

from datetime import date

import pytest

from tests.unit.ground.policies.test_faults import SMALL
from xinheng.ground.calendars import Nature, Term, Unit
from xinheng.ground.policies import seed
from xinheng.ground.policies.pack import Silent, UnknownKey, UnknownPlace, why_not_open
from xinheng.ground.policies.schema import Level, SourceStatus
from xinheng.ground.refusal import Refused

ON = date(2026, 11, 20)
TAX = "basis: {source: statute, article: 第九条}"


def library(**edits: tuple[str, str]):
    """The small library after edits: file stem of the nation → (old, new)."""
    texts = seed.texts_of(SMALL)
    for stem, (old, new) in edits.items():
        path = f"nation/{stem}.yaml"
        texts[path] = texts[path].replace(old.encode(), new.encode())
    return seed.read(texts)


@pytest.fixture
def river():
    return seed.load(SMALL).pack("river")


def test_pack_joins_a_place_with_the_levels_above_it(river):
    assert [place.id for place in river.chain] == ["nation", "east", "river"]
    assert river.name.en == "River"
    assert river.chapters["publicity"].zh == "公示"
    assert set(river.sources) == {"nation/statute", "nation/notice", "east/east-regulation", "river/river-2016"}


def test_rule_in_force_carries_its_number_source_and_article(river):
    rule = river.rule("publicity.permit", ON)
    assert rule.term == Term(5, Unit.WORKDAY, Nature.ACT)
    assert (rule.level, rule.source.id, rule.article) == (Level.PROVINCE, "east-regulation", "第三条")
    assert [str(layer.standing) for layer in rule.layers] == ["ended", "overridden", "applied", "superseded"]


def test_rule_is_that_of_the_day_asked_for(river):
    assert river.rule("publicity.permit", date(2016, 2, 29)).term.number == 10
    city = river.rule("publicity.permit", date(2019, 6, 1))
    assert (city.term.number, city.status, city.clauses) == (6, SourceStatus.UNKNOWN, ("SY-31",))


def test_key_without_a_value_on_the_day_is_silent(river):
    with pytest.raises(Silent) as silent:
        river.rule("publicity.permit", date(2014, 12, 31))
    assert silent.value.refusal.code == "policies.silent"
    assert "publicity.permit" not in {rule.key for rule in river.rules(date(2014, 12, 31))}


def test_unknown_key_is_answered_with_the_nearest(river):
    with pytest.raises(UnknownKey) as unknown:
        river.rule("publicity.permits", ON)
    assert "“publicity.permit”" in unknown.value.refusal.sentence.zh


def test_unknown_place_is_answered_with_the_known_ones():
    with pytest.raises(UnknownPlace) as unknown:
        seed.load(SMALL).pack("rivver")
    assert "river" in unknown.value.refusal.sentence.zh


def test_parameter_narrows_the_one_above(river):
    kinds = river.parameter("publicity.kinds", ON)
    assert (kinds.value, kinds.level) == (("permit", "penalty"), Level.CITY)


def test_folder_without_policies_is_refused(tmp_path):
    with pytest.raises(Refused) as refused:
        seed.load(tmp_path)
    assert refused.value.refusal.code == "policies.no_folder"


# ---- digests --------------------------------------------------------------------------------------------------------


def test_digest_changes_with_every_file_of_the_chain_and_with_no_other():
    before = library()
    changed = library(rules=("value: 7", "value: 8"))
    assert library().pack("river").digest == before.pack("river").digest
    assert changed.pack("river").digest != before.pack("river").digest
    texts = seed.texts_of(SMALL)
    texts["cities/river/rules.yaml"] += "# 说明\n".encode()
    other = seed.read(texts)
    assert other.pack("east").digest == before.pack("east").digest
    assert other.pack("river").digest != before.pack("river").digest
    assert other.digest != before.digest


def test_digest_does_not_depend_on_the_order_of_reading():
    texts = seed.texts_of(SMALL)
    backwards = seed.read(dict(reversed(texts.items())))
    assert backwards.pack("river").digest == seed.read(texts).pack("river").digest


# ---- lists ----------------------------------------------------------------------------------------------------------


def refused(entry) -> str | None:
    refusal = why_not_open(entry)
    return refusal and refusal.code


def tax(old: str, new: str):
    return library(lists=(old, new)).pack("river").list("serious.tax", ON)


def test_own_list_on_a_statute_in_force_opens(river):
    assert refused(river.list("serious.tax", ON)) is None


def test_list_without_lawful_basis_is_historic(river):
    assert refused(river.list("serious.river", ON)) == "policies.list_historic"
    assert why_not_open(river.list("serious.river", ON)).article == "国办发〔2020〕49号"
    assert refused(tax(f"standing: own\n    {TAX}", "standing: historic\n    basis: null")) == "policies.list_historic"


def test_received_internal_and_catalogue_lists_open_no_case():
    assert refused(tax("standing: own", "standing: received")) == "policies.list_received"
    assert refused(tax("sort: name_list", "sort: catalogue_list")) == "policies.list_not_of_names"
    internal = library(lists=("public: true", "public: false")).pack("nation")
    assert refused(internal.list("serious.tax", ON)) is None
    texts = seed.texts_of(SMALL)
    lists = texts["nation/lists.yaml"].replace(b"standing: own", b"standing: internal").replace(b"true", b"false")
    entry = seed.read(texts | {"nation/lists.yaml": lists}).pack("nation").list("serious.tax", ON)
    assert refused(entry) == "policies.list_internal"


@pytest.mark.parametrize("status", ["status: unknown", "status: lapsed\n    valid_until: 2026-11-19"])
def test_list_opens_only_on_a_basis_in_force(status):
    changed = library(pack=("valid_from: 2015-01-01\n    status: in_force", f"valid_from: 2015-01-01\n    {status}"))
    assert refused(changed.pack("river").list("serious.tax", ON)) == "policies.list_basis_not_in_force"


def test_list_is_not_there_before_its_basis(river):
    before = date(2014, 12, 31)
    assert "serious.tax" not in {entry.key for entry in river.lists(before)}
    with pytest.raises(Silent):
        river.list("serious.tax", before)


def test_what_holds_on_a_day_is_folded_once_and_for_each_pack_and_day(river):
    assert river.rules(ON) is river.rules(ON)
    assert river.rules(ON) == tuple(river.rule(key, ON) for key in river.rule_keys if river.resolve(key, ON).applied)
    earlier = date(1990, 1, 1)
    assert river.rules(earlier) != river.rules(ON)
    other = seed.load(SMALL).pack("river")
    assert other.rules(ON) is not river.rules(ON)
