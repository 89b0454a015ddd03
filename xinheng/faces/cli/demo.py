"""演示: a living demo city at one address; with `--check`, the same in a throw-away state, probed and stopped."""

import io
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from xinheng.faces.cli import serve
from xinheng.faces.cli.demo_city import SEED, record_departments, report
from xinheng.faces.cli.postgres import Postgres
from xinheng.faces.cli.state import state_directory
from xinheng.faces.clock import now, today
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

HELP = "演示城市 · the demo city"

CLERK = {"username": "clerk", "display_name": "演示工作人员", "role": "credit_office_officer"}
REPORTER = {"username": "reporter", "display_name": "演示报送员", "role": "department_clerk"}
REVIEWER = {"username": "reviewer", "display_name": "演示审核员", "role": "department_reviewer"}
VERIFIER = {"username": "verifier", "display_name": "演示核验员", "role": "department_reviewer"}
AGENT = {"username": "agent", "display_name": "演示企业代理人", "role": "organisation_agent"}
ORGANISATIONS = 20_000
REGISTRAR = "11321323MB00DWA967"  # 泗阳县市场监督管理局 of the synthetic city
CREDIT_OFFICE = "11321323MB00DW9L83"  # 泗阳县发展和改革局, which verifies what organisations declare of themselves
PAGES = {"/": 200, "/rules/": 200, "/accounts/login/": 200, "/style/": 200, "/healthz": 200, "/no-such-page/": 404}
SECONDS_TO_START = 280  # the departments' files take most of it
SECONDS_TO_END = 10


def arguments(parser: ArgumentParser) -> None:
    serve.arguments(parser)
    parser.add_argument("--check", action="store_true", help="试运行后退出 · probe it on a free port, then end")


def run(options: Namespace) -> dict:
    if options.check:
        return check()
    os.environ["XINHENG_DEMO"] = "1"
    serve.serve(options.host, options.port, prepare=prepare)
    return {}


def lines(result: dict) -> Iterable[str]:
    for page in result.get("pages", ()):
        yield f"{page['status']}  {page['bytes']:>8} B  {page['seconds']:6.3f} s  {page['path']}"
    if result:
        yield "  ".join(f"{name} {seconds:.1f} s" for name, seconds in result["seconds"].items())
        yield "全部通过 · all is well"


def prepare() -> str:
    """What a demonstration needs beyond the law: a synthetic city, and somebody who may sign in."""
    from xinheng.credit.organisations.rules import authority_ref

    if not is_known(CLERK["username"]):  # who comes last: until then the city may be half made
        populate()
    said, known = "", is_known(AGENT["username"])
    if known or (organisation := penalised()):
        said += open_account(**AGENT, organisation=None if known else organisation)
    registrar = authority_ref(REGISTRAR)
    said += open_account(**REPORTER, authority=registrar) + open_account(**REVIEWER, authority=registrar)
    said += open_account(**VERIFIER, authority=authority_ref(CREDIT_OFFICE))
    return open_account(**CLERK) + said


def is_known(username: str) -> bool:
    from xinheng.ground.access.queries import accounts

    return any(each["username"] == username for each in accounts())


def penalised() -> str | None:
    """The organisation that the demo's agent stands for: one with a penalty that is about to be public, else with one that
    is; of those the one with most in its file."""
    from xinheng.credit.publicity.queries import file, public_records
    from xinheng.credit.publicity.worklists.queries import to_release
    from xinheng.ground.authorities.queries import authorities
    from xinheng.ground.disclosure import PUBLIC, Level, Viewer

    office = Viewer("system:demo", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "演示")
    queues = (to_release(ref, viewer=office, on=today()).items for ref in authorities(viewer=PUBLIC))
    waiting = [each.record for items in queues for each in items if each.record.type == "penalty"]
    found = waiting or public_records(viewer=PUBLIC, on=today(), types=["penalty"], limit=50).records
    codes = {each.party.uscc for each in found if each.party.uscc and not each.party.masked}
    files = [(len(seen.records), code) for code in codes if (seen := file(code, viewer=PUBLIC, on=today()))]
    return max(files, default=(0, None))[1]


def populate() -> None:
    """Records the departments, loads organisations and files of the synthetic city by the doors everybody uses. Stopped in
    the middle it goes on where it was."""
    from xinheng.city.organisations import organisations
    from xinheng.credit.organisations.actions import load_organisations
    from xinheng.credit.organisations.search.indexing import rebuild
    from xinheng.ground.ledger.actor import Actor

    operation, by = f"demo-city-{SEED}-{ORGANISATIONS}", Actor.system("demo")
    record_departments(by=by, now=now())
    registry = io.BytesIO()
    organisations(SEED, ORGANISATIONS).registry.write_parquet(registry)
    load_organisations(
        by=by, now=now(), operation=operation, authority=REGISTRAR, source=registry.getvalue(), name="演示城市.parquet"
    )
    rebuild()  # common words answer at once, before the first job of the worker
    report(by=by, reviewer=Actor.system("demo-reviewer"), organisations=ORGANISATIONS, until=today())


def open_account(
    *, username: str, display_name: str, role: str, authority: str | None = None, organisation: str | None = None
) -> str:
    """Makes an account of the demo at the first start; its password is random, and shown this once."""
    from django.db import transaction

    from xinheng.ground.access.actions import create_user, grant_role
    from xinheng.ground.ledger.actor import Actor
    from xinheng.ground.ledger.chain import Secret

    by, password = Actor.system("demo"), secrets.token_urlsafe(12)
    try:
        with transaction.atomic():  # an account without its role would never be given one
            create_user(
                by=by,
                now=now(),
                operation=f"demo-{secrets.token_hex(8)}",
                username=username,
                display_name=display_name,
                password=Secret(password),
            )
            grant = {"username": username, "role": role, "authority": authority, "organisation": organisation}
            grant_role(by=by, now=now(), operation=f"demo-grant-{username}", **grant)
    except Refused as refused:
        if refused.refusal.code != "access.username_taken":
            raise
        return (
            f"账号 {username} 的密码只在首次启动时显示；忘了请执行 bin/xinheng accounts reset {username}\n"
            f"the password of {username} was shown at the first start; for a new one: bin/xinheng accounts reset {username}\n"
        )
    return (
        f"账号 {username}，密码 {password}（只显示这一次） · user {username}, password {password} (shown this once)\n"
    )


@dataclass(frozen=True)
class Page:
    """One page as a browser would get it."""

    path: str
    status: int
    bytes: int
    seconds: float


def check() -> dict:
    """Starts the demo beside any running one, asks for its main pages, stops it, and leaves nothing behind."""
    sweep_abandoned()
    state, port = state_directory().with_name(f"check-{os.getpid()}"), free_port()
    environment = {**os.environ, "XINHENG_STATE": str(state)}
    environment.pop("DATABASE_URL", None)
    seconds = {}
    if started := os.environ.get("XINHENG_STARTED"):
        seconds["安装 set-up"] = now().timestamp() - float(started)
    since = time.monotonic()
    demo = subprocess.Popen(
        [sys.executable, "-P", "-m", "xinheng.faces.cli", "demo", "--port", str(port)], env=environment
    )
    try:
        wait_until_it_answers(demo, port)
        seconds["启动 start"] = time.monotonic() - since
        since = time.monotonic()
        pages = [fetch(port, path) for path in PAGES]
        pages += [fetch(port, path) for path in static_files(port)]
        seconds["网页 pages"] = time.monotonic() - since
    finally:
        since = time.monotonic()
        left = stop(demo, port, state)
        seconds["停止 stop"] = time.monotonic() - since
    seconds["合计 total"] = sum(seconds.values())
    result = {"pages": [asdict(page) for page in pages], "seconds": seconds}
    wrong = [page for page in pages if page.status != PAGES.get(page.path, 200) or not page.bytes]
    if wrong or left:
        for line in list(lines(result))[:-1]:
            serve.say(line)
        raise failed([f"{page.path} {page.status}" for page in wrong] + left)
    return result


def failed(problems: list[str]) -> Refused:
    what = ", ".join(problems)
    return Refused(
        Refusal(
            "demo.check_failed",
            Text(zh=f"试运行未通过：{what}；原因见上面的输出。", en=f"The check failed: {what}; see the output above."),
        )
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_until_it_answers(demo: subprocess.Popen, port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if demo.poll() is not None:
            raise failed([f"demo {demo.returncode}"])
        if fetch(port, "/healthz").status:
            return
        time.sleep(0.1)
    raise failed([f"> {SECONDS_TO_START} s"])


def fetch(port: int, path: str) -> Page:
    """Asks for one page; status 0 means that nobody answered."""
    since = time.monotonic()
    status, body = 0, b""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            status, body = error.code, error.read()
    except OSError:
        pass
    return Page(path, status, len(body), time.monotonic() - since)


def static_files(port: int) -> list[str]:
    """The style sheets and scripts that the home page names."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            return sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.read().decode())))
    except OSError:
        return []


def stop(demo: subprocess.Popen, port: int, state: Path) -> list[str]:
    """Ends the demo, and tells what was left behind."""
    left = []
    demo.terminate()
    try:
        demo.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        demo.kill()
        demo.wait()
        left.append(f"stop > {SECONDS_TO_END} s")
    if Postgres(state).postmaster():
        left.append("PostgreSQL")
    if fetch(port, "/healthz").status:
        left.append(f"port {port}")
    remove(state)
    return left


def remove(state: Path) -> None:
    postgres = Postgres(state)
    if postgres.postmaster():
        postgres.stop()
    shutil.rmtree(state, ignore_errors=True)


def sweep_abandoned() -> None:
    """Removes the throw-away states of checks that were killed."""
    for state in state_directory().parent.glob("check-*"):
        if not Path("/proc", state.name.removeprefix("check-")).exists():
            remove(state)
