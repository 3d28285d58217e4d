"""What a phone is told: the number, the counter, how many come first; nothing of the person."""

from __future__ import annotations

import json
from functools import partial

from api.rendering import Texts
from termin.messages import Push, PushKind


def words(push: Push, texts: Texts) -> bytes:
    """Return a message in the phone's language, as the number's service worker reads it."""
    title, body = _call(push, texts) if push.kind is PushKind.CALL else _soon(push, texts)
    content = {"title": title, "body": body, "lang": push.phone.language}
    return json.dumps(content, ensure_ascii=False).encode()


def _call(push: Push, texts: Texts) -> tuple[str, str]:
    gettext = partial(texts.gettext, push.phone.language)
    desk = push.desk
    if desk[:1].isdigit() or len(desk) < 4:  # as the number's page does: but "Zimmer 12"
        desk = gettext("Schalter %(counter)s", counter=desk)
    return (
        gettext("Bitte zu %(desk)s", desk=desk),
        gettext("Nummer %(number)s ist aufgerufen.", number=push.number),
    )


def _soon(push: Push, texts: Texts) -> tuple[str, str]:
    gettext = partial(texts.gettext, push.phone.language)
    ngettext = partial(texts.ngettext, push.phone.language)
    if push.ahead:
        place = ngettext(
            "Vor Nummer %(number)s ist noch eine Person.",
            "Vor Nummer %(number)s sind noch %(num)s Personen.",
            push.ahead,
            number=push.number,
        )
    else:
        place = gettext("Nummer %(number)s ist als Nächstes dran.", number=push.number)
    come = gettext("Bitte kommen Sie in die Nähe des Bildschirms.")
    return gettext("Sie sind bald dran"), f"{place} {come}"
