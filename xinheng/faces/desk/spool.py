"""暂存: uploaded files, while they wait to be read and no longer. Private to the service's user, outside static files,
media and backups.

An upload is a directory under its operation id: `upload` (the bytes), `about.json` (who sent what, for whom), `started`
once it is being read, `read` with the number of rows so far, `outcome.json` at the end. The directory is made in one step, so that a second click finds it.
What was loaded is told by the ledger; an outcome here is only ever why nothing was.
"""

import json
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from xinheng.ground.text import Text

OPERATION = re.compile(r"[0-9a-f]{32}")
PRIVATE = 0o700
ORGANISATIONS = "organisations"  # what an upload holds that is a register, not records


@dataclass(frozen=True)
class Upload:
    """上传: a file that somebody sent, for which authority, and what it holds: `organisations`, or a type of the catalogue."""

    operation: str
    name: str
    size: int
    username: str
    authority: str
    at: str  # instant, ISO 8601
    type: str = ORGANISATIONS

    @property
    def folder(self) -> Path:
        return root() / self.operation

    @property
    def content(self) -> Path:
        return self.folder / "upload"

    @property
    def received_at(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def is_started(self) -> bool:
        return (self.folder / "started").exists()

    @property
    def rows_read(self) -> int:
        """How many rows have been read so far, as far as anybody said."""
        with suppress(FileNotFoundError, ValueError):
            return int((self.folder / "read").read_text())
        return 0

    @property
    def outcome(self) -> Text | None:
        """Why nothing was loaded, if that is how it ended."""
        with suppress(FileNotFoundError):
            return Text.model_validate_json((self.folder / "outcome.json").read_text())
        return None


def root() -> Path:
    settings.SPOOL.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    return settings.SPOOL


def keep(upload: Upload, received: Path) -> bool:
    """暂存: keeps an upload until it is read: the bytes where they came in, under a second name, so that the disk holds them
    once. Says whether it is new; a second click changes nothing."""
    try:
        upload.folder.mkdir(mode=PRIVATE)
    except FileExistsError:
        return False
    upload.content.hardlink_to(received)
    (upload.folder / "about.json").write_text(json.dumps(asdict(upload)))
    return True


def uploaded(operation: str) -> Upload | None:
    """The upload of an operation, if it is known here. Half of one (the service ended while it came) is none."""
    with suppress(FileNotFoundError):
        if OPERATION.fullmatch(operation):  # it comes from an address: nothing else may become a path
            return Upload(**json.loads((root() / operation / "about.json").read_text()))
    return None


def start(upload: Upload) -> None:
    (upload.folder / "started").touch()


def tell(upload: Upload, rows: int) -> None:
    """Says how many rows have been read; in one step, so that nobody reads half a number."""
    draft = upload.folder / "read.draft"
    draft.write_text(str(rows))
    draft.replace(upload.folder / "read")


def end_without_load(upload: Upload, sentence: Text) -> None:
    """Keeps why nothing was loaded, and lets go of the bytes."""
    (upload.folder / "outcome.json").write_text(sentence.model_dump_json())
    upload.content.unlink(missing_ok=True)


def forget(upload: Upload) -> None:
    shutil.rmtree(upload.folder, ignore_errors=True)


def sweep(before: datetime | None = None) -> int:
    """清扫, before anything is served: half uploads go, and what was told; of how many. Those that wait stay: their jobs
    wait too. While it is served, only what nobody touched since `before`."""
    swept = 0
    for entry in root().iterdir():
        upload = uploaded(entry.name)
        is_left = entry.is_file() or upload is None or upload.outcome
        if is_left and (before is None or entry.stat().st_mtime < before.timestamp()):
            entry.unlink() if entry.is_file() else shutil.rmtree(entry)
            swept += 1
    return swept


def end_interrupted(sentence: Text) -> None:
    """中断, before the first job runs: what was being read when the runner of jobs ended is told so, and its bytes go."""
    for entry in root().iterdir():
        upload = uploaded(entry.name)
        if upload and upload.is_started and upload.outcome is None:
            end_without_load(upload, sentence)
