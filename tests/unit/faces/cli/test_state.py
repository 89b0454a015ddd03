import os
from pathlib import Path

import pytest

from xinheng.config.settings import database_from
from xinheng.faces.cli import binaries, state
from xinheng.faces.cli.postgres import Postgres, socket_directory
from xinheng.faces.cli.state import Account
from xinheng.ground.refusal import Refused

USER = Account("someone", 12345, 12345)


def test_state_of_root_lies_outside_the_checkout(monkeypatch):
    monkeypatch.delenv("XINHENG_STATE", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert state.state_directory().parent == Path("/var/lib/xinheng")


def test_state_of_a_user_lies_in_var(monkeypatch, tmp_path):
    monkeypatch.delenv("XINHENG_STATE", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    monkeypatch.setenv("XINHENG_VAR", str(tmp_path))
    assert state.state_directory() == tmp_path / "state"


def test_secret_is_made_once_and_for_its_owner_only(tmp_path):
    first = state.secret_key(tmp_path / "state")
    assert len(first) > 50
    assert state.secret_key(tmp_path / "state") == first
    assert (tmp_path / "state" / "secret").stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path / "state") == ["secret"]


def test_state_that_cannot_be_made_is_refused():
    with pytest.raises(Refused) as refused:
        state.open_state(Path("/proc/xinheng"))
    assert refused.value.refusal.code == "postgres.state_not_writable"


def test_missing_binaries_are_refused_with_the_ways_out(monkeypatch, tmp_path):
    monkeypatch.setenv("XINHENG_PG_BIN", str(tmp_path / "nowhere"))
    with pytest.raises(Refused) as refused:
        binaries.programs(tmp_path, Account.of_this_process())
    assert refused.value.refusal.code == "postgres.no_binaries"
    assert "DATABASE_URL" in refused.value.refusal.sentence.zh


def test_binaries_for_another_processor_are_refused(tmp_path):
    (tmp_path / "postgres").write_bytes(b"\x7fELF of another world")
    (tmp_path / "postgres").chmod(0o755)
    account = Account(state.name_of(os.geteuid()), os.geteuid(), os.getegid())
    with pytest.raises(Refused) as refused:
        binaries.major(tmp_path, account)
    assert refused.value.refusal.code == "postgres.no_binaries"
    assert "Exec format error" in refused.value.refusal.sentence.en


def test_no_wheel_for_the_platform_is_refused(monkeypatch):
    monkeypatch.setattr(binaries.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Refused) as refused:
        binaries.shipped_install()
    assert refused.value.refusal.code == "postgres.no_binaries"


def test_binaries_of_a_user_stay_where_they_were_installed(monkeypatch, tmp_path):
    monkeypatch.delenv("XINHENG_PG_BIN", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert binaries.programs(tmp_path, USER) == binaries.shipped_install() / "bin"
    assert not list(tmp_path.iterdir())


def test_address_of_the_server_is_read_by_the_settings(monkeypatch):
    settings = database_from(Postgres(Path("/a place/50%/with&signs")).url)
    assert settings["HOST"] == "/a place/50%/with&signs/socket"
    assert (settings["USER"], settings["NAME"], settings["PORT"]) == ("xinheng", "xinheng", "5432")


@pytest.mark.parametrize("path", ["/" + "x" * 90, "/a,b"])
def test_socket_that_the_kernel_or_libpq_cannot_take_lies_under_tmp(path):
    assert socket_directory(Path(path)).parent == Path("/tmp")
    assert socket_directory(Path(path)) == socket_directory(Path(path))
