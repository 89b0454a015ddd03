"""补充: a place adds to a type of a level above, and changes nothing of it."""

from datetime import date

import pytest

from tests.unit.credit.catalogue.texts import KEY, VISIT, catalogue, faults, library, shipped, text_of
from xinheng.credit.catalogue import reading

HERE = "catalogue/siyang/visit"
GRADE = {
    "title": {"zh": "等级", "en": "Grade"},
    "kind": "choice",
    "level": "government",
    "choices_of": "grading.local_grade.grades",
}
MARKET, ECOLOGY = "11321323MB0000003W", "11321323014360010G"
SUPPLEMENT = {
    "supplements": "visit",
    "place": "siyang",
    "items": [{"source": "siyang-2016", "from": date(2016, 3, 1), "verified": "clause"}],
    "layouts": {"local": {"title": {"zh": "本地", "en": "Local"}, "columns": ["party", "number", "on", "grade"]}},
    "fields": {"grade": GRADE},
}


def texts(**changes) -> dict[str, str]:
    return {KEY: text_of(VISIT), HERE: text_of(SUPPLEMENT | changes)}


def test_place_adds_fields_and_layouts_that_no_other_place_has():
    here, elsewhere = catalogue(texts()).types["visit"], catalogue(texts(), "jiaohe").types["visit"]
    assert here.fields.keys() - elsewhere.fields.keys() == {"grade"}
    assert here.layouts.keys() - elsewhere.layouts.keys() == {"local"}
    assert here.sha256 != elsewhere.sha256


def test_choices_are_those_of_the_law_on_the_day():
    choices = catalogue(texts()).types["visit"].fields["grade"].choices
    assert [choice.zh for choice in choices.values()] == ["一般失信", "较重失信", "严重失信"]


def test_supplement_holds_from_its_first_day_and_not_once_its_text_has_lapsed():
    assert (
        "grade"
        not in catalogue(texts(items=[{"source": "configured", "from": date(2027, 1, 1), "verified": "P"}]))
        .types["visit"]
        .fields
    )
    plan = {"source": "zhenjiang-plan", "from": date(2021, 1, 1), "verified": "clause"}
    zhenjiang = {
        KEY: text_of(VISIT),
        "catalogue/zhenjiang/visit": text_of(
            SUPPLEMENT
            | {
                "place": "zhenjiang",
                "items": [plan],
                "fields": {"grade": GRADE | {"choices_of": "exchange.channels.kinds"}},
            }
        ),
    }
    assert "grade" in catalogue(zhenjiang, "zhenjiang", date(2025, 12, 31)).types["visit"].fields
    assert "grade" not in catalogue(zhenjiang, "zhenjiang", date(2026, 1, 1)).types["visit"].fields


def test_duties_name_the_providers_with_the_items_of_their_power_lists():
    duties = {MARKET: [{"zh": "食品经营检查", "en": "Food"}], ECOLOGY: [{"zh": "排污检查", "en": "Discharge"}]}
    reporting = catalogue(texts(duties=duties)).types["visit"].entry.reporting
    assert reporting.providers == (ECOLOGY, MARKET)
    assert reporting.duties[MARKET][0].zh == "食品经营检查"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"supplements": "visits"}, ("catalogue.other_name", "supplements")),
        ({"fields": {"note": GRADE}}, ("catalogue.supplement_changes", "fields.note")),
        ({"layouts": {"new": SUPPLEMENT["layouts"]["local"]}}, ("catalogue.supplement_changes", "layouts.new")),
        ({"fields": {"grade": GRADE | {"level": "public"}}}, ("catalogue.supplement_public", "fields.grade.level")),
        ({"items": [SUPPLEMENT["items"][0] | {"source": "siyang"}]}, ("catalogue.unknown_source", "items[0].source")),
        (
            {"fields": {"grade": GRADE | {"choices_of": "grading.grades"}}},
            ("catalogue.unknown_rule", "fields.grade.choices_of"),
        ),
        ({"fields": {"grade": GRADE | {"kind": "text"}}}, ("catalogue.choices_elsewhere", "fields.grade.choices")),
        ({"fields": {"grade": GRADE, "more": GRADE}}, ("catalogue.column_lost", "fields.more")),
    ],
)
def test_each_breach_of_a_supplement_is_a_fault_with_its_place(changes, expected):
    assert expected in faults(texts(**changes))


def test_nothing_is_supplemented_that_no_level_above_has():
    assert faults({HERE: text_of(SUPPLEMENT)}) == [("catalogue.nothing_supplemented", "supplements")]


def test_local_regulation_may_make_its_field_public():
    item = {"source": "shandong-credit-regulation", "from": date(2020, 10, 1), "verified": "V-law"}
    plain = {"title": {"zh": "场所", "en": "Site"}, "kind": "text"}
    layout = SUPPLEMENT["layouts"]["local"] | {"columns": ["party", "on", "site"]}
    entry = SUPPLEMENT | {"place": "shandong", "items": [item], "fields": {"site": plain}, "layouts": {"local": layout}}
    found = catalogue({KEY: text_of(VISIT), "catalogue/shandong/visit": text_of(entry)}, "dongying").types["visit"]
    assert found.levels()["site"] == "public"


def test_earlier_text_is_read_as_it_was_published_even_where_the_law_has_changed_since():
    gone = text_of(VISIT | {"items": [VISIT["items"][0] | {"source": "a-text-that-left"}]})
    text = reading.as_published(KEY, gone)
    found = reading.catalogue_of((text,), library().pack("nation"), date(2026, 1, 1), {KEY: 7}).types["visit"]
    assert (found.version_id, found.why_not_collect.code) == (7, "catalogue.basis_not_in_force")


def test_siyang_alone_asks_for_its_grade_beside_the_class_of_repair():
    fields = shipped("siyang").types["penalty"].fields
    assert fields["local_grade"].envelope is None
    assert set(fields["local_grade"].choices).isdisjoint(fields["repair_class"].choices)
    assert "local_grade" not in shipped("zhenjiang").types["penalty"].fields
