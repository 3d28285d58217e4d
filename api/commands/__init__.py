"""The commands, one module each; this table is the only one.

A module is loaded when its command is used: `termin --help` answers at once, and `termin serve`
does not load what only the demo needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "Serve a town full of life on this machine."),
    "play": ("play", "Play the people and clerks of a demo over HTTP."),
    "serve": ("serve", "Serve the pages and the API until Ctrl-C."),
    "worker": ("worker", "Send mails and do what else is due, until Ctrl-C."),
    "migrate": ("migrate", "Bring the database up to date."),
    "municipality": ("municipality", "Make and list municipalities."),
    "account": ("account", "Make accounts and say what they may do."),
    "import": ("imports", "Take in a catalogue of services and offices."),
    "plan": ("plan", "Plan the counters and duties of a week."),
    "bench": ("bench", "Measure what this machine manages, one JSON line each."),
    "screen": ("screen", "Show the board of an office in the terminal."),
    "check": ("check", "Examine the settings, the database and the files."),
}
"""What a person types: the module in which the command is, and what it does in a line."""


class Commands(click.Group):
    """The commands of the table; each comes into being when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        """Return all names, in the order of the table."""
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = getattr(import_module(f"api.commands.{module}"), _attribute(cmd_name))
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _attribute(name: str) -> str:
    """`import` is a word of the language, so its command is called `imports` in its module."""
    return "imports" if name == "import" else name
