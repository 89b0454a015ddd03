"""`bin/xinheng policies`: what the law says at a place and why, whether its files are sound, and their way into force."""

import json
import shutil
import subprocess
import sys
from datetime import date

import pytest

from tests.factories.kernel import PASSWORD, account
from tests.integration.cli.commands import answer
from tests.unit.ground.policies.test_faults import SMALL
from xinheng.faces.cli import database, policies
from xinheng.faces.cli.__main__ import main
from xinheng.ground.calendars import BeyondCalendar
from xinheng.ground.policies import seed
from xinheng.ground.policies.queries import calendar_in_force, pack_in_force

RULE = "publicity.permit"


@pytest.fixture
def small(monkeypatch):
    """The small library in place of the law that ships."""
    monkeypatch.setenv(seed.POLICIES, str(SMALL))
    monkeypatch.setattr(seed, "known_clauses", lambda: {"SY-19": "yes", "SY-31": "yes"})


@pytest.fixture
def connected(monkeypatch):
    """The database of the tests in place of the one that a command would start."""
    monkeypatch.setattr(database, "ready", lambda **_: None)


def printed(capsys, *arguments: str) -> str:
    assert main([*arguments]) == 0
    return capsys.readouterr().out


# ---- show -----------------------------------------------------------------------------------------------------------


def test_show_answers_value_level_source_and_what_it_overrides(small, capsys):
    shown = answer(capsys, "policies", "show", "river", RULE, "--on", "2026-11-20")
    applied = shown["applied"]
    assert (applied["value"], applied["unit"], applied["level"]) == (5, "workday", "province")
    assert (applied["source"], applied["article"], applied["source_status"]) == (
        "east-regulation",
        "第三条",
        "in_force",
    )
    assert [(layer["standing"], layer["value"]) for layer in shown["layers"]] == [
        ("ended", 10),
        ("overridden", 7),
        ("applied", 5),
        ("superseded", 6),
    ]
    assert shown["layers"][3]["superseded_by"] == "east"


def test_show_is_of_the_day_asked_for(small, capsys):
    shown = answer(capsys, "policies", "show", "river", RULE, "--on", "2019-06-01")
    assert (shown["applied"]["value"], shown["applied"]["source_status"]) == (6, "unknown")
    assert answer(capsys, "policies", "show", "river", RULE, "--on", "2014-01-01")["applied"] is None


def test_show_tells_people_why_a_value_does_not_apply(small, capsys):
    text = printed(capsys, "policies", "show", "river", RULE, "--on", "2026-11-20")
    assert "适用：5个工作日 · 5 working days" in text
    assert "【不适用】市县 river　6个工作日" in text
    assert "东省《东省条例》第三条定为5个工作日，下位只能缩短，6个工作日不予适用。" in text
    assert "《河市办法》　效力未确认　核实 clause　SY-31" in text


def test_show_of_a_place_lists_all_that_is_in_force(small, capsys):
    shown = answer(capsys, "policies", "show", "river", "--on", "2026-11-20")
    assert [rule["key"] for rule in shown["rules"]] == ["publicity.permit", "publicity.reply"]
    assert [parameter["value"] for parameter in shown["parameters"]] == [["permit", "penalty"], "1.4"]
    assert {entry["key"]: entry["refusal"] and entry["refusal"]["code"] for entry in shown["lists"]} == {
        "serious.tax": None,
        "serious.river": "policies.list_historic",
    }
    assert shown["digest"] == seed.load(SMALL).pack("river").digest


def test_show_of_a_list_says_why_no_case_can_open_on_it(small, capsys):
    text = printed(capsys, "policies", "show", "river", "serious.river", "--on", "2026-11-20")
    assert "《河市办法》第八条　效力未确认" in text
    assert "不得立案　此名单没有法律、法规" in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("rivver",), "policies.unknown_place"), (("river", "publicity.permits"), "policies.unknown_key")],
)
def test_show_of_what_is_not_there_is_refused_with_the_nearest(small, capsys, arguments, code):
    assert main(["policies", "show", *arguments]) == 1
    words = capsys.readouterr().err
    assert code in words
    assert "“river”" in words or "“publicity.permit”" in words


def test_show_needs_neither_database_nor_django():
    probe = (
        "import sys; from xinheng.faces.cli.__main__ import main;"
        "main(['policies', 'show', 'siyang', '--json']); sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", probe], cwd=seed.ROOT, capture_output=True).returncode == 0


# ---- check ----------------------------------------------------------------------------------------------------------


def test_check_of_the_law_that_ships_finds_no_fault(capsys):
    assert answer(capsys, "policies", "check", str(seed.ROOT / "policies"))["faults"] == []


def test_check_names_file_line_and_remedy(small, capsys, tmp_path):
    folder = shutil.copytree(SMALL, tmp_path / "seed")
    rules = folder / "cities/river/rules.yaml"
    rules.write_text(
        rules.read_text().replace("unit: workday\n        source: river", "unit: workdays\n        source: river")
    )
    [fault] = answer(capsys, "policies", "check", str(folder))["faults"]
    assert (fault["file"], fault["line"], fault["code"]) == ("cities/river/rules.yaml", 7, "policies.unknown_choice")
    text = printed(capsys, "policies", "check", str(folder))
    assert "cities/river/rules.yaml:7　rules.publicity.permit.values[0].unit　[policies.unknown_choice]" in text
    assert "“unit”不能是“workdays”。是否应为“workday”？可选：workday、day、month、year。" in text
    assert "1 处差错，不能公布" in text


def test_check_notices_a_text_that_a_higher_one_sets_aside(small, capsys):
    """It is no fault: the city's paper says so, and stays readable."""
    checked = answer(capsys, "policies", "check", "--on", "2026-11-20")
    assert checked["faults"] == []
    [notice] = checked["notices"]
    assert (notice["pack"], notice["key"], notice["value"], notice["superseded_by"]) == ("river", RULE, 6, "east")


def test_folder_without_policies_is_refused(capsys, tmp_path):
    assert main(["policies", "check", str(tmp_path)]) == 1
    assert "policies.no_folder" in capsys.readouterr().err


# ---- publish-seed, export -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_seed_is_published_shown_and_exported(small, connected, capsys, tmp_path):
    published = answer(capsys, "policies", "publish-seed")
    assert "pack cities/river/rules" in published["published"]
    assert "公布 0 份" in printed(capsys, "policies", "publish-seed")
    shown = answer(capsys, "policies", "show", "river", RULE, "--on", "2026-11-20", "--published")
    assert shown["applied"]["value"] == 5
    assert "cities/river/rules.yaml" in answer(capsys, "policies", "export", str(tmp_path))["files"]
    assert seed.load(tmp_path).pack("river").digest == pack_in_force("river").digest


@pytest.mark.django_db
def test_export_to_a_folder_that_cannot_be_written_is_refused(small, connected, capsys, tmp_path):
    answer(capsys, "policies", "publish-seed")
    (tmp_path / "file").touch()
    assert main(["policies", "export", str(tmp_path / "file"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "policies.unwritable"


# ---- publish --------------------------------------------------------------------------------------------------------


def notice_of_2027(folder) -> str:
    """A made-up notice that keeps the statutory days of 2027 and makes one Sunday a working day."""
    off = [
        "01-01",
        "02-05",
        "02-06",
        "02-07",
        "02-08",
        "04-05",
        "05-01",
        "05-02",
        "06-09",
        "09-15",
        "10-01",
        "10-02",
        "10-03",
    ]
    days = [{"name": "节日", "date": f"2027-{day}", "isOffDay": True} for day in off]
    days.append({"name": "元旦", "date": "2027-01-03", "isOffDay": False})
    file = folder / "2027.json"
    file.write_text(json.dumps({"year": 2027, "papers": ["测试通知"], "days": days}))
    return str(file)


@pytest.fixture
def published(connected, small, capsys, monkeypatch):
    """The small law in force, two officers, and somebody who types the password that all accounts of the tests have."""
    monkeypatch.setattr(policies, "getpass", lambda _: PASSWORD)
    assert main(["policies", "publish-seed"]) == 0
    account("first", "credit_office_officer")
    account("second", "credit_office_officer")
    capsys.readouterr()


@pytest.mark.django_db
def test_publish_of_a_notice_lets_the_next_year_be_counted(published, tmp_path, capsys):
    arguments = ("policies", "publish", notice_of_2027(tmp_path), "--key", "calendars/2027", "--author", "first")
    with pytest.raises(BeyondCalendar):
        calendar_in_force().day(date(2027, 1, 3))
    first = answer(capsys, *arguments, "--by", "second")
    assert (first["key"], first["sequence"]) == ("calendars/2027", 1)
    assert calendar_in_force().day(date(2027, 1, 3)).is_workday
    assert answer(capsys, *arguments, "--by", "second") == first


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("author", "by", "code"),
    [
        ("first", "first", "policies.same_person"),
        ("first", "nobody", "access.password_wrong"),
        ("nobody", "second", "access.user_unknown"),
        ("first", "clerk", "access.not_permitted"),
    ],
)
def test_publish_takes_two_known_persons_and_the_right(published, tmp_path, capsys, author, by, code):
    account("clerk", "department_clerk")
    arguments = ["policies", "publish", notice_of_2027(tmp_path), "--key", "calendars/2027", "--author", author]
    assert main([*arguments, "--by", by, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == code


@pytest.mark.django_db
def test_publish_takes_the_password_of_the_second_person(published, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(policies, "getpass", lambda _: "somebody else's")
    arguments = ["policies", "publish", notice_of_2027(tmp_path), "--key", "calendars/2027", "--author", "first"]
    assert main([*arguments, "--by", "second", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "access.password_wrong"


@pytest.mark.django_db
def test_publish_of_a_file_that_cannot_be_read_says_so(published, tmp_path, capsys):
    arguments = ["policies", "publish", str(tmp_path / "missing.yaml"), "--key", "cities/river/rules"]
    assert main([*arguments, "--author", "first", "--by", "second", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "policies.unreadable"
