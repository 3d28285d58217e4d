"""Accounts: made with a role, and shut out; done by those who administer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from api.answers import redirect, render
from api.clock import real_now
from api.house import house
from api.manager.frame import chosen, offices, scope
from api.manager.words import ROLES
from api.requests import form, identity, municipality, staff, values_of
from api.routes import Permission, Route
from termin.errors import Invalid, NotAllowed, NotFound
from termin.offices import Office
from termin.staff import Role, create_account, disable, enable, grant
from termin.staff.rows import Account, Clerk, Grant


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with its roles here; `elsewhere` if it has others."""

    account: Account
    roles: tuple[tuple[Role, str], ...]
    foreign: bool


async def show(request: Request) -> Response:
    """Show the accounts with a role here, and the form for a new one."""
    return await _page(request, {}, {}, 200)


async def add(request: Request) -> Response:
    """Make an account and give it its role."""
    fields = await form(request)
    values = values_of(fields)
    try:
        role, office, clerk = await _wanted(request, values)
        # The account is there with its role, or not at all.
        async with in_transaction():
            account = await create_account(
                values.get("login", ""),
                values.get("name", ""),
                str(fields.get("password", "")),
                clerk=clerk,
                demo=house(request).settings.demo,
            )
            await grant(account, role, municipality(request).id, office)
    except Invalid as refusal:
        return await _page(request, values, refusal.fields, 422)
    return redirect(request, "accounts", {"meldung": "angelegt"})


async def shut_out(request: Request) -> Response:
    """Disable an account; it is signed out at once."""
    line = await _find(request)
    if line.account.id == staff(request).account:
        raise NotAllowed("Das eigene Konto kann man nicht sperren.")
    await disable(line.account.id, real_now())
    return redirect(request, "accounts", {"meldung": "gesperrt"})


async def let_in(request: Request) -> Response:
    """Let a disabled account in again."""
    line = await _find(request)
    await enable(line.account.id)
    return redirect(request, "accounts", {"meldung": "freigegeben"})


async def _page(
    request: Request, values: Mapping[str, str], errors: Mapping[str, str], status: int
) -> Response:
    told = request.query_params.get("meldung", "")
    clerks = Clerk.filter(retired_at__isnull=True).order_by("name")
    return render(
        request,
        "manager/accounts.html",
        status,
        lines=await _lines(request),
        own=staff(request).account,
        offices=await offices(request),
        whole=scope(request).offices is None,
        clerks=await scope(request).within(clerks),
        roles=ROLES,
        values={name: text for name, text in values.items() if name != "password"},
        errors=errors,
        told=told if told in ("angelegt", "gesperrt", "freigegeben") else "",
    )


async def _wanted(
    request: Request, values: Mapping[str, str]
) -> tuple[Role, int | None, int | None]:
    wrong: dict[str, str] = {}
    rows: list[Office] = await offices(request)
    text = values.get("dienststelle", "")
    office = int(chosen(rows, text).id) if text else None
    if office is None and scope(request).offices is not None:
        wrong["dienststelle"] = "Bitte wählen Sie eine Dienststelle."
    role = values.get("rolle", "")
    if role not in ROLES:
        wrong["rolle"] = "Bitte wählen Sie eine Rolle."
    clerk = None
    if values.get("person"):
        rows_of_clerks = Clerk.filter(id=identity(values["person"]), retired_at__isnull=True)
        found = await scope(request).within(rows_of_clerks).first()
        if found is None:
            raise NotFound
        clerk = int(found.id)
    if wrong:
        raise Invalid(fields=wrong)
    return Role(role), office, clerk


async def _lines(request: Request) -> list[AccountLine]:
    mine = scope(request)
    names = {one.id: one.short_name or one.name for one in await offices(request)}
    grants = await Grant.all().select_related("account").order_by("account__name", "id")
    found: dict[int, AccountLine] = {}
    for one in grants:
        here = one.municipality_id == mine.municipality and (
            mine.offices is None or one.office_id in mine.offices
        )
        line = found.get(one.account_id, AccountLine(one.account, (), foreign=False))
        roles = (*line.roles, (one.role, names.get(one.office_id or 0, ""))) if here else line.roles
        found[one.account_id] = AccountLine(one.account, roles, line.foreign or not here)
    return [line for line in found.values() if line.roles]


async def _find(request: Request) -> AccountLine:
    """Return an account of which all roles are the person's to give.

    Raises:
        NotFound: it has no role here.
        NotAllowed: it has others elsewhere too.
    """
    wanted = identity(request.path_params["account"])
    found = next((one for one in await _lines(request) if one.account.id == wanted), None)
    if found is None:
        raise NotFound
    if found.foreign:
        raise NotAllowed("Dieses Konto gilt auch anderswo.")
    return found


_ACCOUNTS = "/{municipality}/amt/einrichtung/konten"
_ACCOUNT = f"{_ACCOUNTS}/{{account}}"

ROUTES: tuple[Route, ...] = (
    Route("GET", _ACCOUNTS, show, Permission.ADMINISTER, "accounts", "Accounts and their roles"),
    Route("POST", _ACCOUNTS, add, Permission.ADMINISTER, "add-account"),
    Route("POST", f"{_ACCOUNT}/sperren", shut_out, Permission.ADMINISTER, "disable-account"),
    Route("POST", f"{_ACCOUNT}/freigaben", let_in, Permission.ADMINISTER, "enable-account"),
)
