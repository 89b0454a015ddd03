import json

import pytest

from xinheng.faces.cli.__main__ import EXIT_DONE, EXIT_MISUSE, EXIT_REFUSED, main
from xinheng.ground.calendars import shipped_calendar
from xinheng.ground.calendars.calendar import Kind

FESTIVALS = [
    {"name": entry.name, "date": entry.on.isoformat(), "isOffDay": True}
    for entry in shipped_calendar().entries
    if entry.kind is Kind.STATUTORY and entry.year == 2027
]


def notice_file(folder, days) -> str:
    path = folder / "2027.json"
    path.write_text(json.dumps({"year": 2027, "papers": ["https://www.gov.cn/zhengce/example"], "days": days}))
    return str(path)


def asked(capsys, *arguments: str) -> dict:
    assert main(["calendars", *arguments, "--json"]) == EXIT_DONE
    return json.loads(capsys.readouterr().out)


def test_year_shows_the_days_that_differ_from_the_week(capsys):
    year = asked(capsys, "show", "2026")
    assert (year["working_days"], year["provisional"], len(year["days"])) == (248, False, 39)
    assert {"date": "2026-10-10", "is_workday": True, "name": "调休上班"} in year["days"]


def test_year_without_notice_is_shown_as_provisional(capsys):
    assert main(["calendars", "show", "2027"]) == EXIT_DONE
    assert "暂定" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize("year", ["0", "10000", "next"])
def test_year_that_has_no_days_is_misuse(year):
    with pytest.raises(SystemExit) as misuse:
        main(["calendars", "show", year])
    assert misuse.value.code == EXIT_MISUSE


@pytest.mark.parametrize("year", ["2006", "2037"])
def test_year_beyond_all_data_is_refused(capsys, year):
    assert main(["calendars", "show", year, "--json"]) == EXIT_REFUSED
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "calendars.beyond"


def test_sound_notice_tells_what_it_would_change(capsys, tmp_path):
    bridge = {"name": "元旦", "date": "2027-01-04", "isOffDay": True}
    result = asked(capsys, "check", notice_file(tmp_path, [*FESTIVALS, bridge]))
    assert result["valid"]
    assert result["changes"] == [{"date": "2027-01-04", "before": "工作日", "after": "元旦假期"}]
    assert (result["last"], result["digest_before"]) == ("2027-12-31", shipped_calendar().digest)


def test_wrong_notice_is_told_fault_by_fault_and_changes_nothing(capsys, tmp_path):
    path = notice_file(tmp_path, [*FESTIVALS, {"name": "元旦", "date": "2027-01-06", "isOffDay": False}])
    assert main(["calendars", "check", path]) == EXIT_DONE
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("2027.json days[14] 2027-01-06：调休上班日不是周六或周日。")
    assert first.endswith("[calendars.make_up_on_weekday]")
    assert last == "共1处差错，没有任何改动。"


def test_file_that_cannot_be_read_is_refused(capsys, tmp_path):
    assert main(["calendars", "check", str(tmp_path / "none.json"), "--json"]) == EXIT_REFUSED
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "calendars.unreadable"
