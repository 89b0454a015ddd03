import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from xinheng.faces.cli import serve
from xinheng.ground.refusal import Refused


def test_taken_port_names_port_holder_and_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refusal = serve.why_not_listen("127.0.0.1", port)
    assert refusal.code == "serve.port_taken"
    assert str(port) in refusal.sentence.zh
    assert f"process {os.getpid()}" in refusal.sentence.en
    assert "--port" in refusal.sentence.en


def test_taken_port_refuses_before_any_slow_work(monkeypatch):
    monkeypatch.setattr(serve, "connect", lambda: pytest.fail("the database was asked for"))
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Refused):
        serve.serve("127.0.0.1", taken.getsockname()[1])


def test_holder_out_of_sight_is_not_guessed(monkeypatch):
    monkeypatch.setattr(serve, "listening_inodes", lambda port: iter(["0"]))
    assert serve.holder(8000)[1] == "another program (ss -ltnp as root tells which)"


def test_address_that_is_not_ours_is_refused():
    assert serve.why_not_listen("192.0.2.1", 8000).code == "serve.no_such_address"


def test_free_port_is_no_matter():
    assert serve.why_not_listen("127.0.0.1", 0) is None


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]")],
)
def test_address_is_one_that_a_browser_here_can_open(host, shown):
    assert serve.address(host, 8000) == f"http://{shown}:8000/"


def test_child_ends_when_its_supervisor_is_no_more():
    program = "import time; from xinheng.faces.cli import serve; serve.end_with_supervisor(); print(flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[4],
        env={**os.environ, "XINHENG_SUPERVISED": "1"},
    ) as child:
        child.stdout.readline()
        child.stdin.close()  # as the kernel does for a killed supervisor
        assert child.wait(5) == -signal.SIGTERM


def test_child_that_keeps_ending_ends_the_supervisor(monkeypatch):
    monkeypatch.setattr(serve.sys, "executable", "/bin/false")
    child = serve.Child("worker")
    child.start()
    for _ in range(serve.MOST_RESTARTS):
        child.process.wait()
        child.restart()
    child.process.wait()
    with pytest.raises(Refused) as refused:
        child.restart()
    assert refused.value.refusal.code == "serve.child_keeps_ending"
