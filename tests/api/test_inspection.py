"""What templates and style sheets promise."""

from __future__ import annotations

import subprocess
import sys

import pytest

from api.rendering.extraction import PROJECT
from api.rendering.inspection import faults_in, faults_in_stylesheet, faults_in_template
from api.rendering.pages import TEMPLATE_FOLDER


def test_our_templates_pass_the_linter() -> None:
    command = [sys.executable, "-m", "djlint", "api/templates", "--lint", "--quiet"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_our_templates_and_stylesheets_keep_their_promises() -> None:
    assert faults_in(TEMPLATE_FOLDER.parent) == ()


@pytest.mark.parametrize(
    "template",
    [
        '<p style="color: red">',
        '<button onclick="go()">',
        "<p>\n<img src='a.png'>",
        "<script>go()</script>",
        "<style>p {}</style>",
        '<a href="javascript:go()">',
        '<script src="https://cdn.example/x.js"></script>',
    ],
)
def test_what_the_policy_forbids_is_found(template: str) -> None:
    assert faults_in_template(template)


def test_a_proper_template_has_no_faults() -> None:
    assert not faults_in_template(
        '{# style="x" #}<img alt="" src="a"><p class="{{ \'a\' if b > c }}" data-on="x">'
    )


def test_colours_are_named_in_root_only() -> None:
    assert not faults_in_stylesheet(":root { --a: #fff; } p { color: var(--a); } /* #fff */")
    assert faults_in_stylesheet("p {\n color: #fff; }") == ((2, "colour #fff outside :root"),)
    assert faults_in_stylesheet("p { color: rgb(0 0 0); }")
