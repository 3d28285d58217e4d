"""Nobody gets further than the table says: every route, for every role, on foreign ground too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from api.permissions import OF_DEVICES, OF_ROLE, OF_STAFF, granting, scope_of
from api.rooms import ROUTES
from api.routes import Permission, Route, Table
from termin.errors import NotAllowed
from termin.offices.rows import Municipality, Office
from termin.staff import DeviceKind, Granted, Role, register
from termin.staff.rows import Grant
from tests.api.people import a_municipality, a_person, sign_in, token_of
from tests.api.sockets import shake_hands
from tests.web import a_client

TABLE = Table(ROUTES)
GUARDED = [route for route in TABLE.routes if route.permission in OF_STAFF]
DEVICES = [route for route in TABLE.routes if route.permission in OF_DEVICES]
SECRETS = [r for r in TABLE.routes if r.permission is Permission.SECRET and r.is_api]
SIGN_OUT = {"end-sign-in", "v1-sign-out"}


@dataclass
class Ground:
    """Two towns, an office in each, and somebody to try their doors."""

    app: Starlette
    client: httpx.AsyncClient
    here: Municipality
    there: Municipality
    office: Office
    foreign_office: Office


@pytest.fixture
async def ground(app: Starlette, client: httpx.AsyncClient) -> Ground:
    """Two towns in one installation."""
    here, there = await a_municipality(), await a_municipality("nachbarstadt", "Nachbarstadt")
    offices = [await Office.create(name="Amt", municipality=town) for town in (here, there)]
    return Ground(app, client, here, there, *offices)


def address(route: Route, place: str) -> str:
    """Return an address of the route in a town, with impossible things in it."""
    filled = route.path.replace("{municipality}", place)
    path = re.sub(r"\{\w+(?::\w+)?\}", "999999999", filled)
    return path if filled != route.path or not route.is_api else f"{path}?municipality={place}"


async def ask(
    ground: Ground, route: Route, place: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    """Ask for a route as a browser on our own page does, or as a program."""
    if route.method == "WS":
        status = await shake_hands(ground.app, address(route, place).partition("?")[0], headers)
        return httpx.Response(status)
    return await ground.client.request(
        route.method,
        address(route, place),
        headers={"Sec-Fetch-Site": "same-origin", **(headers or {})},
        json={} if route.body is not None else None,
    )


def leads_to_sign_in(answer: httpx.Response) -> bool:
    return answer.status_code == 303 and "/amt/anmelden" in answer.headers["location"]


def is_refused(answer: httpx.Response, route: Route, status: int) -> bool:
    """Whether somebody was not let in; a kiosk's pages lead to where a machine becomes one."""
    if route.permission is Permission.KIOSK and not route.is_api:
        return answer.status_code == 303 and answer.headers["location"].endswith("/kiosk")
    return answer.status_code == status


async def test_a_stranger_gets_through_no_guarded_route(ground: Ground) -> None:
    for route in GUARDED:
        answer = await ask(ground, route, "musterstadt")
        if route.is_api or route.method == "WS":
            assert answer.status_code == 401, route
        else:
            assert leads_to_sign_in(answer), route
    for route in DEVICES + SECRETS:
        assert is_refused(await ask(ground, route, "musterstadt"), route, 401), route


async def test_an_invented_secret_is_no_sign_in(ground: Ground) -> None:
    ground.client.cookies.set("anmeldung", "invented")
    ground.client.cookies.set("geraet", "invented")
    for route in GUARDED + DEVICES:
        for headers in ({}, {"Authorization": "Bearer invented"}):
            answer = await ask(ground, route, "musterstadt", headers)
            assert is_refused(answer, route, 401) or leads_to_sign_in(answer), route


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_opens_what_the_table_says_and_nothing_else(
    ground: Ground, role: Role
) -> None:
    account = await a_person("eva", role, at=ground.here)
    assert account
    token = await token_of(ground.client, "eva")
    headers = {"Authorization": f"Bearer {token}", "Origin": "http://termin.test"}
    for route in GUARDED:
        if route.name in SIGN_OUT:
            continue
        answer = await ask(ground, route, "musterstadt", headers)
        if route.permission in OF_ROLE[role]:
            assert answer.status_code not in (401, 403), route
            assert not leads_to_sign_in(answer), route
        else:
            assert answer.status_code == 403, route
    for route in DEVICES:
        assert is_refused(await ask(ground, route, "musterstadt", headers), route, 401), route


async def test_an_administrator_of_one_town_is_nobody_in_the_other(ground: Ground) -> None:
    await a_person("eva", *Role, at=ground.here)
    assert (await sign_in(ground.client, "eva")).status_code == 303
    for route in GUARDED:
        if route.name in SIGN_OUT or "municipality" not in address(route, "nachbarstadt"):
            continue
        if "nachbarstadt" in address(route, "nachbarstadt"):
            answer = await ask(ground, route, "nachbarstadt")
            assert answer.status_code == 403, route


async def test_a_device_is_let_in_only_as_what_it_is(ground: Ground) -> None:
    kiosk = await register(ground.here.id, ground.office.id, DeviceKind.KIOSK, "Eingang")
    headers = {"Authorization": f"Bearer {kiosk.secret}"}
    for route in DEVICES:
        answer = await ask(ground, route, "musterstadt", headers)
        assert is_refused(answer, route, 403) == (route.permission is not Permission.KIOSK), route
        assert is_refused(await ask(ground, route, "nachbarstadt", headers), route, 403), route
    for route in GUARDED:
        answer = await ask(ground, route, "musterstadt", headers)
        assert answer.status_code == 401 or leads_to_sign_in(answer), route


async def test_a_role_taken_back_counts_at_once(ground: Ground) -> None:
    account = await a_person("eva", Role.ADMIN, at=ground.here)
    await sign_in(ground.client, "eva")
    assert (await ground.client.get("/musterstadt/amt")).status_code == 200
    await Grant.filter(account_id=account).delete()
    assert (await ground.client.get("/musterstadt/amt")).status_code == 403


async def test_someone_with_two_towns_sees_both_on_the_first_page(ground: Ground) -> None:
    account = await a_person("eva", Role.CLERK, at=ground.here)
    await Grant.create(account_id=account, role=Role.CLERK, municipality=ground.there)
    await sign_in(ground.client, "eva")
    page = (await ground.client.get("/musterstadt/amt")).text
    assert "/nachbarstadt/amt" in page


async def test_the_first_page_names_only_offices_of_the_role(ground: Ground) -> None:
    await Office.create(name="Zulassungsstelle", municipality=ground.here)
    async with a_client(ground.app) as narrow:
        await a_person("eva", Role.CLERK, at=ground.here, office=ground.office.id)
        await sign_in(narrow, "eva")
        assert "Zulassungsstelle" not in (await narrow.get("/musterstadt/amt")).text
    async with a_client(ground.app) as wide:
        await a_person("max", Role.CLERK, at=ground.here)
        await sign_in(wide, "max")
        assert "Zulassungsstelle" in (await wide.get("/musterstadt/amt")).text


def test_every_permission_of_staff_is_had_by_somebody() -> None:
    given = frozenset().union(*OF_ROLE.values())
    assert given == OF_STAFF
    assert set(OF_ROLE) == set(Role)


def test_the_page_about_roles_says_what_the_table_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "roles.md").read_text("utf-8")
    told = {
        role: frozenset() if may == "nothing" else frozenset(may.split(", "))
        for role, may in re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE)
    }
    assert told == {role.value: {str(p) for p in may} for role, may in OF_ROLE.items()}


def test_a_scope_reaches_as_far_as_the_grants_of_the_permission() -> None:
    grants = (
        Granted(Role.RECEPTION, 1, 11),
        Granted(Role.RECEPTION, 1, 12),
        Granted(Role.MANAGER, 1, 13),
        Granted(Role.MANAGER, 2, None),
    )
    assert scope_of(grants, Permission.RECEIVE, 1).offices == frozenset({11, 12, 13})
    assert scope_of(grants, Permission.PLAN, 1).offices == frozenset({13})
    assert scope_of(grants, Permission.PLAN, 2).offices is None
    assert granting(grants, Permission.ADMINISTER, None) == ()
    with pytest.raises(NotAllowed):
        scope_of(grants, Permission.PLAN, 3)


def test_a_grant_for_everything_wins_over_one_office() -> None:
    grants = (Granted(Role.CLERK, 1, 11), Granted(Role.CLERK, 1, None))
    assert scope_of(grants, Permission.SERVE, 1).offices is None
