"""例行维护: `bin/xinheng tick [--now T]`: erases what is due, renews what is derived, sweeps what was left."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from datetime import datetime

from xinheng.faces import clock
from xinheng.faces.cli.database import ready
from xinheng.faces.clock import SHANGHAI

HELP = "例行维护：到期清除、更新公示、清扫残留 · erase what is due, renew what is public, sweep what was left"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--now", type=instant, metavar="T", help="当作此刻 · taken for this instant: 2032-01-01T03:00")


def instant(text: str) -> datetime:
    """An instant in ISO 8601; of Shanghai, if it names no zone."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=SHANGHAI)


def run(options: Namespace) -> dict:
    ready()
    from xinheng.faces.upkeep import tick

    at = options.now or clock.now()
    return {"now": at.isoformat(), **tick(at)}


def lines(result: dict) -> Iterable[str]:
    erased, swept = result["erased"], result["swept"]
    yield f"已清除到期记录 {erased['records']} 条、退回内容 {erased['answers']} 份 · erased"
    yield f"公示目录 {result['public']} 条 · public"
    yield f"清扫中断的报送 {swept['submissions']} 批、残留的上传 {swept['uploads']} 份 · swept"
