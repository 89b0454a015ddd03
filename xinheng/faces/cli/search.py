"""检索: `bin/xinheng search TEXT`: organisations by code, name, part of a name, or initials."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from xinheng.faces.cli.database import ready

HELP = "检索主体 · find organisations by code, name or initials"

PAGE = 20


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="+", metavar="TEXT", help="代码、名称或拼音首字母 · code, name or initials")
    parser.add_argument("--limit", type=int, default=PAGE, metavar="N", help="条数 · how many")
    parser.add_argument("--after", metavar="CURSOR", help="接上一页 · where the last page ended")


def run(options: Namespace) -> list[dict]:
    ready()
    from xinheng.credit.organisations.queries import search
    from xinheng.ground.disclosure import PUBLIC

    found = search(" ".join(options.text), viewer=PUBLIC, after=options.after, limit=options.limit)
    for words in beside(found):
        print(words, file=sys.stderr)
    return [
        {
            "uscc": hit.uscc,
            "name": hit.name,
            "state": hit.state,
            "region": hit.region,
            "matched": {
                "how": hit.matched.how,
                "text": hit.matched.text,
                "spans": [list(span) for span in hit.matched.spans],
                "is_former": hit.matched.is_former,
            },
        }
        for hit in found.hits
    ]


def beside(found) -> Iterable[str]:
    """What is no hit: what to do when nothing was found, what was perhaps meant, and where the next page begins."""
    if found.advice:
        yield f"{found.advice.zh}\n{found.advice.en}"
    for suggestion in found.suggestions:
        yield f"建议　{suggestion.text}　{suggestion.why.zh} · {suggestion.why.en}"
    if found.next:
        yield f"下一页　--after {found.next}"


def lines(result: list[dict]) -> Iterable[str]:
    for hit in result:
        yield f"{hit['uscc']}　{hit['name']}　{reason(hit)}".rstrip("　")


def reason(hit: dict) -> str:
    """Why a hit is there, where its name alone does not show it: the places that matched, in 【】."""
    matched = hit["matched"]
    text = matched["text"]
    for start, end in reversed(matched["spans"]):
        text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
    former = "曾用：" if matched["is_former"] else ""
    return "" if text == f"【{hit['uscc']}】" else former + text
