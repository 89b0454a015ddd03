"""The supervisor with real children: whatever dies is started again in sight, and nothing is left at the end."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from xinheng.faces.cli.postgres import Postgres, server_processes

ROOT = Path(__file__).parents[2]


def children_of(process: int) -> dict[str, int]:
    """The children of a process, by the command of ours that they run."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            words = (status.parent / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if parent == process and "xinheng.faces.cli" in words:
            found[words[words.index("xinheng.faces.cli") + 1]] = int(status.parent.name)
    return found


def workers_of(pages: int) -> set[int]:
    """The processes that serve: the children of `pages`."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == pages:
                found.add(int(status.parent.name))
    return found


def limit_told_on_connections(port: int, count: int) -> list[int]:
    """How many requests are left, as each of several connections is told, one after the other."""
    told = []
    for _ in range(count):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/codes/1") as answer:
            told.append(int(re.search(r"r=(\d+)", answer.headers["RateLimit"])[1]))
    return told


def wait_for(condition, output: Path, seconds: float = 20):
    until = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < until, output.read_text()
        time.sleep(0.05)
    return result


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:  # 503 while the database recovers
        error.close()
        return False
    except OSError:  # the pages are being started
        return False


def test_what_dies_is_started_again_and_nothing_is_left_at_the_end():
    folder = Path(tempfile.mkdtemp(prefix="xinheng-test-", dir="/tmp"))
    folder.chmod(0o755)
    state, output = folder / "state", folder / "output"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    with output.open("w") as out:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "xinheng.faces.cli", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**environment, "XINHENG_STATE": str(state), "XINHENG_WORKERS": "2"},
            stderr=out,
        )
    try:
        wait_for(lambda: f"127.0.0.1:{port}" in output.read_text(), output, seconds=60)
        children = children_of(supervisor.pid)
        assert set(children) == {"pages", "worker"}
        workers = workers_of(children["pages"])
        assert len(workers) == 2
        wait_for(lambda: time.time() % 60 < 55, output)  # so that no new minute begins in between
        told = limit_told_on_connections(port, 12)
        assert told == list(range(told[0], told[0] - 12, -1))  # whichever process answers, they count as one

        os.kill(killed := workers.pop(), signal.SIGKILL)
        wait_for(lambda: len(workers_of(children["pages"]) - {killed}) == 2, output)
        assert workers <= workers_of(children["pages"])  # the other went on
        assert children_of(supervisor.pid)["pages"] == children["pages"]
        assert wait_for(lambda: answers(port), output)

        os.kill(children["worker"], signal.SIGKILL)
        wait_for(lambda: children_of(supervisor.pid).get("worker", children["worker"]) != children["worker"], output)
        os.kill(killed := Postgres(state).postmaster(), signal.SIGKILL)
        wait_for(
            lambda: Postgres(state).postmaster() not in (None, killed), output
        )  # by the supervisor or the new worker
        assert "worker ended (-9), started again" in output.read_text()
        assert wait_for(lambda: answers(port), output)

        left = {*children_of(supervisor.pid).values(), *workers_of(children_of(supervisor.pid)["pages"])}
        asked = time.monotonic()
        supervisor.terminate()
        assert supervisor.wait() == 0
        assert time.monotonic() - asked < 5
        assert not server_processes(state / "data")
        assert not any(Path(f"/proc/{child}/exe").exists() for child in left)
    finally:
        supervisor.terminate()
        supervisor.wait()
        Postgres(state).stop()
        shutil.rmtree(folder)
