"""`authorities record|list`: the departments of a place, recorded by whoever runs it before there is anybody at a desk."""

import argparse
import secrets
import sys
from collections.abc import Iterator

from xinheng.faces.clock import now, today

HELP = "部门 records and lists the authorities of the place"

UNNAMED = "（名称待登记）"


def arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, dest="does", metavar="record|list")
    record = commands.add_parser("record", help="登记部门 makes an authority known")
    record.add_argument("uscc", metavar="USCC")
    record.add_argument("--name", required=True, metavar="NAME", help="名称")
    record.add_argument("--region", metavar="CODE", help="行政区划代码 (default: as in the code)")
    record.add_argument("--parent", metavar="REF", help="上级部门号 of the authority above it")
    shown = commands.add_parser("list", help="全部部门 every authority, with former names")
    for command in (record, shown):
        command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON on stdout")


def run(options: argparse.Namespace) -> dict | list[dict]:
    from xinheng.faces.cli.database import ready

    ready()
    if options.does == "record":
        return recorded(options.uscc, options.name, options.region, options.parent)
    from xinheng.ground.authorities.queries import authorities
    from xinheng.ground.disclosure import PUBLIC

    return [
        {"authority": each.ref, "uscc": each.uscc, "name": each.name, "parent": each.parent,
         "former_names": [former.name for former in each.former_names]}
        for each in authorities(viewer=PUBLIC).values()
    ]  # fmt: skip


def recorded(uscc: str, name: str, region: str | None = None, parent: str | None = None) -> dict:
    """登记部门 in the operator's name, valid from today; the region is that of the code unless told otherwise."""
    from xinheng.ground.authorities.actions import record
    from xinheng.ground.ledger.actor import Actor

    return record(
        by=Actor.system("operator"),
        now=now(),
        operation=secrets.token_hex(16),
        uscc=uscc,
        name=name,
        region=region or uscc[2:8],
        parent=parent,
        valid_from=today().isoformat(),
    )


def made_known(uscc: str) -> None:
    """Records an authority that reports for the first time under its code alone; its name is left to be entered."""
    from xinheng.ground.authorities.queries import authorities
    from xinheng.ground.disclosure import PUBLIC

    known = authorities(viewer=PUBLIC)
    if uscc in known or uscc in {each.uscc for each in known.values()}:
        return
    recorded(uscc, UNNAMED)
    print(f"部门 {uscc} 首次报送，已按代码登记，名称待补 · {uscc} is new and recorded without a name", file=sys.stderr)


def lines(result: dict | list[dict]) -> Iterator[str]:
    if isinstance(result, list):
        for each in result:
            former = f"　曾用名 {'、'.join(each['former_names'])}" if each["former_names"] else ""
            yield f"{each['uscc']}　{each['name']}　部门号 {each['authority']}{former}"
        yield f"共{len(result)}个部门"
    else:
        yield f"已登记，部门号 {result['authority']}"
