"""`termin account`: the accounts of an installation, the first administrator above all.

Passwords are asked for, or read from standard input; never an argument, which others could see.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from api.clock import real_now
from api.commands.frame import command
from api.commands.rows import municipality_named, office_named, rows
from api.settings import Settings
from termin.errors import NotFound
from termin.staff import Role, create_account, disable, enable, grant, revoke, set_password
from termin.staff.accounts import normalised
from termin.staff.rows import Account

ROLES = [role.value for role in Role if role is not Role.DEVICE]


def asks_password(work: Callable[..., None]) -> Callable[..., None]:
    """Give the command below a `password`, asked twice and unseen, or the first line of a program.

    Asked before anything else is begun: a person may think, or leave with Ctrl-C.
    """

    @wraps(work)
    def run(*args: Any, **kwargs: Any) -> None:
        if sys.stdin.isatty():
            word = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        else:
            word = sys.stdin.readline().rstrip("\r\n")
        work(*args, password=word, **kwargs)

    return run


_role = click.option("--role", required=True, type=click.Choice(ROLES), help="What it may do.")
_municipality = click.option("--municipality", required=True, help="Where: slug or name.")
_office = click.option("--office", help="Only in this office: its number or name.")


@click.group()
def account() -> None:
    """Make accounts and say what they may do."""


@account.command()
@click.argument("login")
@click.option("--name", required=True, help="The person's name as colleagues see it.")
@click.option("--role", type=click.Choice(ROLES), help="What it may do, in --municipality.")
@click.option("--municipality", help="Where: slug or name.")
@_office
@asks_password
@command
async def add(
    settings: Settings,
    login: str,
    name: str,
    role: str | None,
    municipality: str | None,
    office: str | None,
    password: str,
) -> None:
    """Make an account called LOGIN; the password is asked for, or read from standard input."""
    if (role is None) != (municipality is None):
        raise click.UsageError("--role and --municipality belong together.")
    async with rows(settings):
        place = await _place(municipality, office)
        made = await create_account(login, name, password, demo=settings.demo)
        if role is not None and place is not None:
            await grant(made, Role(role), *place)
    click.echo(f"{normalised(login)} can sign in{'' if role is None else f' as {role}'}.")


@account.command("grant")
@click.argument("login")
@_role
@_municipality
@_office
@command
async def grant_(
    settings: Settings, login: str, role: str, municipality: str, office: str | None
) -> None:
    """Let LOGIN do one thing more."""
    async with rows(settings):
        place = await _place(municipality, office)
        if place is not None:
            await grant((await _account(login)).id, Role(role), *place)
    click.echo(f"{normalised(login)} is {role} in {municipality}.")


@account.command("revoke")
@click.argument("login")
@_role
@_municipality
@_office
@command
async def revoke_(
    settings: Settings, login: str, role: str, municipality: str, office: str | None
) -> None:
    """Take a role of LOGIN back; it counts at once."""
    async with rows(settings):
        place = await _place(municipality, office)
        if place is not None:
            await revoke((await _account(login)).id, Role(role), *place)
    click.echo(f"{normalised(login)} is no longer {role} in {municipality}.")


@account.command("disable")
@click.argument("login")
@command
async def disable_(settings: Settings, login: str) -> None:
    """Shut LOGIN out at once, wherever it is signed in; what it did stays on record."""
    async with rows(settings):
        await disable((await _account(login)).id, real_now())
    click.echo(f"{normalised(login)} is shut out.")


@account.command("enable")
@click.argument("login")
@command
async def enable_(settings: Settings, login: str) -> None:
    """Let LOGIN in again."""
    async with rows(settings):
        await enable((await _account(login)).id)
    click.echo(f"{normalised(login)} can sign in again.")


@account.command("password")
@click.argument("login")
@asks_password
@command
async def password_(settings: Settings, login: str, password: str) -> None:
    """Give LOGIN a new password, asked for or read from standard input; it must sign in anew."""
    async with rows(settings):
        found = await _account(login)
        await set_password(found.id, password, demo=settings.demo)
    click.echo(f"{normalised(login)} has a new password.")


async def _place(municipality: str | None, office: str | None) -> tuple[int, int | None] | None:
    if municipality is None:
        return None
    town = await municipality_named(municipality)
    return town.id, None if office is None else (await office_named(town, office)).id


async def _account(login: str) -> Account:
    found = await Account.get_or_none(login=normalised(login))
    if found is None:
        raise NotFound(f"There is no account {login!r}.")
    return found
