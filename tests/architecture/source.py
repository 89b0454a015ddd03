"""The project's own source as syntax trees, read once for all architecture tests."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "xinheng"


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the project by its path relative to the root, migrations left out."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
    }


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of attributes and calls (`a.b(x).c`); of anything else in front, only what follows it."""
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def calls(tree: ast.AST) -> list[str]:
    return [dotted(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
