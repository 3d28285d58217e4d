"""The named refusals of the domain: what, why, and what to do next.

Nothing here knows of HTTP; `api.errors` alone maps a refusal to a status and a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """A wish the domain cannot grant; the state is unchanged.

    `slug` is stable and part of the interface, `title` is a sentence for people (German, a
    message id of the catalogues; `%(name)s` stands for a value of `facts`), `facts` are values for
    programs.
    """

    slug: ClassVar[str] = "refused"
    title: ClassVar[str] = "Das geht nicht."

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.facts: Mapping[str, object] = facts


class NotFound(Refusal):
    """The thing asked for does not exist, or not for the person who asks."""

    slug = "not-found"
    title = "Das haben wir nicht gefunden. Bitte prüfen Sie die Angaben."


class NotAllowed(Refusal):
    """The person is known but may not do this."""

    slug = "not-allowed"
    title = "Dafür fehlt Ihnen die Berechtigung. Bitte fragen Sie Ihre Verwaltung."


class Invalid(Refusal):
    """The input cannot be used; `fields` maps each field to a sentence that says how to mend it."""

    slug = "invalid"
    title = "Bitte prüfen Sie Ihre Angaben."

    def __init__(
        self, detail: str = "", *, fields: Mapping[str, str] | None = None, **facts: object
    ) -> None:
        super().__init__(detail, **facts)
        self.fields: Mapping[str, str] = dict(fields or {})


class TryAgain(Refusal):
    """The office's day is busy for the moment (a lock was not had in time); nothing was changed."""

    slug = "try-again"
    title = "Gerade sind sehr viele gleichzeitig hier. Bitte versuchen Sie es gleich noch einmal."


class SlotTaken(Refusal):
    """Somebody was first, or the start was never free; `alternatives` are free starts nearby."""

    slug = "slot-taken"
    title = "Diese Zeit ist gerade vergeben worden. Bitte wählen Sie eine andere."


class HoldExpired(Refusal):
    """The reservation ran out; the time is free again for everybody."""

    slug = "hold-expired"
    title = "Ihre Reservierung ist abgelaufen. Bitte wählen Sie die Zeit noch einmal."


class HoldNotExtendable(Refusal):
    """A hold can be extended a limited number of times."""

    slug = "hold-not-extendable"
    title = (
        "Die Reservierung kann nicht weiter verlängert werden. Bitte schließen Sie sie jetzt ab."
    )


class WrongState(Refusal):
    """The thing is in a state from which this move does not lead."""

    slug = "wrong-state"
    title = "Das ist in diesem Zustand nicht möglich. Bitte laden Sie die Seite neu."


class QueueEmpty(Refusal):
    """Nobody waits whom this counter can serve."""

    slug = "queue-empty"
    title = "Zurzeit wartet niemand für diesen Schalter."


class TooMany(Refusal):
    """A limit on attempts or quantities is reached."""

    slug = "too-many"
    title = "Das war zu oft in kurzer Zeit. Bitte warten Sie einige Minuten."


class NotCombinable(Refusal):
    """These services cannot be done in one visit at this office."""

    slug = "not-combinable"
    title = "Diese Anliegen gehen nicht in einem Termin. Bitte buchen Sie sie getrennt."


class Closed(Refusal):
    """The office takes nobody in at this time."""

    slug = "closed"
    title = "Die Dienststelle ist zu dieser Zeit geschlossen."


class TooEarly(WrongState):
    """The check-in for this appointment is not open yet; `opens_at` says when it will be."""

    slug = "too-early"
    title = "Sie sind früh dran. Bitte melden Sie sich ab %(opens_at)s an."


class OtherDay(WrongState):
    """The appointment is on another day; `starts_at` says when."""

    slug = "other-day"
    title = "Ihr Termin ist an einem anderen Tag: %(starts_at)s."


class OtherOffice(WrongState):
    """The appointment is at another office, named by `office_name`."""

    slug = "other-office"
    title = "Ihr Termin ist in einer anderen Dienststelle: %(office_name)s."


class NoLongerBooked(WrongState):
    """The appointment was cancelled or ran out before it was confirmed."""

    slug = "no-longer-booked"
    title = "Dieser Termin besteht nicht mehr. Sie können eine Wartenummer ziehen."


class NotConfirmed(WrongState):
    """The appointment waits for the link in the mail to be followed."""

    slug = "not-confirmed"
    title = "Bitte bestätigen Sie Ihren Termin zuerst mit dem Link aus unserer E-Mail."


class CounterTaken(WrongState):
    """A person is already called to or served at this counter (`ticket`, `number`, `state`)."""

    slug = "counter-taken"
    title = "An diesem Schalter ist noch jemand. Bitte schließen Sie den Vorgang zuerst ab."


class Full(Closed):
    """All walk-in numbers of the day are given out, or nobody more can be served before closing."""

    slug = "full"
    title = "Für heute sind alle Wartenummern vergeben. Sie können einen Termin buchen."


class TooLate(WrongState):
    """The time in which a step can be taken back is over; `seconds` is how long it is."""

    slug = "too-late"
    title = "Das lässt sich nicht mehr zurücknehmen."
