"""`ledger verify`: recomputes the hash chain and holds it against the sealed batches."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from xinheng.faces.cli.database import ready

HELP = "核验存证链 · verify the ledger"

SENTENCES = {
    "gap": "序号不连续，中间的记录不见了",
    "unlinked": "与前一条记录的摘要接不上",
    "altered": "内容与摘要不符，被改动过",
    "backdated": "时间早于前一条记录",
    "entry_missing": "已封存的批次没有存证记录",
    "batch_differs": "批次与存证记录不一致，或批次不见了",
}


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("step", choices=["verify"])


def run(options: Namespace) -> dict:
    ready()
    from xinheng.ground.ledger.queries import verify

    found = verify()
    problems = [
        {"entry": problem.number, "code": f"ledger.{problem.code}", "message": SENTENCES[problem.code]}
        for problem in found.problems
    ]
    return {"entries": found.entries, "valid": found.valid, "problems": problems}


def lines(result: dict) -> Iterable[str]:
    for problem in result["problems"]:
        yield f"第 {problem['entry']} 条：{problem['message']}  [{problem['code']}]"
    yield f"存证链 {result['entries']} 条，" + (
        "完整无缺。" if result["valid"] else f"发现 {len(result['problems'])} 处问题。"
    )
