"""Pages as text: templates, languages, formats, static files, colours, content policy."""

from api.rendering.formats import MissingZoneError
from api.rendering.pages import NavigationLink, Pages, Site
from api.rendering.policy import content_security_policy, new_nonce
from api.rendering.static import StaticFolder, static_app, static_url
from api.rendering.texts import Language, Texts, read_texts
from api.rendering.theme import UnusableColour, theme_css

__all__ = [
    "Language",
    "MissingZoneError",
    "NavigationLink",
    "Pages",
    "Site",
    "StaticFolder",
    "Texts",
    "UnusableColour",
    "content_security_policy",
    "new_nonce",
    "read_texts",
    "static_app",
    "static_url",
    "theme_css",
]
