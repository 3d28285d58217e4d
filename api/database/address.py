"""Where a database is and how to log in, said once for each library that connects."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self, cast, get_args
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from api.database.errors import BadAddress

TlsMode = Literal["disable", "prefer", "require", "verify-ca", "verify-full"]

# The names of libpq, so that addresses from other tools work unchanged.
# https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
OPTIONS = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert")
CLIENT_CERTIFICATE = ("sslcert", "sslkey")
EXAMPLE = (
    "Write it as postgresql://user:password@host:5432/database, "
    "with special characters in the password percent-encoded"
)


@dataclass(frozen=True)
class DatabaseAddress:
    """A database and the login for it; the password is in no `repr` and no log.

    `host` is a name, or the folder of a socket if it begins with a slash. `tls` None means:
    encrypted where the server offers it.
    """

    host: str
    port: int
    user: str
    database: str
    password: str | None = field(default=None, repr=False)
    tls: TlsMode | None = None
    tls_root: str | None = None
    tls_certificate: str | None = None
    tls_key: str | None = None

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read `postgresql://user:password@host:port/database?sslmode=…`, or raise `BadAddress`."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as trouble:
            raise BadAddress("the host or the port is malformed", EXAMPLE) from trouble
        if parts.scheme not in ("postgres", "postgresql"):
            raise BadAddress("it does not begin with postgresql://", EXAMPLE)
        options = _options(parts.query)
        host = options.get("host") or _host(parts.netloc)
        user = options.get("user") or unquote(parts.username or "")
        database = options.get("dbname") or unquote(parts.path.removeprefix("/"))
        for name, value in (("host", host), ("user", user), ("database", database)):
            if not value:
                raise BadAddress(f"it names no {name}", EXAMPLE)
        if "," in host:
            raise BadAddress("it names several hosts", "Give one host, or the address of a proxy")
        password = options.get("password") or unquote(parts.password or "") or None
        return cls(
            host=host,
            port=_port(options["port"]) if "port" in options else port or 5432,
            user=user,
            database=database,
            password=password,
            **_tls(options, host),
        )

    def at(self, database: str) -> Self:
        """Return the same server and login with another database."""
        return replace(self, database=database)

    @property
    def is_socket(self) -> bool:
        """Whether the database is reached through a socket on this machine."""
        return self.host.startswith("/")

    def asyncpg(self) -> dict[str, Any]:
        """Return the keywords of `asyncpg.connect`; TLS is settled here, not by the environment."""
        login = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "database": self.database,
            "ssl": self._tls_setting(),
        }
        return login if self.password is None else {**login, "password": self.password}

    def tortoise(self) -> dict[str, Any]:
        """Return the `credentials` of Tortoise's asyncpg engine."""
        return {"password": None, **self.asyncpg()}

    def conninfo(self) -> str:
        """Return the connection string of libpq, for psycopg."""
        settings = {
            "host": self.host,
            "port": str(self.port),
            "user": self.user,
            "password": self.password,
            "dbname": self.database,
            "sslmode": "disable" if self.is_socket else self.tls,
            "sslrootcert": self.tls_root,
            "sslcert": self.tls_certificate,
            "sslkey": self.tls_key,
        }
        return " ".join(f"{name}={_quoted(value)}" for name, value in settings.items() if value)

    def redacted(self) -> str:
        """Return the address as a URL for logs, without the password."""
        login = quote(self.user, safe="") + (":***" if self.password else "")
        path = quote(self.database, safe="")
        if self.is_socket:
            return f"postgresql://{login}@/{path}?{urlencode({'host': self.host}, safe='/')}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        tls = f"?sslmode={self.tls}" if self.tls else ""
        return f"postgresql://{login}@{host}:{self.port}/{path}{tls}"

    def _tls_setting(self) -> ssl.SSLContext | str | bool:
        if self.is_socket or self.tls == "disable":
            return False
        if self.tls_root is None and self.tls_certificate is None:
            return self.tls or "prefer"
        context = ssl.create_default_context(
            cafile=None if self.tls_root == "system" else self.tls_root
        )
        context.check_hostname = self.tls == "verify-full"
        if self.tls_root is None:
            context.verify_mode = ssl.CERT_NONE
        if self.tls_certificate:
            context.load_cert_chain(self.tls_certificate, self.tls_key)
        return context


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    for name in options:
        if name not in OPTIONS + CLIENT_CERTIFICATE:
            known = ", ".join(OPTIONS + CLIENT_CERTIFICATE)
            raise BadAddress(f"the option {name!r} is not known", f"Use only {known}")
    return options


def _host(netloc: str) -> str:
    """Return the host with its case and its escaped slashes, which `urlsplit` would lose."""
    host = netloc.rpartition("@")[2]
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return unquote(host.partition(":")[0])


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise BadAddress("the port is not a number from 1 to 65535", EXAMPLE)


def _tls(options: dict[str, str], host: str) -> dict[str, Any]:
    mode, root = options.get("sslmode"), options.get("sslrootcert")
    certificate, key = options.get("sslcert"), options.get("sslkey")
    if mode is not None and mode not in get_args(TlsMode):
        choices = ", ".join(get_args(TlsMode))
        raise BadAddress(f"sslmode={mode} is not known", f"Use one of {choices}")
    if root and mode in (None, "prefer", "disable"):
        raise BadAddress("a root certificate proves nothing here", "Add sslmode=verify-full")
    if mode == "require" and root:
        mode = "verify-ca"  # as libpq does: who gives a root wants it checked
    if mode == "verify-full" and not root:
        root = "system"
    if mode == "verify-ca" and root in (None, "", "system"):
        raise BadAddress("sslmode=verify-ca needs an authority of your own", "Add sslrootcert=FILE")
    if key and not certificate:
        raise BadAddress("sslkey is given without sslcert", "Add sslcert=FILE")
    if certificate and mode not in ("require", "verify-ca", "verify-full"):
        raise BadAddress("a client certificate needs encryption", "Add sslmode=verify-full")
    return {
        "tls": None if host.startswith("/") else cast(TlsMode | None, mode),
        "tls_root": root or None,
        "tls_certificate": certificate or None,
        "tls_key": key or None,
    }


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
