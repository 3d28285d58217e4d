"""Keys: one secret of the installation, and from it a key for each purpose."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from api.database.private import open_private
from api.settings import Settings, UnusableSetting

FILE = "secret.key"


@dataclass(frozen=True, slots=True)
class Keys:
    """Derives keys; knowing one tells nothing of another (HMAC-SHA-256 as a key derivation)."""

    secret: bytes = field(repr=False)

    def derive(self, purpose: str) -> bytes:
        """Return the 32 bytes for a purpose, always the same for the same secret."""
        return hmac.digest(self.secret, purpose.encode(), hashlib.sha256)

    def digest(self, purpose: str, text: str) -> str:
        """Return a keyed hash in hex: to compare or count `text` without keeping it."""
        content = text.encode("utf-8", "surrogatepass")
        return hmac.digest(self.derive(purpose), content, hashlib.sha256).hex()


def read_keys(settings: Settings) -> Keys:
    """Return the installation's keys: from the setting, else from a file that only we can read.

    The file is made at the first start; of several processes that start at once one makes it.

    Raises:
        UnusableSetting: the file can be read by others, or holds too little.
    """
    if settings.secret_key is not None:
        return Keys(settings.secret_key.encode())
    path = settings.data_dir / FILE
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise UnusableSetting(
            "TERMIN_SECRET_KEY", f"{path} can be read by others; `chmod 600` it or make a new one"
        )
    secret = path.read_text("ascii").strip()
    if len(secret) < 32:
        raise UnusableSetting("TERMIN_SECRET_KEY", f"{path} holds fewer than 32 characters")
    return Keys(secret.encode())


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{FILE}.{secrets.token_hex(8)}")
    # Also where root makes it: the service, whose folder it is, reads it later.
    descriptor = open_private(draft, os.O_WRONLY | os.O_EXCL)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link refuses where the name exists: whoever came first wins, nobody reads half a key.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
