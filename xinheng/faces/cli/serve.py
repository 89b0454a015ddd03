"""运行: what serves pages, in processes of its own, and what works off jobs, under one supervisor.

The supervisor brings up the database, migrates, publishes the seed of the law, starts both and watches all three.
It asks the children to end when it is told to; if it is killed, the pipe that each child holds ends, and so do they.
"""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from psycopg.pq import Ping

from xinheng.faces.cli.database import connect, disconnect, publish_law, ready
from xinheng.faces.cli.postgres import Postgres
from xinheng.faces.cli.state import name_of
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

HELP = "运行网站与任务队列 · serve the site"

SECONDS_TO_ANSWER = 60
SECONDS_TO_END = 4
MOST_WORKERS = 8  # of an embedded server's connections each takes as many as it has threads
MOST_RESTARTS = 3  # of a child in a minute; then something is wrong that a restart does not mend


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 · address to listen at")
    parser.add_argument("--port", type=port_number, default=8000, help="端口 · port")


def port_number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ArgumentTypeError(f"端口是 1 到 65535 的整数，不是 {text} · a port is a number from 1 to 65535")
    return int(text)


def run(options: Namespace) -> dict:
    serve(options.host, options.port)
    return {}


def lines(result: dict) -> Iterable[str]:
    return ()


def serve(host: str, port: int, prepare: Callable[[], str] = str) -> None:
    """Serves until told to end. `prepare` runs on the finished database; what it returns is said with the address."""
    workers()  # a wrong number is said now, not by a child that keeps ending
    if refusal := why_not_listen(host, port):
        raise Refused(refusal)
    embedded = "DATABASE_URL" not in os.environ
    with stage("启动数据库 · database"):
        postgres = connect()
    with stage("更新表结构、公布政策包 · migrations and law"):
        ready()
        for key in publish_law()["held_back"]:
            say(f"\n{key}：已有更新的公布文本，随附文本未采用 · a later text is in force, the one shipped is held back")
        words = prepare()
        sweep_uploads()
        disconnect()
    if embedded:  # the children join the server themselves, so that it outlives whoever dies first
        del os.environ["DATABASE_URL"]
    children = [Child("pages", "--host", host, "--port", str(port)), Child("worker")]
    with ended_by_signals(), everything_stopped(children):
        with stage("启动网站与任务队列 · pages and jobs"):
            for child in children:
                child.start()
            wait_for_answer(host, port, children)
        say(f"\n信衡已就绪 · Xinheng is at  {address(host, port)}\n{words}Ctrl-C 结束 · ends it\n")
        while True:
            time.sleep(0.5)
            watch(children, postgres)


def workers() -> int:
    """进程数: how many processes serve pages: as `XINHENG_WORKERS` says, else one for every two cores, but two on a small
    machine that has as many; the other cores are the database's and the jobs'. Raises `Refused` for what is no such number."""
    if said := os.environ.get("XINHENG_WORKERS"):
        if not said.isdecimal() or not 1 <= int(said) <= MOST_WORKERS:
            raise Refused(
                Refusal(
                    "serve.workers_wrong",
                    Text(
                        zh=f"XINHENG_WORKERS 是 1 到 {MOST_WORKERS} 的整数，不是 {said}；不设则按机器的核数。",
                        en=f"XINHENG_WORKERS is a number from 1 to {MOST_WORKERS}, not {said}; unset, the cores decide.",
                    ),
                )
            )
        return int(said)
    cores = len(os.sched_getaffinity(0))
    return min(cores, max(2, cores // 2), MOST_WORKERS)


def sweep_uploads() -> None:
    """Uploads that were cut off when the last service ended."""
    from xinheng.faces.desk import spool  # knows the settings, which stand only now

    spool.sweep()


@contextmanager
def stage(title: str) -> Iterator[None]:
    """Says what is being done and how long it took."""
    print(f"{title} … ", end="", file=sys.stderr, flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say("✗")
        raise
    say(f"{time.monotonic() - started:.1f} s")


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def address(host: str, port: int) -> str:
    """Where a browser of this machine finds it."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{reachable}]:{port}/" if ":" in reachable else f"http://{reachable}:{port}/"


def why_not_listen(host: str, port: int) -> Refusal | None:
    """Why the port cannot be had, found out before any slow work."""
    try:
        listen(host, port).close()
    except OSError as error:
        return unavailable(host, port, error)
    return None


def listen(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def unavailable(host: str, port: int, error: OSError) -> Refusal:
    if error.errno == errno.EADDRINUSE:
        free = next_free(host, port)
        zh, en = holder(port)
        return Refusal(
            "serve.port_taken",
            Text(
                zh=f"端口 {port} 已被{zh}占用；请停掉它，或换一个端口：--port {free}。",
                en=f"Port {port} is taken by {en}: stop it, or choose another, such as --port {free}.",
            ),
        )
    if error.errno == errno.EACCES:
        return Refusal(
            "serve.port_reserved",
            Text(
                zh=f"端口 {port} 只有 root 能用；请换一个 1024 以上的端口，例如 --port 8000。",
                en=f"Port {port} is reserved for root: choose one above 1024, such as --port 8000.",
            ),
        )
    return Refusal(
        "serve.no_such_address",
        Text(
            zh=f"不能在 {host}:{port} 监听（{error.strerror}）；请检查 --host 与 --port。",
            en=f"Cannot listen at {host}:{port} ({error.strerror}): check --host and --port.",
        ),
    )


def next_free(host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + 100, 65536)):
        with suppress(OSError):
            listen(host, candidate).close()
            return candidate
    return 0


def holder(port: int) -> tuple[str, str]:
    """Who listens at the port, in Chinese and English, as far as this user may know."""
    sockets = {f"socket:[{inode}]" for inode in listening_inodes(port)}
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if os.readlink(descriptor) in sockets:
                process = descriptor.parents[1]
                name, owner = (process / "comm").read_text().strip(), name_of(process.stat().st_uid)
                return f" {name}（进程 {process.name}，用户 {owner}）", f"{name} (process {process.name}, user {owner})"
    return "另一个程序（以 root 执行 ss -ltnp 可查是谁）", "another program (ss -ltnp as root tells which)"


def listening_inodes(port: int) -> Iterator[str]:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and fields[1].endswith(f":{port:04X}"):  # 0A: listening
                    yield fields[9]


class Child:
    """子进程: one command of this program, kept running."""

    def __init__(self, command: str, *arguments: str):
        self.command = command
        self.arguments = arguments
        self.process = None
        self.restarts = []  # when, in seconds of the monotonic clock

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor only, and whatever the child starts ends with it.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "xinheng.faces.cli", self.command, *self.arguments],
            stdin=subprocess.PIPE,
            env={**os.environ, "XINHENG_SUPERVISED": "1"},
            start_new_session=True,
        )

    def ended(self) -> int | None:
        """The exit code, once it has ended."""
        return self.process.poll() if self.process else None

    def restart(self) -> None:
        code = self.ended()
        self.kill()
        recent = [moment for moment in self.restarts if moment > time.monotonic() - 60]
        if len(recent) == MOST_RESTARTS:
            raise Refused(
                Refusal(
                    "serve.child_keeps_ending",
                    Text(
                        zh=f"{self.command} 一分钟内退出了 {MOST_RESTARTS + 1} 次，已全部停止；原因见上面的输出。",
                        en=f"{self.command} ended {MOST_RESTARTS + 1} times in a minute; all is stopped; see the output above.",
                    ),
                )
            )
        self.restarts = [*recent, time.monotonic()]
        say(f"{self.command} 意外退出（{code}），重新启动 · {self.command} ended ({code}), started again")
        self.start()

    def ask_to_end(self) -> None:
        if self.process and self.ended() is None:
            self.process.terminate()

    def kill(self) -> None:
        """Ends what is left of its session."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process.stdin.close()


def watch(children: list[Child], postgres: Postgres | None) -> None:
    if postgres and postgres.ping() == Ping.NO_RESPONSE:
        with stage("数据库不见了，重新启动 · the database is gone, started again"):
            postgres.revive()
    for child in children:
        if child.ended() is not None:
            child.restart()


def wait_for_answer(host: str, port: int, children: list[Child]) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until:
        for child in children:
            if child.ended() is not None:
                child.restart()
        try:
            urllib.request.urlopen(f"{address(host, port)}healthz", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # an answer is an answer
        except OSError:
            time.sleep(0.05)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """A terminated or hung-up supervisor ends as by Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        yield


@contextmanager
def everything_stopped(children: list[Child]) -> Iterator[None]:
    """Whatever happens inside, no child is left: asked first, then killed."""
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("正在停止 · stopping")
        for child in children:
            child.ask_to_end()
        until = time.monotonic() + SECONDS_TO_END
        while any(child.process and child.ended() is None for child in children) and time.monotonic() < until:
            time.sleep(0.02)
        for child in children:
            child.kill()


def end_with_supervisor() -> None:
    """Called by a child: when the supervisor is no more, its end of our standard input closes, and we end too."""
    if os.environ.get("XINHENG_SUPERVISED"):
        threading.Thread(target=wait_for_end, daemon=True).start()


def wait_for_end() -> None:
    with suppress(OSError):
        os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)
