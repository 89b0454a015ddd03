"""`bench file`: an organisation's page and its look-up at the API, of the demo city, served as `bin/demo` serves it.

Offered: requests go out at a steady rate whether or not answers have come, and each is timed from the moment it was due,
so that waiting in line counts. Saturated: a few connections ask one after the other, for how many the look-up can take,
held against the barest one (`bench/peers/bare.py`) on the same server in the same run; the two take turns.

Only the limit per address is raised, since everything comes from one; it is counted all the same. The client runs in
this process, beside what it measures: `client_late_p99_ms` is by how much its own sends were late (that is in the
figures), `client_per_second` what it takes of a server that does nothing.
"""

import asyncio
import os
import random
import selectors
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from xinheng.faces.cli.demo import free_port
from xinheng.faces.cli.postgres import Postgres
from xinheng.faces.cli.state import ROOT, state_directory

SEED = 1
CODES = 2_000
RATE = 200  # requests a second
OFFERED_SECONDS = 15
SATURATED_SECONDS = 5
ROUNDS = 3
AT_ONCE = 16  # connections of the saturated runs
MOST_CONNECTIONS = 64
LIMIT_MS = 15  # of the look-up's p99 at the offered rate
LIMIT = 0.25  # of what the barest look-up takes
SECONDS_TO_START = 120

PAGE, API, BARE, NOTHING = "/organisations/{}/", "/api/v1/organisations/{}", "/{}", "/nothing"


def main(rounds: int = ROUNDS, offered_seconds: float = OFFERED_SECONDS) -> dict:
    """p50 and p99 of page and look-up, and the look-up's requests a second as a share of the barest one's."""
    state = state_directory().with_name(state_directory().name + "-bench-file")
    with Postgres(state) as postgres, served(state) as site, bare(postgres) as peer:
        codes = codes_of(postgres)
        with asyncio.Runner(loop_factory=precise_loop) as runner:
            measured = runner.run(measure(codes, site, peer, rounds, offered_seconds))
    ratio = round(best(measured["api_per_second"]) / best(measured["bare_per_second"]), 3)
    return {
        "name": "file",
        "figures": {
            "offered_per_second": RATE,
            "p99_ms": middle(measured["api_p99_ms"]),
            "api_p50_ms": middle(measured["api_p50_ms"]),
            "api_p99_ms": middle(measured["api_p99_ms"]),
            "api_p99_aim_ms": LIMIT_MS,
            "page_p50_ms": middle(measured["page_p50_ms"]),
            "page_p99_ms": middle(measured["page_p99_ms"]),
            "api_per_second": best(measured["api_per_second"]),
            "page_per_second": best(measured["page_per_second"]),
            "bare_per_second": best(measured["bare_per_second"]),
            "client_per_second": best(measured["client_per_second"]),
            "client_late_p99_ms": middle(measured["client_late_p99_ms"]),
            "all": measured,
        },
        "limit": LIMIT,
        "ratio": ratio,
        "lower_is_better": False,
    }


async def measure(codes: list[str], site: int, peer: int, rounds: int, seconds: float) -> dict[str, list[float]]:
    """Every figure of every round."""
    figures: dict[str, list[float]] = {}
    for port, path in ((site, API), (site, PAGE), (peer, BARE)):
        await saturated(port, path, codes, 1)  # warm: templates, pools, the database's own cache
    for number in range(rounds):
        for what, path in (("api", API), ("page", PAGE)):
            waits, late = await offered(site, path, codes, seconds)
            keep(figures, f"{what}_p50_ms", quantile(waits, 0.5))
            keep(figures, f"{what}_p99_ms", quantile(waits, 0.99))
            if what == "api":
                keep(figures, "client_late_p99_ms", quantile(late, 0.99))
        for what, port, path in (
            ("api", site, API),
            ("bare", peer, BARE),
            ("page", site, PAGE),
            ("client", peer, NOTHING),
        ):
            keep(figures, f"{what}_per_second", await saturated(port, path, codes, SATURATED_SECONDS))
        say(f"round {number + 1}: " + ", ".join(f"{name} {values[-1]}" for name, values in figures.items()))
    return figures


def keep(figures: dict[str, list[float]], name: str, figure: float) -> None:
    figures.setdefault(name, []).append(round(figure, 2))


def best(values: list[float]) -> float:
    return max(values)


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def quantile(seconds: list[float], share: float) -> float:
    """In milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


# ---- what is asked --------------------------------------------------------------------------------------------------


@contextmanager
def served(state: Path) -> Iterator[int]:
    """The demo city as `bin/demo` serves it, in a state of its own that is kept for the next time."""
    port = free_port()
    environment = {**os.environ, "XINHENG_STATE": str(state), "XINHENG_API_LIMIT": str(10**9)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-P", "-m", "xinheng.faces.cli", "demo", "--port", str(port)]
    with ended(subprocess.Popen(command, env=environment, stdout=sys.stderr, cwd=ROOT)) as process:
        wait_for(process, f"http://127.0.0.1:{port}/healthz")
        yield port


@contextmanager
def bare(postgres: Postgres) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-P", str(ROOT / "bench" / "peers" / "bare.py"), str(port)]
    environment = {**os.environ, "DATABASE_URL": postgres.url}
    with ended(subprocess.Popen(command, env=environment, stdin=subprocess.PIPE)) as process:
        wait_for(process, f"http://127.0.0.1:{port}/nothing")
        yield port


@contextmanager
def ended(process: subprocess.Popen) -> Iterator[subprocess.Popen]:
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def wait_for(process: subprocess.Popen, address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.1)
    raise SystemExit(f"no answer from {address}")


def codes_of(postgres: Postgres) -> list[str]:
    """Organisations in a random order, the same every time."""
    with psycopg.connect(postgres.url) as connection:
        rows = connection.execute("SELECT value FROM organisations_identifier WHERE kind = 'uscc' ORDER BY value")
        codes = [value for (value,) in rows]
    return random.Random(SEED).sample(codes, min(CODES, len(codes)))


# ---- who asks -------------------------------------------------------------------------------------------------------


def precise_loop() -> asyncio.AbstractEventLoop:
    """epoll wakes to the millisecond only, select to the microsecond."""
    return asyncio.SelectorEventLoop(selectors.SelectSelector())


class Connection(asyncio.Protocol):
    """One connection that is kept, and the one answer that it waits for."""

    def __init__(self):
        self.received = bytearray()
        self.answered: asyncio.Future | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport

    def ask(self, request: bytes) -> Awaitable[int]:
        """The status of the answer, once all of it is here."""
        self.answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answered

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, blank, body = self.received.partition(b"\r\n\r\n")
        if blank and len(body) >= length_of(head):
            self.received.clear()
            self.answered.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        if self.answered and not self.answered.done():
            self.answered.set_exception(ConnectionError(str(error)))


def length_of(head: bytes) -> int:
    at = head.lower().index(b"content-length:") + 15
    return int(head[at : at + 10].split(b"\r")[0])


def request_of(port: int, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Language: zh-CN\r\n\r\n".encode()


async def opened(port: int, count: int) -> list[Connection]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]


def requests_of(port: int, path: str, codes: list[str]) -> list[bytes]:
    return [request_of(port, path.format(code)) for code in codes]


async def offered(port: int, path: str, codes: list[str], seconds: float) -> tuple[list[float], list[float]]:
    """Open loop: how long after it was due each request was answered, and by how much the client was late to send."""
    requests, waits, late = requests_of(port, path, codes), [], []
    idle: asyncio.Queue[Connection] = asyncio.Queue()  # in turn, as many readers would: each stays with one process
    connections = await opened(port, MOST_CONNECTIONS)
    for connection in connections:
        idle.put_nowait(connection)

    async def one(due: float, request: bytes) -> None:
        late.append(time.perf_counter() - due)
        connection = await idle.get()
        status = await connection.ask(request)
        waits.append(time.perf_counter() - due)
        idle.put_nowait(connection)
        require_ok(status)

    start, asking = time.perf_counter() + 0.1, []
    for number in range(int(RATE * seconds)):
        due = start + number / RATE
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        asking.append(asyncio.create_task(one(due, requests[number % len(requests)])))
    await asyncio.gather(*asking)
    close(connections)
    return waits, late


async def saturated(port: int, path: str, codes: list[str], seconds: float) -> float:
    """Closed loop: answers a second that a few connections get, each asking again as soon as it is answered."""
    requests, connections = requests_of(port, path, codes), await opened(port, AT_ONCE)
    answered, until = 0, time.perf_counter() + seconds

    async def asks(connection: Connection, first: int) -> None:
        nonlocal answered
        number = first
        while time.perf_counter() < until:
            require_ok(await connection.ask(requests[number % len(requests)]))
            number += AT_ONCE
            answered += 1

    since = time.perf_counter()
    await asyncio.gather(*(asks(connection, first) for first, connection in enumerate(connections)))
    close(connections)
    return answered / (time.perf_counter() - since)


def require_ok(status: int) -> None:
    if status != 200:
        raise SystemExit(f"status {status}")


def close(connections: list[Connection]) -> None:
    for connection in connections:
        connection.transport.close()


if __name__ == "__main__":
    import json

    print(json.dumps(main(), ensure_ascii=False, indent=2))
