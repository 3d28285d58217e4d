"""Accounts: made by the administration, verified by password, disabled rather than deleted."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from termin import journal
from termin.errors import Invalid, NotFound, Refusal
from termin.events import AccountSignedIn, AccountSignedOut
from termin.offices.rows import Office
from termin.staff import passwords, sign_ins
from termin.staff.rows import Account, Grant, Role
from termin.staff.sign_ins import FreshSignIn, Person


class WrongPassword(Refusal):
    """The login is not known, the password does not fit, or the account is disabled."""

    slug = "wrong-password"
    title = "Anmeldename oder Passwort stimmen nicht."


async def create_account(
    login: str, name: str, password: str, *, clerk: int | None = None, demo: bool = False
) -> int:
    """Make an account and return its id; it may do nothing until `grant` says so.

    Raises:
        Invalid: the login is taken or unusable, the name is empty, the password is too weak.
    """
    written = normalised(login)
    if not 2 <= len(written) <= 120 or any(s.isspace() or not s.isprintable() for s in written):
        raise Invalid(fields={"login": "Bitte nehmen Sie 2 bis 120 Zeichen ohne Leerzeichen."})
    if not name.strip() or len(name.strip()) > 120 or not name.isprintable():
        raise Invalid(fields={"name": "Bitte geben Sie den Namen an."})
    passwords.check(password, personal=(written, *name.split()), demo=demo)
    try:
        row = await Account.create(
            login=written,
            name=name.strip(),
            password_hash=await passwords.hash_password(password),
            clerk_id=clerk,
        )
    except IntegrityError:
        raise Invalid(fields={"login": "Diesen Anmeldenamen gibt es schon."}) from None
    return int(row.id)


async def sign_in(login: str, password: str, now: datetime) -> FreshSignIn:
    """Begin a sign-in; unknown logins take as long as known ones.

    Raises:
        WrongPassword: one answer for every reason.
    """
    account = await Account.get_or_none(login=normalised(login))
    usable = account is not None and account.disabled_at is None
    fits = await passwords.verify(account.password_hash if account else None, password)
    if account is None or not usable or not fits:
        raise WrongPassword
    if passwords.is_outdated(account.password_hash):
        account.password_hash = await passwords.hash_password(password)
        await account.save(update_fields=["password_hash"])
    async with in_transaction():
        fresh = await sign_ins.begin(account.id, now)
        for municipality in await _municipalities(account.id):
            await journal.record(municipality, AccountSignedIn(account.id), now)
    return fresh


async def sign_out(person: Person, now: datetime) -> None:
    """End the sign-in of a person."""
    async with in_transaction():
        await sign_ins.end(person.sign_in)
        for municipality in sorted({grant.municipality for grant in person.grants}):
            await journal.record(municipality, AccountSignedOut(person.account), now)


async def set_password(account: int, password: str, *, demo: bool = False) -> None:
    """Give an account a new password and end all its sign-ins.

    Raises:
        NotFound: there is no such account.
        Invalid: the password is too weak.
    """
    row = await Account.get_or_none(id=account)
    if row is None:
        raise NotFound
    passwords.check(password, personal=(row.login, *row.name.split()), demo=demo)
    row.password_hash = await passwords.hash_password(password)
    async with in_transaction():
        await row.save(update_fields=["password_hash"])
        await sign_ins.end_all(account)


async def disable(account: int, now: datetime) -> None:
    """Shut an account out at once; its history stays."""
    async with in_transaction():
        await Account.filter(id=account, disabled_at__isnull=True).update(disabled_at=now)
        await sign_ins.end_all(account)


async def enable(account: int) -> None:
    """Let a disabled account in again."""
    await Account.filter(id=account).update(disabled_at=None)


async def grant(account: int, role: Role, municipality: int, office: int | None = None) -> None:
    """Give an account a role in a municipality, or in one office of it; twice is once.

    Raises:
        NotFound: the office is not one of the municipality's.
    """
    if office is not None and not await Office.exists(id=office, municipality_id=municipality):
        raise NotFound
    await get_connection("default").execute_query(
        """INSERT INTO role_grant (account_id, role, municipality_id, office_id)
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING""",
        [account, role.value, municipality, office],
    )


async def revoke(account: int, role: Role, municipality: int, office: int | None = None) -> None:
    """Take a role back; it counts from the next request on."""
    await Grant.filter(
        account_id=account, role=role, municipality_id=municipality, office_id=office
    ).delete()


def normalised(login: str) -> str:
    """Return a login as it is stored: case and ways of typing do not matter."""
    return unicodedata.normalize("NFKC", login).strip().casefold().replace("\0", "")


async def _municipalities(account: int) -> list[int]:
    return sorted({granted.municipality for granted in await sign_ins.grants_of(account)})
