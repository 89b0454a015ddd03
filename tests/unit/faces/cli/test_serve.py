import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from xinheng.faces.cli import pages, serve
from xinheng.faces.cli.postgres import SETTINGS
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


@pytest.mark.parametrize(("cores", "processes"), [(1, 1), (2, 2), (4, 2), (6, 3), (64, serve.MOST_WORKERS)])
def test_pages_have_processes_as_suit_the_machine(monkeypatch, cores, processes):
    monkeypatch.delenv("XINHENG_WORKERS", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(cores)))
    assert serve.workers() == processes


def test_pages_have_as_many_processes_as_are_asked_for(monkeypatch):
    monkeypatch.setenv("XINHENG_WORKERS", "3")
    assert serve.workers() == 3


@pytest.mark.parametrize("said", ["0", "-1", "two", "1.5", str(serve.MOST_WORKERS + 1)])
def test_a_wrong_number_of_processes_is_refused_before_any_slow_work(monkeypatch, said):
    monkeypatch.setenv("XINHENG_WORKERS", said)
    monkeypatch.setattr(serve, "connect", lambda: pytest.fail("the database was asked for"))
    with pytest.raises(Refused) as refused:
        serve.serve("127.0.0.1", 0)
    assert refused.value.refusal.code == "serve.workers_wrong"
    assert said in refused.value.refusal.sentence.en


def test_all_processes_together_stay_within_the_connections_of_the_server():
    """Every thread of every process holding one, and as many left to jobs, commands and the server itself."""
    connections = int(re.search(r"max_connections = (\d+)", SETTINGS)[1])
    left = connections - serve.MOST_WORKERS * pages.THREADS
    assert left >= 25


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
