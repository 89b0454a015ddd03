"""docs/operations.md names every refusal and every setting, so that who meets one finds it there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
CLI = ROOT / "xinheng" / "faces" / "cli"


def found(pattern: str, *files: Path) -> set[str]:
    return {match for file in files for match in re.findall(pattern, file.read_text("utf-8"))}


def test_every_refusal_of_launcher_and_supervisor_is_explained():
    launcher = found(r'refused\(\s*"(\w+)"', *CLI.glob("*.py"))
    codes = {f"postgres.{name}" for name in launcher} | found(r'"((?:serve|demo)\.\w+)"', *CLI.glob("*.py"))
    assert len(codes) > 10
    assert {code for code in codes if f"`{code}`" not in PAGE} == set()


def test_every_setting_is_explained():
    settings = found(r'"(XINHENG_\w+|DATABASE_URL)"', *(ROOT / "xinheng").rglob("*.py"))
    inner = {"XINHENG_STARTED", "XINHENG_SUPERVISED"}  # between our own processes
    assert {name for name in settings - inner if f"`{name}`" not in PAGE} == set()
