"""The commands, one module each; this list is the only one."""

import click

from api.commands.check import check
from api.commands.demo import demo
from api.commands.migrate import migrate
from api.commands.serve import serve
from api.commands.worker import worker

COMMANDS: tuple[click.Command, ...] = (demo, serve, worker, migrate, check)
