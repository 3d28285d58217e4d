"""Letters: what a mail says, in the language of the visit, as text and as simple HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.mail.links import Links
from api.rendering.formats import format_filters
from api.rendering.pages import TEMPLATE_FOLDER
from api.rendering.texts import Language, Texts
from termin.messages import MessageKind, Notice
from termin.tokens import spoken


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished text; `language` is a BCP 47 code."""

    language: str
    subject: str
    text: str
    html: str


class Letters:
    """Writes letters. No word of theirs was typed by a citizen: a form here is no way to mail
    strangers whatever one likes.
    """

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._environments = _environments(texts)

    def write(self, kind: MessageKind, notice: Notice, links: Links) -> Letter:
        """Return the letter of this kind about the appointment, as things stand."""
        language = self.texts.language(notice.language)
        environment = self._environments[language.code]
        subject = _one_line(self._subject(kind, notice, environment, language))
        context = {
            "subject": subject,
            "notice": notice,
            "links": links,
            "code": spoken(notice.code),
            "address": [part for part in (notice.place.street, notice.place.town) if part],
            "zone": notice.place.zone,
        }
        return Letter(
            language=language.code,
            subject=subject,
            text=_tidy(_render(environment, f"mail/{kind.value}.txt", context)),
            html=_render(environment, f"mail/{kind.value}.html", context),
        )

    def _subject(
        self, kind: MessageKind, notice: Notice, environment: Environment, language: Language
    ) -> str:
        when = environment.from_string("{{ start | date }}|{{ start | time }}").render(
            start=notice.starts_at, zone=notice.place.zone
        )
        date, time = when.split("|")

        def _(message: str) -> str:
            return self.texts.gettext(language.code, message, date=date, time=time)

        match kind:
            case MessageKind.CONFIRM:
                return _("Bitte bestätigen: Ihr Termin am %(date)s um %(time)s Uhr")
            case MessageKind.BOOKED:
                return _("Ihr Termin am %(date)s um %(time)s Uhr")
            case MessageKind.MOVED:
                return _("Verschoben: Ihr Termin am %(date)s um %(time)s Uhr")
            case MessageKind.CANCELLED:
                return _("Abgesagt: Ihr Termin am %(date)s um %(time)s Uhr")
            case MessageKind.DISPLACED:
                return _("Fällt aus: Ihr Termin am %(date)s um %(time)s Uhr")


@lru_cache(maxsize=4)
def _environments(texts: Texts) -> Mapping[str, Environment]:
    return {language.code: _environment(language, texts) for language in texts.languages}


def _environment(language: Language, texts: Texts) -> Environment:
    # Pages escape everything; the plain text of a mail must not be escaped.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    catalogue = texts.catalogue(language.code)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        catalogue.ugettext, catalogue.ungettext, newstyle=True
    )
    environment.filters.update(format_filters(language.locale))
    environment.globals.update(language=language, style=_style())
    return environment


def _style() -> str:
    # A mail has no content policy and cannot fetch a stylesheet; programs that drop this one still
    # show the page in order.
    sheet = (TEMPLATE_FOLDER / "mail" / "letter.css").read_text(encoding="utf-8")
    return f"<style>\n{sheet}</style>"


def _render(environment: Environment, template: str, context: Mapping[str, object]) -> str:
    return environment.get_template(template).render(context).strip() + "\n"


def _tidy(text: str) -> str:
    """Return the text without the gaps that parts left out have left."""
    return re.sub(r"\n{3,}", "\n\n", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
