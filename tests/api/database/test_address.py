"""Database addresses: read from a URL, given to three libraries, the password in no log."""

from __future__ import annotations

import ssl
from pathlib import Path

import asyncpg
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from api.database import DatabaseAddress
from api.database.errors import BadAddress

PLAIN = "postgresql://anna:geheim@db.example.org:5433/termin"


def test_a_url_is_read() -> None:
    address = DatabaseAddress.from_url(PLAIN)
    assert address == DatabaseAddress("db.example.org", 5433, "anna", "termin", "geheim")


def test_the_port_may_be_left_out_and_the_short_scheme_is_known() -> None:
    assert DatabaseAddress.from_url("postgres://anna@db/termin").port == 5432


def test_special_characters_are_percent_encoded() -> None:
    address = DatabaseAddress.from_url("postgresql://a%40b:p%2F%3A%40%23@db/t%C3%BCr%20x")
    assert (address.user, address.password, address.database) == ("a@b", "p/:@#", "tür x")


def test_an_ipv6_host_stands_in_brackets() -> None:
    address = DatabaseAddress.from_url("postgresql://anna@[2001:db8::1]:5434/termin")
    assert (address.host, address.port) == ("2001:db8::1", 5434)
    assert "[2001:db8::1]:5434" in address.redacted()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://anna@/termin?host=/run/a b",
        "postgresql://anna@%2Frun%2Fa%20b/termin",
        "postgresql:///?host=/run/a%20b&user=anna&dbname=termin&sslmode=require",
    ],
)
def test_a_socket_is_a_host_that_begins_with_a_slash(url: str) -> None:
    address = DatabaseAddress.from_url(url)
    assert address == DatabaseAddress("/run/a b", 5432, "anna", "termin")
    assert address.is_socket
    assert address.asyncpg()["ssl"] is False
    assert conninfo_to_dict(address.conninfo())["host"] == "/run/a b"
    assert DatabaseAddress.from_url(address.redacted()) == address


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://anna@db/termin", "does not begin with"),
        ("db.example.org", "does not begin with"),
        ("", "does not begin with"),
        ("postgresql://anna@db", "no database"),
        ("postgresql://db/termin", "no user"),
        ("postgresql:///termin?user=anna", "no host"),
        ("postgresql://anna@db:x/termin", "malformed"),
        ("postgresql://anna@db:99999/termin", "malformed"),
        ("postgresql://anna@db/termin?port=0", "port"),
        ("postgresql://anna@[::1/termin", "malformed"),
        ("postgresql://anna@a,b/termin", "several hosts"),
        ("postgresql://anna@db/termin?target_session_attrs=any", "'target_session_attrs'"),
        ("postgresql://anna@db/termin?sslmode=yes", "sslmode=yes"),
        ("postgresql://anna@db/termin?sslmode=verify-ca", "authority of your own"),
        ("postgresql://anna@db/termin?sslrootcert=a.pem", "proves nothing"),
        ("postgresql://anna@db/termin?sslmode=require&sslkey=k", "without sslcert"),
        ("postgresql://anna@db/termin?sslcert=c", "needs encryption"),
    ],
)
def test_a_bad_url_is_refused_with_the_reason_and_without_the_password(url: str, why: str) -> None:
    with pytest.raises(BadAddress, match=why) as refused:
        DatabaseAddress.from_url(url.replace("anna@", "anna:geheim@"))
    assert "geheim" not in str(refused.value)
    assert refused.value.todo


def test_the_password_is_shown_nowhere() -> None:
    address = DatabaseAddress.from_url(PLAIN)
    assert address.redacted() == "postgresql://anna:***@db.example.org:5433/termin"
    assert "geheim" not in repr(address)
    assert "geheim" not in f"{address}"


def test_psycopg_reads_what_we_wrote_whatever_the_password() -> None:
    address = DatabaseAddress("db", 5433, "anna", "termin", "a 'b' \\ c", tls="require")
    assert conninfo_to_dict(address.conninfo()) == {
        "host": "db",
        "port": "5433",
        "user": "anna",
        "dbname": "termin",
        "password": "a 'b' \\ c",
        "sslmode": "require",
    }


def test_tortoise_gets_a_password_even_if_there_is_none() -> None:
    assert DatabaseAddress("db", 5432, "anna", "termin").tortoise()["password"] is None


def test_full_verification_uses_the_authorities_of_the_machine() -> None:
    address = DatabaseAddress.from_url("postgresql://anna@db/termin?sslmode=verify-full")
    context = address.asyncpg()["ssl"]
    assert isinstance(context, ssl.SSLContext)
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert conninfo_to_dict(address.conninfo())["sslrootcert"] == "system"


def test_require_with_a_root_checks_the_root_but_not_the_name(tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    root.write_text(ssl.DER_cert_to_PEM_cert(_some_authority()))
    address = DatabaseAddress.from_url(
        f"postgresql://anna@db/termin?sslmode=require&sslrootcert={root}"
    )
    context = address.asyncpg()["ssl"]
    assert isinstance(context, ssl.SSLContext)
    assert not context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_a_plain_mode_is_handed_on() -> None:
    address = DatabaseAddress.from_url("postgresql://anna@db/termin?sslmode=require")
    assert address.asyncpg()["ssl"] == "require"
    address = DatabaseAddress.from_url("postgresql://anna@db/termin?sslmode=disable")
    assert address.asyncpg()["ssl"] is False


async def test_an_address_of_nobody_is_an_error_of_the_library(unused_tcp_port: int) -> None:
    address = DatabaseAddress("127.0.0.1", unused_tcp_port, "anna", "termin")
    with pytest.raises(OSError, match="Connect"):
        await asyncpg.connect(**address.asyncpg())
    with pytest.raises(psycopg.OperationalError):
        await psycopg.AsyncConnection.connect(address.conninfo())


def _some_authority() -> bytes:
    return ssl.create_default_context().get_ca_certs(binary_form=True)[0]
