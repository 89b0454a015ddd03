import os
import re
import subprocess

import pytest
from django.contrib.auth import authenticate

from xinheng.faces.cli import demo
from xinheng.ground.access import actions
from xinheng.ground.access.queries import actor_named


@pytest.mark.django_db
def test_account_of_the_demo_is_made_once_and_its_password_said_once():
    said = demo.open_account(**demo.CLERK)
    password = re.search(r"password (\S+)", said)[1]
    assert authenticate(username=demo.CLERK["username"], password=password)
    again = demo.open_account(**demo.CLERK)
    assert "shown at the first start" in again
    assert authenticate(username=demo.CLERK["username"], password=password)


@pytest.mark.django_db
def test_start_cut_short_between_account_and_role_leaves_neither(monkeypatch):
    def crash(**_):
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(actions, "grant_role", crash)
        with pytest.raises(RuntimeError):
            demo.open_account(**demo.CLERK)
    assert "shown this once" in demo.open_account(**demo.CLERK)
    assert actor_named(demo.CLERK["username"]).grants


def test_page_that_nobody_serves_has_no_status():
    assert demo.fetch(demo.free_port(), "/").status == 0


def test_demo_that_ends_before_it_answers_fails_the_check():
    with subprocess.Popen(["/bin/false"]) as ended:
        ended.wait()
    with pytest.raises(demo.Refused) as refused:
        demo.wait_until_it_answers(ended, demo.free_port())
    assert refused.value.refusal.code == "demo.check_failed"


def test_states_of_killed_checks_are_swept_and_those_of_running_ones_are_not(tmp_path, monkeypatch):
    monkeypatch.setenv("XINHENG_STATE", str(tmp_path / "state"))
    with subprocess.Popen(["/bin/true"]) as ended:
        ended.wait()
    killed, running = tmp_path / f"check-{ended.pid}", tmp_path / f"check-{os.getpid()}"
    killed.mkdir()
    running.mkdir()
    demo.sweep_abandoned()
    assert (killed.exists(), running.exists()) == (False, True)


def test_summary_names_pages_and_seconds():
    page = demo.asdict(demo.Page("/", 200, 1234, 0.01))
    text = "\n".join(demo.lines({"pages": [page], "seconds": {"启动 start": 2.0}}))
    assert "200      1234 B   0.010 s  /" in text
    assert "启动 start 2.0 s" in text
