"""The settings: one frozen value, read once from `TERMIN_…` variables.

`docs/reference/settings.md` is this table in words; a test compares the two.
"""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""A private key is smaller (SEC 2, 2.4.2)."""


class UnusableSetting(Exception):
    """A variable has a value that cannot be used; the message names it and says what would do."""

    def __init__(self, variable: str, wanted: str) -> None:
        super().__init__(f"{variable} cannot be used: {wanted}.")
        self.variable = variable


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation can choose; each value is described in `VARIABLES`."""

    data_dir: Path
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    smtp_url: str | None = None
    mail_from: str = "termin@localhost"
    secret_key: str | None = None
    push_key: str | None = field(default=None, repr=False)
    pool: int = 10
    trusted_proxies: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    rate_limits: bool = True
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: what it is for, what stands without it, and how its text is read."""

    name: str
    field: str
    purpose: str
    default: str
    read: Callable[[str], Any]


def read_settings(
    environment: Mapping[str, str] | None = None, data_dir: Path | None = None
) -> Settings:
    """Read the settings from the environment; an empty variable counts as not set.

    `data_dir`, as the command line gives it, wins over the variable.

    Raises:
        UnusableSetting: a value makes no sense.
    """
    given = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        text = given.get(variable.name, "").strip()
        if text:
            try:
                values[variable.field] = variable.read(text)
            except ValueError as error:
                raise UnusableSetting(variable.name, str(error)) from None
    if data_dir is not None:
        values["data_dir"] = data_dir.expanduser().absolute()
    elif "data_dir" not in values:
        values["data_dir"] = usual_data_dir(given)
    return Settings(**values)


def unknown_variables(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the `TERMIN_…` variables that mean nothing to us: misspelt ones, most likely.

    A warning, no refusal: Kubernetes sets `TERMIN_SERVICE_HOST` for a service called termin.
    """
    given = os.environ if environment is None else environment
    known = {variable.name for variable in VARIABLES}
    return tuple(sorted(n for n in given if n.startswith("TERMIN_") and n not in known))


def usual_data_dir(given: Mapping[str, str]) -> Path:
    """Return /var/lib/termin as root, else the user's XDG data folder.

    https://specifications.freedesktop.org/basedir-spec/latest/: relative paths are ignored.
    """
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/termin")
    base = given.get("XDG_DATA_HOME", "")
    home = Path(base) if base.startswith("/") else Path("~/.local/share").expanduser()
    return home / "termin"


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        wanted = f"a whole number from {low} to {high} is wanted"
        # int() would also take "1_0" and digits of other scripts.
        if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
            raise ValueError(wanted)
        return int(text)

    return read


def _yes_or_no(text: str) -> bool:
    if text.lower() not in ("1", "0", "yes", "no", "true", "false"):
        raise ValueError("1 or 0 is wanted")
    return text.lower() in ("1", "yes", "true")


def _path(text: str) -> Path:
    if "\0" in text:
        raise ValueError("a path is wanted")
    return Path(text).expanduser().absolute()


def _address(*schemes: str) -> Callable[[str], str]:
    wanted = " or ".join(f"{scheme}://…" for scheme in schemes)

    def read(text: str) -> str:
        try:
            parts = urlsplit(text)
            usable = parts.scheme in schemes and (parts.hostname or parts.query)
            _ = parts.port
        except ValueError:
            usable = ""
        if not usable:
            raise ValueError(f"an address such as {wanted} is wanted")
        return text

    return read


def _origin(text: str) -> str:
    """An address without path: pages carry absolute links only to the whole site."""
    address = _address("http", "https")(text).rstrip("/")
    parts = urlsplit(address)
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("an address without path is wanted, such as https://termin.example.org")
    return f"{parts.scheme}://{parts.netloc}".lower()


def _mail_address(text: str) -> str:
    name, at, place = text.rpartition("@")
    if not at or not name or not place or any(sign.isspace() or sign in "<>," for sign in text):
        raise ValueError("one mail address is wanted, such as termin@example.org")
    return text


def _host(text: str) -> str:
    if any(sign.isspace() or sign == "/" for sign in text):
        raise ValueError("a host name or an IP address is wanted")
    return text


def _secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError("at least 32 random characters are wanted")
    return text


def _push_key(text: str) -> str:
    """A private key of the curve P-256: 32 bytes in either alphabet of base64 (RFC 4648)."""
    usual = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        secret = b64decode(usual + "=" * (-len(usual) % 4), altchars=b"-_", validate=True)
    except ValueError:
        secret = b""
    if len(secret) != 32 or not 0 < int.from_bytes(secret) < P256_ORDER:
        raise ValueError("32 random bytes in base64 are wanted: `openssl rand -base64 32`")
    return usual


def _networks(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    for part in parts:
        try:
            ip_network(part, strict=False)
        except ValueError:
            raise ValueError("addresses or networks with commas between are wanted") from None
    return parts


def _origins(text: str) -> tuple[str, ...]:
    return tuple(_origin(part.strip()) for part in text.split(",") if part.strip())


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "TERMIN_DATABASE_URL",
        "database_url",
        "The PostgreSQL server (14 or newer), as `postgresql://user:password@host:5432/termin`. "
        "Without it the product runs its own PostgreSQL in the data folder.",
        "the embedded database",
        _address("postgresql", "postgres"),
    ),
    Variable(
        "TERMIN_DATA_DIR",
        "data_dir",
        "The folder for the embedded database and the secret key. `--data-dir` wins over it.",
        "`~/.local/share/termin`; `/var/lib/termin` as root",
        _path,
    ),
    Variable(
        "TERMIN_HOST",
        "host",
        "The address to listen on; `0.0.0.0` listens on all.",
        "`127.0.0.1`",
        _host,
    ),
    Variable(
        "TERMIN_PORT",
        "port",
        "The port to listen on; `0` takes any free one.",
        "`8000`",
        _whole(0, 65535),
    ),
    Variable(
        "TERMIN_PUBLIC_URL",
        "public_url",
        "The address people use, as `https://termin.example.org`. Needed for links in mails and "
        "behind a proxy: changes are accepted only from pages of this address.",
        "what the request says",
        _origin,
    ),
    Variable(
        "TERMIN_SMTP_URL",
        "smtp_url",
        "The mail server, as `smtps://user:password@host:465` or "
        "`smtp://host:587?starttls=offered` (`required`, `offered` or `never`; without it "
        "`required` with a password, else `offered`). `ca=FILE` names an authority of your own.",
        "no mail is sent",
        _address("smtp", "smtps"),
    ),
    Variable(
        "TERMIN_MAIL_FROM",
        "mail_from",
        "The sender of all mails; answers to them go to the municipality's own address.",
        "`termin@localhost`",
        _mail_address,
    ),
    Variable(
        "TERMIN_SECRET_KEY",
        "secret_key",
        "The secret from which all keys are derived, at least 32 random characters; the same on "
        "every machine of an installation.",
        "the file `secret.key` in the data folder, made at the first start",
        _secret,
    ),
    Variable(
        "TERMIN_PUSH_KEY",
        "push_key",
        "The key with which messages to phones are signed, the same on every machine: 32 random "
        "bytes in base64, as `openssl rand -base64 32` makes them. `TERMIN_MAIL_FROM` is named to "
        "the push services as whom to ask.",
        "phones are not told of calls",
        _push_key,
    ),
    Variable(
        "TERMIN_POOL",
        "pool",
        "How many database connections one process may use.",
        "`10`",
        _whole(2, 200),
    ),
    Variable(
        "TERMIN_TRUSTED_PROXIES",
        "trusted_proxies",
        "Addresses or networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are "
        "believed, with commas between.",
        "none",
        _networks,
    ),
    Variable(
        "TERMIN_FRAME_ANCESTORS",
        "frame_ancestors",
        "Sites that may show the citizen pages in a frame, as `https://www.example.org`, with "
        "commas between.",
        "none",
        _origins,
    ),
    Variable(
        "TERMIN_RATE_LIMITS",
        "rate_limits",
        "`0` switches off the limits on attempts per address, where a proxy keeps its own.",
        "`1`",
        _yes_or_no,
    ),
    Variable(
        "TERMIN_DEMO",
        "demo",
        "`1` for a demonstration: short passwords, the shared demo clock, sample data.",
        "`0`",
        _yes_or_no,
    ),
)
