"""核验: what becomes of a row, fault by fault, and what is made of one that passes."""

import hashlib
import json
from datetime import date

import pytest

from tests.unit.credit.submissions.validation.files import (
    AUTHORITY,
    FAILING,
    GOOD,
    LIKE_A_RESIDENT,
    RESIDENT,
    SOLE,
    everything,
    headers,
    of,
    row,
    rules,
    table,
    validated,
)  # fmt: skip
from xinheng.credit.submissions.faults import SENTENCES
from xinheng.ground.refusal import Refused


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"party_name": ""}, ["required"]),
        ({"party_name": "上海**公司"}, ["name_masked"]),
        ({"party_name": "上海某食品有限公司"}, ["name_masked"]),
        ({"party_name": "宁阳县压缩机配件制修厂*"}, []),
        ({"party_code": FAILING}, []),
        ({"party_code": "9131****5766****7J"}, ["code_masked"]),
        ({"party_code": "91310000O57662777J"}, ["code_invalid"]),
        ({"party_code": "00000000000000000X"}, ["code_placeholder"]),
        ({"party_code": "00000000000000000X", "party_registration_number": "320584000069850"}, []),
        ({"party_code": "", "party_registration_number": "320584000069850"}, []),
        ({"party_code": LIKE_A_RESIDENT}, []),
        ({"party_code": SOLE}, ["category_contradicts_code"]),
        ({"party_category": "个体工商户"}, ["category_contradicts_code"]),
        ({"party_category": "企业"}, ["choice_unknown"]),
        ({"document_number": "-"}, ["required"]),
        ({"document_number": "长" * 129}, ["too_long"]),
        ({"violation_facts": "长" * 5000}, []),
        ({"violation_facts": "长" * 5001}, ["too_long"]),
        ({"penalty_kinds": "罚金"}, ["choice_unknown"]),
        ({"penalty_kinds": "责令改正", "fine_amount": ""}, ["not_a_penalty"]),
        ({"fine_amount": "无"}, ["required_here"]),
        ({"penalty_kinds": "警告", "fine_amount": "无"}, []),
        ({"fine_amount": "若干"}, ["amount_unreadable"]),
        ({"fine_amount": "200美元"}, ["amount_foreign_currency"]),
        ({"decided_on": "2026-02-30"}, ["date_unreadable"]),
        ({"decided_on": "2026-11-21"}, ["date_in_future"]),
        ({"decided_on": "1949-09-30"}, ["date_too_early"]),
        ({"penalty_valid_until": "2026-11-01"}, ["dates_reversed"]),
        ({"publish_until": "2026-11-01"}, ["dates_reversed"]),
        ({"authority_code": "00000000000000000X"}, ["code_placeholder"]),
        ({"authority_code": FAILING}, ["code_invalid"]),
        ({"is_public": "也许"}, ["flag_unknown"]),
        ({"operation": "改一改"}, ["operation_unknown"]),
        ({"operation": "撤销"}, ["withdrawal_reason_missing"]),
        ({"operation": "撤销", "operation_reason": "重复报送", "violation_facts": ""}, []),
        ({"operation": "撤销", "operation_reason": "重复报送", "document_number": ""}, ["required"]),
        ({"party_name": "", "decided_on": "2026", "legal_basis": ""}, ["date_unreadable", "required", "required"]),
    ],
)  # fmt: skip
def test_row_is_told_all_its_faults(changes, expected):
    result = of(**changes)
    assert sorted(rules(result)) == expected
    assert result.rows.height == (0 if expected else 1)
    assert result.rejected.height == (1 if expected else 0)


@pytest.mark.parametrize(
    ("changes", "suggestion"),
    [
        ({"party_code": "91310000O57662777J"}, GOOD),
        ({"decided_on": "25/10/2026"}, "2026-10-25"),
        ({"decided_on": "05/06/2026"}, None),
        ({"penalty_kinds": "罚金;警告"}, "罚款"),
    ],
)
def test_suggestion_is_made_only_where_one_thing_can_be_meant(changes, suggestion):
    assert of(**changes).faults["suggestion"].to_list()[0] == suggestion


def test_fault_names_sheet_row_column_and_value_as_the_file_prints_them():
    result = validated(table([row(), row(decided_on="改日")]))
    assert result.faults.to_dicts() == [
        {
            "@sheet": "", "@row": 3, "field": "decided_on", "header": "处罚决定日期", "value": "改日",
            "rule": "submissions.date_unreadable", "suggestion": None,
        }
    ]  # fmt: skip


def test_every_rule_has_a_sentence_in_both_languages():
    assert all(sentence.zh.endswith("。") and sentence.en.endswith(".") for sentence in SENTENCES.values())


def test_ragged_row_is_counted_as_rejected():
    content = table([row(), row()]) + b"a" + b",b" * 40 + b"\n"
    result = validated(content)
    assert (result.received, result.rows.height, result.rejected.height) == (3, 2, 1)
    assert rules(result) == ["ragged"]


@pytest.mark.parametrize("field", ["document_number", "authority_code"])
def test_file_without_a_required_column_is_refused_whole(field):
    header = headers()[field]
    with pytest.raises(Refused) as refused:
        validated(table([{name: text for name, text in row().items() if name != header}]))
    assert refused.value.refusal.code == "submissions.columns_missing"
    assert header in refused.value.refusal.sentence.zh


# ---- what is made of a row ------------------------------------------------------------------------------------------


def test_envelope_holds_typed_values():
    made = of(
        penalty_kinds="警告；罚款", procedure="简易", repair_class="一般失信", publish_until="2027/1/1"
    ).rows.to_dicts()[0]
    assert {key: made[key] for key in ("party_code", "code_kind", "party_category", "authority_code", "document_number")} == {
        "party_code": GOOD, "code_kind": "uscc", "party_category": "organisation", "authority_code": AUTHORITY,
        "document_number": "泗市监处罚〔2026〕1号",
    }  # fmt: skip
    assert (made["decided_on"], made["valid_until"], made["publish_until"]) == (
        date(2026, 11, 2),
        None,
        date(2027, 1, 1),
    )
    assert (made["act_kinds"], made["amount_fen"], made["procedure"], made["repair_class"]) == (
        0b101,
        200_000,
        "simple",
        "general",
    )


def test_content_is_canonical_json_and_the_digest_is_taken_over_it():
    made = of(
        violation_facts='说"好"\\', remarks="", penalty_kinds="其他-责令退还;罚款", is_public="是"
    ).rows.to_dicts()[0]
    content = json.loads(made["content"])
    assert made["content"] == json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert made["content_digest"] == hashlib.sha256(made["content"].encode()).hexdigest()
    assert content["violation_facts"] == '说"好"\\'
    assert (content["penalty_kinds"], content["penalty_kinds_other"]) == (["fine", "other"], "责令退还")
    assert (content["fine_amount"], content["penalty_valid_until"], content["is_public"]) == (
        200_000,
        "2099-12-31",
        True,
    )
    assert "remarks" not in content
    assert "legal_representative" not in content


def key(**changes) -> str:
    return of(**changes).rows["record_key"][0]


def test_key_is_the_hash_of_type_and_folded_identity():
    named = "\x1f".join(["penalty", AUTHORITY, "泗市监处罚(2026)1", "上海申光食品有限公司"])
    assert key() == hashlib.sha256(named.encode()).hexdigest()[:32]


@pytest.mark.parametrize(
    "number",
    ["泗市监处罚【2026】1号", "泗市监处罚字[2026]第1号", "泗市监处罚（２０２６）1 号", "泗市监处罚﹝2026﹞1号"],
)
def test_same_document_number_in_another_style_is_the_same_record(number):
    assert key(document_number=number) == key()
    assert of(document_number=number).rows["content_digest"][0] != of().rows["content_digest"][0]  # kept as printed


@pytest.mark.parametrize(
    "changes",
    [{"document_number": "泗市监处罚〔2026〕11号"}, {"party_name": "上海申光食品厂"}, {"authority_code": GOOD}],
)
def test_another_act_is_another_record(changes):
    assert key(**changes) != key()


def test_corrected_code_does_not_make_another_record():
    assert key(party_code=LIKE_A_RESIDENT) == key()


@pytest.mark.parametrize(
    ("amount", "fen"),
    [
        ("0.2", 200_000),
        ("2000元", 200_000),
        ("0.2万元", 200_000),
        ("贰仟元整", 200_000),
        ("０.２", 200_000),
        ("0.1234567", 123_457),
    ],
)
def test_amount_is_read_in_the_unit_it_names(amount, fen):
    assert of(fine_amount=amount).rows["amount_fen"][0] == fen


@pytest.mark.parametrize(
    ("amount", "content", "doubt"),
    [
        ("2000", "罚款2000元", "submissions.amount_doubtful"),
        ("50", "处以罚款50元", "submissions.amount_doubtful"),
        ("0.5", "罚款0.5元", "submissions.amount_doubtful"),
        ("10000000", "罚款一千万元", "submissions.amount_doubtful"),  # enormous
        ("2000", "罚款2000万元", None),
        ("50", "罚款1250元", None),
        ("5", "每件5元，罚款5万元", None),
        ("50元", "罚款50元", None),
        ("0.2", "罚款2000元", None),
    ],
)
def test_amount_under_ten_thousands_that_a_text_of_the_row_prints_in_yuan_is_doubted(amount, content, doubt):
    assert of(fine_amount=amount, penalty_content=content).rows["doubt"][0] == doubt


@pytest.mark.parametrize(
    "day", ["2026/11/2", "2026.11.02", "20261102", "2026年11月2日", "二〇二六年十一月二日", "46328", "２０２６-11-02"]
)
def test_date_is_read_in_every_style(day):
    assert of(decided_on=day).rows["decided_on"][0] == date(2026, 11, 2)


@pytest.mark.parametrize("words", ["长期", "2099/12/31", "9999-12-31", "永久有效"])
def test_long_term_is_without_an_end(words):
    result = of(penalty_valid_until=words)
    assert result.rows["valid_until"][0] is None
    assert json.loads(result.rows["content"][0])["penalty_valid_until"] == "2099-12-31"


def test_former_number_stands_for_the_code_where_there_is_none():
    made = of(party_code="无", party_organisation_code="19437573-1").rows.to_dicts()[0]
    assert (made["party_code"], made["code_kind"]) == ("194375731", "organisation_code")


def test_failing_code_is_taken_with_a_warning():
    result = of(party_code=FAILING)
    assert result.rows["code_kind"].to_list() == ["failing"]
    assert result.warnings == {"submissions.code_failing": 1}


def test_person_s_number_under_authority_never_comes_back():
    result = of(authority_code=RESIDENT)
    assert rules(result) == ["code_invalid"]
    assert RESIDENT not in everything([result])
