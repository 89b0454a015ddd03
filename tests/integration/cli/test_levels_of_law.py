"""Levels of law: a city's paper may bind its departments tighter, and may not take back what stands above it."""

import shutil

import pytest

from tests.clauses import POLICIES
from tests.integration.cli.commands import answer

RULE = "publicity.permit_penalty.department"


@pytest.fixture
def changzhi(tmp_path, monkeypatch):
    """Lets Changzhi's paper, which is silent there, say within how many working days permits are published."""

    def says(days: int) -> None:
        folder = shutil.copytree(POLICIES, tmp_path / "policies")
        rules = folder / "cities/changzhi/rules.yaml"
        rules.write_text(
            rules.read_text()
            + f"""
  {RULE}:
    values:
      - {{from: 2020-01-01, value: {days}, unit: workday, source: changzhi-2020-16, verified: clause}}
"""
        )
        monkeypatch.setenv("XINHENG_POLICIES", str(folder))

    return says


def due(capsys) -> dict:
    return answer(capsys, "due", RULE, "--start", "2026-11-02", "--policy", "changzhi")


@pytest.mark.clause("CZ-49")
def test_city_text_that_gives_a_department_longer_than_the_nation_is_readable_and_not_applied(changzhi, capsys):
    changzhi(9)
    assert (due(capsys)["days"], due(capsys)["due_on"], due(capsys)["level"]) == (7, "2026-11-11", "nation")
    shown = answer(capsys, "policies", "show", "changzhi", RULE)
    city = next(layer for layer in shown["layers"] if layer["level"] == "city")
    assert (city["standing"], city["value"], city["superseded_by"]) == ("superseded", 9, "nation")
    assert "7个工作日" in city["reason"]["zh"]


@pytest.mark.clause("CZ-49")
def test_city_text_that_binds_its_departments_tighter_applies(changzhi, capsys):
    changzhi(3)
    assert (due(capsys)["days"], due(capsys)["due_on"], due(capsys)["level"]) == (3, "2026-11-05", "city")


@pytest.mark.clause("CZ-49")
def test_where_the_city_is_silent_the_nation_speaks(capsys):
    assert (due(capsys)["days"], due(capsys)["level"]) == (7, "nation")
