"""暂存: what may become a path, and what may not."""

import pytest

from xinheng.faces.desk import spool


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SPOOL = tmp_path / "spool"
    return settings.SPOOL


def upload(operation: str = "0" * 32) -> spool.Upload:
    return spool.Upload(operation, "册.csv", 3, "clerk", "authority", "2026-11-20T04:00:00+00:00")


def test_upload_is_kept_once():
    first, second = (spool.root() / name for name in ("first", "second"))
    first.write_bytes(b"ab")
    second.write_bytes(b"c")
    assert spool.keep(upload(), first)
    assert not spool.keep(upload(), second)
    first.unlink()
    assert upload().content.read_bytes() == b"ab"
    assert spool.uploaded("0" * 32) == upload()


@pytest.mark.parametrize("operation", ["..", "../../etc", "", "x" * 32, "0" * 31])
def test_upload_of_anything_but_an_operation_id_is_none(operation):
    assert spool.uploaded(operation) is None


def test_upload_cut_off_is_none_and_swept(folder):
    (spool.root() / ("1" * 32)).mkdir()
    assert spool.uploaded("1" * 32) is None
    spool.sweep()
    assert list(folder.iterdir()) == []
