"""内嵌数据库: starts, shares and stops a PostgreSQL server for the commands of this checkout.

PostgreSQL refuses to run as root, so for root the server belongs to an unprivileged account, and everything it touches
lies under `/var/lib/xinheng`, never below the checkout: the checkout may be closed to that account, and stays so.

Any number of commands share one server. Each holds a shared lock for as long as it lives; the kernel drops the lock of
a killed one; the last one out stops the server. Whoever starts it, stops it, or looks whether to, holds the door.
"""

import fcntl
import hashlib
import os
import re
import shlex
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.pq import PGconn, Ping

from xinheng.faces.cli.binaries import major, programs
from xinheng.faces.cli.state import (
    MEGABYTE,
    Account,
    foreign_owner,
    name_of,
    no_space,
    open_state,
    refused,
    require_space,
)
from xinheng.ground.refusal import Refused

SPACE_TO_CREATE = 160 * MEGABYTE  # a new cluster, its first write-ahead log, and room for the first data
SPACE_TO_START = 32 * MEGABYTE  # two segments of write-ahead log
LONGEST_SOCKET_PATH = 107  # bytes; a limit of the kernel (sockaddr_un)
SECONDS_TO_START = 120  # recovery after a crash reads the write-ahead log again
SECONDS_TO_STOP = 20
SECONDS_OF_SILENCE = 10  # a server that does not answer for so long is stopped and started

SETTINGS = """\
# Written anew at each start; change xinheng/faces/cli/postgres.py instead.
listen_addresses = ''
hba_file = '{state}/pg_hba.conf'
ident_file = '{state}/pg_ident.conf'
unix_socket_directories = '"{socket}"'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
fsync = on
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
"""


def socket_directory(state: Path) -> Path:
    """Where the server's socket lies: in the state, or where its path is too long for the kernel, under /tmp."""
    near, name = state / "socket", hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
    fits = len(os.fsencode(near / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH and "," not in str(near)  # a comma splits
    return near if fits else Path("/tmp") / f"xinheng-{os.geteuid()}-{name}"


def server_processes(data: Path) -> set[int]:
    """The processes of a server of this data directory: PostgreSQL's programs that work in it."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended meanwhile, or another's
            program = os.readlink(process / "exe").removesuffix(" (deleted)")
            if program.endswith("/postgres") and os.readlink(process / "cwd") == str(data):
                found.add(int(process.name))
    return found


class Postgres:
    """内嵌数据库: the server of one state directory, as one command sees it."""

    def __init__(self, state: Path):
        self.state = state
        self.account = Account.of_this_process()
        self.data = state / "data"
        self.log = state / "postgres.log"
        self.socket = socket_directory(state)
        self.in_use = None  # the lock that says so, while this command uses the server

    @property
    def url(self) -> str:
        """The address for `DATABASE_URL`. It names the port as well, against a PGPORT in the environment."""
        return f"postgresql://xinheng@/xinheng?host={quote(str(self.socket))}&port=5432"

    def join(self) -> None:
        """Starts the server unless it runs, and keeps it until `leave`, or the death of this process."""
        open_state(self.state)
        with self.door():
            self.in_use = self.lock("in-use", fcntl.LOCK_SH)
            try:
                self.bring_up()
            except BaseException:
                self.release()
                raise

    def leave(self) -> None:
        """Stops the server if nobody else uses it."""
        with self.door():
            self.release()

    def revive(self) -> None:
        """Starts the server again that this command uses, after it was killed."""
        with self.door():
            self.bring_up()

    def __enter__(self) -> "Postgres":
        self.join()
        return self

    def __exit__(self, *_) -> None:
        self.leave()

    def release(self) -> None:
        in_use, self.in_use = self.in_use, None
        with in_use, suppress(BlockingIOError):  # blocked: somebody else uses it
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()

    def bring_up(self) -> None:
        """Does what is still missing, from the programs to the database."""
        self.account.own(self.socket)
        folder = programs(self.state, self.account)
        if not self.data.exists():
            self.create_cluster(folder)
        self.require_our_data(folder)
        self.start(folder)
        self.create_database()

    @contextmanager
    def door(self) -> Iterator[None]:
        """One command at a time starts, stops, or looks whether to."""
        with self.lock("door", fcntl.LOCK_EX):
            yield

    def lock(self, name: str, kind: int):
        """An open, locked file: closing it, or dying, unlocks. Only its owner may open it, so nobody else can block us."""
        file = os.fdopen(os.open(self.state / name, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
        fcntl.flock(file, kind)
        return file

    def create_cluster(self, folder: Path) -> None:
        """Makes a new cluster aside and renames it in, so that one cut short is never taken for a whole one."""
        require_space(self.state, SPACE_TO_CREATE)
        draft = self.data.with_name("data.draft")
        shutil.rmtree(draft, ignore_errors=True)
        self.account.own(draft)
        if major(folder, self.account) >= 17:
            locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        else:
            locale = ("--locale=C.UTF-8",)
        made = self.account.run(
            folder / "initdb", "-D", draft, "--username=postgres", "--encoding=UTF8", *locale,
            "--auth-local=peer", "--auth-host=reject", "--no-instructions",
        )  # fmt: skip
        if made.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise self.failure(made.stdout, SPACE_TO_CREATE)
        draft.rename(self.data)

    def require_our_data(self, folder: Path) -> None:
        """Raises where the data directory is another's, or of another major version."""
        if self.data.stat().st_uid != self.account.uid:
            raise foreign_owner(self.data, self.account)
        written, ours = int((self.data / "PG_VERSION").read_text()), major(folder, self.account)
        if written != ours:
            raise refused(
                "other_version",
                f"{self.data} 是 PostgreSQL {written} 的数据，而现有程序是 {ours}；请用 XINHENG_PG_BIN 指明 {written} 版的 bin 目录，"
                f"要换用 {ours} 版则先以 {written} 版 pg_dump 导出，再导入另一个 XINHENG_STATE。",
                f"{self.data} holds data of PostgreSQL {written}, but the programs are {ours}: name the bin directory of a "
                f"PostgreSQL {written} in XINHENG_PG_BIN; to move on, dump with it and restore under another XINHENG_STATE.",
            )

    def start(self, folder: Path) -> None:
        """Returns when the server answers: it ran already, or recovers from a crash, or is started now."""
        since = time.monotonic()
        while (answer := self.ping()) != Ping.OK:
            waited = time.monotonic() - since
            if waited > SECONDS_TO_START:
                raise self.failure(self.log_text(), SPACE_TO_START)
            silent = answer != Ping.REJECT and waited > SECONDS_OF_SILENCE
            if self.postmaster() and not silent:
                time.sleep(0.02)
                continue
            self.clear_remains()
            self.launch(folder)

    def ping(self) -> Ping:
        where = f"host='{quoted(self.socket)}' port=5432 user=postgres dbname=postgres connect_timeout=2"
        return Ping(PGconn.ping(where.encode()))

    def launch(self, folder: Path) -> None:
        require_space(self.state, SPACE_TO_START)
        self.write_settings()
        started = self.account.run(
            folder / "pg_ctl", "start", "-D", self.data, "-l", self.log, "-w", "-t", SECONDS_TO_START,
            "-o", f"-c config_file={shlex.quote(str(self.state / 'postgresql.conf'))}",
        )  # fmt: skip
        if started.returncode != 0:
            raise self.failure(self.log_text() or started.stdout, SPACE_TO_START)

    def write_settings(self) -> None:
        """Settings and log lie beside the data, not in it: root never writes where the account could lay a link."""
        names = {name_of(os.geteuid()), self.account.name}
        files = {
            "postgresql.conf": SETTINGS.format(state=quoted(self.state), socket=quoted(self.socket)),
            "pg_hba.conf": "local all all peer map=xinheng\n",
            "pg_ident.conf": "".join(
                f'xinheng "{name}" {role}\n' for name in names for role in ("xinheng", "postgres")
            ),
        }
        for name, text in files.items():
            path = self.state / name
            path.write_text(text)
            path.chmod(0o644)
        if self.log.exists():
            self.log.rename(self.log.with_name("postgres.log.1"))
        self.log.touch(mode=0o600)
        os.chown(self.log, self.account.uid, self.account.gid)

    def clear_remains(self) -> None:
        """Ends what a killed or silent server left, so that the next one gets its shared memory and its lock files.

        The lock files hold a process number, which by now may be a stranger's, or one that its parent has not waited
        for; PostgreSQL would give up. A server is a process whose program is postgres and whose directory is the data.
        """
        self.stop()
        for process in server_processes(self.data):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGQUIT)
        self.wait_for_end(SECONDS_TO_STOP)
        for lock_file in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            lock_file.unlink(missing_ok=True)

    def postmaster(self) -> int | None:
        """The process number of the running server."""
        try:
            process = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return process if process in server_processes(self.data) else None

    def stop(self) -> None:
        """Stops a running server: in order, which ends its sessions, and if that takes too long, at once."""
        for request in (signal.SIGINT, signal.SIGQUIT):
            if process := self.postmaster():
                with suppress(ProcessLookupError):
                    os.kill(process, request)
                self.wait_for_end(SECONDS_TO_STOP)

    def wait_for_end(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while server_processes(self.data) and time.monotonic() < until:
            time.sleep(0.01)

    def create_database(self) -> None:
        """Makes role and database where they are missing; the role may make databases (for tests), no more."""
        try:
            with psycopg.connect(
                host=str(self.socket), port=5432, user="postgres", dbname="postgres", autocommit=True
            ) as connection:
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'xinheng'").fetchone():
                    connection.execute("CREATE ROLE xinheng LOGIN CREATEDB")
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'xinheng'").fetchone():
                    connection.execute("CREATE DATABASE xinheng OWNER xinheng")
        except psycopg.Error as error:
            raise self.failure(f"{error}", SPACE_TO_CREATE) from error

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def failure(self, output: str, needed: int) -> Refused:
        """The refusal that says what the output of a failed program means."""
        full = re.search("No space left on device|Disk quota exceeded", output)
        if full or shutil.disk_usage(self.state).free < SPACE_TO_START:
            return no_space(self.state, needed)
        lines = output.strip().splitlines() or ["?"]
        cause = next((line for line in reversed(lines) if re.search("FATAL|PANIC|error:", line)), lines[-1])
        return refused(
            "did_not_start",
            f"数据库没有启动（{cause.strip()}）；详见 {self.log}，数据未动。",
            f"The database did not start ({cause.strip()}): see {self.log}; the data are untouched.",
        )


def quoted(path: Path) -> str:
    """A path inside single quotes, as both libpq and postgresql.conf read it."""
    return str(path).replace("\\", "\\\\").replace("'", "\\'")
