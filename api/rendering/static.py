"""Static files under addresses that change with their content, so that browsers may keep them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC_FOLDER = Path(__file__).parent.parent / "static"
VENDOR = "vendor"
FOREVER = "public, max-age=31536000, immutable"
_VERSION = re.compile(r"^v-([0-9a-f]{12})/(.+)$")


@dataclass(frozen=True, slots=True)
class StaticFolder:
    """A folder of static files with the versions of its own files and of the vendored ones.

    The version is one path segment before the name (`/static/v-1a2b…/termin.css`), so relative
    addresses inside stylesheets and modules carry it too.
    """

    folder: Path
    own_version: str
    vendor_version: str

    def url(self, name: str) -> str:
        """The address of a file such as `termin.css` or `vendor/kern/kern.min.css`."""
        return f"/static/v-{self.version_of(name)}/{name}"

    def version_of(self, name: str) -> str:
        """The version in the address of this file."""
        return self.vendor_version if name.startswith(f"{VENDOR}/") else self.own_version


def read_static_folder(folder: Path = STATIC_FOLDER) -> StaticFolder:
    """Compute the versions: our files by content, the vendored ones by their manifest."""
    own = sorted(
        path
        for path in folder.rglob("*")
        if path.relative_to(folder).parts[0] != VENDOR and path.is_file()
    )
    manifest = folder / VENDOR / "manifest.json"
    return StaticFolder(
        folder,
        _digest(*((str(path.relative_to(folder)), path.read_bytes()) for path in own)),
        _digest(("manifest", manifest.read_bytes() if manifest.exists() else b"")),
    )


@cache
def own_static_folder() -> StaticFolder:
    """The product's static files as they were when the process started."""
    return read_static_folder()


def static_url(name: str) -> str:
    """The address of one of the product's static files, good for ever for this content."""
    return own_static_folder().url(name)


def static_app(static: StaticFolder | None = None) -> StaticFiles:
    """The application to mount at `/static`; browsers keep the right version for a year."""
    return _VersionedFiles(static or own_static_folder())


class _VersionedFiles(StaticFiles):
    def __init__(self, static: StaticFolder) -> None:
        super().__init__(directory=static.folder)
        self.static = static

    async def get_response(self, path: str, scope: Scope) -> Response:
        versioned = _VERSION.match(path)
        version, name = versioned.groups() if versioned else ("", path)
        response = await super().get_response(name, scope)
        # A page from before an update may ask for the old version: it gets today's file, unkept.
        fresh = version == self.static.version_of(name) and response.status_code in (200, 304)
        response.headers["Cache-Control"] = FOREVER if fresh else "no-cache"
        return response


def _digest(*parts: tuple[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, content in parts:
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()[:12]
