"""`bin/xinheng catalogue`: the types of a place, one of them, its workbook, and the faults of a folder; without a database."""

import json
import shutil
from pathlib import Path

import pytest

from xinheng.credit.catalogue.headers import understood
from xinheng.credit.catalogue.seeded import seeded
from xinheng.faces.cli.__main__ import EXIT_DONE, EXIT_REFUSED, main
from xinheng.faces.clock import today
from xinheng.ground.columns.reading import read
from xinheng.ground.policies import seed


def answered(capsys, *arguments: str) -> dict:
    assert main(["catalogue", *arguments, "--json"]) == EXIT_DONE
    return json.loads(capsys.readouterr().out)


def refused(capsys, *arguments: str) -> str:
    assert main(["catalogue", *arguments, "--json"]) == EXIT_REFUSED
    return json.loads(capsys.readouterr().out)["refusal"]["code"]


def test_list_names_every_type_and_why_one_is_not_collected(capsys):
    listed = answered(capsys, "list", "--policy", "dongying", "--on", "2026-11-20")
    types = {each["type"]: each for each in listed["types"]}
    assert (listed["place"], listed["on"], len(types)) == ("dongying", "2026-11-20", 17)
    assert (types["permit"]["collectable"], types["permit"]["basis"]) == (True, "credit-catalogue-2024")
    assert types["arrears"]["refusal"]["code"] == "catalogue.unfounded"
    assert next(iter(types)) == "permit"


def test_show_answers_fields_layouts_and_levels(capsys):
    shown = answered(capsys, "show", "penalty", "--policy", "siyang")
    fields = {field["code"]: field for field in shown["fields"]}
    assert len(shown["layouts"]["2018"]["columns"]) == 30
    assert shown["identity"] == ["authority_code", "document_number", "party_name"]
    assert fields["fine_amount"]["required_words"]["zh"] == "“处罚类别”含罚款时必填"
    assert fields["violation_facts"]["level"] == "government"
    assert "legal_representative" not in fields


def test_lines_for_people(capsys):
    assert main(["catalogue", "list"]) == EXIT_DONE
    listed = capsys.readouterr().out
    assert "行政许可" in listed
    assert "“投诉举报”已停用，不得归集" in listed
    assert main(["catalogue", "show", "permit"]) == EXIT_DONE
    assert "双公示2015版" in capsys.readouterr().out


def test_template_is_written_and_understood(capsys, tmp_path):
    file = tmp_path / "许可.xlsx"
    written = answered(capsys, "template", "permit", "--layout", "2015", "-o", str(file))
    assert (written["layout"], written["bytes"]) == ("2015", file.stat().st_size)
    found = understood(read(file, file.name).headers, seeded("siyang", today()).types["permit"])
    assert (found.layout, found.unknown) == ("2015", ())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "penality"), "catalogue.unknown_type"),
        (("template", "complaint", "-o", "x.xlsx"), "catalogue.unfounded"),
        (("template", "permit", "--layout", "2031", "-o", "x.xlsx"), "catalogue.unknown_layout"),
        (("template", "permit", "-o", "/nowhere/x.xlsx"), "catalogue.unwritable"),
    ],
)
def test_what_cannot_be_done_is_refused_by_code(capsys, arguments, code):
    assert refused(capsys, *arguments) == code


def test_check_names_every_fault_with_file_and_line(capsys, tmp_path):
    folder = Path(shutil.copytree(seed.ROOT / "policies", tmp_path / "policies"))
    assert answered(capsys, "check", str(folder))["faults"] == []
    permit = folder / "catalogue/nation/permit.yaml"
    permit.write_text(
        permit.read_text().replace("kind: former_code", "kind: old_code").replace("permit_kind,", "permit_knd,")
    )
    checked = answered(capsys, "check", str(folder))
    assert {fault["code"] for fault in checked["faults"]} >= {"policies.unknown_choice"}
    assert all(fault["file"] == "catalogue/nation/permit.yaml" and fault["line"] > 1 for fault in checked["faults"])
    assert main(["catalogue", "check", str(folder)]) == EXIT_DONE
    assert "不能公布" in capsys.readouterr().out
