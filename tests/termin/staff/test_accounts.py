"""Accounts, roles, sign-ins and devices in the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from tortoise.connection import get_connection

from termin.errors import Invalid, NotFound
from termin.offices.rows import Municipality, Office
from termin.staff import (
    DeviceKind,
    Role,
    WrongPassword,
    choose_counter,
    create_account,
    device_of,
    disable,
    enable,
    grant,
    grants_of,
    person_of,
    register,
    revoke,
    set_password,
    sign_in,
    sign_out,
)
from termin.staff.devices import revoke as revoke_device
from termin.staff.rows import Account, Device, Grant, SignIn
from termin.staff.sign_ins import IDLE, LONGEST, sweep

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PASSWORD = "Kaffee mit Hafermilch am Fenster"
pytestmark = pytest.mark.usefixtures("rows")


@pytest.fixture
async def place(rows: object) -> Municipality:
    """A town."""
    return await Municipality.create(slug="musterstadt", name="Musterstadt", land="BY")


async def kinds() -> list[str]:
    rows = await get_connection("default").execute_query_dict(
        "SELECT kind FROM journal ORDER BY id"
    )
    return [row["kind"] for row in rows]


async def test_a_password_is_never_stored() -> None:
    await create_account("Eva", " Eva Beispiel ", PASSWORD)
    row = await Account.get()
    assert (row.login, row.name) == ("eva", "Eva Beispiel")
    assert PASSWORD not in row.password_hash


@pytest.mark.parametrize(
    ("login", "name", "password", "field"),
    [
        ("", "Eva", PASSWORD, "login"),
        ("e", "Eva", PASSWORD, "login"),
        ("eva muster", "Eva", PASSWORD, "login"),
        ("eva\n", "", PASSWORD, "name"),
        ("eva\u202ex", "Eva", PASSWORD, "login"),
        ("e" * 121, "Eva", PASSWORD, "login"),
        ("eva", " ", PASSWORD, "name"),
        ("eva", "E\0va", PASSWORD, "name"),
        ("eva", "Eva", "kurz", "password"),
    ],
)
async def test_an_unusable_account_is_refused(
    login: str, name: str, password: str, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await create_account(login, name, password)
    assert field in refusal.value.fields
    assert await Account.all().count() == 0


async def test_a_login_exists_once_however_it_is_written() -> None:
    await create_account("eva", "Eva", PASSWORD)
    with pytest.raises(Invalid) as refusal:
        await create_account("EVA", "Eva", PASSWORD)
    assert "login" in refusal.value.fields


async def test_two_who_take_one_login_at_once_are_not_both_served() -> None:
    made = await asyncio.gather(
        *(create_account("eva", "Eva", PASSWORD) for _ in range(3)), return_exceptions=True
    )
    assert sorted(type(one) is int for one in made) == [False, False, True]


async def test_signing_in_and_out_is_in_the_journal(place: Municipality) -> None:
    account = await create_account("eva", "Eva", PASSWORD)
    await grant(account, Role.CLERK, place.id)
    fresh = await sign_in("Eva", PASSWORD, NOW)
    person = await person_of(fresh.secret, NOW)
    assert person is not None
    assert person.account == account
    await sign_out(person, NOW)
    assert await person_of(fresh.secret, NOW) is None
    assert await kinds() == ["account-signed-in", "account-signed-out"]


async def test_a_wrong_password_leaves_no_trace(place: Municipality) -> None:
    account = await create_account("eva", "Eva", PASSWORD)
    await grant(account, Role.CLERK, place.id)
    for login, password in (("eva", "x"), ("max", PASSWORD), ("", ""), ("eva\0", PASSWORD + "\0")):
        with pytest.raises(WrongPassword):
            await sign_in(login, password, NOW)
    assert await SignIn.all().count() == 0
    assert await kinds() == []


async def test_a_sign_in_ends_by_rest_and_by_age() -> None:
    await create_account("eva", "Eva", PASSWORD)
    fresh = await sign_in("eva", PASSWORD, NOW)
    assert await person_of(fresh.secret, NOW + IDLE - timedelta(seconds=1)) is not None
    assert await person_of(fresh.secret, NOW + IDLE + IDLE) is None
    now = NOW
    while now < NOW + LONGEST - timedelta(hours=1):
        now += timedelta(hours=1)
        await SignIn.all().update(seen_at=now)
        assert await person_of(fresh.secret, now) is not None
    assert await person_of(fresh.secret, NOW + LONGEST) is None
    assert await sweep(NOW + LONGEST) == 1


async def test_a_disabled_account_is_out_and_can_come_back() -> None:
    account = await create_account("eva", "Eva", PASSWORD)
    fresh = await sign_in("eva", PASSWORD, NOW)
    await disable(account, NOW)
    assert await person_of(fresh.secret, NOW) is None
    with pytest.raises(WrongPassword):
        await sign_in("eva", PASSWORD, NOW)
    await enable(account)
    assert (await sign_in("eva", PASSWORD, NOW)).expires_at > NOW


async def test_a_new_password_ends_what_was_begun_with_the_old_one() -> None:
    account = await create_account("eva", "Eva", PASSWORD)
    fresh = await sign_in("eva", PASSWORD, NOW)
    await set_password(account, "Ein anderer langer Satz dazu")
    assert await person_of(fresh.secret, NOW) is None
    with pytest.raises(WrongPassword):
        await sign_in("eva", PASSWORD, NOW)
    with pytest.raises(NotFound):
        await set_password(account + 1, PASSWORD)


async def test_an_old_hash_is_made_anew_at_the_next_sign_in() -> None:
    await create_account("eva", "Eva", PASSWORD)
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    await Account.all().update(password_hash=old)
    await sign_in("eva", PASSWORD, NOW)
    assert (await Account.get()).password_hash != old
    assert (await sign_in("eva", PASSWORD, NOW)).expires_at > NOW


async def test_a_role_is_given_once_and_taken_back(place: Municipality) -> None:
    account = await create_account("eva", "Eva", PASSWORD)
    office = await Office.create(name="Amt", municipality=place)
    for _ in range(2):
        await grant(account, Role.CLERK, place.id)
        await grant(account, Role.CLERK, place.id, office.id)
    assert await Grant.all().count() == 2
    await revoke(account, Role.CLERK, place.id)
    (left,) = await grants_of(account)
    assert (left.role, left.municipality, left.office) == (Role.CLERK, place.id, office.id)


async def test_a_role_in_a_foreign_office_is_refused(place: Municipality) -> None:
    other = await Municipality.create(slug="nachbarstadt", name="Nachbarstadt", land="BY")
    office = await Office.create(name="Amt", municipality=other)
    account = await create_account("eva", "Eva", PASSWORD)
    with pytest.raises(NotFound):
        await grant(account, Role.CLERK, place.id, office.id)
    with pytest.raises(NotFound):
        await register(place.id, office.id, DeviceKind.KIOSK, "Eingang")


async def test_the_counter_is_remembered_with_the_sign_in() -> None:
    await create_account("eva", "Eva", PASSWORD)
    fresh = await sign_in("eva", PASSWORD, NOW)
    person = await person_of(fresh.secret, NOW)
    assert person is not None
    assert (await choose_counter(person, 7)).counter_id == 7
    again = await person_of(fresh.secret, NOW)
    assert again is not None
    assert again.counter_id == 7


async def test_a_device_is_known_by_its_secret_until_revoked(place: Municipality) -> None:
    office = await Office.create(name="Amt", municipality=place)
    made = await register(place.id, office.id, DeviceKind.DISPLAY, "Warteraum")
    found = await device_of(made.secret, NOW)
    assert found is not None
    assert found.kind is DeviceKind.DISPLAY
    assert (await Device.get()).seen_at == NOW
    assert await device_of(made.secret + "x", NOW) is None
    with pytest.raises(NotFound):
        await revoke_device(place.id + 1, made.id, NOW)
    await revoke_device(place.id, made.id, NOW)
    assert await device_of(made.secret, NOW) is None
