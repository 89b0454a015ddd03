"""载入: `bin/xinheng load TYPE FILE --from USCC`: a register, or records of a catalogue type, with a receipt of every row."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

from xinheng.faces.cli.authorities import made_known
from xinheng.faces.cli.database import ready
from xinheng.faces.clock import now
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

HELP = "载入主体登记信息或信用记录，返回回执 · load a register or records and get a receipt"

ORGANISATIONS = "organisations"
COUNTS = {
    "received": "收到 received",
    "admitted": "新增 admitted",
    "superseding": "变更 superseding",
    "withdrawn": "撤回 withdrawn",
    "duplicate": "重复 duplicate",
    "rejected": "退回 rejected",
    "review": "待核 to review",
    "persons_refused": "自然人拒收 persons refused",
}


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "type", metavar="TYPE", help="organisations，或归集目录的条目 · or a type of the catalogue: permit, penalty …"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV、XLSX、Parquet 或 JSON lines")
    parser.add_argument(
        "--from", dest="provider", required=True, metavar="USCC", help="报送部门的代码 · who provides it"
    )
    parser.add_argument(
        "--operation", metavar="ID", help="操作号，重复提交得到同一回执 · the same id gets the same receipt"
    )


def run(options: Namespace) -> dict:
    if not options.file.is_file():
        zh, en = f"没有文件 {options.file}。请核对路径。", f"There is no file {options.file}. Check the path."
        raise Refused(Refusal("load.no_file", Text(zh=zh, en=en)))
    ready()
    made_known(options.provider)
    from xinheng.ground.ledger.actor import Actor

    sent = {
        "by": Actor.system("cli"),
        "now": now(),
        "operation": options.operation or f"load-{token_hex(8)}",
        "authority": options.provider,
        "source": options.file,
        "name": options.file.name,
    }
    if options.type == ORGANISATIONS:
        from xinheng.credit.organisations.actions import load_organisations

        return load_organisations(**sent)
    return submitted(options.type, sent)


def submitted(type: str, sent: dict) -> dict:
    """报送: the receipt, with the workbook of what came back where there is any."""
    from xinheng.credit.submissions.actions import submit
    from xinheng.credit.submissions.rejects import workbook

    receipt = submit(type=type, told=say, **sent)
    file = workbook(receipt["submission"])
    return receipt | {"rejected_file": file and str(file)}


def say(rows: int) -> None:
    print(f"已读 {rows} 行 · rows read", file=sys.stderr)


def lines(result: dict) -> Iterator[str]:
    yield f"回执 {result['submission']} · {result['file']}"
    yield "　".join(f"{title} {result[key]}" for key, title in COUNTS.items())
    yield f"其中待换码 code pending {result['code_pending']}　个人信息丢弃 personal dropped {result['personal_dropped']}"
    if result.get("timed"):
        yield f"及时 in time {result['timed'] - result['late']} / {result['timed']}"
    yield from (f"提示 {code} {times}" for code, times in result["warnings"].items())
    yield from (f"未用的列 unused column {name}" for name in result["dropped_columns"])
    for fault in result["faults"]:
        place = f"{fault['sheet']} 第 {fault['row']} 行".strip()
        yield f"{place}：{fault['value'] or ''} {fault['message']} {fault['message_en']}  [{fault['rule']}]"
    if result["rejected_file"]:
        yield f"退回的行 rejected rows: {result['rejected_file']}"
