"""状态目录: where a checkout keeps its data, its secret and its locks, and which account owns the data."""

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

ROOT = Path(__file__).resolve().parents[3]
FOR_ROOT = Path("/var/lib/xinheng")
MEGABYTE = 1024 * 1024


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
            return cls(name_of(os.geteuid()), os.geteuid(), os.getegid())
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
        """Runs a program as this account, with nothing of the caller's environment."""
        other = {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}
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

    def can_enter(self, folder: Path) -> bool:
        """Whether every directory on the way lets this account through."""
        for step in (folder, *folder.parents):
            status = step.stat()
            needed = 0o100 if status.st_uid == self.uid else 0o010 if status.st_gid == self.gid else 0o001
            if not status.st_mode & needed:
                return False
        return True

    def own(self, folder: Path) -> None:
        """Makes a directory that belongs to this account alone."""
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, self.uid, self.gid)
        if folder.is_symlink() or folder.stat().st_uid != self.uid:  # under /tmp another user may have been first
            raise foreign_owner(folder, self)
        if not self.can_enter(folder):
            raise refused(
                "state_unreachable",
                f"账户 {self.name} 进不了 {folder}，它的某个上级目录不对其开放；请用 XINHENG_STATE 指明别处，如 /var/lib/xinheng 下。",
                f"The account {self.name} cannot enter {folder}, since a directory above it is closed: name another place "
                "in XINHENG_STATE, such as one under /var/lib/xinheng.",
            )


def name_of(uid: int) -> str:
    """The account's name, or its number in a container that lists no such account."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def foreign_owner(folder: Path, account: Account) -> Refused:
    owner = name_of(folder.lstat().st_uid)
    return refused(
        "foreign_owner",
        f"{folder} 属于 {owner}，而数据库要以 {account.name} 运行；请以 {owner} 执行，或用 chown -R {account.name} 移交，"
        "或用 XINHENG_STATE 另选目录。",
        f"{folder} belongs to {owner}, but the server is to run as {account.name}: run this as {owner}, hand it over by "
        f"chown -R {account.name}, or name another directory in XINHENG_STATE.",
    )


def state_directory() -> Path:
    """`XINHENG_STATE`; else for root a place that the service account can enter, for a user the checkout's `var`."""
    if given := os.environ.get("XINHENG_STATE"):
        return Path(given).resolve()
    if os.geteuid() == 0:
        return FOR_ROOT / hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    return Path(os.environ.get("XINHENG_VAR", ROOT / "var")).resolve() / "state"


def open_state(state: Path) -> None:
    """Makes the directory of the state where it is missing; a directory that exists keeps its mode."""
    mode = 0o755 if os.geteuid() == 0 else 0o700  # the service account passes through root's
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


def require_space(state: Path, needed: int) -> None:
    if shutil.disk_usage(state).free < needed:
        raise no_space(state, needed)


def no_space(state: Path, needed: int) -> Refused:
    needed, free = needed // MEGABYTE, shutil.disk_usage(state).free // MEGABYTE
    return refused(
        "no_space",
        f"{state} 所在磁盘空间不足：需要 {needed} MB，可用 {free} MB；请腾出空间后重试，或用 XINHENG_STATE 另选目录。",
        f"The disk of {state} is too full: {needed} MB needed, {free} MB free; make room and try again, or name another "
        "directory in XINHENG_STATE.",
    )
