"""目录核对: each breach of a text is a fault with its place; the texts shipped have none."""

import pytest

from tests.unit.credit.catalogue.texts import KEY, VISIT, changed, faults, text_of
from xinheng.credit.catalogue import reading
from xinheng.ground.policies import seed
from xinheng.ground.policies.faults import PolicyFault

PERSON = {"title": {"zh": "姓名", "en": "Name of a person"}, "kind": "personal"}


def test_the_small_text_is_sound():
    assert faults() == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"type": "visits"}, ("catalogue.other_name", "type")),
        ({"place": "siyang"}, ("catalogue.other_name", "place")),
        ({"items": None}, ("catalogue.unfounded_silent", "type")),
        (
            {"items": [VISIT["items"][0] | {"source": "credit-catalog"}]},
            ("catalogue.unknown_source", "items[0].source"),
        ),
        ({"category": "gossip"}, ("catalogue.unknown_category", "category")),
        ({"retention": "retention.nothing"}, ("catalogue.unknown_rule", "retention")),
        (
            {"reporting": {"frequency": "monthly", "deadline": "publicity.nothing.department"}},
            ("catalogue.unknown_rule", "reporting.deadline"),
        ),
        ({"identity": []}, ("catalogue.no_identity", "identity")),
        ({"identity": ["numbr"]}, ("catalogue.unknown_field", "identity[0]")),
        ({"identity": ["boss"]}, ("catalogue.identity_dropped", "identity[0]")),
        (
            {"fields__boss": PERSON | {"envelope": "authority_name"}},
            ("catalogue.personal_exposed", "fields.boss.envelope"),
        ),
        ({"fields__boss": PERSON | {"summary": True}}, ("catalogue.personal_exposed", "fields.boss.summary")),
        ({"fields__boss": PERSON | {"level": "government"}}, ("catalogue.personal_exposed", "fields.boss.level")),
        ({"fields__boss": PERSON | {"required": True}}, ("catalogue.personal_exposed", "fields.boss.required")),
        ({"fields__old__envelope": "document_number"}, ("catalogue.envelope_twice", "fields.old.envelope")),
        ({"fields__note__envelope": "valid_until"}, ("catalogue.envelope_kind", "fields.note.envelope")),
        ({"fields__on__envelope": None}, ("catalogue.envelope_missing", "fields")),
        ({"fields__party__envelope": None}, ("catalogue.envelope_missing", "fields")),
        ({"fields__kind__choices": None}, ("catalogue.choices_missing", "fields.kind")),
        ({"fields__kind__choices__other": None}, ("catalogue.no_other", "fields.kind.choices")),
        (
            {"fields__kind__choices__first__also": ["其 他"]},
            ("catalogue.choice_ambiguous", "fields.kind.choices.other"),
        ),
        ({"fields__kind__choices__first__bit": 1}, ("catalogue.bits", "fields.kind.choices")),
        ({"fields__kind__choices__first__bit": None}, ("catalogue.bits", "fields.kind.choices")),
        ({"fields__note__open_choices": True}, ("catalogue.choices_elsewhere", "fields.note.choices")),
        ({"fields__note__summary": True}, ("catalogue.summary_free_text", "fields.note.summary")),
        ({"fields__fee__unit": None}, ("catalogue.unit", "fields.fee.unit")),
        ({"fields__fee__unit": "美元"}, ("catalogue.unit", "fields.fee.unit")),
        ({"fields__note__unit": "元"}, ("catalogue.unit", "fields.note.unit")),
        ({"fields__fee__required": {"field": "kinds"}}, ("catalogue.unknown_field", "fields.fee.required.field")),
        (
            {"fields__fee__required": {"field": "kind", "has": ["last"]}},
            ("catalogue.unknown_code", "fields.fee.required.has"),
        ),
        ({"layouts": {}}, ("catalogue.no_layout", "layouts")),
        ({"layouts__former__columns": ["number", "numbr"]}, ("catalogue.unknown_field", "layouts.former.columns[1]")),
        ({"layouts__former__columns": ["number", "number"]}, ("catalogue.column_twice", "layouts.former.columns[1]")),
        ({"layouts__former__headers": {"代码": "odl"}}, ("catalogue.unknown_field", "layouts.former.headers.代码")),
        ({"layouts__new__columns": ["party", "number", "kind", "fee", "on"]}, None),
        ({"fields__old__headers": ["备注"]}, ("catalogue.header_ambiguous", "fields.note")),
        ({"fields__fee__kind": "money"}, ("policies.unknown_choice", "fields.fee.kind")),
        ({"fields__fee__unti": "元"}, ("policies.unknown_key", "fields.fee.unti")),
        ({"title": {"zh": "走访", "en": ""}}, ("policies.wrong_type", "title")),
        ({"bearing": None}, ("policies.missing_key", "bearing")),
    ],
)
def test_each_breach_is_a_fault_with_its_place(parts, expected):
    found = faults(**parts)
    assert (expected in found) if expected else found == []


def test_field_in_no_layout_is_lost():
    columns = ["party", "number", "kind", "on", "old", "note"]
    assert faults(layouts__new__columns=columns) == [("catalogue.column_lost", "fields.fee")]


def test_codes_that_others_read_are_the_only_ones():
    field = {"title": {"zh": "失信程度", "en": "Class"}, "kind": "choice", "envelope": "repair_class"}
    field["choices"] = {"minor": {"zh": "轻微", "en": "minor"}, "grave": {"zh": "特别严重", "en": "grave"}}
    columns = [*VISIT["layouts"]["new"]["columns"], "weight"]
    found = faults(fields__weight=field, layouts__new__columns=columns)
    assert found == [("catalogue.envelope_codes", "fields.weight.choices.grave")]


def test_fault_names_file_line_value_and_remedy_in_both_languages():
    text = text_of(changed(identity=["numbr"]))
    with pytest.raises(PolicyFault) as refused:
        reading.read({KEY: text}, seed.load())
    (fault,) = refused.value.faults
    assert fault.file == f"{KEY}.yaml"
    assert text.splitlines()[fault.line - 1] == "- numbr"
    assert "是否应为“number”？" in fault.remedy.zh
    assert 'Did you mean "number"?' in fault.remedy.en


def test_text_elsewhere_than_in_the_catalogue_or_no_text_at_all():
    assert faults({"catalogue/visit": text_of(VISIT)}) == [("catalogue.misplaced", "")]
    assert faults({KEY: "- visit\n"}) == [("catalogue.not_a_type", "")]
    assert faults({KEY: "type: [visit\n"}) == [("policies.not_yaml", "")]
    assert ("policies.key_twice", "category") in faults({KEY: text_of(VISIT) + "category: administrative\n"})


def test_type_is_defined_once_in_a_chain_of_places():
    here = {"catalogue/siyang/visit": text_of(VISIT | {"place": "siyang"})}
    assert faults({KEY: text_of(VISIT)} | here) == [("catalogue.type_twice", "type")]
