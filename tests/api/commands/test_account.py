"""`termin municipality` and `termin account`: the first people of a fresh installation."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.database import DatabaseAddress
from termin.offices import Municipality, Office
from termin.staff import Role, WrongPassword, grants_of, sign_in
from termin.staff.rows import Account
from tests.api.commands.termin import termin

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PASSWORD = "vier bunte Vögel am Teich"


async def test_the_first_administrator_signs_in(rows: DatabaseAddress) -> None:
    made = await termin(rows, "municipality", "add", "Bad Mößlingen", "--land", "NI")
    assert made.output == "Bad Mößlingen is at /bad-moesslingen/\n"
    account = ("account", "add", "Chef", "--name", "Eva Muster")
    role = ("--role", "admin", "--municipality", "bad-moesslingen")
    added = await termin(rows, *account, *role, typed=f"{PASSWORD}\n")
    assert (added.status, added.errors) == (0, "")
    assert (await sign_in("chef", PASSWORD, NOW)).secret
    granted = await grants_of((await Account.get(login="chef")).id)
    assert [grant.role for grant in granted] == [Role.ADMIN]
    listed = await termin(rows, "municipality", "list")
    assert "bad-moesslingen" in listed.output


async def test_a_weak_password_is_refused_in_a_sentence(rows: DatabaseAddress) -> None:
    done = await termin(rows, "account", "add", "chef", "--name", "Eva", typed="kurz\n")
    assert done.status == 1
    assert "password:" in done.errors
    assert not await Account.exists()


async def test_no_password_is_an_argument(rows: DatabaseAddress) -> None:
    done = await termin(rows, "account", "password", "--help")
    assert "--password" not in done.output


async def test_roles_come_and_go_and_accounts_are_shut_out(rows: DatabaseAddress) -> None:
    town = await Municipality.create(slug="m", name="M", land="NI")
    office = await Office.create(municipality=town, name="Rathaus")
    await termin(rows, "account", "add", "ada", "--name", "Ada", typed=PASSWORD)
    there = ("--role", "clerk", "--municipality", "m", "--office", "Rathaus")
    assert (await termin(rows, "account", "grant", "ada", *there)).status == 0
    account = await Account.get(login="ada")
    assert [(one.role, one.office) for one in await grants_of(account.id)] == [
        (Role.CLERK, office.id)
    ]
    assert (await termin(rows, "account", "revoke", "ada", *there)).status == 0
    assert not await grants_of(account.id)
    assert (await termin(rows, "account", "disable", "ada")).status == 0
    with pytest.raises(WrongPassword):
        await sign_in("ada", PASSWORD, NOW)
    await termin(rows, "account", "enable", "ada")
    await termin(rows, "account", "password", "ada", typed="fünf stille Fische im See\n")
    assert (await sign_in("ada", "fünf stille Fische im See", NOW)).secret


async def test_what_does_not_exist_is_named(rows: DatabaseAddress) -> None:
    nobody = await termin(rows, "account", "disable", "nobody")
    assert (nobody.status, nobody.errors) == (1, "Error: There is no account 'nobody'.\n")
    role = ("--role", "clerk", "--municipality", "nowhere")
    nowhere = await termin(rows, "account", "grant", "nobody", *role)
    assert "There is no municipality 'nowhere'" in nowhere.errors
