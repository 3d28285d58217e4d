"""Where HTTP meets the table: one address, its methods, its guards, and refusals made answers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.admission import admit
from api.answers import refusal_answer, wants_sign_in
from api.faults import is_unreachable, log_fault
from api.house import house
from api.problems import NotSignedIn, OutOfOrder, TooLarge, WrongMethod, problem_answer
from api.requests import language, municipality_or_none, over_https, parse_query
from api.routes import Permission, Route
from api.security.cookies import Cookie, set_cookie
from termin.errors import NotAllowed, NotFound, Refusal, TryAgain

logger = logging.getLogger("termin.web")


class _NoQuery(msgspec.Struct):
    """Of an address that takes no values of its own."""


class Resource:
    """All that can be done at one address."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes: dict[str, Route] = {route.method: route for route in routes}
        methods = [*self.routes]
        self.allowed = sorted(methods + (["HEAD"] if "GET" in methods else []))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        route = self.routes.get(method)
        # The access log names the template even where the method is wrong.
        scope["termin.route"] = route
        scope["termin.template"] = next(iter(self.routes.values())).path
        request = Request(scope, _limited(scope, receive, route), send)
        answer = await self._answer(request, route)
        await answer(scope, receive, send)

    async def _answer(self, request: Request, route: Route | None) -> Response:
        try:
            await house(request).municipalities.refresh()
            if route is None:
                raise WrongMethod(allowed=self.allowed)
            await admit(request, route)
            if route.is_api and route.query is None:
                parse_query(request, _NoQuery)
            answer: Response = await route.handler(request)
        except NotSignedIn as refusal:
            led = _to_sign_in(request, route) or _to_kiosk(request, route)
            return led or refusal_answer(request, refusal)
        except NotAllowed as refusal:
            return _to_kiosk(request, route) or refusal_answer(request, refusal)
        except Refusal as refusal:
            return refusal_answer(request, refusal)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there any more to read it
        except Exception as error:
            return refusal_answer(request, _named(error, request))
        _remember_language(request, answer)
        return answer


class Socket:
    """A live connection at one address."""

    def __init__(self, route: Route) -> None:
        self.route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        scope["termin.route"], scope["termin.template"] = self.route, self.route.path
        websocket = WebSocket(scope, receive, send)
        try:
            await house(websocket).municipalities.refresh()
            await admit(websocket, self.route)
            await self.route.handler(websocket)
        except WebSocketDisconnect:
            return
        except Refusal as refusal:
            await _deny(websocket, refusal)
        except Exception as error:
            await _deny(websocket, _named(error, websocket))


async def not_found(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer where no route of the table fits."""
    if scope["type"] == "websocket":
        await _deny(WebSocket(scope, receive, send), NotFound())
        return
    request = Request(scope, receive, send)
    scope["termin.template"] = "-"
    try:
        await house(request).municipalities.refresh()
        answer = refusal_answer(request, NotFound())
    except Exception as error:
        answer = refusal_answer(request, _named(error, request))
    await answer(scope, receive, send)


def _limited(scope: Scope, receive: Receive, route: Route | None) -> Receive:
    """Stop reading a body beyond the route's limit, whatever its length was said to be."""
    limit = route.body_limit if route is not None else 0
    taken = 0
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    too_long = any(value.isdigit() and int(value) > limit for value in lengths)

    async def receive_within_limit() -> Message:
        nonlocal taken
        if too_long:
            raise TooLarge(f"at most {limit} bytes")
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooLarge(f"at most {limit} bytes")
        return message

    return receive_within_limit


def _named(error: Exception, request: HTTPConnection) -> Refusal:
    if is_unreachable(error):
        logger.warning("event=database-unreachable kind=%s", type(error).__name__)
        return TryAgain()
    log_fault(logger, error, request.scope["termin.template"])
    return OutOfOrder()


def _to_sign_in(request: Request, route: Route | None) -> Response | None:
    """Lead a stranger to the sign-in and back again to the page that was asked for."""
    place = municipality_or_none(request)
    if route is None or place is None or not wants_sign_in(route):
        return None
    address = house(request).table.path_to("sign-in", municipality=place.slug)
    if request.method == "GET" and route.name != "staff-home":
        query = f"?{request.url.query}" if request.url.query else ""
        address += "?" + urlencode({"weiter": request.url.path + query})
    return RedirectResponse(address, status_code=303)


def _to_kiosk(request: Request, route: Route | None) -> Response | None:
    """Lead a machine that is no kiosk here, or no longer, to the page that says how it becomes one.

    Nobody stands before it who could do something with a refusal.
    """
    place = municipality_or_none(request)
    if route is None or place is None or route.is_api or route.permission is not Permission.KIOSK:
        return None
    address = house(request).table.path_to("kiosk", municipality=place.slug)
    return RedirectResponse(address, status_code=303)


def _remember_language(request: Request, answer: Response) -> None:
    wish = request.query_params.get("sprache")
    if wish is not None and wish == language(request):
        set_cookie(answer, Cookie.LANGUAGE, wish, secure=over_https(request))


async def _deny(websocket: WebSocket, refusal: Refusal) -> None:
    if websocket.application_state.name != "CONNECTING":
        await websocket.close(1011)
        return
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(problem_answer(refusal, refusal.title))
    else:
        await websocket.close(1008)
