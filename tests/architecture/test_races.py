"""A race test proves something only beside a test in which the race is lost."""

from __future__ import annotations

import ast

from tests.architecture.tree import named, python_of


def test_every_file_of_races_has_its_negative_control() -> None:
    """The control runs the same rush without the lock (or rule) and must see the clash."""
    lacking = [
        named(path) for path, tree in python_of("tests") if races(tree) and not control(tree)
    ]
    assert not lacking, f"no test_without_… in {lacking}"


def races(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr == "races" and ast.unparse(node.value) == MARK
        for node in ast.walk(tree)
    )


def control(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_without_")
        and any(isinstance(part, ast.Assert) for part in ast.walk(node))
        for node in ast.walk(tree)
    )


MARK = "pytest.mark"
