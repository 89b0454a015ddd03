"""核验代码: `bin/xinheng check-code CODE…`: what each code is, what is wrong with it, what was probably meant."""

import argparse
import sys
from collections.abc import Iterator

from xinheng.ground.identifiers.identification import IdentifierKind
from xinheng.ground.identifiers.judgement import Judgement, judge
from xinheng.ground.identifiers.kinds import KINDS
from xinheng.ground.identifiers.problems import Severity

HELP = "核验统一社会信用代码，给出问题与更正建议 · check codes of organisations"

FROM_STDIN = "-"

KIND_LABELS = {kind.value: kind.label.zh for kind in IdentifierKind} | {
    kind.code: f"{kind.name.zh}（{kind.authority.zh}登记）" for kind in KINDS.values()
}
MARKS = {Severity.ERROR: "错误", Severity.WARNING: "提示"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs="+", metavar="CODE", help="代码；“-”表示从标准输入逐行读取 · “-” reads stdin")


def run(options: argparse.Namespace) -> list[dict]:
    return [as_json(judge(code)) for code in given(options.codes)]


def lines(result: list[dict]) -> Iterator[str]:
    for judged in result:
        verdict = "✓ 有效" if judged["valid"] else "✗ 无效"
        yield f"{verdict}  {judged['code']}  {KIND_LABELS[judged['kind']]}"
        for problem in judged["problems"]:
            yield f"    {MARKS[problem['severity']]}  {problem['message']}  [{problem['code']}]"
        if judged["suggestion"]:
            yield f"    建议  {judged['suggestion']}"


def given(codes: list[str]) -> Iterator[str]:
    """The codes of the command line; in place of `-` those of standard input, one a line, empty lines left out."""
    for code in codes:
        if code == FROM_STDIN:
            yield from (line.rstrip("\r\n") for line in sys.stdin if line.strip())
        else:
            yield code


def as_json(judgement: Judgement) -> dict:
    return {
        "code": judgement.code,
        "valid": judgement.valid,
        "kind": judgement.kind,
        "problems": [
            {"code": problem.code, "severity": problem.severity, "message": problem.sentence.zh}
            for problem in judgement.problems
        ],
        "suggestion": judgement.suggestion,
    }
