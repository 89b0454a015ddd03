"""测速: `bin/xinheng bench NAME`: runs bench/NAME.py, which brings its own database, and prints its figures."""

import runpy
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from xinheng.faces.cli.state import ROOT

HELP = "测速 · measure the speed of a part, on a database of its own"

BENCH = ROOT / "bench"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", choices=sorted(path.stem for path in BENCH.glob("*.py")), metavar="NAME")


def run(options: Namespace) -> dict:
    # Without this a terminated bench would leave its server running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return runpy.run_path(str(BENCH / f"{options.name}.py"))["main"]()


def lines(result: dict) -> Iterator[str]:
    for name, figure in result["figures"].items():
        yield f"{name}  {figure}"
    better = "越小越好 lower is better" if result["lower_is_better"] else "越大越好 higher is better"
    yield f"{result['name']}：{result['ratio']}，目标 aim {result['limit']}（{better}）"
