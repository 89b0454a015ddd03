"""`bin/xinheng check-code`, through the command line as a clerk calls it."""

import io
import json
import subprocess
import sys
import time

import pytest

from xinheng.faces.cli.__main__ import main

RIGHT = "91310116076409427L"


def answers(capsys, *codes: str) -> list[dict]:
    assert main(["check-code", *codes, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_check_code_answers_for_each_code_in_order(capsys):
    right, wrong = answers(capsys, RIGHT, "9131O116076409427L")
    assert right == {"code": RIGHT, "valid": True, "kind": "enterprise", "problems": [], "suggestion": None}
    assert (wrong["code"], wrong["valid"], wrong["suggestion"]) == ("9131O116076409427L", False, RIGHT)
    assert [problem["code"] for problem in wrong["problems"]] == ["uscc.character", "uscc.look_alike"]
    assert wrong["problems"][1]["message"] == "疑为形近字误写：第 5 位“O”应为“0”。"
    assert wrong["problems"][1]["severity"] == "error"


@pytest.mark.parametrize("typed", [" 91310116 076409427l ", "９１３１０１１６０７６４０９４２７Ｌ", "", "无", "\t"])
def test_check_code_echoes_the_code_unchanged(capsys, typed):
    [answer] = answers(capsys, typed)
    assert answer["code"] == typed


def test_check_code_reads_standard_input_in_place_of_a_dash(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{RIGHT}\n\n 95028583-9\r\n"))
    assert [answer["code"] for answer in answers(capsys, "12345", "-")] == ["12345", RIGHT, " 95028583-9"]


def test_check_code_without_a_code_is_misuse(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["check-code"])
    assert stopped.value.code == 2


def test_check_code_for_people_says_verdict_kind_problems_and_suggestion(capsys):
    assert main(["check-code", RIGHT, "91310116076409427l", "91510182749740641Y", "00000000000000000X"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "✓ 有效  91310116076409427L  企业（市场监督管理部门登记）",
        "✓ 有效  91310116076409427l  企业（市场监督管理部门登记）",
        "    提示  含有小写字母，已按大写读取。  [code.lower_case]",
        "    建议  91310116076409427L",
        "✗ 无效  91510182749740641Y  企业（市场监督管理部门登记）",
        "    错误  校验码不符：末位“Y”是余数本身，按国家标准应取 31 减余数，即“1”。早期确有登记机关这样错发；"
        "如证照上印的就是这个代码，请以登记机关的核实为准。  [uscc.check_character_is_remainder]",
        "    建议  915101827497406411",
        "✗ 无效  00000000000000000X  无法识别",
        "    错误  这是占位用的号码，不是任何组织的代码。请填真实的统一社会信用代码；确实没有的，请留空并说明。"
        "  [code.placeholder]",
    ]


def test_check_code_starts_neither_django_nor_polars():
    program = (
        "import sys; from xinheng.faces.cli.__main__ import main; main(sys.argv[1:]);"
        "print(*{'django', 'polars'} & sys.modules.keys(), file=sys.stderr, end='')"
    )
    done = subprocess.run([sys.executable, "-c", program, "check-code", RIGHT], capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("", 0)


def test_check_code_answers_within_a_second():
    """The best of three, since the machine may be busy with something else."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "xinheng.faces.cli", "check-code", RIGHT], check=True, capture_output=True
        )
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 1
