"""Every command that a person can type is explained, with its options."""

from __future__ import annotations

import re

import click

from api.cli import main as termin_command
from api.commands import COMMANDS, Commands
from tests.architecture.tree import PROJECT, sections


def test_every_command_is_explained_with_its_options() -> None:
    explained = sections(PROJECT / "docs" / "reference" / "commands.md", level=2)
    known = dict(commands(termin_command))
    assert set(explained) == set(known)
    for name, command in known.items():
        told = set(re.findall(r"`(--[a-z-]+)", explained[name]))
        asked = {
            option
            for parameter in command.params
            if isinstance(parameter, click.Option) and not parameter.hidden
            for option in parameter.opts
            if option.startswith("--")
        }
        assert told >= asked - EVERYWHERE, f"{name}: {sorted(asked - EVERYWHERE - told)} missing"
        assert told <= asked | EVERYWHERE, f"{name}: {sorted(told - asked)} is no option"


EVERYWHERE = {"--help", "--data-dir"}
"""Options of every command, explained once at the top of the page."""


def test_every_line_of_the_list_leads_to_its_command() -> None:
    group = Commands(name="termin")
    context = click.Context(group)
    for name, (_, line) in COMMANDS.items():
        command = group.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help
        assert line.endswith(".")


def commands(command: click.Command, name: str = "") -> list[tuple[str, click.Command]]:
    """Return every command a person can type, with its full name."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        found = {
            part: command.get_command(context, part) for part in command.list_commands(context)
        }
        return [
            each
            for part, inner in found.items()
            if inner is not None and not inner.hidden
            for each in commands(inner, f"{name} {part}".strip())
        ]
    return [(name, command)]
