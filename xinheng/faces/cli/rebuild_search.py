"""重建检索: `bin/xinheng rebuild-search`: makes the search index anew from the facts."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from xinheng.faces.cli.database import ready

HELP = "重建检索索引 · make the search index anew from the facts"


def arguments(parser: ArgumentParser) -> None:
    """None: the whole index is made."""


def run(options: Namespace) -> dict:
    ready()
    from xinheng.credit.organisations.search.indexing import rebuild

    since = time.perf_counter()
    return {**rebuild(), "seconds": round(time.perf_counter() - since, 1)}


def lines(result: dict) -> Iterable[str]:
    yield (
        f"已重建检索索引：{result['names']} 个名称，{result['common_grams']} 个常用字组，用时 {result['seconds']} 秒 · "
        f"{result['names']} names"
    )
