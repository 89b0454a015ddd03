"""Which class is proposed for a penalty, and when none is."""

import shutil
from datetime import date

import pytest

from xinheng.credit.publicity.classes import propose
from xinheng.credit.publicity.law import Law
from xinheng.ground.calendars import shipped_calendar
from xinheng.ground.policies import seed

BUREAU = "11321323MB0C00204A"
ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def law() -> Law:
    return Law(seed.load().pack("siyang"), shipped_calendar())


def proposed(law, *kinds, fine_fen=None, procedure="ordinary", on=ON):
    return propose(kinds, procedure=procedure, fine_fen=fine_fen, authority_code=BUREAU, law=law, on=on)


@pytest.mark.parametrize(
    ("kinds", "fine_fen", "expected"),
    [
        (("warning",), None, "minor"),
        (("reprimand",), None, "minor"),
        (("fine",), 9_999_999, "minor"),
        (("fine",), 10_000_000, "general"),
        (("fine",), 100_000_000, "serious"),
        (("confiscated_gains",), None, "general"),
        (("confiscation",), None, "general"),
        (("licence_revoked",), None, "serious"),
        (("business_stopped", "fine"), 200_000, "serious"),
        (("warning", "confiscated_goods"), None, "general"),
        (("fine", "correction_ordered"), 200_000, "minor"),
    ],
)
def test_of_several_kinds_the_heaviest_decides(law, kinds, fine_fen, expected):
    found = proposed(law, *kinds, fine_fen=fine_fen)
    assert found.repair_class == expected
    assert len(found.reasons) == len(set(kinds) - {"correction_ordered"})


@pytest.mark.parametrize(
    ("kinds", "fine_fen"),
    [
        (("fine",), None),
        (("other",), None),
        (("licence_suspended_or_revoked",), None),
        (("fine", "other"), 200_000),
        ((), None),
    ],
)
def test_what_no_table_settles_is_left_to_the_authority(law, kinds, fine_fen):
    found = proposed(law, *kinds, fine_fen=fine_fen)
    assert found.repair_class is None
    assert all(reason.zh and reason.en for reason in found.reasons)


def test_a_simple_procedure_is_minor_unless_the_fine_is_above_its_ceiling(law):
    assert proposed(law, "fine", fine_fen=300_000, procedure="simple").repair_class == "minor"
    contradictory = proposed(law, "fine", fine_fen=300_001, procedure="simple")
    assert contradictory.repair_class is None
    assert "3,000" in contradictory.reasons[0].zh


def test_a_penalty_older_than_the_tables_is_judged_by_the_first_of_them(law):
    assert proposed(law, "fine", fine_fen=200_000, on=date(2022, 1, 1)).repair_class == "minor"


def test_the_authoritys_own_table_comes_first(tmp_path, monkeypatch):
    folder = shutil.copytree(seed.seed_folder(), tmp_path / "policies")
    with (folder / "cities/siyang/parameters.yaml").open("a") as file:
        file.write(f"""
  repair.fine.larger.{BUREAU.lower()}:
    title: {{zh: 本局较大数额罚款, en: larger fines of this bureau}}
    kind: fen
    lower_may: anything
    values:
      - {{from: 2026-04-01, value: 2000000, source: configured, verified: configured}}
""")
    monkeypatch.setenv("XINHENG_POLICIES", str(folder))
    law = Law(seed.load().pack("siyang"), shipped_calendar())
    found = proposed(law, "fine", fine_fen=2_000_000)
    assert found.repair_class == "general"
    assert "本局较大数额罚款" in found.reasons[0].zh
