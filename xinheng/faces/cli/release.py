"""审核发布: `bin/xinheng release SUBMISSION --by ROLE`: a second person opens what a department reported to the public."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from secrets import token_hex
from typing import TYPE_CHECKING

from xinheng.faces.cli.database import ready
from xinheng.faces.cli.file import viewer_as
from xinheng.faces.clock import now
from xinheng.ground.refusal import Refused

if TYPE_CHECKING:
    from xinheng.ground.ledger.actor import Actor

HELP = "审核发布一次报送 · release a submission to the public, as a second person"

REVIEWER = "department_reviewer"
CLASSES = ("minor", "general", "serious")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("submission", metavar="SUBMISSION", help="回执号 · the number on the receipt")
    parser.add_argument(
        "--by", dest="role", default=REVIEWER, metavar="ROLE", help=f"角色 · the role (default {REVIEWER})"
    )
    parser.add_argument(
        "--class",
        dest="repair_class",
        default="",
        choices=CLASSES,
        help="失信程度，不填则按所报或建议 · else as reported or proposed",
    )
    parser.add_argument("--reason", default="", help="轻微信息确有必要公示的理由 · why minor items must be public")
    parser.add_argument(
        "--operation", metavar="ID", help="操作号，重复提交得到同一答复 · the same id gets the same answer"
    )


def run(options: Namespace) -> dict:
    ready()
    from xinheng.credit.publicity.actions import release
    from xinheng.credit.publicity.rules import unknown_submission
    from xinheng.credit.publicity.worklists.queries import authority_of

    authority = authority_of(options.submission, viewer=viewer_as(REVIEWER, ""))
    if authority is None:
        raise Refused(unknown_submission(options.submission))
    answer = release(
        by=actor_as(options.role),
        now=now(),
        operation=options.operation or f"release-{token_hex(8)}",
        authority=authority,
        submission=options.submission,
        repair_class=options.repair_class,
        reason=options.reason,
    )
    return {"submission": options.submission} | answer


def actor_as(role: str) -> "Actor":
    """Whoever holds a role for the whole place, as the operator of the machine may act for them."""
    from xinheng.ground.access.roles import ROLES
    from xinheng.ground.ledger.actor import Actor, Grant

    viewer_as(role, "")  # refuses a role that there is not
    held = ROLES[role].permissions if role in ROLES else ()
    return Actor(f"role:{role}", role, frozenset(Grant(permission) for permission in held))


def lines(result: dict) -> Iterator[str]:
    yield (
        f"已发布 released {result['released']}　已在先发布 already {result['already']}　未发布 held {result['held']}　"
        f"可公示 public {result['public']}"
    )
    for fault in result["faults"]:
        yield f"{fault['document_no']}：{fault['message']} {fault['message_en']}  [{fault['code']}]"
