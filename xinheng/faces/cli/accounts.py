"""`accounts create|reset|disable|enable|grant|revoke|list`: the accounts of a place, made by whoever runs it, before and besides the desk.

There is no sign-up. The first password is random and printed once; its owner changes it after signing in.
"""

import argparse
import secrets
from collections.abc import Iterator

from xinheng.faces.clock import now

HELP = "账号与角色 makes accounts, grants and revokes roles"


def arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(
        required=True, dest="does", metavar="create|reset|disable|enable|grant|revoke|list"
    )
    create = commands.add_parser("create", help="建立账号 makes an account without any right yet")
    create.add_argument("username", metavar="USER")
    create.add_argument("--name", required=True, metavar="NAME", help="姓名或岗位 name or post")
    create.add_argument("--email", default="", metavar="ADDRESS")
    reset = commands.add_parser("reset", help="重设密码 gives a new password to somebody who lost theirs")
    reset.add_argument("username", metavar="USER")
    disable = commands.add_parser("disable", help="停用账号 takes an account out of use")
    disable.add_argument("username", metavar="USER")
    enable = commands.add_parser("enable", help="启用账号 takes it back into use")
    enable.add_argument("username", metavar="USER")
    grant = commands.add_parser("grant", help="授予角色 grants a role")
    grant.add_argument("username", metavar="USER")
    grant.add_argument("role", metavar="ROLE")
    grant.add_argument(
        "--authority", metavar="REF", help="部门号（不填为全域） of an authority; the whole place if left out"
    )
    grant.add_argument(
        "--organisation", metavar="CODE", help="企业代理人所代理的组织 of an agent: the organisation, by its code"
    )
    revoke = commands.add_parser("revoke", help="收回角色 revokes a grant")
    revoke.add_argument("username", metavar="USER")
    revoke.add_argument("grant", metavar="GRANT", help="授权号，见 list as shown by list")
    shown = commands.add_parser("list", help="全部账号 every account with what it holds")
    for command in (create, reset, disable, enable, grant, revoke, shown):
        command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON on stdout")


def run(options: argparse.Namespace) -> dict | list[dict]:
    from xinheng.faces.cli.database import ready

    ready()
    from xinheng.ground.access import actions, queries
    from xinheng.ground.ledger.actor import Actor
    from xinheng.ground.ledger.chain import Secret

    frame = {"by": Actor.system("operator"), "now": now(), "operation": secrets.token_hex(16)}
    password = secrets.token_urlsafe(12)
    match options.does:
        case "create":
            inputs = {"username": options.username, "display_name": options.name, "email": options.email}
            return actions.create_user(**frame, **inputs, password=Secret(password)) | {"password": password}
        case "reset":
            reset = actions.reset_password(**frame, username=options.username, password=Secret(password))
            return reset | {"password": password}
        case "disable" | "enable":
            return actions.set_active(**frame, username=options.username, active=options.does == "enable")
        case "grant":
            inputs = {"username": options.username, "role": options.role, "authority": options.authority}
            return actions.grant_role(**frame, **inputs, organisation=options.organisation)
        case "revoke":
            return actions.revoke_role(**frame, username=options.username, grant=options.grant)
        case "list":
            return queries.accounts()


def lines(result: dict | list[dict]) -> Iterator[str]:
    if isinstance(result, list):
        for account in result:
            yield f"{account['username']}　{account['name']}{'' if account['active'] else '　已停用'}"
            for held in account["grants"]:
                yield f"    {held['role']}　{held['organisation'] or held['authority'] or '全域'}　授权号 {held['grant']}"
        yield f"共{len(result)}个账号"
    elif "password" in result:
        yield f"账号 {result['username']}，密码 {result['password']}（只显示这一次，请登录后修改）"
        yield f"user {result['username']}, password {result['password']} (shown this once; change it after signing in)"
    elif "active" in result:
        yield f"账号 {result['username']} 已{'启用' if result['active'] else '停用'}"
    else:
        yield "　".join(str(value) for value in result.values() if value)
