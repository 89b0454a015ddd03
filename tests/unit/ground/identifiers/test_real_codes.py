"""Real codes, from outside the repository: what was really issued is the judge of these rules."""

import csv
from collections import Counter

import polars as pl
import pytest

from xinheng.ground.identifiers import columns, uscc
from xinheng.ground.identifiers.identification import IdentifierKind, identify
from xinheng.ground.identifiers.judgement import judge


def rows(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_vectors_are_judged_as_their_sources_say(shared_data):
    vectors = rows(shared_data / "uscc_vectors.csv")
    answers = {"valid": {True}, "valid_after_compacting": {True}, "invalid": {False}, "not_stated": {True, False}}
    assert len(vectors) == 140
    assert [row["code"] for row in vectors if judge(row["code"]).valid not in answers[row["expected"]]] == []


def test_vector_that_is_valid_after_compacting_is_suggested_compacted(shared_data):
    [row] = [row for row in rows(shared_data / "uscc_vectors.csv") if row["expected"] == "valid_after_compacting"]
    assert judge(row["code"]).suggestion == row["code"].replace(" ", "")


def test_issued_but_failing_codes_are_invalid_and_told_why(shared_data):
    issued = rows(shared_data / "uscc_issued_but_failing.csv")
    assert len(issued) == 95
    for row in issued:
        judgement = judge(row["uscc"])
        problems = {problem.code: problem.sentence.zh for problem in judgement.problems}
        assert not judgement.valid
        if row["expected_check"] == "?":
            assert "uscc.length" in problems
            continue
        reason = "uscc.check_character_is_remainder" if is_remainder(row) else "uscc.check_character"
        assert f"“{row['expected_check']}”" in problems[reason]
        assert judgement.suggestion in (None, row["uscc"][:17] + row["expected_check"])


def test_issued_codes_that_end_in_the_remainder_mostly_get_a_suggestion(shared_data):
    issued = [row for row in rows(shared_data / "uscc_issued_but_failing.csv") if row["expected_check"] != "?"]
    suggested = Counter(judge(row["uscc"]).suggestion is not None for row in issued if is_remainder(row))
    assert suggested == {True: 70, False: 10}


def is_remainder(row: dict) -> bool:
    """31 less the value of the right character is the value of the one that was issued."""
    right, found = uscc.ALPHABET.index(row["expected_check"]), uscc.ALPHABET.index(row["uscc"][-1])
    return right + found == 31


@pytest.fixture(scope="module")
def registry(shared_data):
    return pl.read_parquet(shared_data / "registry.parquet", columns=["uscc"])["uscc"]


def test_every_code_of_the_registry_is_valid_in_columns(registry):
    valid = registry.to_frame().select(columns.uscc_is_valid(columns.normalised(pl.col("uscc"))))["uscc"]
    assert registry.len() == 498_910
    assert valid.all()


def test_columns_agree_with_the_function_on_registry_codes_with_a_digit_changed(registry):
    """Three places are raised by one digit in turn: one is nearly always found out by region shape or check character."""
    sample = registry.gather_every(50)
    for position in (0, 7, 16):
        changed = sample.to_frame().select(
            pl.concat_str(
                pl.col("uscc").str.head(position),
                pl.col("uscc").str.slice(position, 1).replace({"9": "0", "0": "1", "1": "2", "2": "3", "3": "9"}),
                pl.col("uscc").str.slice(position + 1),
            )
        )
        expected = [uscc.is_valid(code) for code in changed["uscc"]]
        assert changed.select(columns.uscc_is_valid(pl.col("uscc")))["uscc"].to_list() == expected
        assert not all(expected)


def test_valid_codes_that_look_like_resident_ids_are_codes(registry):
    shape = r"^[0-9]{6}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[0-9]{3}[0-9X]$"
    alike = registry.filter(registry.str.contains(shape))
    assert alike.len() > 100
    assert {identify(code) for code in alike} == {IdentifierKind.USCC}


def test_other_identifiers_of_the_registry_are_recognised(shared_data):
    codes = pl.read_parquet(shared_data / "registry_other_identifiers.parquet", columns=["uscc_raw"])["uscc_raw"]
    kinds = Counter(identify(code).value for code in codes)
    assert not any(judge(code).valid for code in codes)
    assert kinds == {"registration_number": 3960, "organisation_code": 4, "uscc": 97, "other": 5}
