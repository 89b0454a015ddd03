"""Real penalty decisions as a clerk would put them into the national layout of 2018 (README.md says what they are).

Nothing is added that the decision does not say, but for two things every clerk knows: the code of the deciding authority,
which stands in no decision and is made up here, and that a penalty without an end is written 2099/12/31.
"""

import csv
import io
import json
from pathlib import Path

from xinheng.ground.identifiers import organisation_code, uscc

COLUMNS = (
    "行政相对人名称", "行政相对人类别", "行政相对人代码_1(统一社会信用代码)", "行政相对人代码_2(工商注册号)",
    "行政相对人代码_3(组织机构代码)", "行政相对人代码_4(税务登记号)", "行政相对人代码_5(事业单位证书号)",
    "行政相对人代码_6(社会组织登记证号)", "法定代表人", "法定代表人证件类型", "法定代表人证件号码", "证件类型", "证件号码",
    "行政处罚决定书文号", "违法行为类型", "违法事实", "处罚依据", "处罚类别", "处罚内容", "罚款金额(万元)",
    "没收违法所得、没收非法财物的金额(万元)", "暂扣或吊销证照名称及编号", "处罚决定日期", "处罚有效期", "公示截止期", "处罚机关",
    "处罚机关统一社会信用代码", "数据来源单位", "数据来源单位统一社会信用代码", "备注",
)  # fmt: skip
LONG_TERM = "2099/12/31"
KINDS = {
    "警告": "警告",
    "没收": "没收违法所得",
    "责令": "责令改正",
    "限期整改": "责令改正",
    "不予行政处罚": "不予行政处罚",
}
YUAN_IN_WAN = 10_000


def decisions(folder: Path) -> list[dict]:
    lines = (folder / "penalty_decisions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def file_of(decisions: list[dict]) -> bytes:
    """The workbook of the clerk, as CSV; row 2 is the first decision."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(map(row_of, decisions))
    return file.getvalue().encode("gb18030")


def row_of(decision: dict) -> dict[str, str]:
    text, code = decision["penalty_text"] or "", code_of(decision["authority"])
    cited = decision["legal_basis"] or decision["law_violated"] or ""
    return {
        "行政相对人名称": decision["party"] or "",
        "行政相对人类别": "法人及非法人组织",
        "行政相对人代码_1(统一社会信用代码)": decision["uscc_as_printed"] or "",
        "行政相对人代码_2(工商注册号)": decision.get("registration_no", ""),
        "行政相对人代码_3(组织机构代码)": decision.get("organisation_code", ""),
        "行政处罚决定书文号": decision["document_no"] or "",
        "违法行为类型": decision["violation"],
        "违法事实": decision["violation"],
        "处罚依据": cited,
        "处罚类别": ";".join(kinds_of(decision, text)),
        "处罚内容": text,
        "罚款金额(万元)": decision.get("fine_wan_as_printed") or in_wan(decision["fine_yuan"]),
        "没收违法所得、没收非法财物的金额(万元)": in_wan(decision.get("confiscated_yuan")),
        "处罚决定日期": decision["date"],
        "处罚有效期": LONG_TERM if text else "",
        "处罚机关": decision["authority"],
        "处罚机关统一社会信用代码": code,
        "数据来源单位": decision["authority"],
        "数据来源单位统一社会信用代码": code,
        "备注": decision.get("note", ""),
    }


def kinds_of(decision: dict, text: str) -> list[str]:
    """处罚类别 that the text of the penalty speaks of."""
    fined = ["罚款"] if decision["fine_yuan"] else []
    return fined + list(dict.fromkeys(kind for word, kind in KINDS.items() if word in text))


def in_wan(yuan: float | None) -> str:
    return f"{yuan / YUAN_IN_WAN:.6f}" if yuan else ""


def code_of(name: str) -> str:
    """A made-up code for an authority or organisation of this name, with right check characters; no region begins 99."""
    number = sum(ord(character) * position for position, character in enumerate(name, start=1))
    body = f"MB{number % 10**6:06}"
    code = "11990000" + body + organisation_code.check_digit(body)
    return code + uscc.check_character(code)
