"""The numbers of the five cities' documents, as the deadlines they lead to.

Each expected date was counted by hand on the calendar of the year. What a process does by that date is shown where the
process is; here it is shown that the number is the city's, counts from its own start, and comes with its own article.
"""

import pytest

from tests.integration.cli.commands import answer


def due(capsys, city: str, rule: str, start: str) -> tuple[str, str, str]:
    found = answer(capsys, "due", rule, "--start", start, "--policy", city)
    return found["due_on"], found["start_event"], found["binding"]


@pytest.mark.clause("SY-31")
def test_siyang_department_publishes_permits_and_penalties_within_5_working_days_of_the_decision(law, capsys):
    found = due(capsys, "siyang", "publicity.permit_penalty.department", "2026-09-24")
    assert found == ("2026-10-09", "decided", "hard")  # Mid-Autumn 25-27 September, National Day 1-7 October


@pytest.mark.clause("SY-32")
def test_siyang_credit_office_compiles_within_2_working_days_of_the_report(law, capsys):
    found = due(capsys, "siyang", "publicity.permit_penalty.credit_office", "2026-11-20")
    assert found == ("2026-11-24", "received", "hard")


@pytest.mark.clause("SY-19")
def test_siyang_commitment_is_published_within_3_working_days(law, capsys):
    assert due(capsys, "siyang", "commitment.publicity.department", "2026-04-30")[0] == "2026-05-08"


@pytest.mark.clause("JH-50")
def test_jiaohe_publishes_the_eight_other_acts_within_7_working_days(law, capsys):
    # Spring Festival 15-23 February; the Saturdays on both sides, 14 and 28, are working days
    assert due(capsys, "jiaohe", "publicity.administrative_act.department", "2026-02-12")[0] == "2026-02-28"


@pytest.mark.clause("CZ-37")
def test_changzhi_publishes_the_eight_other_acts_within_7_working_days(law, capsys):
    assert due(capsys, "changzhi", "publicity.administrative_act.department", "2025-09-26")[0] == "2025-10-13"


@pytest.mark.clause("CZ-03")
def test_changzhi_handles_a_committed_matter_at_once(law, capsys):
    assert due(capsys, "changzhi", "commitment.immediate.handling", "2026-11-20")[0] == "2026-11-20"
    assert due(capsys, "changzhi", "commitment.immediate.handling", "2026-11-21")[0] == "2026-11-23"


@pytest.mark.clause("JH-57")
def test_jiaohe_answers_an_objection_within_15_working_days_of_receipt(law, capsys):
    found = due(capsys, "jiaohe", "objection.answer.whole", "2026-09-28")
    assert found == ("2026-10-23", "received", "hard")


@pytest.mark.clause("JH-58")
def test_jiaohe_reports_a_correction_upwards_within_5_working_days(law, capsys):
    assert due(capsys, "jiaohe", "objection.correction.upward_report", "2026-11-20")[0] == "2026-11-27"


@pytest.mark.clause("DY-22")
def test_dongying_fixes_joint_measures_within_30_working_days_of_the_act_itself(law, capsys):
    found = due(capsys, "dongying", "measures.joint.decision", "2026-06-01")
    assert found == ("2026-07-14", "act_arisen", "hard")


@pytest.mark.clause("DY-25")
def test_dongying_forwards_within_5_working_days_in_principle(law, capsys):
    found = due(capsys, "dongying", "measures.joint.forwarding", "2026-11-16")
    assert found == ("2026-11-23", "received", "in_principle")


@pytest.mark.clause("DY-26")
def test_dongying_takes_measures_within_5_working_days_in_principle(law, capsys):
    found = due(capsys, "dongying", "measures.joint.implementation", "2026-11-16")
    assert found == ("2026-11-23", "received", "in_principle")


@pytest.mark.clause("DY-32")
def test_dongying_provider_verifies_within_3_working_days(law, capsys):
    assert due(capsys, "dongying", "objection.verification.provider", "2026-06-17")[0] == "2026-06-23"


@pytest.mark.clause("DY-35")
def test_dongying_implementer_reports_the_month_by_the_10th_of_the_next(law, capsys):
    rule = "measures.monthly_statistics.implementer"
    assert due(capsys, "dongying", rule, "2026-11-05")[0] == "2026-12-10"
    assert due(capsys, "dongying", rule, "2026-09-30")[0] == "2026-10-10"  # a Saturday, made a working day


@pytest.mark.clause("DY-36")
def test_dongying_credit_office_returns_results_by_the_15th_of_the_next_month(law, capsys):
    rule = "measures.monthly_statistics.credit_office"
    assert due(capsys, "dongying", rule, "2026-10-31")[0] == "2026-11-16"  # the 15th is a Sunday
