"""Calls a command as its user would, and reads its JSON."""

import json

from xinheng.faces.cli.__main__ import main


def answer(capsys, *arguments: str) -> dict | list:
    """What `bin/xinheng … --json` prints, of a command that did its work."""
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)
