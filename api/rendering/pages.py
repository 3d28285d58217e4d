"""Whole pages from templates: one environment per language, strict about what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.rendering.formats import format_filters
from api.rendering.static import static_url
from api.rendering.texts import Language, Texts

TEMPLATE_FOLDER = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Site:
    """What a municipality's pages say of themselves: name, mark, colours, the addresses of duty.

    `home` is the start page, `theme` the address of its colours, `phone` a number people may call.
    """

    name: str
    home: str = "/"
    logo: str | None = None
    theme: str | None = None
    phone: str | None = None
    imprint: str = "/impressum"
    privacy: str = "/datenschutz"
    accessibility: str = "/barrierefreiheit"
    easy_language: str = "/leichte-sprache"
    sign_language: str = "/gebaerdensprache"


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """An entry of the navigation that staff pages show at the top."""

    label: str
    href: str
    current: bool = False


class Pages:
    """Renders templates in any of our languages; every value is escaped, every gap is an error."""

    def __init__(self, texts: Texts, loader: BaseLoader | None = None) -> None:
        self.texts = texts
        self._environments = _environments(texts, loader) if loader else _our_environments(texts)

    def render(self, template: str, *, language: str, context: Mapping[str, object]) -> str:
        """The page in this language (German where we do not speak it); the context wins by name.

        A page on base.html needs `site`, `csp_nonce` and `address` (its own path and query); pages
        that show instants need `zone`.
        """
        spoken = self.texts.language(language)
        page = self._environments[spoken.code].get_template(template)
        return page.render(context)


@lru_cache(maxsize=4)
def _our_environments(texts: Texts) -> Mapping[str, Environment]:
    """For all applications of a process: each would compile every template that it shows anew."""
    return _environments(texts, FileSystemLoader(TEMPLATE_FOLDER))


def _environments(texts: Texts, loader: BaseLoader) -> Mapping[str, Environment]:
    return {language.code: _environment(language, texts, loader) for language in texts.languages}


def _environment(language: Language, texts: Texts, loader: BaseLoader) -> Environment:
    environment = Environment(
        loader=loader,
        # Plain text (mails) is no HTML; all else is.
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        # No trimming of blocks: it would join attributes that stand on lines of their own.
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = texts.catalogue(language.code)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        catalogue.ugettext, catalogue.ungettext, newstyle=True
    )
    environment.filters.update(format_filters(language.locale))
    environment.filters["with_query"] = with_query
    environment.globals.update(language=language, languages=texts.languages, static_url=static_url)
    return environment


def with_query(address: str, **values: str) -> str:
    """The same address with these query values set; an empty value takes the name out.

    Only path and query are kept, so that a link never leaves the site.
    """
    parts = urlsplit(address)
    kept = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in values
    ]
    query = urlencode(kept + [(name, value) for name, value in values.items() if value])
    return "/" + parts.path.lstrip("/") + (f"?{query}" if query else "")
