"""What every command does with its output."""

import subprocess
import sys


def test_reader_that_has_seen_enough_is_no_error():
    command = subprocess.Popen(
        [sys.executable, "-m", "xinheng.faces.cli", "due", "--list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    command.stdout.close()
    with command.stderr as errors:
        assert errors.read() == b""
    assert command.wait() == 0
