"""A phone's browser and the push service of its maker, the latter as a real server over TLS."""

from __future__ import annotations

import json
import ssl
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from api.clock import real_now
from api.push.network import Door
from termin.messages import Phone

HOST = "push.example.org"
KEY = "A" * 42 + "E"


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


@dataclass
class Browser:
    """Keys as a browser makes them for one subscription."""

    name: str = "eva"
    language: str = "de"
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = b"0123456789abcdef"

    @property
    def phone(self) -> Phone:
        """What it gives to us."""
        point = self.private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return Phone(
            f"https://{HOST}/send/{self.name}?k=1", _text(point), _text(self.auth), self.language
        )

    @property
    def form(self) -> dict[str, str]:
        """The same as its page sends it."""
        phone = self.phone
        return {"endpoint": phone.endpoint, "p256dh": phone.p256dh, "auth": phone.auth}

    def read(self, sealed: bytes) -> dict[str, str]:
        """Open what arrived."""
        content = http_ece.decrypt(
            sealed, private_key=self.private, auth_secret=self.auth, version="aes128gcm"
        )
        return dict(json.loads(content))


@dataclass(frozen=True)
class Arrived:
    """One request that a push service got."""

    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self) -> dict[str, Any]:
        """What the sender says of itself; the signature is checked first."""
        header = self.headers["authorization"]
        assert Vapid02.verify(header)
        token = header.split("t=")[1].split(",")[0].split(".")[1]
        return dict(json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4))))


@dataclass
class Maker:
    """The push service: what arrived, and with which status it answers."""

    port: int
    trusted: ssl.SSLContext
    arrived: list[Arrived] = field(default_factory=list)
    status: int = 201

    async def door(self, host: str) -> Door:
        """Where its name leads in a test."""
        assert host == HOST
        return Door("127.0.0.1", self.port)


@contextmanager
def a_maker(folder: Path) -> Iterator[Maker]:
    """Run a push service for the block, with a certificate for its name alone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Desk)
    server.daemon_threads = True
    certificate = _certificate(folder)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate)
    server.socket = own.wrap_socket(server.socket, server_side=True)
    maker = Maker(server.server_port, ssl.create_default_context(cafile=str(certificate)))
    server.maker = maker  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield maker
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Desk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        maker: Maker = self.server.maker  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        maker.arrived.append(Arrived(self.path, headers, body))
        self.send_response(maker.status)
        if maker.status == 302:
            self.send_header("Location", "http://127.0.0.1/admin")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a push service")])
    now = real_now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "push.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
