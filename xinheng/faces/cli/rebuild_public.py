"""重建公示: `bin/xinheng rebuild-public`: makes the list of what is public anew from records, marks and law."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from xinheng.faces.cli.database import ready
from xinheng.faces.clock import today

HELP = "重建公示目录 · make the list of what is public anew, as after a new law or catalogue"


def arguments(parser: ArgumentParser) -> None:
    """None: the whole list is made."""


def run(options: Namespace) -> dict:
    ready()
    from xinheng.credit.publicity.refreshing import rebuild

    since = time.perf_counter()
    return {"public": rebuild(on=today()), "seconds": round(time.perf_counter() - since, 1)}


def lines(result: dict) -> Iterable[str]:
    yield f"已重建公示目录：{result['public']} 条记录，用时 {result['seconds']} 秒 · {result['public']} records"
