import subprocess
import sys

import pytest

from xinheng.faces.cli import setup


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "VAR", tmp_path)
    monkeypatch.setattr(setup, "LOG", tmp_path / "setup.log")


def test_step_is_done_once_and_again_when_its_inputs_change(tmp_path, capsys):
    done = []
    for inputs in ("a", "a", "b"):
        setup.step("title", tmp_path / "stamp", inputs, lambda inputs=inputs: done.append(inputs))
    assert done == ["a", "b"]
    assert capsys.readouterr().err.count("title … ") == 2


@pytest.mark.parametrize(("error", "left"), [(setup.Failed, None), (KeyboardInterrupt, "")])
def test_step_that_failed_or_was_cut_short_is_done_again(error, left, tmp_path):
    def fail():
        raise error

    stamp = tmp_path / "stamp"
    setup.step("title", stamp, "a", lambda: None)
    with pytest.raises(error):
        setup.step("title", stamp, "b", fail)
    assert (stamp.read_text() if stamp.exists() else None) == left
    done = []
    setup.step("title", stamp, "a", lambda: done.append("again"))
    assert done == ["again"]


def test_packages_of_the_tests_serve_for_running_too(tmp_path):
    (tmp_path / "stamp").write_text("test")
    setup.step("title", tmp_path / "stamp", ["test", "run"], lambda: pytest.fail("installed anew"))


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("error: Failed to fetch: `simple/django`\n  Caused by: dns error", "cannot reach its registry"),
        ("npm error code ENOTFOUND", "cannot reach its registry"),
        ("OSError: [Errno 28] No space left on device", "is full"),
        ("something else\nlast words\n", "（last words）"),
    ],
)
def test_failed_program_is_told_in_a_sentence_with_its_remedy(said, means, tmp_path):
    with pytest.raises(setup.Failed) as failed:
        setup.run("uv", [sys.executable, "-c", f"import sys; sys.exit({said!r})"])
    assert means in str(failed.value)
    assert "\n" not in str(failed.value)
    assert said.strip() in (tmp_path / "setup.log").read_text()


def test_environment_of_another_checkout_is_not_cleared(tmp_path, monkeypatch):
    (theirs := tmp_path / "theirs").mkdir()
    (ours := tmp_path / "ours").symlink_to(theirs)
    monkeypatch.setattr(setup, "VENV", ours)
    monkeypatch.setattr(setup, "step", lambda *_: None)
    setup.set_up("run")
    assert not ours.exists()
    assert theirs.is_dir()


def test_python_without_venv_is_told_what_to_install(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "ensurepip is not available")
    monkeypatch.setattr(setup, "run", lambda *_, **__: failed)
    with pytest.raises(setup.Failed, match="python3-venv"):
        setup.make_venv()


def test_two_at_once_the_second_waits(tmp_path, capsys):
    program = f"import fcntl, time; f = open({str(tmp_path / 'lock')!r}, 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); time.sleep(0.3)"
    with (
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as first,
        open(tmp_path / "lock", "w") as lock,
    ):
        first.stdout.readline()
        setup.wait_for(lock)
    assert "waiting for another setup" in capsys.readouterr().err


def test_vendored_text_names_no_source_map(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(setup, "VENDORED", {"a.css": "x/a.css", "fonts": "x/fonts"})
    (tmp_path / "node_modules" / "fonts").mkdir(parents=True)
    (tmp_path / "node_modules" / "fonts" / "1.woff2").write_bytes(b"\xff")
    (tmp_path / "node_modules" / "a.css").write_text("a{}\n/*# sourceMappingURL=a.css.map */", "utf-8")
    setup.copy_assets()
    assert (tmp_path / "vendor" / "x" / "a.css").read_text() == "a{}\n"
    assert (tmp_path / "vendor" / "x" / "fonts" / "1.woff2").read_bytes() == b"\xff"
