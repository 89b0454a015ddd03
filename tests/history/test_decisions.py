"""Real penalty decisions through the door (README.md in this folder says what they are, `decisions.csv` what each must come to)."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.faces import publish_law
from tests.factories.kernel import authority, call
from tests.factories.organisations import load
from tests.factories.records import CLERK, REVIEWER
from tests.history.decisions import code_of, decisions, file_of
from xinheng.city.sending import columns_of
from xinheng.credit.publicity import actions, queries
from xinheng.credit.records.models import CreditRecord
from xinheng.credit.submissions.actions import submit
from xinheng.ground.disclosure import PUBLIC

with (Path(__file__).parent / "decisions.csv").open(encoding="utf-8", newline="") as file:
    EXPECTED = {row["id"]: row for row in csv.DictReader(file)}

FIELDS = {line["title"]: line["field"] for line in columns_of("penalty", "2018")}
TODAY = date(2026, 11, 20)
CENTRE = code_of("泗阳县公共信用信息中心")


@pytest.fixture
def real(shared_data) -> list[dict]:
    return decisions(shared_data)


@pytest.fixture
def place(db, settings, tmp_path) -> str:
    settings.VAR = tmp_path / "var"
    publish_law()
    return authority(CENTRE, "泗阳县公共信用信息中心")


def submitted(real: list[dict]) -> dict:
    return call(
        submit,
        by=CLERK,
        authority=CENTRE,
        type="penalty",
        source=file_of(real),
        name="处罚决定.csv",
        operation="decisions",
    )


def register(real: list[dict]) -> None:
    """A registry that knows every party by name, as that of its own city would; codes are made up where none is printed."""
    names = dict.fromkeys(each["party"] for each in real if EXPECTED[each["id"]]["outcome"] == "admitted")
    load(*(f"{code_of(name)},{name}" for name in names))


def in_file(real: list[dict]) -> dict[str, CreditRecord]:
    """The records by the id of their decision, which the row tells."""
    records = CreditRecord.objects.filter(batch__knowledge_no__isnull=False)
    return {real[record.row - 2]["id"]: record for record in records}


def admitted() -> dict[str, dict]:
    return {id: row for id, row in EXPECTED.items() if row["outcome"] == "admitted"}


def test_every_decision_has_an_expectation(real):
    assert [each["id"] for each in real] == list(EXPECTED)


@pytest.fixture
def receipt(place, real) -> dict:
    register(real)
    return submitted(real)


def test_every_decision_loads_or_comes_back_with_the_right_reason(real, receipt):
    found: dict[str, set[str]] = {}
    for fault in receipt["faults"]:
        rule = fault["rule"].removeprefix("submissions.")
        found.setdefault(real[fault["row"] - 2]["id"], set()).add(f"{FIELDS[fault['column']]}:{rule}")
    expected = {id: set(row["faults"].split()) for id, row in EXPECTED.items() if row["outcome"] == "rejected"}
    assert found == expected
    assert (receipt["received"], receipt["admitted"], receipt["rejected"]) == (50, 11, 39)


def test_amounts_kinds_and_numbers_are_those_of_the_decision(real, receipt):
    records, printed = in_file(real), {each["id"]: each["document_no"] for each in real}
    assert records.keys() == admitted().keys()
    for id, expected in admitted().items():
        content = records[id].content
        assert records[id].amount_fen == int(expected["fen"]), id
        assert content["penalty_kinds"] == sorted(expected["kinds"].split()), id
        assert records[id].document_number == printed[id] == content["document_number"], id


def test_decision_that_prints_no_code_belongs_to_the_organisation_of_its_name(real, receipt):
    assert {record.resolved for record in in_file(real).values()} == {"name"}


def test_without_a_registry_that_knows_the_party_a_name_is_not_enough(place, real):
    receipt = submitted(real)
    assert receipt["admitted"] == 0
    unknown = {
        real[each["row"] - 2]["id"] for each in receipt["faults"] if each["rule"] == "submissions.subject_unknown"
    }
    assert unknown == admitted().keys()


def test_the_same_decisions_again_are_duplicates(real, receipt):
    again = call(submit, by=CLERK, authority=CENTRE, type="penalty", source=file_of(real), name="又一次.csv")
    assert (again["admitted"], again["duplicate"], again["rejected"]) == (0, 11, 39)


def seen_by_the_public(real: list[dict], on: date) -> set[str]:
    """The ids of the decisions in the public files of their organisations on a day."""
    numbers = {each["document_no"]: each["id"] for each in real if each["document_no"]}
    names = {each["party"] for each in real if each["id"] in admitted()}
    files = [queries.file(code_of(name), viewer=PUBLIC, on=on) for name in names]
    return {numbers[record.document_no] for file in files for record in file.records}


def released(place: str, real: list[dict]) -> dict[str, CreditRecord]:
    records = in_file(real)
    for id, expected in admitted().items():
        call(
            actions.release,
            by=REVIEWER,
            authority=place,
            records=[records[id].record_key.hex],
            repair_class=expected["repair_class"],
        )
    return records


def test_the_public_sees_nothing_before_somebody_stood_by_party_and_class(place, real, receipt):
    assert seen_by_the_public(real, TODAY) == set()
    released(place, real)
    assert seen_by_the_public(real, TODAY) == set()  # found by name only: its provider has to confirm


def test_the_public_sees_what_is_in_term_until_its_last_day_and_no_day_longer(place, real, receipt):
    records = released(place, real)
    keys = [record.record_key.hex for record in records.values()]
    call(actions.confirm_subject, by=REVIEWER, authority=place, records=keys, reason="名称与决定书一致，已核对登记信息")
    until = {id: date.fromisoformat(row["public_until"]) for id, row in admitted().items() if row["public_until"]}
    assert seen_by_the_public(real, TODAY) == {id for id, last in until.items() if last >= TODAY}
    for id, last in until.items():
        if last >= TODAY:
            assert id in seen_by_the_public(real, last)
            assert id not in seen_by_the_public(real, last + timedelta(days=1))
