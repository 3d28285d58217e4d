"""Fees of our catalogue as a German sentence."""

from __future__ import annotations

from collections.abc import Mapping

from termin.catalogue.fields import decimal, text

LABELS = {
    "fix": "{}",
    "ab": "ab {}",
    "ca": "etwa {}",
    "von": "von {}",
    "bis": "bis {}",
    "ab_24": "ab 24 Jahren {}",
    "unter_24": "unter 24 Jahren {}",
    "foto_im_amt": "Foto im Amt {}",
    "48_seiten_zuschlag": "mit 48 Seiten {} mehr",
    "express_zuschlag": "im Express {} mehr",
    "elektronisch": "elektronisch {}",
    "je_dokument": "{} je Dokument",
    "vor_ort": "vor Ort {}",
    "online_ab": "online ab {}",
    "bei_anmeldung": "zusammen mit der Anmeldung {}",
    "12_monate": "für 12 Monate {}",
    "24_monate": "für 24 Monate {}",
    "1_jahr": "für ein Jahr {}",
    "unbefristet": "unbefristet {}",
    "auf_lebenszeit": "auf Lebenszeit {}",
    "privat": "privat {}",
    "rente_krankenkasse": "für Rente und Krankenkasse {}",
    "erwachsene": "Erwachsene {}",
    "kind": "Kinder {}",
    "anmeldung_schriftlich": "schriftliche Anmeldung {}",
    "anmeldung_muendlich": "mündliche Anmeldung {}",
}


def fee_text(fees: object) -> str:
    """Return fees in euros by kind as text: "ab 24 Jahren 46,00 Euro, unter 24 Jahren ...".

    Kinds without an amount are left out; text is taken as it is.
    """
    if not isinstance(fees, Mapping):
        return text(fees)
    amounts = {
        str(kind): amount for kind, fee in fees.items() if (amount := decimal(fee)) is not None
    }
    if set(amounts) == {"von", "bis"}:
        return f"von {_euros(amounts['von'])} bis {_euros(amounts['bis'])}"
    parts = (
        LABELS.get(
            kind, text(kind).replace("_", " ").replace("{", "").replace("}", "") + " {}"
        ).format(_euros(amount))
        for kind, amount in amounts.items()
    )
    return ", ".join(parts)


def _euros(amount: float) -> str:
    return "kostenlos" if amount == 0 else f"{amount:.2f}".replace(".", ",") + " Euro"
