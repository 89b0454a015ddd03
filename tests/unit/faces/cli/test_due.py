import json
import subprocess
import sys
from datetime import date

import pytest

from tests.conftest import ROOT
from xinheng.faces.cli import due as command
from xinheng.faces.cli.__main__ import EXIT_DONE, EXIT_MISUSE, EXIT_REFUSED, main
from xinheng.ground.calendars import due, shipped_calendar
from xinheng.ground.policies import seed

HEARING = "rights.hearing.request"  # 行政处罚法 第六十四条: five days, which are working days by 第八十五条
CITIES = ["jiaohe", "zhenjiang", "changzhi", "siyang", "dongying"]


@pytest.fixture(autouse=True)
def no_place(monkeypatch):
    monkeypatch.delenv("XINHENG_PLACE", raising=False)


def asked(capsys, *arguments: str):
    assert main(["due", *arguments, "--json"]) == EXIT_DONE
    return json.loads(capsys.readouterr().out)


def refused(capsys, *arguments: str) -> dict:
    assert main(["due", *arguments, "--json"]) == EXIT_REFUSED
    return json.loads(capsys.readouterr().out)["refusal"]


def test_answer_has_date_reason_and_article(capsys):
    answer = asked(capsys, HEARING, "--start", "2026-09-28")
    assert answer["due_on"] == "2026-10-10"
    assert (answer["rule"], answer["days"], answer["unit"]) == (HEARING, 5, "workday")
    assert answer["explanation"] == (
        "自2026-09-28（周一）次日起算5个工作日，跳过国庆假期7天（10月1日至7日），10月10日（周六）调休上班计入，"
        "至2026-10-10（周六）24时止。"
    )
    assert answer["skipped"] == [{"date": f"2026-10-0{day}", "reason": "国庆假期"} for day in range(1, 8)]
    assert answer["provisional"] is False
    assert "第六十四条" in answer["article"]
    assert answer["calendar_digest"] == shipped_calendar().digest


def test_circumstances_of_a_term_are_taken_from_the_options(capsys):
    options = ["--suspend", "2026-11-04..2026-11-05", "--extend", "2", "--restart", "2026-11-03"]
    assert asked(capsys, HEARING, "--start", "2026-11-02")["due_on"] == "2026-11-09"
    assert asked(capsys, HEARING, "--start", "2026-11-02", *options)["due_on"] == "2026-11-16"


def test_several_suspensions_are_all_taken(capsys):
    options = ["--suspend", "2026-11-03..2026-11-03", "--suspend", "2026-11-05..2026-11-05"]
    assert asked(capsys, HEARING, "--start", "2026-11-02", *options)["due_on"] == "2026-11-11"


def test_unknown_rule_is_refused_with_the_nearest(capsys):
    refusal = refused(capsys, "rights.hearing.requests", "--start", "2026-09-28")
    assert refusal["code"] == "policies.unknown_key"
    assert HEARING in refusal["message"]


def test_unknown_place_is_refused_with_those_there_are(capsys):
    refusal = refused(capsys, HEARING, "--start", "2026-09-28", "--policy", "nowhere")
    assert refusal["code"] == "policies.unknown_place"
    assert "siyang" in refusal["message"]


def test_date_beyond_the_calendar_is_refused_unless_provisional(capsys):
    refusal = refused(capsys, HEARING, "--start", "2026-12-29")
    assert refusal["code"] == "calendars.beyond"
    assert refusal["message"].startswith("2027年的放假调休通知尚未导入")
    answer = asked(capsys, HEARING, "--start", "2026-12-29", "--provisional")
    assert (answer["due_on"], answer["provisional"]) == ("2027-01-06", True)


def test_restart_before_the_start_is_refused(capsys):
    refusal = refused(capsys, HEARING, "--start", "2026-11-02", "--restart", "2026-11-01")
    assert refusal["code"] == "calendars.uncountable"


def test_pack_with_faults_is_refused_with_all_of_them(capsys, tmp_path, monkeypatch):
    (tmp_path / "cities" / "siyang").mkdir(parents=True)
    (tmp_path / "cities" / "siyang" / "pack.yaml").write_text("pack: siyang\nlevle: city\n")
    load = seed.load
    monkeypatch.setattr(seed, "load", lambda: load(tmp_path))
    refusal = refused(capsys, HEARING, "--start", "2026-11-02")
    assert refusal["code"] == "policies.faults"
    assert "cities/siyang/pack.yaml:2 levle" in refusal["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [HEARING],
        ["--start", "2026-11-02"],
        [HEARING, "--start", "tomorrow"],
        [HEARING, "--start", "2026-11-02", "--suspend", "2026-11-04"],
        [HEARING, "--start", "2026-11-02", "--suspend", "2026-11-05..2026-11-04"],
    ],
)
def test_misuse_ends_with_its_own_code(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(["due", *arguments])
    assert ended.value.code == EXIT_MISUSE
    assert capsys.readouterr().err


@pytest.mark.parametrize("city", CITIES)
def test_every_rule_of_a_city_has_a_deadline(city):
    pack = seed.load().pack(city)
    rules = pack.rules(date(2026, 11, 21))
    assert rules
    for rule in rules:
        answer = due(date(2026, 3, 2), rule.term, shipped_calendar(), provisional=True)
        shown = command.answered(pack, rule, date(2026, 3, 2), answer)
        assert shown["due_on"] >= "2026-03-02"
        assert shown["explanation"].endswith(("止。", "届满，不因休息日顺延。", "不顺延。", "）"))
        assert list(command.lines(shown))


def test_list_names_number_start_and_source_of_each_rule(capsys):
    rules = asked(capsys, "--list", "--policy", "siyang", "--on", "2026-11-21")
    assert [rule["rule"] for rule in rules if rule["rule"] == HEARING] == [HEARING]
    for rule in rules:
        assert {"rule", "clause", "days", "unit", "start_event", "binding", "source"} <= rule.keys()
        assert rule["start_event"]
        assert rule["source"]
    clauses = [clause for rule in rules for clause in rule["clauses"]]
    assert len(clauses) == len(set(clauses))


def test_place_of_the_machine_is_the_default_policy(capsys, monkeypatch):
    assert asked(capsys, HEARING, "--start", "2026-11-02")["policy"] == "siyang"
    monkeypatch.setenv("XINHENG_PLACE", "jiaohe")
    assert asked(capsys, HEARING, "--start", "2026-11-02")["policy"] == "jiaohe"


def test_people_read_the_date_first_then_why(capsys):
    assert main(["due", HEARING, "--start", "2026-09-28"]) == EXIT_DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].strip() == "2026-10-10（周六） 24时"
    assert lines[2].startswith("自2026-09-28（周一）次日起算")
    assert any("依据  国家《" in line for line in lines)
    assert lines[-1].split() == ["5", "2026-10-10（周六）", "调休上班"]


def test_provisional_date_is_labelled_beside_the_date(capsys):
    main(["due", HEARING, "--start", "2026-12-29", "--provisional"])
    assert "暂定" in capsys.readouterr().out.splitlines()[0]


def test_list_for_people_counts_the_rules(capsys):
    main(["due", "--list", "--on", "2026-11-21"])
    assert capsys.readouterr().out.splitlines()[-1].endswith("项期限")


def test_answer_needs_no_django_and_no_database():
    code = (
        "import sys; from xinheng.faces.cli.__main__ import main; "
        f"main(['due', '{HEARING}', '--start', '2026-11-02', '--json']); "
        "assert not {'django', 'psycopg'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
